import { Prisma, type PrismaClient } from '../../generated/prisma/client.ts'
import type { DepartureKind, DepartureLane, Departures, Turn } from '../../helpline/messages/rate/departures.ts'

/** A turn further away than this is not kept: others may come in between, those with most patience first. */
const LONGEST_WAIT_MS = { waiting: 3_000, urgent: 2_000, common: 1_000 } as const satisfies Record<
  DepartureLane,
  number
>

const lineOf = { urgent: Prisma.raw('urgent_ms'), common: Prisma.raw('common_ms') }

export interface TurnAsked {
  kind: DepartureKind
  lane: DepartureLane
  perSecond: number
  longestWaitMs?: number
}

/** Turns to leave, shared by all workers through one row each kind, in the database's own time. */
export function departureTurns(prisma: PrismaClient) {
  return {
    /** Takes the next turn unless it is too far away; then a place in the line of its lane. Either way says how far it is. */
    takeTurn: async ({ kind, lane, perSecond, longestWaitMs = LONGEST_WAIT_MS[lane] }: TurnAsked): Promise<Turn> => {
      const betweenMs = 1000 / perSecond
      await prisma.$executeRaw`INSERT INTO departure_line (kind) VALUES (${kind}) ON CONFLICT DO NOTHING`
      const turn = Prisma.sql`greatest(d.free_ms, n.now_ms)`
      const isNear = Prisma.sql`${turn} - n.now_ms <= ${longestWaitMs}::float8`
      const line = lane === 'waiting' ? Prisma.sql`0` : Prisma.sql`d.${lineOf[lane]}`
      const place = Prisma.sql`greatest(${line}, ${turn})`
      const inLine =
        lane === 'waiting'
          ? Prisma.empty
          : Prisma.sql`, ${lineOf[lane]} = CASE WHEN ${isNear} THEN ${line} ELSE ${place} + ${betweenMs}::float8 END`
      const [row] = await prisma.$queryRaw<Turn[]>`
        UPDATE departure_line d
        SET free_ms = CASE WHEN ${isNear} THEN ${turn} + ${betweenMs}::float8 ELSE d.free_ms END ${inLine}
        FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms) n
        WHERE d.kind = ${kind}
        RETURNING new.free_ms <> old.free_ms AS taken,
          CASE WHEN new.free_ms <> old.free_ms THEN greatest(old.free_ms, n.now_ms)
            ELSE ${lane === 'waiting' ? Prisma.sql`old.free_ms` : Prisma.sql`new.${lineOf[lane]} - ${betweenMs}::float8`}
          END - n.now_ms AS "waitMs"`
      if (!row) throw new Error('The line of departures is gone')
      return row
    },
  }
}

export interface Rates {
  callsPerSecond: number
  messagesPerSecond: number
}

/** As a program is told to keep them. */
export function departuresAt(
  takeTurn: ReturnType<typeof departureTurns>['takeTurn'],
  { callsPerSecond, messagesPerSecond }: Rates,
): Departures & { takeCallTurn(longestWaitMs: number): Promise<Turn> } {
  const rates = { call: callsPerSecond, message: messagesPerSecond }
  return {
    takeTurn: (kind, lane) => takeTurn({ kind, lane, perSecond: rates[kind] }),
    /** For whoever sits before a telephone that is to ring. */
    takeCallTurn: (longestWaitMs) =>
      takeTurn({ kind: 'call', lane: 'waiting', perSecond: callsPerSecond, longestWaitMs }),
  }
}
