import type { Prisma } from '../../generated/prisma/client.ts'
import type { AcceptRows, LegReads } from '../../helpline/calls/accept-ring.ts'
import type { CallbackRecord, CallRecord, CallSummary, RouteStep } from '../../helpline/calls/call-records.ts'
import type { StatusRows } from '../../helpline/calls/follow-call-status.ts'
import type { AvailabilityReads, CallReads } from '../../helpline/calls/receive-call.ts'
import type { SettleRows } from '../../helpline/calls/settle-ring.ts'
import { findCallers } from './caller-rows.ts'
import type { Db } from './database.ts'

/** No conversation outlives Twilio's own limit: an older one has lost its last word, and keeps nobody busy. */
const LONGEST_CALL_MS = 4 * 60 * 60_000
const MOST_LISTED = 200
const MOST_PHONES = 10

const summarySelect = {
  id: true,
  state: true,
  listeningPointId: true,
  fromE164: true,
  startedAt: true,
  answeredAt: true,
  routeSteps: true,
  point: { select: { name: true } },
  answeredBy: { select: { id: true, name: true } },
  contact: { select: { id: true } },
} satisfies Prisma.CallSelect

const toSummary = ({
  point,
  contact,
  routeSteps,
  ...call
}: Prisma.CallGetPayload<{ select: typeof summarySelect }>): CallSummary => ({
  ...call,
  listeningPointName: point.name,
  contactId: contact?.id ?? null,
  routeSteps: routeSteps as unknown as RouteStep[],
})

const byPoint = (listeningPointIds: readonly string[] | null) =>
  listeningPointIds ? { listeningPointId: { in: [...listeningPointIds] } } : {}

export function callReads(db: Db) {
  return {
    async findCall(twilioCallSid: string): Promise<CallRecord | null> {
      const row = await db.call.findUnique({
        where: { twilioCallSid },
        include: {
          point: { select: { id: true, name: true, kind: true, ringTimeoutSeconds: true } },
          legs: { orderBy: { id: 'asc' } },
        },
      })
      if (!row) return null
      return {
        ...row,
        routeSteps: row.routeSteps as unknown as RouteStep[],
        legs: row.legs.filter((leg) => leg.ringRound === row.ringRound && leg.e164 !== null) as CallRecord['legs'],
      }
    },

    findLeg: (legId: string) =>
      db.callLeg.findUnique({
        where: { id: legId },
        select: {
          id: true,
          ringRound: true,
          state: true,
          operatorId: true,
          call: {
            select: {
              id: true,
              state: true,
              ringRound: true,
              listeningPointId: true,
              callerKind: true,
              fromE164: true,
              startedAt: true,
            },
          },
        },
      }),

    async listAvailablePhones(listeningPointId: string, now: Date): Promise<{ operatorId: string; e164: string }[]> {
      const inConversation = {
        state: 'accepted' as const,
        acceptedAt: { gt: new Date(now.getTime() - LONGEST_CALL_MS) },
        call: { state: 'answered' as const },
      }
      const rows = await db.presence.findMany({
        where: {
          listeningPointId,
          state: 'available',
          phoneE164: { not: null },
          operator: { active: true, legs: { none: inConversation } },
        },
        orderBy: [{ since: 'asc' }, { operatorId: 'asc' }],
        take: MOST_PHONES,
        select: { operatorId: true, phoneE164: true },
      })
      return rows.flatMap(({ operatorId, phoneE164 }) => (phoneE164 ? [{ operatorId, e164: phoneE164 }] : []))
    },

    findCallers: (e164s: readonly string[]) => findCallers(db, e164s),

    /** Ringing or in conversation; null: at every point. */
    async listCurrentCalls(listeningPointIds: readonly string[] | null, now: Date): Promise<CallSummary[]> {
      const rows = await db.call.findMany({
        where: {
          state: { in: ['ringing', 'answered'] },
          startedAt: { gt: new Date(now.getTime() - LONGEST_CALL_MS) },
          ...byPoint(listeningPointIds),
        },
        orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
        take: MOST_LISTED,
        select: summarySelect,
      })
      return rows.map(toSummary)
    },

    async findCallSummary(callId: string): Promise<CallSummary | null> {
      const row = await db.call.findUnique({ where: { id: callId }, select: summarySelect })
      return row ? toSummary(row) : null
    },

    /** What is still to be done for each of these people, and the last times they were heard. */
    async listRecentOf(personIds: readonly string[], each: { contacts: number; requests: number }) {
      const select = {
        id: true,
        contacts: {
          where: { deletedAt: null },
          orderBy: { occurredAt: 'desc' },
          take: each.contacts,
          select: {
            id: true,
            occurredAt: true,
            direction: true,
            provenance: true,
            purpose: true,
            requests: {
              where: { deletedAt: null },
              orderBy: { position: 'asc' },
              select: { kind: true, informationKind: true, helpKind: true },
            },
          },
        },
        requests: {
          where: { deletedAt: null, state: { in: ['open', 'takenInCharge'] } },
          orderBy: { createdAt: 'desc' },
          take: each.requests,
          select: { kind: true, informationKind: true, helpKind: true, state: true, neededFrom: true },
        },
      } satisfies Prisma.AssistedPersonSelect
      const rows = await db.assistedPerson.findMany({ where: { id: { in: [...personIds] } }, select })
      return new Map(rows.map(({ id, ...recent }) => [id, recent]))
    },

    /** Still to be called back, oldest first; null: at every point. */
    async listCallbacks(listeningPointIds: readonly string[] | null): Promise<CallbackRecord[]> {
      const rows = await db.callback.findMany({
        where: { state: { in: ['open', 'working'] }, ...byPoint(listeningPointIds) },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: MOST_LISTED,
        select: {
          id: true,
          listeningPointId: true,
          e164: true,
          reason: true,
          state: true,
          createdAt: true,
          point: { select: { name: true } },
          person: { select: { firstName: true, lastName: true } },
        },
      })
      return rows.map(({ point, person, ...callback }) => ({
        ...callback,
        listeningPointName: point.name,
        personName: person ? `${person.firstName} ${person.lastName}` : null,
      }))
    },
  } satisfies CallReads & LegReads & AvailabilityReads & Record<string, unknown>
}

type CallWrites = Omit<StatusRows & AcceptRows & SettleRows, keyof ReturnType<typeof callReads>>

export const callWrites = (db: Db): CallWrites => ({
  async addCall({ routeSteps, ...call }) {
    const rows = await db.call.createManyAndReturn({
      data: [{ ...call, routeSteps: json(routeSteps), direction: 'inbound', state: 'ringing' }],
      skipDuplicates: true,
      select: { id: true },
    })
    return rows[0]?.id ?? null
  },

  async addLegs(callId, ringRound, targets, createdAt) {
    const rows = await db.callLeg.createManyAndReturn({
      data: targets.map((target) => ({ callId, ringRound, createdAt, ...target })),
      select: { id: true, e164: true },
    })
    return rows.flatMap(({ id, e164 }) => (e164 ? [{ id, e164 }] : []))
  },

  async rememberEvent(key, callId, kind, receivedAt) {
    const { count } = await db.callEvent.createMany({ data: [{ key, callId, kind, receivedAt }], skipDuplicates: true })
    return count === 1
  },

  async answerCall(callId, ringRound, operatorId, now) {
    const { count } = await db.call.updateMany({
      where: { id: callId, ringRound, state: 'ringing' },
      data: { state: 'answered', answeredAt: now, answeredByOperatorId: operatorId },
    })
    return count === 1
  },

  async acceptLeg({ id, callId, ringRound }, twilioCallSid, now) {
    await db.callLeg.updateMany({
      where: { callId, ringRound, state: 'ringing', id: { not: id } },
      data: { state: 'lost' },
    })
    await db.callLeg.update({ where: { id }, data: { state: 'accepted', acceptedAt: now, twilioCallSid } })
  },

  async startContactOfCall(contact) {
    const { id } = await db.contact.upsert({
      where: { callId: contact.callId },
      create: { ...contact, direction: 'inbound', provenance: 'tollFree' },
      update: { operatorId: contact.operatorId, listeningPointId: contact.listeningPointId, deletedAt: null },
      select: { id: true },
    })
    return id
  },

  async forwardCall({ id, ringRound, state }, { listeningPointId, routeSteps }) {
    const { count } = await db.call.updateMany({
      where: { id, ringRound, state },
      data: {
        state: 'ringing',
        answeredAt: null,
        answeredByOperatorId: null,
        listeningPointId,
        ringRound: { increment: 1 },
        routeSteps: json(routeSteps),
      },
    })
    return count === 1
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
      data: { state: 'ended', outcome, endedAt: now },
    })
    return count === 1
  },

  async silenceLegs(callId) {
    await db.callLeg.updateMany({ where: { callId, state: 'ringing' }, data: { state: 'noAnswer' } })
  },

  async stopLeg(legId, twilioCallSid) {
    const { count } = await db.callLeg.updateMany({
      where: { id: legId, state: 'ringing' },
      data: { state: 'noAnswer', twilioCallSid },
    })
    return count === 1
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
})

const json = (steps: readonly RouteStep[]): Prisma.InputJsonValue => steps as unknown as Prisma.InputJsonValue
