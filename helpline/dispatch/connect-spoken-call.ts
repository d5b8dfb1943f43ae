import { type CallbackRows, writeCallback } from '../calls/callbacks/add-callback.ts'
import type { RoutingReads } from '../calls/incoming/preview-routing.ts'
import { phonesToRing } from '../calls/incoming/ring-plan.ts'
import { pointsOfStage } from '../calls/incoming/take-step.ts'
import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { planItinerary } from '../territory/call-routing.ts'
import { parsePhoneNumber } from '../territory/phone-numbers.ts'
import { romeDate } from '../territory/rome-time.ts'
import type { LockedService, ServiceLock } from './service-records.ts'

/** Whoever a call speaks to, and what it says. */
interface SpokenTo {
  id: string
  serviceId: string | null
  e164: string
  body: string
}

export interface ConnectRows extends ServiceLock, CallbackRows, Pick<RoutingReads, 'listRoutablePoints'> {}
export type ConnectStep = { kind: 'connect'; phonesE164: string[] } | { kind: 'calledBack' }

/** Rings the first telephones of the way a call from this person would take at this hour. */
export async function connectWithUs(
  tx: ConnectRows & Change,
  occasion: Occasion,
  message: SpokenTo,
  service: LockedService,
): Promise<ConnectStep> {
  const { points, itinerary } = await wayOf(tx, occasion, message, service)
  for (const stage of itinerary.stages) {
    const fixed = pointsOfStage(stage).flatMap((listeningPointId) => {
      const phones = points.find(({ id }) => id === listeningPointId)?.fixedPhones ?? []
      return phones.map((e164) => ({ e164, listeningPointId }))
    })
    const phonesE164 = phonesToRing([], fixed, message.e164).flatMap(({ e164 }) => e164 ?? [])
    if (phonesE164.length > 0) return { kind: 'connect', phonesE164 }
  }
  return callBack(tx, occasion, message, service)
}

/** Nobody has answered whoever wanted to speak with us. Twice is once. */
export async function callBackUnconnected(
  doors: Transactions<ConnectRows> & { findSpokenMessage(messageId: string): Promise<SpokenTo | null> },
  occasion: Occasion,
  { messageId }: { messageId: string },
): Promise<{ kind: 'calledBack' | 'outdated' }> {
  const message = await doors.findSpokenMessage(messageId)
  const { serviceId } = message ?? {}
  if (!message || !serviceId) return { kind: 'outdated' }
  return doors.transaction(occasion, async (tx) => {
    const service = await tx.lockService(serviceId)
    return service ? callBack(tx, occasion, message, service) : { kind: 'outdated' }
  })
}

async function callBack(
  tx: ConnectRows & Change,
  occasion: Occasion,
  message: SpokenTo,
  service: LockedService,
): Promise<{ kind: 'calledBack' }> {
  const { itinerary } = await wayOf(tx, occasion, message, service)
  await writeCallback(tx, {
    id: message.id,
    callId: null,
    listeningPointId: itinerary.responsiblePointId,
    e164: message.e164,
    personId: service.personId,
    reason: 'missed',
    createdAt: occasion.now,
    notes: `Ha premuto 3 per parlare con noi durante la telefonata automatica, che diceva: «${message.body}»`,
  })
  return { kind: 'calledBack' }
}

async function wayOf(
  tx: ConnectRows,
  { now }: Occasion,
  { e164 }: SpokenTo,
  { listeningPointId: knownListeningPointId }: LockedService,
) {
  const points = await tx.listRoutablePoints(romeDate(now))
  const caller = { phone: parsePhoneNumber(e164), knownListeningPointId }
  return { points, itinerary: planItinerary({ caller, points, now }) }
}
