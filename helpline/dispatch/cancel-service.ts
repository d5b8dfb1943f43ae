import type { Change, Occasion } from '../changes/change.ts'
import type { FulfilledBy, UnmetCause } from '../contacts/kinds.ts'
import { calledOffText } from './offer-texts.ts'
import type { LockedService, OutboundMessages, ServiceLock } from './service-records.ts'
import type { ServiceState } from './service-states.ts'

export interface RequestEnding {
  state: 'solved' | 'unmet' | 'withdrawn'
  unmetCause: UnmetCause | null
  fulfilledBy: FulfilledBy | null
}

export interface ServiceEnd {
  state: ServiceState
  unmetCause: UnmetCause | null
  fulfilledBy: FulfilledBy | null
}

export interface EndServiceRows extends ServiceLock, OutboundMessages {
  withdrawOtherOffers(serviceId: string, exceptOfferId: string | null): Promise<void>
  volunteerToTell(serviceId: string): Promise<{ volunteerId: string; phoneE164: string; personName: string } | null>
  servicesOfRequest(requestId: string): Promise<ServiceEnd[]>
  endRequest(requestId: string, ending: RequestEnding, now: Date): Promise<void>
}

export interface CancelServiceRows extends EndServiceRows {
  markCancelled(serviceId: string, now: Date): Promise<void>
}

/** It is not needed any more: who was asked is not awaited, who had said yes is told. */
export async function cancelService(
  tx: CancelServiceRows & Change,
  occasion: Occasion,
  service: LockedService,
): Promise<void> {
  await tx.markCancelled(service.id, occasion.now)
  await callOff(tx, occasion, service)
  await endRequestWithIt(tx, occasion, service, 'service.cancelled')
}

export async function callOff(tx: EndServiceRows & Change, { now }: Occasion, service: LockedService): Promise<void> {
  await tx.withdrawOtherOffers(service.id, service.acceptedOfferId)
  if (service.state !== 'assigned' || service.startsAt <= now) return
  const told = await tx.volunteerToTell(service.id)
  if (!told) return
  const { id: messageId } = await tx.addOutboundMessage({
    channel: 'sms',
    peerE164: told.phoneE164,
    volunteerId: told.volunteerId,
    listeningPointId: service.listeningPointId,
    intentKey: `called-off:${service.id}:${service.version}`,
    body: calledOffText(service.startsAt, told.personName),
    // The offer makes it a message to the volunteer: about a service alone it would be to the person helped.
    offerId: service.acceptedOfferId,
    serviceId: service.id,
    createdAt: now,
  })
  tx.ask({ name: 'send-message', payload: { messageId }, key: `send-message:${messageId}` })
}

/** What became of a service is traced, and its request ends with the last of its services. */
export async function endRequestWithIt(
  tx: EndServiceRows & Change,
  { now }: Occasion,
  service: LockedService,
  action: string,
  fields: string[] = [],
): Promise<void> {
  const { listeningPointId } = service
  tx.trace({ action, entity: 'service', entityId: service.id, listeningPointId, fields })
  tx.announce({ topic: 'service', entityId: service.id, listeningPointId })
  const ending = endingOf(await tx.servicesOfRequest(service.requestId))
  if (!ending) return
  await tx.endRequest(service.requestId, ending, now)
  tx.trace({ action: `request.${ending.state}`, entity: 'request', entityId: service.requestId, listeningPointId })
}

/** One service done is a request solved; null while something of it is still to come. */
export function endingOf(services: readonly ServiceEnd[]): RequestEnding | null {
  if (services.some(({ state }) => state === 'planned' || state === 'offering' || state === 'assigned')) return null
  const done = services.find(({ state }) => state === 'done')
  if (done) return { state: 'solved', unmetCause: null, fulfilledBy: done.fulfilledBy }
  const unmet = services.find(({ state }) => state === 'unmet')
  if (unmet) return { state: 'unmet', unmetCause: unmet.unmetCause ?? 'other', fulfilledBy: null }
  return services.length > 0 ? { state: 'withdrawn', unmetCause: null, fulfilledBy: null } : null
}
