import type { Occasion, Transactions } from '../changes/change.ts'
import { heardFromNumber, type LearntRows } from '../reaching/learnt-number.ts'
import type { SpokenOutcome } from '../reaching/spoken-outcomes.ts'
import { type CancelServiceRows, cancelService } from './cancel-service.ts'
import { type ConnectRows, type ConnectStep, connectWithUs } from './connect-spoken-call.ts'
import {
  answerSpokenOffer,
  type SpokenOfferRows,
  type SpokenOfferStep,
  serveSpokenOffer,
} from './offers/spoken-offer.ts'
import type { LockedService } from './service-records.ts'
import { recordTold, type TellPersonRows, tellingPrefix } from './tell-person.ts'
import { remindingPrefix } from './telling/remind-tomorrow.ts'

export interface SpokenMessage {
  id: string
  conversationId: string
  serviceId: string | null
  /** It is for a volunteer. */
  offerId: string | null
  /** The telephone that rang. */
  e164: string
  intentKey: string
  body: string
  /** The offer is the one a service was given for. */
  isTheirs: boolean
  /** Their card says that a machine may be told to call us. */
  mayLeaveMessage: boolean
}

export interface SpokenCallRows
  extends CancelServiceRows,
    SpokenOfferRows,
    ConnectRows,
    Pick<TellPersonRows, 'markTold'>,
    Pick<LearntRows, 'forgetLearnt'> {
  markPersonConfirmed(serviceId: string, now: Date): Promise<void>
  /** What became of the call, where it is more than was known. */
  saveSpokenOutcome(messageId: string, outcome: SpokenOutcome): Promise<void>
}

export interface SpokenCallDoors extends Transactions<SpokenCallRows> {
  findSpokenMessage(messageId: string): Promise<SpokenMessage | null>
}

/** What the telephone says next. */
export type SpokenStep =
  | SpokenOfferStep
  | ConnectStep
  /** Who is calling, and no more: a machine may have answered. */
  | { kind: 'greet' }
  /** Nobody has pressed 1. */
  | { kind: 'leaveMessage' }
  | { kind: 'hangUp' }
  | { kind: 'tell'; text: string }
  | { kind: 'askTwice' }
  | { kind: 'confirmed' }
  | { kind: 'cancelled' }
  /** The service is no longer the one the call was about. */
  | { kind: 'outdated' }

/** Somebody, or a machine, has answered. Before a yes an offer says nothing of anybody; all the rest waits for a 1. */
export async function serveSpokenMessage(
  doors: SpokenCallDoors,
  occasion: Occasion,
  { messageId }: { messageId: string },
): Promise<SpokenStep> {
  const message = await doors.findSpokenMessage(messageId)
  if (!message) return { kind: 'outdated' }
  const { offerId, intentKey } = message
  if (offerId && intentKey.startsWith('offer:') && !message.isTheirs) {
    return serveSpokenOffer(doors, occasion, { ...message, offerId })
  }
  return { kind: 'greet' }
}

/** 1: somebody listens, and hears it; that is being told. Anything else hears again who is calling. */
export async function listenToSpokenCall(
  doors: SpokenCallDoors,
  occasion: Occasion,
  { messageId, digit }: { messageId: string; digit: string },
): Promise<SpokenStep> {
  if (digit !== '1') return { kind: 'greet' }
  const message = await doors.findSpokenMessage(messageId)
  if (!message) return { kind: 'outdated' }
  const { serviceId, offerId } = message
  const step = await doors.transaction(occasion, async (tx): Promise<SpokenStep | null> => {
    const isInform = isNotice(message) || !serviceId
    const service = isInform || offerId ? null : await tx.lockService(serviceId)
    if (!isInform && !offerId && (!service || !isAbout(message, service))) return { kind: 'outdated' }
    await tx.saveSpokenOutcome(messageId, 'heard')
    await heardFromNumber(tx, message.e164, 'voice')
    if (isInform) return { kind: 'inform', text: message.body }
    if (!service) return null
    if (!service.toldPersonAt) await recordTold(tx, occasion, service)
    return { kind: 'tell', text: message.body }
  })
  return step ?? serveSpokenOffer(doors, occasion, { ...message, offerId: offerId ?? '' })
}

/** Nobody has pressed anything: a machine, or somebody who did not understand. Neither hears what it is about. */
export async function leaveSpokenCall(
  doors: SpokenCallDoors,
  occasion: Occasion,
  { messageId }: { messageId: string },
): Promise<SpokenStep> {
  const message = await doors.findSpokenMessage(messageId)
  if (!message) return { kind: 'hangUp' }
  const outcome = message.mayLeaveMessage ? 'messageLeft' : 'notHeard'
  await doors.transaction(occasion, (tx) => tx.saveSpokenOutcome(messageId, outcome))
  return { kind: message.mayLeaveMessage ? 'leaveMessage' : 'hangUp' }
}

/** 1 confirms, 2 cancels when pressed again, 3 speaks with somebody; anything else hears it once more. */
export async function answerSpokenCall(
  doors: SpokenCallDoors,
  occasion: Occasion,
  input: { messageId: string; digit: string; askedTwice: boolean },
): Promise<SpokenStep> {
  const message = await doors.findSpokenMessage(input.messageId)
  if (!message) return { kind: 'outdated' }
  const { serviceId, offerId } = message
  if (isNotice(message) || !serviceId) return { kind: 'inform', text: message.body }
  if (offerId) return answerSpokenOffer(doors, occasion, { ...message, offerId }, input.digit)
  return doors.transaction(occasion, async (tx) => {
    const service = await tx.lockService(serviceId)
    if (service?.state === 'cancelled' && input.digit === '2') return { kind: 'cancelled' }
    if (!service || !isAbout(message, service)) return { kind: 'outdated' }
    switch (input.digit) {
      case '1':
        if (!service.personConfirmedAt) {
          await tx.markPersonConfirmed(service.id, occasion.now)
          const { listeningPointId } = service
          tx.trace({ action: 'service.personConfirmed', entity: 'service', entityId: service.id, listeningPointId })
          tx.announce({ topic: 'service', entityId: service.id, listeningPointId })
        }
        await tx.saveSpokenOutcome(input.messageId, 'confirmed')
        return { kind: 'confirmed' }
      case '2':
        if (!input.askedTwice) return { kind: 'askTwice' }
        await cancelService(tx, occasion, service)
        await tx.saveSpokenOutcome(input.messageId, 'cancelled')
        return { kind: 'cancelled' }
      case '3':
        await tx.saveSpokenOutcome(input.messageId, 'connected')
        return connectWithUs(tx, occasion, message, service)
      default:
        return { kind: 'tell', text: message.body }
    }
  })
}

const isAbout = ({ intentKey }: SpokenMessage, service: LockedService): boolean =>
  service.state === 'assigned' &&
  (intentKey.startsWith(tellingPrefix(service)) || intentKey.startsWith(remindingPrefix(service)))

/** Only said: there is nothing to answer. A change asks something of whoever goes, not of whoever goes no more. */
const isNotice = ({ intentKey, isTheirs }: SpokenMessage): boolean =>
  /^(called-off|released|person-off|searching|taken|unclosed|ready):/.test(intentKey) ||
  (intentKey.startsWith('change:') && !isTheirs)
