import type { Change, Occasion } from '../changes/change.ts'
import { Conflict, NotFound } from '../errors.ts'
import {
  askedAnewText,
  busyText,
  coveredText,
  declinedText,
  hadSaidYesText,
  movedBusyText,
  notNeededText,
  type TakenService,
  takenText,
  unfitText,
} from './offer-texts.ts'
import type { answerOutcomes } from './offers/answer-outcomes.ts'
import { type AskAnewRows, type AskedQuestion, askAnew, isSameQuestion } from './offers/ask-anew.ts'
import { holdReturn, type PairRows, pairReturn } from './series/kept-return.ts'
import { isOpenService, type LockedService, type ServiceLock } from './service-records.ts'
import type { AnswerVia, OfferState } from './service-states.ts'
import { isRide } from './service-times.ts'
import { isBinding, type VolunteerFacts, volunteerObstacles } from './volunteers/volunteer-fitness.ts'

export interface LockedOffer extends AskedQuestion {
  id: string
  serviceId: string
  volunteerId: string
  state: OfferState
}

export interface AnswerOfferRows extends ServiceLock, PairRows, AskAnewRows {
  /** Holds the volunteer, then the offer. */
  lockOffer(offerId: string): Promise<LockedOffer | null>
  /** Whether some other service already has the volunteer in these hours. Exact while the volunteer is held. */
  isVolunteerBusy(volunteerId: string, service: LockedService): Promise<boolean>
  volunteerFacts(volunteerId: string, service: LockedService): Promise<VolunteerFacts | null>
  /** A free and fit car of the volunteer's association or lent to it, held; null if there is none. */
  lockFreeVehicle(service: LockedService, volunteerId: string): Promise<string | null>
  assignService(
    service: LockedService,
    to: { volunteerId: string; vehicleId: string | null; localAssociationId: string | null; now: Date },
  ): Promise<void>
  volunteerAssociationId(volunteerId: string): Promise<string>
  markAnswered(
    offerId: string,
    answer: { state: 'accepted' | 'declined' | 'alreadyCovered'; via: AnswerVia; now: Date },
  ): Promise<void>
  /** Every offer still open but this one; messages that have not left do not leave any more. */
  withdrawOtherOffers(serviceId: string, exceptOfferId: string | null): Promise<void>
  giveFirstPlace(volunteerId: string): Promise<void>
  markWantsOut(serviceId: string, now: Date): Promise<void>
  takenService(serviceId: string): Promise<TakenService>
}

export interface AnswerInput {
  offerId: string
  answer: 'accept' | 'decline'
  via: AnswerVia
}

export interface AnswerOutcome {
  kind: (typeof answerOutcomes)[number]
  /** What the volunteer is told. */
  text: string
  /** A person must see to it. */
  needsPerson: boolean
}

/** The database refused a double booking that could not be seen yet: looking again, it can. */
export async function againOnConflict<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    return work()
  }
}

/** A volunteer says yes or no. Of all who say yes, one is taken, and every other is told. */
export async function settleAnswer(
  tx: AnswerOfferRows & Change,
  occasion: Occasion,
  input: AnswerInput,
): Promise<AnswerOutcome> {
  const offer = await tx.lockOffer(input.offerId)
  const service = offer && (await tx.lockService(offer.serviceId))
  if (!offer || !service) throw new NotFound('Questa offerta non c’è più.')
  // Asked twice for one service, with two codes: whichever they answer, it is theirs.
  const isTheirs = service.volunteerId === offer.volunteerId
  if (input.answer === 'decline') return decline(tx, occasion, input, offer, service, isTheirs)
  if (isTheirs && (service.state === 'assigned' || service.state === 'done')) {
    return outcome('alreadyYours', takenText(await tx.takenService(service.id)))
  }
  if (service.state === 'assigned' || service.state === 'done') return tooLate(tx, occasion, input, offer, service)
  if (!isOpenService(service) || service.startsAt <= occasion.now) return outcome('noLongerNeeded', notNeededText)
  // An operator speaks of the service as it stands before them.
  const isChanged = input.via !== 'operator' && !isSameQuestion(offer, service)
  if (await tx.isVolunteerBusy(offer.volunteerId, service)) {
    await tx.withdrawOffer(offer.id)
    announce(tx, service, 'offer.clashed', offer)
    askNextIfNobody(tx, offer, service)
    return outcome('busy', isChanged ? movedBusyText : busyText)
  }
  const facts = await tx.volunteerFacts(offer.volunteerId, service)
  const obstacle = facts && volunteerObstacles(service, facts).find(isBinding)
  if (obstacle) {
    await tx.withdrawOffer(offer.id)
    announce(tx, service, 'offer.unfit', offer)
    askNextIfNobody(tx, offer, service)
    return { ...outcome('unfit', unfitText(obstacle)), needsPerson: true }
  }
  if (!isChanged) return accept(tx, occasion, input, offer, service)
  await askAnew(tx, occasion, offer, service)
  return outcome('changed', askedAnewText(service.startsAt))
}

async function accept(
  tx: AnswerOfferRows & Change,
  { now }: Occasion,
  { via }: AnswerInput,
  offer: LockedOffer,
  service: LockedService,
): Promise<AnswerOutcome> {
  const { volunteerId } = offer
  // Services before vehicles.
  await holdReturn(tx, service)
  const vehicleId = isRide(service.helpKind) ? await tx.lockFreeVehicle(service, volunteerId) : null
  const localAssociationId = service.localAssociationId ?? (await tx.volunteerAssociationId(volunteerId))
  await tx.withdrawOtherOffers(service.id, offer.id)
  await tx.assignService(service, { volunteerId, vehicleId, localAssociationId, now })
  await pairReturn(tx, { now }, service, { volunteerId, vehicleId, localAssociationId })
  await tx.markAnswered(offer.id, { state: 'accepted', via, now })
  announce(tx, service, 'offer.accepted', offer)
  tx.trace({
    action: 'service.assigned',
    entity: 'service',
    entityId: service.id,
    listeningPointId: service.listeningPointId,
    fields: vehicleId ? ['volunteer', 'vehicle'] : ['volunteer'],
  })
  tx.ask({
    name: 'tell-person',
    payload: { serviceId: service.id },
    key: `tell-person:${service.id}:${service.version + 1}:1`,
  })
  return outcome('assigned', takenText(await tx.takenService(service.id)))
}

async function tooLate(
  tx: AnswerOfferRows & Change,
  { now }: Occasion,
  { via }: AnswerInput,
  offer: LockedOffer,
  service: LockedService,
): Promise<AnswerOutcome> {
  if (offer.state !== 'alreadyCovered') {
    await tx.markAnswered(offer.id, { state: 'alreadyCovered', via, now })
    await tx.giveFirstPlace(offer.volunteerId)
    announce(tx, service, 'offer.alreadyCovered', offer)
  }
  return outcome('alreadyCovered', coveredText)
}

async function decline(
  tx: AnswerOfferRows & Change,
  { now }: Occasion,
  { via }: AnswerInput,
  offer: LockedOffer,
  service: LockedService,
  isTheirs: boolean,
): Promise<AnswerOutcome> {
  // Taking back a yes may leave somebody on foot: a person looks for the way out.
  if (isTheirs && service.state === 'assigned') {
    if (!service.wantsOutAt) {
      await tx.markWantsOut(service.id, now)
      announce(tx, service, 'offer.wantsOut', offer)
    }
    return { ...outcome('wantsOut', hadSaidYesText), needsPerson: true }
  }
  if (offer.state === 'pending' || offer.state === 'sent' || offer.state === 'expired' || offer.state === 'withdrawn') {
    await tx.markAnswered(offer.id, { state: 'declined', via, now })
    announce(tx, service, 'offer.declined', offer)
    askNextIfNobody(tx, offer, service)
  }
  return outcome('declined', declinedText)
}

/** The last one awaited said no: there is nothing to wait for. */
function askNextIfNobody(tx: Change, offer: LockedOffer, service: LockedService): void {
  const stillAwaited = service.openOffers - (offer.state === 'pending' || offer.state === 'sent' ? 1 : 0)
  if (!isOpenService(service) || stillAwaited > 0) return
  const wave = service.lastWave + 1
  tx.ask({
    name: 'make-offers',
    payload: { serviceId: service.id, wave },
    key: `make-offers:${service.id}:${wave}`,
  })
}

function announce(tx: Change, service: LockedService, action: string, offer: LockedOffer): void {
  const { listeningPointId } = service
  tx.trace({ action, entity: 'offer', entityId: offer.id, listeningPointId })
  tx.announce({ topic: 'service', entityId: service.id, listeningPointId })
}

const outcome = (kind: AnswerOutcome['kind'], text: string): AnswerOutcome => ({ kind, text, needsPerson: false })
