import { type PgQueryable, runMigrations } from 'bullmq'

/** The tables BullMQ keeps in PostgreSQL, in a schema of its own, where there is no Redis. Doing it twice changes nothing. */
export async function createQueueTables(session: PgQueryable): Promise<void> {
  await runMigrations(session)
}
