import { Prisma } from '../../generated/prisma/client.ts'
import type { SendingRows } from '../../helpline/messages/send-message.ts'
import type { ReachedBy } from '../../helpline/reaching/choose-channel.ts'
import type { LearntRows } from '../../helpline/reaching/learnt-number.ts'
import type { MessageChannel } from '../../helpline/reaching/message-channel.ts'
import type { ReachingReads, RefusalRows } from '../../helpline/reaching/refusals.ts'
import type { CloseUndeliveredRows, UndeliveredReads, UndeliveredRows } from '../../helpline/reaching/undelivered.ts'
import type { Db } from './database.ts'

/** Of a number, in a question about whoever has it: "refused" and "learnt". */
export const reachedColumns = (e164: Prisma.Sql): Prisma.Sql => Prisma.sql`
  ARRAY(SELECT x.channel::text FROM refused_channel x WHERE x.e164 = ${e164} AND x.purpose = 'everything') AS refused,
  (SELECT x.trait::text FROM learnt_number x WHERE x.e164 = ${e164}) AS learnt`

type KnownOfNumber = Pick<ReachedBy, 'refused' | 'learnt'>

/** What is known of reaching each of these numbers. */
export async function knownOfNumbers(db: Db, e164s: readonly string[]): Promise<(e164: string) => KnownOfNumber> {
  const rows =
    e164s.length === 0
      ? []
      : await db.$queryRaw<({ e164: string } & KnownOfNumber)[]>`
          SELECT n.e164, ${reachedColumns(Prisma.sql`n.e164`)} FROM unnest(${[...e164s]}::text[]) AS n (e164)`
  const known = new Map(rows.map(({ e164, refused, learnt }) => [e164, { refused, learnt }]))
  return (e164) => known.get(e164) ?? { refused: [], learnt: null }
}

/** The last word of a person on being written to; null: never asked. */
export async function consentToMessages(db: Db, personId: string): Promise<boolean | null> {
  const last = await db.consent.findFirst({
    where: { personId, purpose: 'messages' },
    orderBy: { at: 'desc' },
    select: { given: true },
  })
  return last?.given ?? null
}

const MOST_SAID = 50

export const reachReads = (db: Db) => ({
  ...readings(db),

  /** Since when Twilio takes nothing of ours. */
  sendingStoppedSince: async (): Promise<Date | null> =>
    (await db.sendingStop.findUnique({ where: { id: 1 } }))?.since ?? null,
})

const readings = (db: Db): ReachingReads & UndeliveredReads => ({
  async findReachable(of) {
    if ('personId' in of) {
      const person = await db.assistedPerson.findFirst({
        where: { id: of.personId, mergedIntoId: null, erasedAt: null },
        select: {
          listeningPointId: true,
          phones: { select: { e164: true }, orderBy: [{ preferred: 'desc' }, { e164: 'asc' }] },
        },
      })
      return person && { listeningPointId: person.listeningPointId, phonesE164: person.phones.map(({ e164 }) => e164) }
    }
    const volunteer = await db.volunteer.findUnique({
      where: { id: of.volunteerId },
      select: { phoneE164: true, association: { select: { listeningPointId: true } } },
    })
    const listeningPointId = volunteer?.association.listeningPointId ?? null
    return volunteer && { listeningPointId, phonesE164: [volunteer.phoneE164] }
  },

  async reachedNumbers(phonesE164) {
    const e164 = { in: [...phonesE164] }
    const [refused, learnt, said] = await Promise.all([
      db.$queryRaw<{ e164: string; channel: MessageChannel; purpose: string }[]>`
        SELECT e164, channel::text AS channel, purpose::text AS purpose FROM refused_channel
        WHERE e164 = ANY(${[...phonesE164]}) ORDER BY channel`,
      db.learntNumber.findMany({ where: { e164 } }),
      db.refusalEntry.findMany({
        where: { e164 },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
        take: MOST_SAID,
        select: {
          ...{ id: true, e164: true, channel: true, purpose: true, refused: true, source: true, words: true, at: true },
          operator: { select: { name: true } },
        },
      }),
    ])
    const channelsOf = (number: string, purpose: string) =>
      refused.filter((row) => row.e164 === number && row.purpose === purpose).map(({ channel }) => channel)
    return phonesE164.map((number) => ({
      e164: number,
      refused: channelsOf(number, 'everything'),
      refusedForCampaigns: channelsOf(number, 'campaigns'),
      learnt: learnt.find((row) => row.e164 === number)?.trait ?? null,
      said: said
        .filter((row) => row.e164 === number)
        .map(({ operator, ...row }) => ({ ...row, byName: operator?.name ?? null })),
    }))
  },

  async listUndelivered(points, now, limit) {
    const within = points
      ? Prisma.sql`(u.listening_point_id IS NULL OR u.listening_point_id = ANY(${[...points]}::uuid[]))`
      : Prisma.sql`true`
    return db.$queryRaw`
      SELECT u.id, u.reason::text AS reason, u.body, u.e164, u.created_at AS "createdAt", u.service_id AS "serviceId",
        coalesce(p.merged_into_id, p.id) AS "personId", v.id AS "volunteerId", l.name AS "listeningPointName", s.starts_at AS "startsAt",
        coalesce(v.first_name || ' ' || v.last_name, p.first_name || ' ' || p.last_name) AS name
      FROM undelivered u
      LEFT JOIN service s ON s.id = u.service_id
      LEFT JOIN assisted_person p ON p.id = u.person_id
      LEFT JOIN volunteer v ON v.id = u.volunteer_id
      LEFT JOIN listening_point l ON l.id = u.listening_point_id
      WHERE u.closed_at IS NULL AND ${within}
        -- What has begun, or is agreed otherwise by now, nobody awaits any more.
        AND (s.id IS NULL OR s.starts_at > ${now} OR (u.intent_key LIKE 'ready:%' AND s.state = 'assigned'))
        AND (u.intent_key !~ '^(tell|remind):' OR s.state = 'assigned')
        AND (u.intent_key NOT LIKE 'remind:%' OR u.intent_key LIKE
          format('remind:%s:%s:%s:%%', s.id, s.volunteer_id, (extract(epoch FROM s.starts_at) * 1000)::bigint))
        AND (u.intent_key NOT LIKE 'tell:%' OR (s.told_person_at IS NULL AND u.intent_key LIKE 'tell:' || s.id || ':' || s.version || ':%'))
        AND (u.intent_key NOT LIKE 'searching:%' OR s.state IN ('planned', 'offering'))
      ORDER BY s.starts_at NULLS LAST, u.created_at, u.id LIMIT ${limit}`
  },
})

type Writes = RefusalRows & LearntRows & UndeliveredRows & CloseUndeliveredRows & SendingRows

export const reachWrites = (db: Db): Writes => ({
  async addRefusals(entries) {
    return (await db.refusalEntry.createMany({ data: [...entries], skipDuplicates: true })).count
  },

  async learnNumber(e164, trait, errorCode, at) {
    const learnt = { trait, errorCode, at }
    await db.learntNumber.upsert({ where: { e164 }, create: { e164, ...learnt }, update: learnt })
  },

  async forgetLearnt(e164, traits) {
    const which = traits && { trait: { in: [...traits] } }
    return (await db.learntNumber.deleteMany({ where: { e164, ...which } })).count > 0
  },

  knownOfNumber: async (e164) => (await knownOfNumbers(db, [e164]))(e164),

  async addUndelivered({ personId, volunteerId, serviceId, listeningPointId, ...left }) {
    const about = { personId, volunteerId, serviceId, listeningPointId }
    const known = Object.fromEntries(Object.entries(about).filter(([, id]) => id !== undefined))
    const [added] = await db.undelivered.createManyAndReturn({
      data: [{ ...left, ...known }],
      skipDuplicates: true,
      select: { id: true },
    })
    return added?.id ?? null
  },

  async settleUndelivered(intentKey, now) {
    return db.undelivered.updateManyAndReturn({
      where: { intentKey, closedAt: null },
      data: { closedAt: now },
      select: { id: true, listeningPointId: true },
    })
  },

  async lockUndelivered(id) {
    await db.$queryRaw`SELECT 1 FROM undelivered WHERE id = ${id}::uuid FOR UPDATE`
    return db.undelivered.findUnique({ where: { id }, select: { listeningPointId: true, closedAt: true } })
  },

  async closeUndelivered(id, closing) {
    await db.undelivered.update({ where: { id }, data: closing })
  },

  async recordToldByPerson(id, now) {
    const rows = await db.$queryRaw<{ id: string }[]>`
      UPDATE service s SET told_person_at = ${now}, told_starts_at = s.starts_at, lost_volunteer_at = NULL
      FROM undelivered u
      WHERE u.id = ${id}::uuid AND s.id = u.service_id AND s.state = 'assigned' AND s.told_person_at IS NULL
        AND u.intent_key LIKE format('tell:%s:%s:%%', s.id, s.version)
      RETURNING s.id`
    return rows[0]?.id ?? null
  },

  async sendingStop() {
    return db.sendingStop.findUnique({ where: { id: 1 }, select: { since: true, nextTryAt: true } })
  },

  async takeTry(now, nextTryAt) {
    return (
      (await db.sendingStop.updateMany({ where: { id: 1, nextTryAt: { lte: now } }, data: { nextTryAt } })).count > 0
    )
  },

  async stopSending(since, errorCode, nextTryAt) {
    const stopped = await db.sendingStop.createMany({ data: [{ since, errorCode, nextTryAt }], skipDuplicates: true })
    if (stopped.count === 0) await db.sendingStop.updateMany({ where: { id: 1 }, data: { nextTryAt } })
    return stopped.count > 0
  },

  async resumeSending() {
    return (await db.sendingStop.deleteMany({ where: { id: 1 } })).count > 0
  },
})
