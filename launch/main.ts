import { settingsOrExit } from '../adapters/environment.ts'
import { DataInUse } from './data-lock.ts'
import { NoPostgres } from './embedded-postgres.ts'
import { Launch, PortUnavailable } from './launch.ts'
import { HoursMissing } from './missing-hours.ts'
import { StoresUnreachable } from './outside-stores.ts'
import { ProgramFailed } from './project.ts'
import { whenNpmIsGone } from './who-wants-us.ts'

// npm passes a Ctrl-C on that the terminal has already delivered: the twin arrives at once, a second thought does not.
const TWIN_SIGNAL_MS = 1_000

const development = process.argv.includes('--dev')
const launch = new Launch(settingsOrExit(process.env), development)
let stoppingSince: number | undefined

function onSignal(): void {
  const hard = stoppingSince !== undefined
  if (stoppingSince !== undefined && performance.now() - stoppingSince < TWIN_SIGNAL_MS) return
  stoppingSince ??= performance.now()
  launch.stop({ hard }).then(
    () => process.exit(0),
    (error: unknown) => fail(error),
  )
}

function fail(error: unknown): never {
  const inWords = [DataInUse, HoursMissing, NoPostgres, PortUnavailable, ProgramFailed, StoresUnreachable].some(
    (kind) => error instanceof kind,
  )
  process.stderr.write(`${inWords ? (error as Error).message : (error as Error).stack}\n`)
  process.exit(1)
}

process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)
process.on('SIGHUP', onSignal)

whenNpmIsGone(onSignal)

try {
  await launch.start()
} catch (error) {
  // A stop in the middle of the start makes the start fail, and the stop ends the process.
  if (stoppingSince === undefined) {
    await launch.stop({ hard: false })
    fail(error)
  }
}
