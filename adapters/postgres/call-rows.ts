import { Prisma } from '../../generated/prisma/client.ts'
import type { CallRecord } from '../../helpline/calls/call-records.ts'
import type { ConversationRows } from '../../helpline/calls/conversation/conference-records.ts'
import type { LegStateReads, StatusRows } from '../../helpline/calls/follow-call-status.ts'
import type { AcceptRows, LegReads } from '../../helpline/calls/incoming/accept-ring.ts'
import type { FetchDoors } from '../../helpline/calls/incoming/call-next-waiting.ts'
import { type CallReads, type NumberReads, USUAL_RING_SECONDS } from '../../helpline/calls/incoming/receive-call.ts'
import type { SettleRows } from '../../helpline/calls/incoming/settle-ring.ts'
import type { MessageRows } from '../../helpline/calls/incoming/take-message.ts'
import type { ReserveRows } from '../../helpline/calls/incoming/take-step.ts'
import { findCallers } from './caller-rows.ts'
import type { Db } from './database.ts'

/** No conversation outlives Twilio's own limit: an older one has lost its last word, and keeps nobody busy. */
export const LONGEST_CALL_MS = 4 * 60 * 60_000

/** In one statement, asked at every step of a call. */
async function findRecord(db: Db, where: Prisma.Sql): Promise<CallRecord | null> {
  const rows = await db.$queryRaw<CallRecord[]>`
    SELECT c.id::text AS id, c.twilio_call_sid AS "twilioCallSid", c.state::text AS state, c.outcome::text AS outcome,
      c.caller_kind::text AS "callerKind", c.from_e164 AS "fromE164", c.to_e164 AS "toE164",
      c.ring_round AS "ringRound", c.stages, c.stage_index AS "stageIndex", c.times_asked AS "timesAsked",
      c.waiting_since AS "waitingSince", c.conference_at AS "conferenceAt", c.on_hold AS "onHold",
      c.person_id::text AS "personId", c.answered_by_operator_id::text AS "answeredByOperatorId",
      c.started_at AS "startedAt", c.route_steps AS "routeSteps", c.listening_point_id::text AS "listeningPointId",
      coalesce(c.responsible_point_id, c.listening_point_id)::text AS "responsiblePointId",
      coalesce((SELECT json_agg(json_build_object('id', l.id, 'kind', l.kind, 'e164', l.e164,
          'operatorId', l.operator_id, 'state', l.state, 'listeningPointId', l.listening_point_id,
          'ringTimeoutSeconds', coalesce(p.ring_timeout_seconds, ${USUAL_RING_SECONDS}),
          'toCallCentre', coalesce(p.kind = 'callCentre', false)) ORDER BY l.id)
        FROM call_leg l LEFT JOIN listening_point p ON p.id = l.listening_point_id
        WHERE l.call_id = c.id AND l.ring_round = c.ring_round AND l.help_id IS NULL), '[]') AS legs,
      (SELECT b.reason::text FROM callback b WHERE b.call_id = c.id) AS "callbackReason",
      EXISTS (SELECT 1 FROM voicemail v WHERE v.call_id = c.id) AS "hasVoicemail"
    FROM call c WHERE c.direction = 'inbound' AND c.twilio_call_sid IS NOT NULL AND ${where}`
  return rows[0] ?? null
}

export function callReads(db: Db) {
  return {
    findCall: (twilioCallSid: string): Promise<CallRecord | null> =>
      findRecord(db, Prisma.sql`c.twilio_call_sid = ${twilioCallSid}`),

    findCallById: (callId: string): Promise<CallRecord | null> => findRecord(db, Prisma.sql`c.id = ${callId}::uuid`),

    findLeg: (legId: string) =>
      db.callLeg.findUnique({
        where: { id: legId },
        select: {
          id: true,
          twilioCallSid: true,
          kind: true,
          ringRound: true,
          state: true,
          helpId: true,
          operatorId: true,
          listeningPointId: true,
          call: {
            select: {
              id: true,
              state: true,
              ringRound: true,
              conferenceAt: true,
              listeningPointId: true,
              responsiblePointId: true,
              callerKind: true,
              fromE164: true,
              toE164: true,
              startedAt: true,
            },
          },
        },
      }),

    async findLiveLeg(legId: string): Promise<{ callId: string; isHelper: boolean } | null> {
      const speaks = { state: 'accepted' as const, call: { state: { not: 'ended' as const } } }
      const leg = await db.callLeg.findFirst({
        where: { id: legId, endedAt: null, OR: [{ state: 'ringing' }, { helpId: { not: null } }, speaks] },
        select: { callId: true, helpId: true },
      })
      return leg && { callId: leg.callId, isHelper: leg.helpId !== null }
    },

    async findDialledPoint(toE164: string): Promise<string | null> {
      const association = await findAssociation(db, toE164)
      return association?.listeningPointId ?? null
    },

    hasEvent: async (key: string): Promise<boolean> => (await db.callEvent.count({ where: { key } })) > 0,

    findCallers: (e164s: readonly string[]) => findCallers(db, e164s),
  } satisfies CallReads &
    LegReads &
    LegStateReads &
    Pick<NumberReads, 'findDialledPoint'> &
    Pick<FetchDoors, 'hasEvent'> &
    Record<string, unknown>
}

const findAssociation = (db: Db, phoneE164: string) =>
  db.localAssociation.findFirst({
    where: { phoneE164, active: true },
    orderBy: { name: 'asc' },
    select: { id: true, listeningPointId: true },
  })

type AllWrites = StatusRows & AcceptRows & SettleRows & MessageRows
/** The queue, the voicemail and the conversations have their own rows. */
type CallWrites = Omit<
  AllWrites,
  | keyof ReturnType<typeof callReads>
  | keyof ReserveRows
  | keyof ConversationRows
  | 'pointsWaitedFor'
  | 'readVoicemailSettings'
  | 'addVoicemail'
>

export const callWrites = (db: Db): CallWrites => ({
  async holdCall(callId) {
    const [held] = await db.$queryRaw<{ id: string }[]>`SELECT id FROM call WHERE id = ${callId}::uuid FOR UPDATE`
    return held ? callReads(db).findCallById(callId) : null
  },

  async addCall({ routeSteps, stages, ...call }) {
    const rows = await db.call.createManyAndReturn({
      data: [{ ...call, routeSteps: json(routeSteps), stages: json(stages), direction: 'inbound' as const }],
      skipDuplicates: true,
      select: { id: true },
    })
    return rows[0]?.id ?? null
  },

  async moveCall(callId, { routeSteps, stages, ...change }) {
    await db.call.update({
      where: { id: callId },
      data: {
        ...change,
        routeSteps: json(routeSteps),
        stages: json(stages),
        answeredAt: null,
        answeredByOperatorId: null,
      },
      select: { id: true },
    })
  },

  addLegs: (callId, ringRound, targets, createdAt) =>
    db.callLeg.createManyAndReturn({
      data: targets.map((target) => ({ callId, ringRound, createdAt, ...target })),
      select: { id: true, kind: true, e164: true, operatorId: true, listeningPointId: true, state: true },
    }),

  async rememberEvent(key, callId, kind, receivedAt) {
    const { count } = await db.callEvent.createMany({ data: [{ key, callId, kind, receivedAt }], skipDuplicates: true })
    return count === 1
  },

  async answerCall(callId, ringRound, { operatorId, listeningPointId, now }) {
    const { count } = await db.call.updateMany({
      where: { id: callId, ringRound, state: 'ringing' },
      data: { state: 'answered', answeredAt: now, answeredByOperatorId: operatorId, listeningPointId },
    })
    return count === 1
  },

  async acceptLeg({ id, callId, ringRound }, twilioCallSid, now) {
    const lost = await db.callLeg.updateManyAndReturn({
      where: { callId, ringRound, state: 'ringing', id: { not: id } },
      data: { state: 'lost' },
      select: { listeningPointId: true },
    })
    await db.callLeg.update({ where: { id }, data: { state: 'accepted', acceptedAt: now, twilioCallSid } })
    return pointsOf(lost)
  },

  async startContactOfCall(contact) {
    const call = await db.call.findUnique({ where: { id: contact.callId }, select: { toE164: true } })
    const association = call && (await findAssociation(db, call.toE164))
    const dialled = association
      ? { provenance: 'localLine' as const, localAssociationId: association.id }
      : { provenance: 'tollFree' as const }
    const { id } = await db.contact.upsert({
      where: { callId: contact.callId },
      create: { ...contact, ...dialled, direction: 'inbound' },
      update: { operatorId: contact.operatorId, listeningPointId: contact.listeningPointId, deletedAt: null },
      select: { id: true },
    })
    return id
  },

  async undoAcceptance(callId, now) {
    await db.callLeg.updateMany({ where: { callId, state: 'accepted' }, data: { state: 'noAnswer', acceptedAt: null } })
    await db.contact.updateMany({
      where: { callId, state: 'draft', version: 1, requests: { none: {} } },
      data: { deletedAt: now },
    })
  },

  async endCall(callId, { from, ringRound, outcome, now }) {
    const { count } = await db.call.updateMany({
      where: { id: callId, state: from, ...(ringRound === undefined ? {} : { ringRound }) },
      data: { state: 'ended', outcome, endedAt: now, onHold: false },
    })
    return count === 1
  },

  async silenceLegs(callId) {
    const silenced = await db.callLeg.updateManyAndReturn({
      where: { callId, state: 'ringing' },
      data: { state: 'noAnswer' },
      select: { listeningPointId: true },
    })
    return pointsOf(silenced)
  },

  async stopLeg(legId, twilioCallSid) {
    const [stopped] = await db.callLeg.updateManyAndReturn({
      where: { id: legId, state: 'ringing' },
      data: { state: 'noAnswer', twilioCallSid },
      select: { listeningPointId: true },
    })
    return stopped ?? null
  },

  async advanceSequence(callId, sequenceNumber) {
    const { count } = await db.call.updateMany({
      where: { id: callId, lastSequenceNumber: { lt: sequenceNumber } },
      data: { lastSequenceNumber: sequenceNumber },
    })
    return count === 1
  },

  async addCallback(callback) {
    const rows = await db.callback.createManyAndReturn({ data: [callback], skipDuplicates: true, select: { id: true } })
    return rows[0]?.id ?? null
  },

  async withdrawCallback(callId) {
    const { count } = await db.callback.deleteMany({
      where: { callId, reason: 'missed', state: 'open', attempts: { none: {} }, outgoingCalls: { none: {} } },
    })
    return count > 0
  },

  async attachVoicemail({ callId, createdAt, ...callback }) {
    const { id } = await db.callback.upsert({
      where: { callId },
      create: { callId, createdAt, reason: 'voicemail', ...callback },
      update: { reason: 'voicemail' },
      select: { id: true },
    })
    return id
  },

  async endedWithMessage(callId) {
    await db.call.updateMany({
      where: { id: callId, state: 'ended', outcome: { in: ['abandoned', 'callback', 'failed'] } },
      data: { outcome: 'voicemail' },
    })
  },
})

const pointsOf = (legs: readonly { listeningPointId: string | null }[]): string[] => [
  ...new Set(legs.flatMap(({ listeningPointId }) => listeningPointId ?? [])),
]

const json = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue
