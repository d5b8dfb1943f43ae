import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { createClock } from '../adapters/clock.ts'
import { settingsOrExit } from '../adapters/environment.ts'
import type { Occasion } from '../helpline/changes/change.ts'
import { DomainError } from '../helpline/errors.ts'
import { FileRefused } from '../helpline/imports/header-reading.ts'
import type { ImportBatch } from '../helpline/imports/import-batch.ts'
import { DEFAULT_IMPORT_SOURCE } from '../helpline/imports/import-kinds.ts'
import { DataInUse } from './data-lock.ts'
import { NoPostgres } from './embedded-postgres.ts'
import { importedWords } from './import-words.ts'
import { onDatabase } from './on-database.ts'
import { progressBar } from './progress-bar.ts'
import { ProgramFailed } from './project.ts'

const USAGE = [
  'Uso: npm run import -- [--source archivio] file.csv … (o una cartella, i cui file si leggono in ordine di nome)',
  '     npm run import -- --undo <numero del caricamento>',
  'Le colonne sono descritte in docs/import.',
  '',
].join('\n')

/** Said to people as it is. */
class Refusal extends Error {}

type Task = { files: string[]; source: string } | { undo: string }

function taskOf(programArguments: string[]): Task {
  const options = { source: { type: 'string' }, undo: { type: 'string' } } as const
  try {
    const { values, positionals } = parseArgs({ args: programArguments, options, allowPositionals: true })
    if (values.undo && positionals.length === 0 && /^[0-9a-f-]{36}$/i.test(values.undo)) return { undo: values.undo }
    if (!values.undo && positionals.length > 0) {
      return { files: positionals.flatMap(filesAt), source: values.source?.trim() || DEFAULT_IMPORT_SOURCE }
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    // An option nobody knows: the usage says which there are.
  }
  throw new Refusal(USAGE)
}

function filesAt(place: string): string[] {
  try {
    if (!statSync(place).isDirectory()) return [place]
  } catch (error) {
    throw new Refusal(`Non riesco a leggere ${place} (${(error as NodeJS.ErrnoException).code}).\n`)
  }
  const names = readdirSync(place).filter((name) => /\.csv$/i.test(name) && !name.endsWith(REFUSED_ENDING))
  return names.sort().map((name) => path.join(place, name))
}

const REFUSED_ENDING = '.rifiutate.csv'

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(file)) hash.update(bytes as Buffer)
  return hash.digest('hex')
}

async function perform(task: Task, occasion: Occasion, databaseUrl: string): Promise<boolean> {
  // Not before: the store speaks through the generated client.
  const { openStore } = await import('../adapters/postgres/store.ts')
  const { importDoors } = await import('../workers/import-doors.ts')
  const { bringFileIn, takeImportBack } = await import('../helpline/imports/bring-file-in.ts')
  const { refusalsCsv } = await import('../adapters/documents/import-csv.ts')
  const store = openStore(databaseUrl, { maxConnections: 3 })
  try {
    if ('undo' in task) {
      const batch = await takeImportBack(store, occasion, task.undo)
      if (!batch) throw new Refusal('Questo caricamento non c’è.\n')
      process.stdout.write(importedWords(batch))
      return batch.state === 'undone'
    }
    let isAllIn = true
    for (const file of task.files) {
      const { size } = statSync(file)
      const bar = progressBar(path.basename(file))
      const doors = {
        ...store,
        ...importDoors(store, occasion),
        openImportFile: () => createReadStream(file, { highWaterMark: 256 * 1024 }),
        progress: ({ rowsDone, rows }: ImportBatch) => bar.show(rowsDone, rows),
      }
      const at = { fileName: path.basename(file), sizeBytes: size, sha256: await sha256Of(file), source: task.source }
      const batch = await bringFileIn(doors, occasion, at)
      bar.end()
      process.stdout.write(importedWords(batch))
      if (batch.refused > 0) {
        const report = `${file.replace(/\.csv$/i, '')}${REFUSED_ENDING}`
        await pipeline(refusalsCsv(store, batch.id), createWriteStream(report))
        process.stdout.write(`  Le righe rifiutate, con la colonna e il perché, sono in ${report}\n`)
      }
      isAllIn &&= batch.state === 'done' && batch.refused === 0
    }
    return isAllIn
  } finally {
    await store.close()
  }
}

function inWords(error: unknown): string {
  if (error instanceof Refusal) return error.message
  if ((error as { code?: unknown }).code === 'P2021') {
    return 'Il database non è ancora pronto: prima va eseguito launch/migrate.\n'
  }
  const known = [DomainError, DataInUse, NoPostgres, ProgramFailed, FileRefused].some((kind) => error instanceof kind)
  return `${known ? (error as Error).message : (error as Error).stack}\n`
}

try {
  const task = taskOf(process.argv.slice(2))
  const settings = settingsOrExit(process.env)
  const occasion: Occasion = { now: createClock(settings.clock).now(), actor: { kind: 'system' } }
  const isAllIn = await onDatabase(settings, (databaseUrl) => perform(task, occasion, databaseUrl))
  if (!isAllIn) process.exitCode = 1
} catch (error) {
  process.stderr.write(inWords(error))
  process.exitCode = 1
}
