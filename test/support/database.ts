import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** undefined where no Redis was found: queue tests then say so with `describe.skipIf(!testRedisUrl)`. */
export const testRedisUrl: string | undefined = inject('testRedisUrl') || undefined

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

/** A database of its own for one test file, with every migration applied and no rows. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asAdministrator((client) => createFromTemplate(client, name))
  const url = new URL(inject('testServerUrl'))
  url.pathname = `/${name}`
  return {
    url: String(url),
    drop: () => asAdministrator((client) => client.query(`drop database if exists ${name} with (force)`)),
  }
}

async function createFromTemplate(client: pg.Client, name: string): Promise<void> {
  // A file copy costs less than replaying the template through the write-ahead log.
  await client.query(`create database ${name} template filo_template strategy file_copy`)
}

async function asAdministrator(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: inject('testServerUrl') })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
