import type { QueueReads } from '../../helpline/calls/incoming/call-next-waiting.ts'
import type { NudgeRows } from '../../helpline/calls/incoming/nudge-waiting.ts'
import { type FreeOperator, MOST_PHONES } from '../../helpline/calls/incoming/ring-plan.ts'
import type { ReserveRows } from '../../helpline/calls/incoming/take-step.ts'
import type { QueueRows } from '../../helpline/calls/incoming/wait-in-queue.ts'
import { LONGEST_CALL_MS } from './call-rows.ts'
import type { Db } from './database.ts'

/** A ring that has lost its last word keeps nobody busy for longer. */
const LONGEST_RING_MS = 3 * 60_000
/** Whoever comes after them is looked for when one of these has gone. */
const MOST_LOOKED_AT = 20
const MOST_LISTED = 500
/** Others may be taken at the same instant: then those who are left are looked at. */
const MOST_ATTEMPTS = 3

/**
 * Nobody who is rung, or speaks, is free. Phones that ring are found from the operator, conversations from the calls that are
 * on: what is over, by far the most, is not looked at.
 */
const listFree = (
  db: Db,
  listeningPointIds: readonly string[],
  { callId, among, limit }: { callId: string | null; among: string[] | null; limit: number },
  now: Date,
) =>
  db.$queryRaw<FreeOperator[]>`
    SELECT p.operator_id::text AS "operatorId", p.listening_point_id::text AS "listeningPointId",
      p.phone_e164 AS e164, p.in_browser AS "inBrowser"
    FROM presence p JOIN operator o ON o.id = p.operator_id AND o.active
    WHERE p.listening_point_id = ANY(${[...listeningPointIds]}::uuid[]) AND p.state = 'available'
      AND (p.in_browser OR p.phone_e164 IS NOT NULL)
      AND (${among}::uuid[] IS NULL OR p.operator_id = ANY(${among}::uuid[]))
      AND NOT EXISTS (SELECT 1 FROM call_leg l JOIN call c ON c.id = l.call_id
        WHERE l.operator_id = p.operator_id AND l.state = 'ringing' AND c.state <> 'ended'
          AND (l.help_id IS NOT NULL OR l.ring_round = c.ring_round)
          AND l.created_at > ${new Date(now.getTime() - LONGEST_RING_MS)})
      AND NOT EXISTS (SELECT 1 FROM call_leg l JOIN call c ON c.id = l.call_id
        WHERE (c.state = 'answered' OR (c.state = 'ringing' AND c.direction = 'outbound'))
          AND c.started_at > ${new Date(now.getTime() - LONGEST_CALL_MS)}
          AND l.operator_id = p.operator_id AND l.state = 'accepted' AND l.ended_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM call_leg l
        WHERE l.call_id = ${callId}::uuid AND l.operator_id = p.operator_id AND l.state = 'noAnswer')
    ORDER BY p.since, p.operator_id LIMIT ${limit}`

export const queueReads = (db: Db) =>
  ({
    /** Whoever would be rung at once at these points. */
    listFreeAt: (listeningPointIds: readonly string[], now: Date): Promise<FreeOperator[]> =>
      listFree(db, listeningPointIds, { callId: null, among: null, limit: MOST_LISTED }, now),

    async listWaitingFor(listeningPointId: string): Promise<string[]> {
      const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT c.id::text AS id FROM call c
      WHERE c.state = 'waiting' AND EXISTS (
        SELECT 1 FROM jsonb_array_elements(c.stages) s
        WHERE jsonb_exists(s->'listeningPointIds', ${listeningPointId}))
      ORDER BY c.waiting_since, c.id LIMIT ${MOST_LOOKED_AT}`
      return rows.map(({ id }) => id)
    },

    async pointsWaitedFor(listeningPointIds: readonly string[]): Promise<string[]> {
      const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT asked.id FROM unnest(${[...listeningPointIds]}::text[]) asked(id)
      WHERE EXISTS (SELECT 1 FROM call c CROSS JOIN LATERAL jsonb_array_elements(c.stages) s
        WHERE c.state = 'waiting' AND jsonb_exists(s->'listeningPointIds', asked.id))`
      return rows.map(({ id }) => id)
    },
  }) satisfies QueueReads & NudgeRows & Record<string, unknown>

export const queueWrites = (db: Db): ReserveRows & Pick<QueueRows, 'readAhead'> => {
  return {
    async reserveOperators(listeningPointIds, callId, now, among) {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
        const free = await listFree(db, listeningPointIds, { callId, among: among ?? null, limit: MOST_PHONES }, now)
        if (free.length === 0) return []
        const locked = await db.$queryRaw<{ id: string }[]>`
          SELECT operator_id::text AS id FROM presence
          WHERE operator_id = ANY(${free.map(({ operatorId }) => operatorId)}::uuid[]) FOR UPDATE SKIP LOCKED`
        // Looked at again now that they are held: somebody else may have had them since.
        const held = locked.map(({ id }) => id)
        const own =
          held.length > 0 ? await listFree(db, listeningPointIds, { callId, among: held, limit: MOST_PHONES }, now) : []
        if (own.length > 0) return own
      }
      return []
    },

    async isAnybodyPresent(listeningPointIds, callId) {
      const rows = await db.$queryRaw<{ one: number }[]>`
        SELECT 1 AS one FROM presence p JOIN operator o ON o.id = p.operator_id AND o.active
        WHERE p.listening_point_id = ANY(${[...listeningPointIds]}::uuid[]) AND p.state = 'available'
          AND (p.in_browser OR p.phone_e164 IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM call_leg l
            WHERE l.call_id = ${callId}::uuid AND l.operator_id = p.operator_id AND l.state = 'noAnswer')
        LIMIT 1`
      return rows.length > 0
    },

    async readAhead(callId, listeningPointIds) {
      const rows = await db.$queryRaw<{ id: string; pointId: string }[]>`
        SELECT c.id::text AS id, asked.id AS "pointId"
        FROM call me JOIN call c ON c.state = 'waiting' AND (c.waiting_since, c.id) < (me.waiting_since, me.id)
        CROSS JOIN LATERAL jsonb_array_elements(c.stages) s
        JOIN unnest(${[...listeningPointIds]}::text[]) asked(id) ON jsonb_exists(s->'listeningPointIds', asked.id)
        WHERE me.id = ${callId}::uuid`
      return {
        callers: new Set(rows.map(({ id }) => id)).size,
        pointIds: [...new Set(rows.map(({ pointId }) => pointId))],
      }
    },
  }
}
