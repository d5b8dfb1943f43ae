import pg from 'pg'

/** Whether the database answers, on a connection of its own: one that hangs keeps nobody else waiting, and is left behind. */
export function databasePulse(connectionString: string) {
  let client: pg.Client | undefined

  const leave = (left: pg.Client): void => {
    if (client === left) client = undefined
    left.end().catch(() => undefined)
  }

  async function connect(limitMs: number): Promise<pg.Client> {
    const next = new pg.Client({ connectionString, connectionTimeoutMillis: limitMs, query_timeout: limitMs })
    next.on('error', () => leave(next))
    await next.connect()
    client = next
    return next
  }

  return {
    /** Rejects where no answer comes in time. */
    async beat(limitMs: number): Promise<void> {
      const current = client ?? (await connect(limitMs))
      try {
        await current.query('SELECT 1')
      } catch (error) {
        leave(current)
        throw error
      }
    },
    async close(): Promise<void> {
      await client?.end().catch(() => undefined)
      client = undefined
    },
  }
}
export type DatabasePulse = ReturnType<typeof databasePulse>
