import pg from 'pg'

export async function query(
  databaseUrl: string,
  sql: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows
  } finally {
    await client.end()
  }
}

export async function count(databaseUrl: string, from: string, values: unknown[] = []): Promise<number> {
  const [row] = await query(databaseUrl, `SELECT count(*)::int AS count FROM ${from}`, values)
  return Number(row?.count)
}
