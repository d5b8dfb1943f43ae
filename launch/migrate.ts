import { createClock } from '../adapters/clock.ts'
import { processSettingsOrExit } from '../adapters/environment.ts'
import { HoursMissing, refuseMissingHours } from './missing-hours.ts'
import { prepareDatabase, seedDatabase } from './prepare-database.ts'

// Once before the processes of a new version start, where nothing else does it: see docker-compose.yml.
const settings = processSettingsOrExit(process.env)
await prepareDatabase(settings.databaseUrl, { queueTables: !settings.redisUrl })
await seedDatabase(settings.databaseUrl)
await refuseMissingHours(settings.databaseUrl, createClock(settings.clock).now()).catch((error: unknown) => {
  if (!(error instanceof HoursMissing)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
process.stdout.write('Il database è pronto.\n')
