import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, readdirSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { createClock } from '../adapters/clock.ts'
import { titlesOf } from '../adapters/documents/csv-reading.ts'
import { settingsOrExit } from '../adapters/environment.ts'
import type { Occasion } from '../helpline/changes/change.ts'
import { DomainError } from '../helpline/errors.ts'
import { type BringFileInDoors, bringFileIn, takeImportBack } from '../helpline/imports/bring-file-in.ts'
import { FileRefused, readHeader } from '../helpline/imports/header-reading.ts'
import type { ImportBatch } from '../helpline/imports/import-batch.ts'
import { DEFAULT_IMPORT_SOURCE, type ImportKind, standSideBySide } from '../helpline/imports/import-kinds.ts'
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

const PEEKED_BYTES = 16 * 1024

async function kindAt(file: string): Promise<ImportKind | null> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PEEKED_BYTES), 0, PEEKED_BYTES, 0)
    return readHeader(await titlesOf(buffer.subarray(0, bytesRead))).kind
  } catch (error) {
    // Said when its turn comes.
    if (error instanceof FileRefused) return null
    throw error
  } finally {
    await handle.close()
  }
}

/** One file after the other, but for two that know nothing of each other: the database writes of one while the other is read. */
async function inTurns(files: readonly string[]): Promise<string[][]> {
  const turns: string[][] = []
  let before: ImportKind | null = null
  for (const file of files) {
    const kind = await kindAt(file)
    const turn = turns.at(-1)
    if (turn?.length === 1 && standSideBySide(before, kind)) turn.push(file)
    else turns.push([file])
    before = kind
  }
  return turns
}

const openFile = (file: string) => createReadStream(file, { highWaterMark: 256 * 1024 })

/** Files are looked through once each, the next ones while the database writes those before them. */
function filesLookedThrough({ checkCsv }: Pick<BringFileInDoors, 'checkCsv'>) {
  const checks = new Map<string, ReturnType<typeof checkCsv>>()
  const of = (file: string) => {
    const check = checks.get(file) ?? checkCsv(openFile(file))
    checks.set(file, check)
    return check
  }
  return {
    of,
    async inTurn(files: readonly string[]): Promise<void> {
      // What is wrong with one is said when its turn comes.
      for (const file of files) await of(file).catch(() => undefined)
    },
  }
}
type FilesLookedThrough = ReturnType<typeof filesLookedThrough>

/** Each file with its own position; should one fail, the other first comes to its end. */
async function bringAbreast(
  doors: BringFileInDoors,
  occasion: Occasion,
  { files, source }: { files: string[]; source: string },
  bar: ReturnType<typeof progressBar>,
  checked: FilesLookedThrough,
): Promise<ImportBatch[]> {
  const soFar = new Map<string, ImportBatch>()
  const sum = (count: (each: ImportBatch) => number) => [...soFar.values()].reduce((all, each) => all + count(each), 0)
  const bringOne = async (file: string): Promise<ImportBatch> => {
    const ofFile = {
      ...doors,
      openImportFile: () => openFile(file),
      checkCsv: () => checked.of(file),
      progress: (batch: ImportBatch) => {
        soFar.set(file, batch)
        bar.show(
          sum(({ rowsDone }) => rowsDone),
          sum(({ rows }) => rows),
        )
      },
    }
    const { size: sizeBytes } = statSync(file)
    const at = { fileName: path.basename(file), sizeBytes, sha256: await sha256Of(file), source }
    return bringFileIn(ofFile, occasion, at)
  }
  const ended = await Promise.allSettled(files.map(bringOne))
  return ended.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}

async function perform(task: Task, occasion: Occasion, databaseUrl: string): Promise<boolean> {
  // Not before: the store speaks through the generated client.
  const { openStore } = await import('../adapters/postgres/store.ts')
  const { importDoors } = await import('../workers/import-doors.ts')
  const { refusalsCsv } = await import('../adapters/documents/import-csv.ts')
  const store = openStore(databaseUrl, { maxConnections: 4 })
  try {
    if ('undo' in task) {
      const batch = await takeImportBack(store, occasion, task.undo)
      if (!batch) throw new Refusal('Questo caricamento non c’è.\n')
      process.stdout.write(importedWords(batch))
      return batch.state === 'undone'
    }
    let isAllIn = true
    const doors = { ...store, ...importDoors(store, occasion) }
    const checked = filesLookedThrough(doors)
    void checked.inTurn(task.files)
    for (const files of await inTurns(task.files)) {
      const bar = progressBar(files.map((file) => path.basename(file)).join(', '))
      const batches = await bringAbreast(doors, occasion, { files, source: task.source }, bar, checked)
      bar.end()
      for (const [at, file] of files.entries()) {
        const batch = batches[at] as ImportBatch
        process.stdout.write(importedWords(batch))
        if (batch.refused > 0) {
          const report = `${file.replace(/\.csv$/i, '')}${REFUSED_ENDING}`
          await pipeline(refusalsCsv(store, batch.id), createWriteStream(report))
          process.stdout.write(`  Le righe rifiutate, con la colonna e il perché, sono in ${report}\n`)
        }
        isAllIn &&= batch.state === 'done' && batch.refused === 0
      }
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
