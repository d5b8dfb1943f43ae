import { processSettingsOrExit } from '../adapters/environment.ts'
import { prepareDatabase, seedDatabase } from './prepare-database.ts'

// Once before the processes of a new version start, where nothing else does it: see docker-compose.yml.
const settings = processSettingsOrExit(process.env)
await prepareDatabase(settings.databaseUrl, { queueTables: !settings.redisUrl })
await seedDatabase(settings.databaseUrl)
process.stdout.write('Il database è pronto.\n')
