import { z } from 'zod'
import { Prisma } from '../../generated/prisma/client.ts'
import type { SilentCall, SweepCallsReads } from '../../helpline/calls/sweep-calls.ts'
import type { ConsoleWatchRows, LeavingRows } from '../../helpline/calls/sweep-presence.ts'
import type { SweepMessagesReads, SweepMessagesRows } from '../../helpline/messages/sweep-messages.ts'
import type { Db } from './database.ts'

const WATCH = 'consoleWatch'
const watchSchema = z.object({ since: z.coerce.date(), at: z.coerce.date() })

/** Each wait before another look is half of its age, half an hour at most. */
const isToBeLookedUp = (now: Date): Prisma.Sql => Prisma.sql`
  m.direction = 'outbound' AND m.state IN ('queued', 'sent') AND m.twilio_sid IS NOT NULL AND (m.looked_up_at IS NULL
    OR ${now}::timestamptz - m.looked_up_at > least((${now}::timestamptz - m.attempted_at) / 2, interval '30 minutes'))`

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

    async listSilentMessages({ after, before }, now, limit) {
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT m.id FROM message m
        WHERE m.attempted_at > ${after} AND m.attempted_at <= ${before} AND ${isToBeLookedUp(now)}
        -- Nobody goes anywhere for a campaign.
        ORDER BY m.purpose IS NOT DISTINCT FROM 'campaign', m.looked_up_at NULLS FIRST, m.id LIMIT ${limit}`
      return rows.map(({ id }) => id)
    },

    async readConsoleWatch() {
      const row = await db.setting.findUnique({ where: { key: WATCH } })
      return watchSchema.safeParse(row?.value).data ?? null
    },
  }) satisfies SweepCallsReads & SweepMessagesReads & Pick<ConsoleWatchRows, 'readConsoleWatch'>

export const sweepWrites = (db: Db) =>
  ({
    async saveConsoleWatch(watch) {
      const value = { since: watch.since.toISOString(), at: watch.at.toISOString() }
      await db.setting.upsert({ where: { key: WATCH }, create: { key: WATCH, value }, update: { value } })
    },

    async takeLook(messageId, now) {
      const taken = await db.$executeRaw`
        UPDATE message m SET looked_up_at = ${now} WHERE m.id = ${messageId}::uuid AND ${isToBeLookedUp(now)}`
      return taken > 0
    },

    async tellsOfArrivals({ id, conversationId }) {
      const [row] = await db.$queryRaw<{ tells: boolean }[]>`
        SELECT count(*) FILTER (WHERE m.state IN ('delivered', 'read')) > 0
          OR count(*) FILTER (WHERE m.id < ${id}::uuid) = 0 AS tells
        FROM message m
        WHERE m.conversation_id = ${conversationId}::uuid AND m.id <> ${id}::uuid AND m.direction = 'outbound'
          AND m.twilio_sid IS NOT NULL`
      return row?.tells ?? true
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
  }) satisfies Omit<ConsoleWatchRows, 'readConsoleWatch'> &
    LeavingRows &
    Pick<SweepMessagesRows, 'takeLook' | 'tellsOfArrivals'>
