import type { Settings } from '../adapters/environment.ts'
import { EMBEDDED_DATABASE, ensureDatabase, startEmbeddedPostgres } from './embedded-postgres.ts'
import { generateClient, prepareDatabase, seedDatabase } from './prepare-database.ts'

/** The database of the settings, or the embedded one for as long as the work takes. */
export async function onDatabase<T>(settings: Settings, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  if (settings.databaseUrl) return work(settings.databaseUrl)
  const postgres = await startEmbeddedPostgres({ dataDirectory: settings.dataDirectory })
  try {
    await ensureDatabase(postgres, EMBEDDED_DATABASE)
    const databaseUrl = postgres.urlOf(EMBEDDED_DATABASE)
    await generateClient()
    await prepareDatabase(databaseUrl, { queueTables: !settings.redisUrl })
    await seedDatabase(databaseUrl)
    return await work(databaseUrl)
  } finally {
    await postgres.stop()
  }
}
