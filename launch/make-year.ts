import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createClock } from '../adapters/clock.ts'
import { type Settings, settingsOrExit } from '../adapters/environment.ts'
import { DataInUse } from './data-lock.ts'
import { NoPostgres } from './embedded-postgres.ts'
import { makeYear } from './make-year/make-year.ts'
import { CannotMakeYear } from './make-year/year-cast.ts'
import { scaled, type YearTotals, yearTotals } from './make-year/year-totals.ts'
import { onDatabase } from './on-database.ts'
import { ProgramFailed } from './project.ts'
import cremona from './totals/cremona-2025.json' with { type: 'json' }
import lombardy from './totals/lombardia-2013.json' with { type: 'json' }

const USAGE = [
  'Uso: npm run make-year -- --year 2013 --seed 1 [--totals totali.json] [--scale 0.01] [--csv cartella]',
  'Inventa un anno intero che torna all’unità con i totali dati: lo scrive nel database della demo, o con --csv nei file di',
  'un’importazione. Totali pronti: 2013 (Lombardia) e 2025 (provincia di Cremona). --any-database permette anche un database',
  'che non è quello della demo.',
  '',
].join('\n')

interface Task {
  totals: YearTotals
  seed: number
  csv: string | undefined
  anyDatabase: boolean
}

const options = {
  year: { type: 'string' },
  seed: { type: 'string', default: '1' },
  totals: { type: 'string' },
  scale: { type: 'string', default: '1' },
  csv: { type: 'string' },
  'any-database': { type: 'boolean', default: false },
} as const

function taskOf(programArguments: string[]): Task {
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values']
  try {
    values = parseArgs({ args: programArguments, options }).values
  } catch {
    throw new CannotMakeYear(USAGE)
  }
  const [year, seed, scale] = [Number(values.year), Number(values.seed), Number(values.scale)]
  const isFit =
    Number.isInteger(year) &&
    year >= 1990 &&
    year <= 2100 &&
    Number.isInteger(seed) &&
    seed >= 0 &&
    seed <= 0xffff &&
    scale > 0 &&
    scale <= 1
  if (!isFit) throw new CannotMakeYear(USAGE)
  const whole = { ...(values.totals ? readTotals(values.totals) : shippedFor(year)), year }
  return {
    totals: scale === 1 ? whole : scaled(whole, scale),
    seed,
    csv: values.csv,
    anyDatabase: values['any-database'] === true,
  }
}

const shipped: Readonly<Record<number, unknown>> = { 2013: lombardy, 2025: cremona }

function shippedFor(year: number): YearTotals {
  const totals = shipped[year]
  if (!totals) throw new CannotMakeYear(`Per il ${year} non ci sono totali pronti: li indichi con --totals.`)
  return yearTotals.parse(totals)
}

function readTotals(file: string): YearTotals {
  if (!existsSync(file)) throw new CannotMakeYear(`Non trovo ${file}.`)
  const read = yearTotals.safeParse(jsonOf(file))
  if (read.success) return read.data
  const places = read.error.issues.slice(0, 5).map(({ path, message }) => `  - ${path.join('.')}: ${message}`)
  throw new CannotMakeYear([`${file} non ha la forma dei totali di un anno:`, ...places].join('\n'))
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new CannotMakeYear(`${file} non è scritto in JSON.\n`)
  }
}

function refuseLive(settings: Settings, { anyDatabase }: Task): void {
  if (settings.mode === 'live' && !anyDatabase) {
    throw new CannotMakeYear('Con un account Twilio vero un anno inventato non si scrive: finirebbe fra i dati veri.\n')
  }
}

function inWords(error: unknown): string {
  const known = [CannotMakeYear, DataInUse, NoPostgres, ProgramFailed].some((kind) => error instanceof kind)
  return `${(known ? (error as Error).message : (error as Error).stack)?.trimEnd()}\n`
}

try {
  const task = taskOf(process.argv.slice(2))
  const settings = settingsOrExit(process.env)
  refuseLive(settings, task)
  const now = createClock(settings.clock).now()
  const isDemo = settings.mode === 'demo'
  await onDatabase(settings, (databaseUrl) => makeYear({ ...task, databaseUrl, now, isDemo, out: process.stdout }))
} catch (error) {
  process.stderr.write(inWords(error))
  process.exitCode = 1
}
