import type { Change, Occasion } from '../changes/change.ts'
import { splitPageSentence } from '../dispatch/offers/page-link.ts'
import type { OutboundMessages } from '../dispatch/service-records.ts'
import { canReceiveSms, parsePhoneNumber } from '../territory/phone-numbers.ts'
import { type OutgoingMessage, purposeOf } from './outgoing-message.ts'
import { refusalCodes } from './telephone.ts'
import { isWindowOpen, TEMPLATE_ONLY } from './whatsapp-window.ts'

/** Later than this what could not be delivered is news to nobody. */
const LONGEST_MS = 60 * 60_000

/**
 * What WhatsApp does not deliver is written as SMS, once: a row of its own, so that the first keeps its reason. false where
 * nothing takes its place.
 */
export async function sendAnotherWay(
  rows: OutboundMessages & Change,
  { now }: Occasion,
  message: OutgoingMessage,
  errorCode: number | null,
): Promise<boolean> {
  const way = otherWay(message, errorCode, now)
  if (!way) return false
  const { id: messageId } = await rows.addOutboundMessage({
    channel: way.channel,
    peerE164: message.to,
    listeningPointId: message.listeningPointId,
    personId: purposeOf(message) === 'toAssistedPerson' ? message.personId : null,
    volunteerId: message.volunteerId,
    intentKey: way.intentKey,
    // Once it has left, the way to the page is known to nobody.
    body:
      message.body.endsWith(']') && !message.body.includes('[v/') ? splitPageSentence(message.body).text : message.body,
    offerId: message.offerId,
    serviceId: message.serviceId,
    createdAt: now,
  })
  rows.ask({ name: 'send-message', payload: { messageId }, key: `send-message:${messageId}` })
  return true
}

/** A text that came a moment too late for WhatsApp's day goes once more as a template; anything else as SMS. */
export function otherWay(
  { channel, intentKey, to, createdAt, attemptedAt, lastWroteAt, offerState }: OutgoingMessage,
  errorCode: number | null,
  now: Date,
): { channel: 'sms' | 'whatsapp'; intentKey: string } | null {
  if (channel !== 'whatsapp' || intentKey === null) return null
  if (errorCode === refusalCodes.leftUs || now.getTime() - createdAt.getTime() > LONGEST_MS) return null
  // Whoever is not awaited any more is not asked a second time.
  if (intentKey.startsWith('offer:') && offerState !== 'pending' && offerState !== 'sent') return null
  const wasFreeText = !intentKey.endsWith(TEMPLATE_ONLY) && isWindowOpen(lastWroteAt, attemptedAt ?? now)
  if (errorCode === refusalCodes.outsideWindow && wasFreeText) {
    return { channel: 'whatsapp', intentKey: intentKey + TEMPLATE_ONLY }
  }
  return canReceiveSms(parsePhoneNumber(to)) ? { channel: 'sms', intentKey: `${intentKey}:sms` } : null
}
