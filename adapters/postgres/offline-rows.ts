import type { Prisma } from '../../generated/prisma/client.ts'
import { unansweredStates } from '../../helpline/calls/call-states.ts'
import type { SnapshotReads } from '../../helpline/calls/offline/offline-snapshot.ts'
import type { OfflineCall, ReplayWrites } from '../../helpline/calls/offline/replay-fact.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import { type Db, toDateColumn } from './database.ts'
import { isoDate, territoryReads } from './territory-rows.ts'
import { voicemailReads } from './voicemail-rows.ts'

/** The snapshot, read with few statements: it is taken again whenever the network changes. */
export const offlineReads = (db: Db): SnapshotReads => ({
  async readNetworkSheet(now) {
    const day = romeDate(now)
    const [points, districts, present, associations, { keptDays }] = await Promise.all([
      territoryReads(db).listRoutablePoints(day),
      db.listeningPointDistrict.findMany({
        where: { OR: [{ validTo: null }, { validTo: { gt: toDateColumn(day) } }], point: { active: true } },
        orderBy: [{ prefix: 'asc' }, { id: 'asc' }],
        select: { listeningPointId: true, prefix: true, validFrom: true, validTo: true },
      }),
      db.presence.findMany({
        where: { state: 'available', operator: { active: true } },
        orderBy: [{ since: 'asc' }, { operatorId: 'asc' }],
        select: { operatorId: true, listeningPointId: true, phoneE164: true, inBrowser: true, since: true },
      }),
      db.localAssociation.findMany({
        where: { active: true, phoneE164: { not: null }, listeningPointId: { not: null } },
        orderBy: { name: 'asc' },
        select: { phoneE164: true, listeningPointId: true },
      }),
      voicemailReads(db).readVoicemailSettings(),
    ])
    return {
      takenAt: now,
      keptDays,
      points,
      districts: districts.map(({ validFrom, validTo, ...district }) => ({
        ...district,
        validFrom: isoDate(validFrom),
        validTo: isoDate(validTo),
      })),
      present: present.map(({ phoneE164, ...operator }) => ({ ...operator, e164: phoneE164 })),
      associations: associations.flatMap(({ phoneE164, listeningPointId }) =>
        phoneE164 && listeningPointId ? [{ e164: phoneE164, listeningPointId }] : [],
      ),
    }
  },

  /** The same choice that findCallers and pointOfCaller make, for every number at once. */
  async readKnownNumbers(now) {
    const known = await db.$queryRaw<{ e164: string; listeningPointId: string }[]>`
      WITH tie AS (
        SELECT e164, person_id FROM person_phone
        UNION SELECT phone_e164, person_id FROM relation WHERE phone_e164 IS NOT NULL
      ), followed AS (
        SELECT tie.e164, p.id, p.listening_point_id, p.card_number, count(*) OVER (PARTITION BY tie.e164) AS people
        FROM tie JOIN assisted_person p ON p.id = tie.person_id
          AND p.merged_into_id IS NULL AND p.erased_at IS NULL AND p.listening_point_id IS NOT NULL
      )
      SELECT DISTINCT ON (e164) e164, listening_point_id::text AS "listeningPointId" FROM (
        SELECT e164, listening_point_id, 0 AS rank, card_number::bigint AS tiebreak,
          -- Asked only of the families: a number of one person needs no order.
          CASE WHEN people > 1 THEN
            (SELECT max(k.occurred_at) FROM contact k WHERE k.person_id = followed.id AND k.deleted_at IS NULL)
          END AS last_contact_at
        FROM followed
        UNION ALL
        SELECT phone_e164, listening_point_id, 1, row_number() OVER (ORDER BY name), NULL
        FROM institution WHERE phone_e164 IS NOT NULL AND listening_point_id IS NOT NULL
      ) every ORDER BY e164, rank, last_contact_at DESC NULLS LAST, tiebreak`
    // As limitState says: a number somebody is known by is never limited by one person alone.
    const limits = await db.$queryRaw<{ e164: string; fromAt: Date; untilAt: Date }[]>`
      SELECT e164, from_at AS "fromAt", until_at AS "untilAt" FROM number_limit l
      WHERE until_at > ${now} AND lifted_at IS NULL AND (approved_by_id IS NOT NULL OR NOT (needs_approval
        OR EXISTS (SELECT 1 FROM person_phone n WHERE n.e164 = l.e164)
        OR EXISTS (SELECT 1 FROM relation r WHERE r.phone_e164 = l.e164)))`
    return { known, limits }
  },
})

const callSelect = {
  id: true,
  state: true,
  outcome: true,
  ringRound: true,
  fromE164: true,
  personId: true,
  startedAt: true,
  endedAt: true,
  listeningPointId: true,
  responsiblePointId: true,
} satisfies Prisma.CallSelect

const json = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue
const notEnded = [...unansweredStates, 'answered' as const]

export const offlineWrites = (db: Db): ReplayWrites => ({
  async standingPoint(listeningPointId) {
    const [point] = await db.listeningPoint.findMany({
      where: { OR: [{ id: listeningPointId }, { kind: 'callCentre', active: true }] },
      // The point itself where it is still there, else the call centre.
      orderBy: [{ kind: 'asc' }, { name: 'asc' }],
      select: { id: true },
    })
    if (!point) throw new Error('There is no call centre')
    return point.id
  },

  async addReplayedCall({ routeSteps, stages, ...call }) {
    const added = await db.call.createManyAndReturn({
      data: [
        {
          ...call,
          routeSteps: json(routeSteps),
          stages: json(stages),
          direction: 'inbound' as const,
          state: 'ringing',
        },
      ],
      skipDuplicates: true,
      select: { id: true },
    })
    return added[0]?.id ?? null
  },

  lockReplayedCall: async (twilioCallSid): Promise<OfflineCall | null> => {
    await db.$queryRaw`SELECT id FROM call WHERE twilio_call_sid = ${twilioCallSid} FOR UPDATE`
    return db.call.findUnique({ where: { twilioCallSid }, select: callSelect })
  },

  async forwardReplayedCall(callId, { listeningPointId, state }) {
    await db.callLeg.updateMany({
      where: { callId, state: { in: ['ringing', 'accepted'] } },
      data: { state: 'noAnswer', acceptedAt: null },
    })
    const { count } = await db.call.updateMany({
      where: { id: callId, state: { in: notEnded } },
      data: { state, listeningPointId, ringRound: { increment: 1 }, answeredAt: null, answeredByOperatorId: null },
    })
    return count === 1
  },

  async forgetUnwrittenContact(callId, now) {
    await db.contact.updateMany({
      where: { callId, state: 'draft', version: 1, requests: { none: {} } },
      data: { deletedAt: now },
    })
  },

  async addReplayedLeg({ at, ...leg }) {
    await db.callLeg.updateMany({ where: { callId: leg.callId, state: 'ringing' }, data: { state: 'lost' } })
    await db.callLeg.createMany({
      data: [{ ...leg, state: 'accepted', createdAt: at, acceptedAt: at }],
      skipDuplicates: true,
    })
  },

  async answerReplayedCall(callId, { operatorId, listeningPointId, at }) {
    const answered = { answeredAt: at, answeredByOperatorId: operatorId, listeningPointId }
    await db.call.updateMany({
      where: { id: callId, state: { in: [...unansweredStates] } },
      data: { ...answered, state: 'answered' },
    })
    await db.call.updateMany({
      where: { id: callId, state: 'ended', outcome: { not: 'answered' } },
      data: { ...answered, outcome: 'answered' },
    })
  },
})
