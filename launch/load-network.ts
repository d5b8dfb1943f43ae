import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createClock } from '../adapters/clock.ts'
import { settingsOrExit } from '../adapters/environment.ts'
import { hashPassword, newPassword } from '../adapters/password.ts'
import { readNetworkFile } from '../contract/network-file.ts'
import { giveNewPassword } from '../helpline/access/give-new-password.ts'
import { loadNetwork } from '../helpline/access/load-network.ts'
import type { Occasion } from '../helpline/changes/change.ts'
import { DomainError } from '../helpline/errors.ts'
import { formatRomeDateWithYear } from '../helpline/territory/rome-time.ts'
import { DataInUse } from './data-lock.ts'
import { NoPostgres } from './embedded-postgres.ts'
import { faultyPlace } from './json-place.ts'
import { loadedWords, refusalWords } from './network-words.ts'
import { onDatabase } from './on-database.ts'
import { ProgramFailed } from './project.ts'

const USAGE = [
  'Uso: npm run network:load -- rete.json',
  '     npm run network:load -- --new-password nome@esempio.it',
  '',
].join('\n')

/** Said to people as it is. */
class Refusal extends Error {}

type Task = { file: string } | { newPasswordFor: string }

function taskOf(programArguments: string[]): Task {
  const options = { 'new-password': { type: 'string' } } as const
  try {
    const { values, positionals } = parseArgs({ args: programArguments, options, allowPositionals: true })
    const email = values['new-password']
    const [file, ...more] = positionals
    if (email && !file) return { newPasswordFor: email }
    if (file && !email && more.length === 0) return { file }
  } catch {
    // An option nobody knows: the usage says which there are.
  }
  throw new Refusal(USAGE)
}

function contentOf(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Refusal(`Non riesco a leggere ${file} (${(error as NodeJS.ErrnoException).code}).\n`)
  }
  const json = text.replace(/^\uFEFF/, '')
  const place = faultyPlace(json)
  if (!place) return JSON.parse(json)
  throw new Refusal(
    `${file} non è scritto in JSON: l'errore è alla riga ${place.line}, colonna ${place.column}, o poco prima.\n`,
  )
}

async function perform(task: Task, content: unknown, occasion: Occasion, databaseUrl: string): Promise<string> {
  // Not before: the store speaks through the generated client.
  const { openStore } = await import('../adapters/postgres/store.ts')
  const store = openStore(databaseUrl, { maxConnections: 2 })
  const doors = { ...store, newPassword, hashPassword }
  try {
    if ('newPasswordFor' in task) {
      const password = await giveNewPassword(doors, occasion, task.newPasswordFor)
      return `La nuova password, che non si potrà più rileggere:\n  ${task.newPasswordFor}  ${password}\n`
    }
    const result = await loadNetwork(doors, occasion, readNetworkFile(content))
    if (result.kind === 'refused') throw new Refusal(refusalWords(result.findings, content))
    return loadedWords(result)
  } finally {
    await store.close()
  }
}

function inWords(error: unknown): string {
  if (error instanceof Refusal) return error.message
  if ((error as { code?: unknown }).code === 'P2021') {
    return 'Il database non è ancora pronto: prima va eseguito launch/migrate.\n'
  }
  const known = [DomainError, DataInUse, NoPostgres, ProgramFailed].some((kind) => error instanceof kind)
  return `${known ? (error as Error).message : (error as Error).stack}\n`
}

try {
  const task = taskOf(process.argv.slice(2))
  const content = 'file' in task ? contentOf(task.file) : undefined
  const settings = settingsOrExit(process.env)
  const clock = createClock(settings.clock)
  const occasion: Occasion = { now: clock.now(), actor: { kind: 'system' } }
  const said = await onDatabase(settings, (databaseUrl) => perform(task, content, occasion, databaseUrl))
  const today = `Orologio della demo: i cambiamenti valgono da ${formatRomeDateWithYear(occasion.now)}.\n`
  process.stdout.write(clock.isReal ? said : said + today)
} catch (error) {
  process.stderr.write(inWords(error))
  process.exitCode = 1
}
