import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion } from '../../changes/change.ts'
import { Conflict, NotAllowed, NotFound } from '../../errors.ts'
import type { ReachedBy } from '../../reaching/choose-channel.ts'
import { earlier } from '../../reaching/quiet-hours.ts'
import { type ReachRows, reach } from '../../reaching/reach.ts'
import { freeCode } from '../make-offers.ts'
import { returnReleasedText, type TakenService, takenText } from '../offer-texts.ts'
import {
  type ChangeNews,
  changeKey,
  isSameAsKnown,
  type KnownService,
  knownService,
  type NoLongerTheirsRows,
} from '../offers/no-longer-theirs.ts'
import type { AssignmentFacts } from '../recheck/assignment-obstacles.ts'
import { freeReturn, holdReturn, keepReturn, type PairRows, pairReturn } from '../series/kept-return.ts'
import { isAwaitedReturn, isOpenService, type LockedService } from '../service-records.ts'
import type { ServiceTimes } from '../service-times.ts'
import { askToTellSearching } from '../telling/tell-searching.ts'
import { changedText, handedOnText, keptText } from './change-texts.ts'

/** What was just done by hand may be undone this long: nobody is told before. */
export const UNDO_SECONDS = 60

/** Something else in the same hours. */
export interface Clash {
  startsAt: Date
  endsAt: Date
}

export interface Assignment extends ServiceTimes {
  /** null: nobody yet, others are asked. */
  volunteerId: string | null
  vehicleId: string | null
  localAssociationId: string | null
  assignedAt: Date | null
}

export interface ServiceChangeRows extends PairRows, ReachRows, Pick<NoLongerTheirsRows, 'withdrawUnsentNews'> {
  assignedVolunteerId(serviceId: string): Promise<string | null>
  lockVolunteers(ids: string[]): Promise<void>
  assignedVehicleId(serviceId: string): Promise<string | null>
  /** As if these were assigned; null where the volunteer or the vehicle is not there. */
  assignmentFacts(serviceId: string, volunteerId: string, vehicleId: string | null): Promise<AssignmentFacts | null>
  volunteerClash(volunteerId: string, service: LockedService): Promise<Clash | null>
  vehicleClash(vehicleId: string, service: LockedService): Promise<Clash | null>
  /** Whatever the person and the volunteer had been told does not hold any more. */
  writeAssignment(serviceId: string, assignment: Assignment, now: Date): Promise<void>
  withdrawAcceptedOffer(serviceId: string): Promise<void>
  withdrawOtherOffers(serviceId: string, exceptOfferId: string | null): Promise<void>
  /** The yes somebody said to an operator. */
  acceptOfferByHand(
    offer: { serviceId: string; volunteerId: string; wave: number; code: string },
    now: Date,
  ): Promise<string>
  volunteerContact(volunteerId: string): Promise<(ReachedBy & { name: string }) | null>
  takenService(serviceId: string): Promise<TakenService>
}

export type ChangeTx = ServiceChangeRows & Change

/** Volunteers, the service, its return, and then vehicles: like every transaction that holds several of them. */
export async function holdService(
  tx: ServiceChangeRows,
  serviceId: string,
  alsoVolunteers: readonly string[] = [],
): Promise<LockedService | null> {
  const before = await tx.assignedVolunteerId(serviceId)
  const ids = [...new Set([...(before ? [before] : []), ...alsoVolunteers])]
  if (ids.length > 0) await tx.lockVolunteers(ids)
  const service = await tx.lockService(serviceId)
  if (service && service.volunteerId !== before) throw new Conflict(changedMeanwhile)
  if (service) await holdReturn(tx, service)
  return service
}

export const changedMeanwhile = 'Nel frattempo il servizio è cambiato: lo guardi di nuovo.'

export interface RememberChange {
  /** Keeps how a service is at this moment, before it is written over. */
  rememberChange(serviceId: string, tellAt: Date): Promise<void>
}

export interface Addressed {
  who: SignedIn
  serviceId: string
  version: number
}

/** A service that may still be changed by whoever asks, or the sentence that says why not. */
export async function serviceToChange(
  tx: ServiceChangeRows,
  { who, serviceId, version }: Addressed,
  { now }: Occasion,
  alsoVolunteers: readonly string[] = [],
): Promise<LockedService> {
  const service = await holdService(tx, serviceId, alsoVolunteers)
  if (!service) throw new NotFound('Questo servizio non c’è.')
  if (!maySeePoint(who, service.listeningPointId))
    throw new NotAllowed('Questo servizio è di un altro punto d’ascolto.')
  if (service.version !== version) throw new Conflict(changedMeanwhile)
  if (!isOpenService(service) && service.state !== 'assigned') throw new NotAllowed('Questo servizio è già chiuso.')
  if (service.endsAt <= now) throw new NotAllowed('L’ora è passata: il servizio va chiuso.')
  return service
}

export interface Retold {
  /** Whom no message reaches: somebody calls them. */
  toCall: string[]
}

interface Telling {
  tellAt: Date
  /** When others are asked, where nobody goes. */
  askAt?: Date
  action: string
  vehicleBefore: string | null
}

/**
 * Writes who does a service now, when and with what, and lets everybody it concerns know, once: who no longer goes, who goes,
 * and the person, whom `tell-person` tells. Whoever has not heard yet of a change before this one hears of this one alone.
 */
export async function changeAssignment(
  tx: ChangeTx,
  occasion: Occasion,
  service: LockedService,
  next: Assignment,
  { tellAt, askAt = tellAt, action, vehicleBefore }: Telling,
): Promise<Retold> {
  const { listeningPointId } = service
  const retold: Retold = { toCall: [] }
  const isSame = next.volunteerId === service.volunteerId
  const version = service.version + 1
  const knownBy = await whatTheyKnow(tx, service, next, vehicleBefore)
  const startsAt = earlier(service.startsAt, next.startsAt)
  const ask = { version, startsAt, tellAt, retold, knownBy }
  const handedOn = service.volunteerId && !isSame ? await noteHandedOn(tx, service, knownBy) : null
  if (!isSame) await tx.withdrawAcceptedOffer(service.id)
  await freeReturn(tx, service)
  await tx.writeAssignment(service.id, next, occasion.now)
  if (handedOn) await tellVolunteer(tx, occasion, service, handedOn, ask)
  const { volunteerId, vehicleId, localAssociationId } = next
  if (volunteerId) {
    await tellWhoGoes(tx, occasion, service, { ...next, volunteerId }, ask)
    const to = { volunteerId, vehicleId, localAssociationId }
    if (isSame) await keepReturn(tx, occasion, service, to)
    else await pairReturn(tx, occasion, service, to, tellAt)
  } else {
    await tx.withdrawOtherOffers(service.id, null)
    askNextWave(tx, service, askAt)
    askToTellSearching(tx, occasion, service)
  }
  tx.trace({ action, entity: 'service', entityId: service.id, listeningPointId, fields: changedFields(service, next) })
  tx.announce({ topic: 'service', entityId: service.id, listeningPointId })
  return retold
}

/** Of this service, by volunteer: what they have heard of it; nobody else has heard that it is theirs. */
type KnownBy = ReadonlyMap<string, KnownService>

/** Messages before their offers, as whoever sends them takes them. */
async function whatTheyKnow(
  tx: ChangeTx,
  service: LockedService,
  next: Assignment,
  vehicleId: string | null,
): Promise<KnownBy> {
  const { id, volunteerId, version } = service
  const knownBy = new Map<string, KnownService>()
  for (const concerned of new Set([volunteerId, next.volunteerId])) {
    if (concerned === null) continue
    const known = await tx.withdrawUnsentNews(id, concerned, version + 1)
    if (known) knownBy.set(concerned, known)
    else if (known === undefined && concerned === volunteerId)
      knownBy.set(concerned, knownService({ ...service, vehicleId }))
  }
  return knownBy
}

interface Asked {
  version: number
  /** Before or after, whichever comes first. */
  startsAt: Date
  tellAt: Date
  retold: Retold
  knownBy: KnownBy
}

async function tellWhoGoes(
  tx: ChangeTx,
  occasion: Occasion,
  service: LockedService,
  next: Assignment & { volunteerId: string },
  ask: Asked,
): Promise<void> {
  const { id: serviceId, calledUntil } = service
  const { volunteerId } = next
  const isAwaited = isAwaitedReturn(service)
  // What is kept for somebody has no hour they could be told.
  if (isAwaited && volunteerId === service.volunteerId) return
  const offerId = await acceptedOffer(tx, occasion, service, volunteerId)
  await tx.withdrawOtherOffers(serviceId, offerId)
  const taken = await tx.takenService(serviceId)
  const theirs = calledUntil && isAwaited ? keptText(calledUntil, taken.personName) : takenText(taken)
  const known = ask.knownBy.get(volunteerId)
  if (!isSameAsKnown(known, knownService({ ...taken, vehicleId: next.vehicleId }))) {
    const body = known && !isAwaited ? changedText(taken) : theirs
    await tellVolunteer(tx, occasion, service, { volunteerId, offerId, body, news: known ? 'changed' : 'taken' }, ask)
  }
  if (isAwaited) return
  const key = `tell-person:${serviceId}:${ask.version}:1`
  tx.ask({ name: 'tell-person', payload: { serviceId }, key, runAt: ask.tellAt })
}

export function askNextWave(tx: Change, service: LockedService, runAt: Date): void {
  if (isAwaitedReturn(service)) return
  const wave = service.lastWave + 1
  tx.ask({
    name: 'make-offers',
    payload: { serviceId: service.id, wave },
    key: `make-offers:${service.id}:${wave}:${service.version}`,
    runAt,
  })
}

/** The offer a volunteer's yes is written on: their own, or one made for what was said to an operator. */
async function acceptedOffer(
  tx: ChangeTx,
  { now }: Occasion,
  service: LockedService,
  volunteerId: string,
): Promise<string> {
  if (volunteerId === service.volunteerId && service.acceptedOfferId) return service.acceptedOfferId
  const code = freeCode(`${service.id}${volunteerId}`, new Set())
  const offerId = await tx.acceptOfferByHand(
    { serviceId: service.id, volunteerId, wave: Math.max(1, service.lastWave), code },
    now,
  )
  tx.trace({
    action: 'offer.accepted',
    entity: 'offer',
    entityId: offerId,
    listeningPointId: service.listeningPointId,
  })
  return offerId
}

interface VolunteerNews {
  volunteerId: string
  offerId: string | null
  body: string
  news: ChangeNews
}

/** Read before it is written over: afterwards nobody knows what they had been promised. null where they know of nothing. */
async function noteHandedOn(tx: ChangeTx, service: LockedService, knownBy: KnownBy): Promise<VolunteerNews | null> {
  const { volunteerId, acceptedOfferId: offerId } = service
  const known = volunteerId && knownBy.get(volunteerId)
  if (!volunteerId || !known) return null
  const { personName } = await tx.takenService(service.id)
  const words = isAwaitedReturn(service) ? returnReleasedText : handedOnText
  return { volunteerId, offerId, body: words(known.startsAt, personName), news: 'handedOn' }
}

async function tellVolunteer(
  tx: ChangeTx,
  occasion: Occasion,
  service: LockedService,
  { volunteerId, offerId, body, news }: VolunteerNews,
  { version, startsAt, tellAt, retold, knownBy }: Asked,
): Promise<void> {
  const contact = await tx.volunteerContact(volunteerId)
  if (!contact) return
  const way = await reach(tx, occasion, contact, {
    ...{ purpose: 'service', about: { id: service.id, startsAt }, sendAt: tellAt, volunteerId },
    listeningPointId: service.listeningPointId,
    intentKey: changeKey(changePrefix(service.id, version), {
      ...{ volunteerId, news, known: knownBy.get(volunteerId) ?? null },
    }),
    body: () => body,
    // The offer makes it a message to the volunteer: about a service alone it would be to the person helped.
    offerId,
    serviceId: offerId ? service.id : null,
  })
  if (way.kind === 'person') retold.toCall.push(contact.name)
}

export const changePrefix = (serviceId: string, version: number): string => `change:${serviceId}:${version}:`

function changedFields(service: LockedService, next: Assignment): string[] {
  return [
    ...(next.volunteerId === service.volunteerId ? [] : ['volunteer']),
    ...(next.startsAt.getTime() === service.startsAt.getTime() ? [] : ['startsAt']),
    ...(next.endsAt.getTime() === service.endsAt.getTime() ? [] : ['endsAt']),
  ]
}

export const laterBy = ({ now }: Occasion, seconds: number): Date => new Date(now.getTime() + seconds * 1000)
