import type { Change, Occasion } from '../changes/change.ts'
import type { FulfilledBy, UnmetCause } from '../contacts/kinds.ts'
import type { ReachedBy } from '../reaching/choose-channel.ts'
import { reach } from '../reaching/reach.ts'
import { calledOffText, returnOffText } from './offer-texts.ts'
import { type NoLongerTheirsRows, tellNoLongerTheirs } from './offers/no-longer-theirs.ts'
import { isAwaitedReturn, isOpenService, type LockedService, type ServiceLock } from './service-records.ts'
import type { ServiceState } from './service-states.ts'
import { personOffText } from './spoken-texts.ts'

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

export interface EndServiceRows extends ServiceLock, NoLongerTheirsRows {
  withdrawOtherOffers(serviceId: string, exceptOfferId: string | null): Promise<void>
  /** What was written to the person of who comes may have left: it has arrived, or nobody knows whether it has. */
  mayHaveRead(serviceId: string): Promise<boolean>
  /** Where the person helped can be reached. */
  personReachedBy(personId: string): Promise<ReachedBy | null>
  servicesOfRequest(requestId: string): Promise<ServiceEnd[]>
  endRequest(requestId: string, ending: RequestEnding, now: Date): Promise<void>
}

export interface CancelServiceRows extends EndServiceRows {
  /** Of the return of an outward way, if it has one that is not cancelled. */
  returnIdOf(outwardServiceId: string): Promise<string | null>
  markCancelled(serviceId: string, now: Date): Promise<void>
}

/** It is not needed any more: who was asked is not awaited, who had said yes is told. */
export async function cancelService(
  tx: CancelServiceRows & Change,
  occasion: Occasion,
  service: LockedService,
  told: string | null = null,
): Promise<void> {
  // First the way back: a request ends with the last of its services.
  await callOffReturn(tx, occasion, service, expectedAhead(service, occasion.now))
  await tx.markCancelled(service.id, occasion.now)
  await callOff(tx, occasion, service, told)
  await endRequestWithIt(tx, occasion, service, 'service.cancelled')
}

/** Whoever expects to go. */
export const expectedAhead = ({ state, startsAt, volunteerId }: LockedService, now: Date): string | null =>
  state === 'assigned' && startsAt > now ? volunteerId : null

/** Who does not go need not be brought back. `told`: who hears of it with the outward way. */
export async function callOffReturn(
  tx: CancelServiceRows & Change,
  occasion: Occasion,
  outward: LockedService,
  told: string | null = null,
): Promise<void> {
  const returnId = outward.leg === 'outward' ? await tx.returnIdOf(outward.id) : null
  const back = returnId && (await tx.lockService(returnId))
  if (back && (isOpenService(back) || back.state === 'assigned')) await cancelService(tx, occasion, back, told)
}

export async function callOff(
  tx: EndServiceRows & Change,
  occasion: Occasion,
  service: LockedService,
  told: string | null = null,
): Promise<void> {
  await tx.withdrawOtherOffers(service.id, service.acceptedOfferId)
  const isAwaited = isAwaitedReturn(service)
  // Whoever is kept for a return waits for its call until the end of the day.
  if (service.state !== 'assigned' || (!isAwaited && service.startsAt <= occasion.now)) return
  // One message for the way there and the way back.
  if (isAwaited && service.volunteerId === told) return
  const text = isAwaited ? returnOffText : calledOffText
  await tellNoLongerTheirs(tx, occasion, service, {
    intentKey: `called-off:${service.id}:${service.version}`,
    body: ({ personName, startsAt }) => text(startsAt, personName),
  })
}

/** Whoever had been told that somebody comes is told that nobody does: not after their own word. */
export async function tellPersonOff(
  tx: EndServiceRows & Change,
  occasion: Occasion,
  service: LockedService,
  words: (service: LockedService) => string = personOffText,
): Promise<void> {
  if (service.startsAt <= occasion.now) return
  if (!service.toldPersonAt && !service.toldBefore && !(await tx.mayHaveRead(service.id))) return
  // Of a later hour she may not have heard.
  const known = { ...service, startsAt: service.toldStartsAt ?? service.startsAt }
  const reached = await tx.personReachedBy(service.personId)
  await reach(tx, occasion, reached, {
    ...{ purpose: 'service', about: known, personId: service.personId, serviceId: service.id },
    listeningPointId: service.listeningPointId,
    intentKey: `person-off:${service.id}:${service.version}`,
    body: () => words(known),
  })
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
  await endRequestIfOver(tx, now, service)
}

/** false while something of it is still to come. */
export async function endRequestIfOver(
  tx: Pick<EndServiceRows, 'servicesOfRequest' | 'endRequest'> & Change,
  now: Date,
  { requestId, listeningPointId }: Pick<LockedService, 'requestId' | 'listeningPointId'>,
): Promise<boolean> {
  const ending = endingOf(await tx.servicesOfRequest(requestId))
  if (!ending) return false
  await tx.endRequest(requestId, ending, now)
  tx.trace({ action: `request.${ending.state}`, entity: 'request', entityId: requestId, listeningPointId })
  return true
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
