import type { PrismaClient } from '../../generated/prisma/client.ts'

/** Twilio places one call a second; what comes faster waits in its queue, out of our sight. */
const BETWEEN_CALLS_MS = 1_000
const KEY = 'lastCallTurnMs'

/** Turns to place a call, shared by all workers through one row, in the database's own time. */
export function callTurns(prisma: PrismaClient) {
  const nowMs = async (): Promise<number> => {
    const [row] = await prisma.$queryRaw<
      { now: number }[]
    >`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`
    return row?.now ?? 0
  }
  return {
    /** Takes the next turn unless it is further away than `longestWaitMs`; either way says how far it is. */
    takeCallTurn: async (longestWaitMs: number): Promise<{ taken: boolean; waitMs: number }> => {
      const now = await nowMs()
      const taken = await prisma.$queryRaw<{ turn: number }[]>`
        INSERT INTO setting AS s (key, value) VALUES (${KEY}, to_jsonb(${now}::float8))
        ON CONFLICT (key) DO UPDATE SET value = to_jsonb(greatest((s.value)::float8 + ${BETWEEN_CALLS_MS}, ${now}::float8))
        WHERE (s.value)::float8 + ${BETWEEN_CALLS_MS} - ${now}::float8 <= ${longestWaitMs}
        RETURNING (s.value)::float8 AS turn`
      if (taken[0]) return { taken: true, waitMs: Math.max(0, taken[0].turn - now) }
      const row = await prisma.setting.findUnique({ where: { key: KEY } })
      return { taken: false, waitMs: Math.max(0, Number(row?.value ?? 0) + BETWEEN_CALLS_MS - now) }
    },
  }
}
