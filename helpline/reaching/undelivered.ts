import { maySeePoint, type SignedIn, visiblePoints } from '../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { NotAllowed, NotFound } from '../errors.ts'
import type { LeftToPersonReason } from './left-to-person.ts'

/** Something that could not be told, for a person to tell. */
export interface LeftToPerson {
  intentKey: string
  reason: LeftToPersonReason
  errorCode?: number | null
  body: string
  /** null: nobody has a number. */
  e164: string | null
  personId?: string | null | undefined
  volunteerId?: string | null | undefined
  /** What it is about: once that has begun, nobody awaits it any more. */
  serviceId?: string | null | undefined
  listeningPointId?: string | null | undefined
}

export interface UndeliveredRows {
  /** null where it was left to a person already. */
  addUndelivered(left: LeftToPerson & { createdAt: Date }): Promise<string | null>
  /** Those that wait for a person still, closed because it arrived after all. */
  settleUndelivered(intentKey: string, now: Date): Promise<{ id: string; listeningPointId: string | null }[]>
}

/** A second attempt is the same intention. */
export const intentionOf = (intentKey: string): string =>
  intentKey.replace(/(?::(?:template|sms|voice|again))+$/, '').replace(/^(tell:[^:]+:\d+:)\d+$/, '$1')

/** Volunteers are many; campaigns, conversations and what is not closed have lists of their own. */
export const isForPerson = (intentKey: string): boolean =>
  !/^(offer|campaign|unclosed|answer|late-answer):/.test(intentKey)

/** Nothing of ours reaches them: a person must. However often it fails, it is one thing to do. */
export async function leaveToPerson(
  tx: UndeliveredRows & Change,
  { now }: Occasion,
  { intentKey, ...left }: LeftToPerson,
): Promise<void> {
  if (!isForPerson(intentKey)) return
  const entityId = await tx.addUndelivered({ ...left, intentKey: intentionOf(intentKey), createdAt: now })
  if (entityId === null) return
  const { listeningPointId = null } = left
  tx.trace({ action: 'message.leftToPerson', entity: 'undelivered', entityId, listeningPointId })
  tx.announce({ topic: 'message', entityId, listeningPointId })
}

/** It arrived after all: nobody need call. */
export async function arrivedAfterAll(
  tx: UndeliveredRows & Change,
  { now }: Occasion,
  intentKey: string,
): Promise<void> {
  for (const { id: entityId, listeningPointId } of await tx.settleUndelivered(intentionOf(intentKey), now)) {
    tx.trace({ action: 'message.arrivedAfterAll', entity: 'undelivered', entityId, listeningPointId })
    tx.announce({ topic: 'message', entityId, listeningPointId })
  }
}

/** What waits for a person to tell it. */
export interface UndeliveredRecord {
  id: string
  name: string | null
  personId: string | null
  volunteerId: string | null
  e164: string | null
  reason: LeftToPersonReason
  body: string
  serviceId: string | null
  /** Until then somebody awaits it. */
  startsAt: Date | null
  listeningPointName: string | null
  createdAt: Date
}

export interface UndeliveredReads {
  /** What is awaited still, soonest first; null: at every point. */
  listUndelivered(points: readonly string[] | null, now: Date, limit: number): Promise<UndeliveredRecord[]>
}

const MOST_LISTED = 200

export const readUndelivered = (
  doors: UndeliveredReads,
  now: Date,
  { who }: { who: SignedIn },
): Promise<UndeliveredRecord[]> => doors.listUndelivered(visiblePoints(who), now, MOST_LISTED)

export interface CloseUndeliveredRows {
  lockUndelivered(id: string): Promise<{ listeningPointId: string | null; closedAt: Date | null } | null>
  closeUndelivered(id: string, closing: { closedAt: Date; closedById: string; whatWasDone: string }): Promise<void>
  /** If it told who comes, and that is so still, the person knows it now. The service; null if it was about something else. */
  recordToldByPerson(id: string, now: Date): Promise<string | null>
}

/** A person has told it, and says how. Twice is once. */
export async function closeUndelivered(
  doors: Transactions<CloseUndeliveredRows>,
  occasion: Occasion,
  { who, undeliveredId: entityId, whatWasDone }: { who: SignedIn; undeliveredId: string; whatWasDone: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const left = await tx.lockUndelivered(entityId)
    if (!left) throw new NotFound('Questo avviso non c’è.')
    const { listeningPointId } = left
    if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('È di un altro punto d’ascolto.')
    if (left.closedAt) return
    await tx.closeUndelivered(entityId, { closedAt: occasion.now, closedById: who.operatorId, whatWasDone })
    tx.trace({ action: 'message.toldByPerson', entity: 'undelivered', entityId, listeningPointId })
    tx.announce({ topic: 'message', entityId, listeningPointId })
    const serviceId = await tx.recordToldByPerson(entityId, occasion.now)
    if (serviceId === null) return
    tx.trace({ action: 'service.personTold', entity: 'service', entityId: serviceId, listeningPointId })
    tx.announce({ topic: 'service', entityId: serviceId, listeningPointId })
  })
}
