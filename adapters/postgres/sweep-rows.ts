import { z } from 'zod'
import type { SilentCall, SweepCallsReads } from '../../helpline/calls/sweep-calls.ts'
import type { ConsoleWatchRows, LeavingRows } from '../../helpline/calls/sweep-presence.ts'
import type { Db } from './database.ts'

const WATCH = 'consoleWatch'
const watchSchema = z.object({ since: z.coerce.date(), at: z.coerce.date() })

export const sweepReads = (db: Db) =>
  ({
    listSilentCalls: (heardBefore, limit) =>
      db.$queryRaw<SilentCall[]>`
        SELECT c.id, c.twilio_call_sid AS "twilioCallSid", c.direction::text AS direction, c.from_e164 AS "fromE164",
          c.to_e164 AS "toE164", c.started_at AS "startedAt", c.answered_at AS "answeredAt"
        FROM call c WHERE c.state <> 'ended' AND c.twilio_call_sid IS NOT NULL
          AND greatest(c.started_at, c.answered_at,
            (SELECT max(e.received_at) FROM call_event e WHERE e.call_id = c.id)) < ${heardBefore}
        ORDER BY c.started_at LIMIT ${limit}`,

    async readConsoleWatch() {
      const row = await db.setting.findUnique({ where: { key: WATCH } })
      return watchSchema.safeParse(row?.value).data ?? null
    },
  }) satisfies SweepCallsReads & Pick<ConsoleWatchRows, 'readConsoleWatch'>

export const sweepWrites = (db: Db) =>
  ({
    async saveConsoleWatch(watch) {
      const value = { since: watch.since.toISOString(), at: watch.at.toISOString() }
      await db.setting.upsert({ where: { key: WATCH }, create: { key: WATCH, value }, update: { value } })
    },

    async markSeen(operatorIds, seenAt) {
      await db.presence.updateMany({ where: { operatorId: { in: [...operatorIds] } }, data: { seenAt } })
    },

    sendAwayAbsent: (now, seenBefore) =>
      db.$queryRaw<{ operatorId: string; listeningPointId: string }[]>`
        UPDATE presence p SET state = 'offline', since = ${now}
        FROM operator o
        WHERE o.id = p.operator_id AND NOT o.is_demo AND p.state <> 'offline' AND (
          NOT EXISTS (SELECT 1 FROM session s WHERE s.operator_id = p.operator_id AND s.expires_at > ${now})
          OR greatest(p.since, p.seen_at) < ${seenBefore}::timestamptz)
        RETURNING p.operator_id::text AS "operatorId", p.listening_point_id::text AS "listeningPointId"`,
  }) satisfies Omit<ConsoleWatchRows, 'readConsoleWatch'> & LeavingRows
