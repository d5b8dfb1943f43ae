import type { Prisma } from '../../generated/prisma/client.ts'
import type { CallSummary, RouteStep } from '../../helpline/calls/call-records.ts'
import { callStates } from '../../helpline/calls/call-states.ts'
import { LONGEST_CALL_MS } from './call-rows.ts'
import type { Db } from './database.ts'

const MOST_LISTED = 200

const summarySelect = {
  id: true,
  state: true,
  ringRound: true,
  listeningPointId: true,
  responsiblePointId: true,
  fromE164: true,
  startedAt: true,
  answeredAt: true,
  waitingSince: true,
  onHold: true,
  answeredByOperatorId: true,
  routeSteps: true,
  point: { select: { name: true } },
  answeredBy: { select: { id: true, name: true } },
  contact: { select: { id: true } },
  legs: {
    orderBy: { id: 'asc' },
    select: {
      ringRound: true,
      listeningPointId: true,
      helpId: true,
      state: true,
      endedAt: true,
      operatorId: true,
      operator: { select: { name: true } },
    },
  },
} satisfies Prisma.CallSelect

type SummaryRow = Prisma.CallGetPayload<{ select: typeof summarySelect }>

const isUp = ({ state, endedAt }: SummaryRow['legs'][number]): boolean =>
  endedAt === null && (state === 'ringing' || state === 'accepted')

const toSummary = ({ point, contact, routeSteps, legs, ringRound, ...call }: SummaryRow): CallSummary => {
  const rings = legs.filter((leg) =>
    call.state === 'ringing' ? leg.ringRound === ringRound : leg.helpId !== null && isUp(leg),
  )
  const speakers = legs
    .filter((leg) => call.state === 'answered' && leg.state === 'accepted' && isUp(leg))
    .sort(
      (a, b) => Number(b.operatorId === call.answeredByOperatorId) - Number(a.operatorId === call.answeredByOperatorId),
    )
  return {
    ...call,
    ringsAt: [...new Set(rings.flatMap(({ listeningPointId }) => listeningPointId ?? []))],
    listeningPointName: point.name,
    contactId: contact?.id ?? null,
    speakers: speakers.flatMap(({ operator }) => operator?.name ?? []),
    routeSteps: routeSteps as unknown as RouteStep[],
  }
}

/** Whom a call concerns: the points where it rings, the one that has it, the one whose caller it is. */
const seenAt = (listeningPointIds: readonly string[] | null): Prisma.CallWhereInput => {
  if (listeningPointIds === null) return {}
  const own = { in: [...listeningPointIds] }
  return {
    OR: [
      { listeningPointId: own },
      { responsiblePointId: own },
      { state: 'ringing', legs: { some: { state: 'ringing', listeningPointId: own } } },
      { state: 'answered', legs: { some: { helpId: { not: null }, endedAt: null, listeningPointId: own } } },
    ],
  }
}

export const callSummaryReads = (db: Db) => ({
  /** Everybody on the line now; null: at every point. */
  async listCurrentCalls(listeningPointIds: readonly string[] | null, now: Date): Promise<CallSummary[]> {
    const rows = await db.call.findMany({
      where: {
        direction: 'inbound',
        state: { in: callStates.filter((state) => state !== 'ended') },
        startedAt: { gt: new Date(now.getTime() - LONGEST_CALL_MS) },
        ...seenAt(listeningPointIds),
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
})
