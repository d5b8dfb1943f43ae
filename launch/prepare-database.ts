import pg from 'pg'
import { createQueueTables } from '../adapters/redis/queue-tables.ts'
import { newestChange, prismaProgram, runProgram } from './project.ts'

/** Writes the database client when the schema is newer than it. */
export async function generateClient(): Promise<void> {
  const client = 'generated/prisma/client.ts'
  if (newestChange(client) >= newestChange('prisma/schema', 'prisma.config.ts')) return
  await runProgram('prisma generate', prismaProgram(), ['generate'])
}

/** Brings a database to the latest schema, and the queue's own tables where the queues live in it too. */
export async function prepareDatabase(databaseUrl: string, { queueTables }: { queueTables: boolean }): Promise<void> {
  await runProgram('prisma migrate deploy', prismaProgram(), ['migrate', 'deploy'], { DATABASE_URL: databaseUrl })
  if (!queueTables) return
  const session = new pg.Client({ connectionString: databaseUrl })
  await session.connect()
  try {
    await createQueueTables(session)
  } finally {
    await session.end()
  }
}

/** Puts in what every installation needs, and on `demoNow` the demo network too; what is there already stays as it is. */
export async function seedDatabase(databaseUrl: string, demoNow?: Date): Promise<void> {
  // Not before: the seeds speak through the generated client.
  const { seedDemo, seedTerritory } = await import('../prisma/seed.ts')
  if (demoNow) await seedDemo({ databaseUrl, now: demoNow })
  else await seedTerritory(databaseUrl)
}
