import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../support/database.ts'

describe('a test database', async () => {
  const first = await createTestDatabase()
  const second = await createTestDatabase()
  afterAll(async () => {
    await first.drop()
    await second.drop()
  })

  async function query(url: string, text: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query(text)).rows
    } finally {
      await client.end()
    }
  }

  it('has every migration and the queue tables, and is nobody else’s', async () => {
    await query(first.url, 'create table only_here (id int)')
    const tables = await query(second.url, 'select table_schema, table_name from information_schema.tables')
    expect(tables).toContainEqual({ table_schema: 'public', table_name: '_prisma_migrations' })
    expect(tables).toContainEqual(expect.objectContaining({ table_schema: 'bullmq' }))
    expect(tables).not.toContainEqual(expect.objectContaining({ table_name: 'only_here' }))
  })

  it('lowers accented letters and keeps instants in UTC', async () => {
    expect(await query(first.url, "select lower('ÀÈÌ') as low, current_setting('timezone') as zone")).toEqual([
      { low: 'àèì', zone: 'UTC' },
    ])
  })
})
