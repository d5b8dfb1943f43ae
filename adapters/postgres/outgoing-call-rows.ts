import type { Prisma } from '../../generated/prisma/client.ts'
import type { RouteStep } from '../../helpline/calls/call-records.ts'
import type { ConversationRows } from '../../helpline/calls/conversation/conference-records.ts'
import type { SettleConversationRows } from '../../helpline/calls/conversation/conference-settle.ts'
import type { FollowOutgoingRows } from '../../helpline/calls/outgoing/follow-outgoing-call.ts'
import { OPERATOR_ROUND, type OutgoingCall, PERSON_ROUND } from '../../helpline/calls/outgoing/outgoing-call.ts'
import {
  type OperatorStation,
  type OutgoingRows,
  type PlaceOutgoingRows,
  TYPED_NUMBER,
} from '../../helpline/calls/outgoing/place-outgoing-call.ts'
import type { Db } from './database.ts'
import { calledLine } from './outgoing-target-rows.ts'

/** No conversation outlives Twilio's own limit: an older one has lost its last word, and keeps nobody busy. */
const LONGEST_CALL_MS = 4 * 60 * 60_000

const columns = {
  id: true,
  twilioCallSid: true,
  state: true,
  outcome: true,
  ringRound: true,
  fromE164: true,
  toE164: true,
  callerKind: true,
  listeningPointId: true,
  routeSteps: true,
  purpose: true,
  servesRequestId: true,
  forCallbackId: true,
  personId: true,
  startedAt: true,
  answeredAt: true,
  endedAt: true,
  placedAt: true,
  legs: {
    where: { helpId: null },
    orderBy: { id: 'asc' },
    select: { id: true, kind: true, ringRound: true, e164: true, operatorId: true },
  },
  contact: { select: { id: true } },
  person: { select: { firstName: true, lastName: true } },
} satisfies Prisma.CallSelect

type Row = Prisma.CallGetPayload<{ select: typeof columns }>

const named = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`

export function outgoingCallReads(db: Db) {
  /** The name beside that number, wherever it is written. */
  async function nameOf({ toE164, personId, person }: Row): Promise<string | null> {
    if (personId && person) {
      const relation = await db.relation.findFirst({
        where: { personId, phoneE164: toE164 },
        select: { name: true, relatedPerson: { select: { firstName: true, lastName: true } } },
      })
      if (!relation) return named(person)
      const relative = relation.relatedPerson ? named(relation.relatedPerson) : relation.name
      return relative ? `${relative}, per ${named(person)}` : `un familiare di ${named(person)}`
    }
    const volunteer = await db.volunteer.findFirst({
      where: { phoneE164: toE164, endedOn: null },
      select: { firstName: true, lastName: true },
    })
    if (volunteer) return named(volunteer)
    const institution = await db.institution.findFirst({ where: { phoneE164: toE164 }, select: { name: true } })
    return institution?.name ?? null
  }

  async function toOutgoing(row: Row): Promise<OutgoingCall | null> {
    const { legs, contact, person: _person, routeSteps, purpose, fromE164, ...call } = row
    const mine = legs.find((leg) => leg.ringRound === OPERATOR_ROUND)
    if (!purpose || !fromE164 || !mine?.operatorId) return null
    return {
      ...call,
      purpose,
      fromE164,
      routeSteps: routeSteps as unknown as RouteStep[],
      operatorId: mine.operatorId,
      way: mine.kind === 'browser' ? 'browser' : 'phone',
      operatorE164: mine.e164,
      operatorLegId: mine.id,
      personLegId: legs.find((leg) => leg.kind === 'person')?.id ?? null,
      contactId: contact?.id ?? null,
      calledName: await nameOf(row),
    }
  }

  return {
    async findOutgoingCall(callId: string): Promise<OutgoingCall | null> {
      const row = await db.call.findUnique({ where: { id: callId, direction: 'outbound' }, select: columns })
      return row && toOutgoing(row)
    },

    /** The call somebody makes now, or has just ended. */
    async findLastOutgoingCall(operatorId: string, endedAfter: Date): Promise<OutgoingCall | null> {
      const row = await db.call.findFirst({
        where: {
          direction: 'outbound',
          legs: { some: { operatorId, ringRound: OPERATOR_ROUND } },
          // Passed to somebody else, it is theirs.
          helps: { none: { ending: 'passed' } },
          startedAt: { gt: new Date(endedAfter.getTime() - LONGEST_CALL_MS) },
          OR: [{ state: { not: 'ended' } }, { endedAt: { gt: endedAfter } }],
        },
        orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
        select: columns,
      })
      return row && toOutgoing(row)
    },

    /** Which of these lines some row already has. */
    async knownCallSids(sids: string[]): Promise<string[]> {
      const [calls, legs, messages] = await Promise.all([
        db.call.findMany({ where: { twilioCallSid: { in: sids } }, select: { twilioCallSid: true } }),
        db.callLeg.findMany({ where: { twilioCallSid: { in: sids } }, select: { twilioCallSid: true } }),
        db.message.findMany({ where: { twilioSid: { in: sids } }, select: { twilioSid: true } }),
      ])
      const known = [...calls, ...legs].map((row) => row.twilioCallSid)
      return [...known, ...messages.map((row) => row.twilioSid)].filter((sid) => sid !== null)
    },

    async findStation(operatorId: string): Promise<OperatorStation> {
      const found = await db.operator.findUnique({
        where: { id: operatorId },
        select: { phoneE164: true, presence: { select: { listeningPointId: true, phoneE164: true } } },
      })
      return {
        listeningPointId: found?.presence?.listeningPointId ?? null,
        phoneE164: found?.presence?.phoneE164 ?? found?.phoneE164 ?? null,
      }
    },
  }
}

export const outgoingCallWrites = (
  db: Db,
): Omit<
  PlaceOutgoingRows & FollowOutgoingRows,
  | keyof ReturnType<typeof outgoingCallReads>
  | Exclude<keyof SettleConversationRows, keyof OutgoingRows>
  | keyof ConversationRows
  | 'rememberEvent'
> => ({
  async lockOutgoingCall(callId) {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM call WHERE id = ${callId}::uuid AND direction = 'outbound' FOR UPDATE`
    return rows[0] ? outgoingCallReads(db).findOutgoingCall(rows[0].id) : null
  },

  async updateOutgoingCall(callId, { routeSteps, ...change }) {
    const steps = routeSteps ? { routeSteps: routeSteps as unknown as Prisma.InputJsonValue } : {}
    await db.call.update({ where: { id: callId }, data: { ...change, ...steps } })
  },

  async silenceOutgoingLegs(callId) {
    await db.callLeg.updateMany({ where: { callId, state: 'ringing' }, data: { state: 'noAnswer' } })
  },

  async setUntouchedContact(callId, state, now) {
    await db.contact.updateMany({
      where: { callId, version: 1, requests: { none: {} } },
      data: { state, closedAt: state === 'closed' ? now : null },
    })
  },

  async findCalled(target) {
    return calledLine(db, target)
  },

  async findPointOfRequest(requestId) {
    const found = await db.request.findFirst({
      where: { id: requestId, deletedAt: null },
      select: { contact: { select: { listeningPointId: true } } },
    })
    return found?.contact ?? null
  },

  async lockOperator(operatorId) {
    await db.$queryRaw`SELECT id FROM operator WHERE id = ${operatorId}::uuid FOR NO KEY UPDATE`
  },

  async isSpeaking(operatorId, now) {
    const since = new Date(now.getTime() - LONGEST_CALL_MS)
    const speaking = await db.callLeg.count({
      where: {
        operatorId,
        createdAt: { gt: since },
        OR: [
          { state: 'accepted', endedAt: null, call: { state: 'answered' } },
          { ringRound: OPERATOR_ROUND, call: { direction: 'outbound', state: { not: 'ended' } } },
        ],
      },
    })
    return speaking > 0
  },

  async countOutgoingCalls(operatorId, since) {
    const mine = {
      direction: 'outbound' as const,
      startedAt: { gt: since },
      legs: { some: { operatorId, ringRound: OPERATOR_ROUND } },
    }
    const [all, typed] = await Promise.all([
      db.call.count({ where: mine }),
      db.call.count({ where: { ...mine, routeSteps: { array_contains: [{ code: TYPED_NUMBER }] } } }),
    ])
    return { all, typed }
  },

  async addOutgoingCall({ operatorId, way, operatorE164, routeSteps, ...call }) {
    const added = await db.call.createMany({
      data: [
        {
          ...call,
          routeSteps: routeSteps as unknown as Prisma.InputJsonValue,
          direction: 'outbound',
          state: 'ringing',
          ringRound: OPERATOR_ROUND,
        },
      ],
      skipDuplicates: true,
    })
    if (added.count === 0) return false
    await db.callLeg.create({
      data: {
        callId: call.id,
        ringRound: OPERATOR_ROUND,
        kind: way === 'browser' ? 'browser' : 'operatorPhone',
        e164: operatorE164,
        operatorId,
        listeningPointId: call.listeningPointId,
        createdAt: call.startedAt,
      },
    })
    return true
  },

  async addPersonLeg(call, now) {
    await db.callLeg.update({ where: { id: call.operatorLegId }, data: { state: 'accepted', acceptedAt: now } })
    const { id } = await db.callLeg.create({
      data: { callId: call.id, ringRound: PERSON_ROUND, kind: 'person', e164: call.toE164, createdAt: now },
      select: { id: true },
    })
    return id
  },

  async settlePersonLeg(legId, state, twilioCallSid, now) {
    // Somebody who answered has answered, whatever is told later.
    await db.callLeg.updateMany({
      where: { id: legId, state: { not: 'accepted' } },
      data: { state, twilioCallSid, acceptedAt: state === 'accepted' ? now : null },
    })
  },

  async startOutboundContact(call, now) {
    const whence = call.routeSteps[0]?.code
    const isPerson = whence === 'numberOfPerson'
    const { id } = await db.contact.upsert({
      where: { callId: call.id },
      create: {
        callId: call.id,
        direction: 'outbound',
        provenance: 'tollFree',
        purpose: call.purpose,
        occurredAt: now,
        recordedAt: now,
        listeningPointId: call.listeningPointId,
        operatorId: call.operatorId,
        servesRequestId: call.servesRequestId,
        personId: call.purpose === 'toAssistedPerson' ? call.personId : null,
        callerType: isPerson ? 'selfCaller' : whence === 'numberOfRelative' ? 'relative' : null,
        callerE164: call.toE164,
      },
      update: {},
      select: { id: true },
    })
    return id
  },

  async findOutgoingCallOfLeg(legId) {
    const leg = await db.callLeg.findUnique({ where: { id: legId }, select: { callId: true } })
    return leg?.callId ?? null
  },

  async findOutgoingCallOfLine(twilioCallSid) {
    const call = await db.call.findUnique({ where: { twilioCallSid, direction: 'outbound' }, select: { id: true } })
    return call?.id ?? null
  },
})
