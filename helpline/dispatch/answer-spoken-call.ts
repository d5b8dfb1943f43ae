import type { Occasion, Transactions } from '../changes/change.ts'
import { type CancelServiceRows, cancelService } from './cancel-service.ts'
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
  intentKey: string
  body: string
  /** The offer is the one a service was given for. */
  isTheirs: boolean
}

export interface SpokenCallRows extends CancelServiceRows, SpokenOfferRows, Pick<TellPersonRows, 'markTold'> {
  markPersonConfirmed(serviceId: string, now: Date): Promise<void>
}

export interface SpokenCallDoors extends Transactions<SpokenCallRows> {
  findSpokenMessage(messageId: string): Promise<SpokenMessage | null>
  /** The telephones of the listening point, or the call centre's where it has none of its own. */
  pointPhones(listeningPointId: string): Promise<string[]>
}

/** What the telephone says next. */
export type SpokenStep =
  | SpokenOfferStep
  | { kind: 'tell'; text: string }
  | { kind: 'askTwice' }
  | { kind: 'confirmed' }
  | { kind: 'cancelled' }
  | { kind: 'connect'; phonesE164: string[] }
  /** The service is no longer the one the call was about. */
  | { kind: 'outdated' }

/** Somebody has answered: the words are served, and that is being told. */
export async function serveSpokenMessage(
  doors: SpokenCallDoors,
  occasion: Occasion,
  { messageId }: { messageId: string },
): Promise<SpokenStep> {
  const message = await doors.findSpokenMessage(messageId)
  if (!message) return { kind: 'outdated' }
  const { serviceId, offerId } = message
  if (isNotice(message) || !serviceId) return { kind: 'inform', text: message.body }
  if (offerId) return serveSpokenOffer(doors, occasion, { ...message, offerId })
  return doors.transaction(occasion, async (tx) => {
    const service = await tx.lockService(serviceId)
    if (!service || !isAbout(message, service)) return { kind: 'outdated' }
    if (!service.toldPersonAt) await recordTold(tx, occasion, service)
    return { kind: 'tell', text: message.body }
  })
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
        return { kind: 'confirmed' }
      case '2':
        if (!input.askedTwice) return { kind: 'askTwice' }
        await cancelService(tx, occasion, service)
        return { kind: 'cancelled' }
      case '3':
        return { kind: 'connect', phonesE164: await doors.pointPhones(service.listeningPointId) }
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
  /^(called-off|released|person-off|searching|taken|unclosed):/.test(intentKey) ||
  (intentKey.startsWith('change:') && !isTheirs)
