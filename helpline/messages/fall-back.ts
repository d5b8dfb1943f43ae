import type { Change, Occasion } from '../changes/change.ts'
import { splitPageSentence, withNewPageLink } from '../dispatch/offers/page-link.ts'
import type { ReachedBy } from '../reaching/choose-channel.ts'
import type { MessageChannel } from '../reaching/message-channel.ts'
import { numberKindOf } from '../reaching/number-kind.ts'
import { nextAskingTime } from '../reaching/quiet-hours.ts'
import { recordRefusal } from '../reaching/refusals.ts'
import { leaveToPerson } from '../reaching/undelivered.ts'
import { writeMessage } from '../reaching/write-message.ts'
import { type NextStep, nextStepAfter } from './next-step-after.ts'
import { type OutgoingMessage, type OutgoingRows, purposeOf } from './outgoing-message.ts'
import { isReadyNow } from './still-news.ts'
import { isWindowOpen, TEMPLATE_ONLY } from './whatsapp-window.ts'

const MINUTE_MS = 60_000
/** Later than this what WhatsApp did not deliver is news to nobody. */
const LONGEST_MS = 60 * MINUTE_MS
/** What is sent the same way once more. */
const AGAIN = ':again'

type KnownOfNumber = Pick<ReachedBy, 'refused' | 'learnt'>
const nothingKnown: KnownOfNumber = { refused: [], learnt: null }

export interface OtherWay {
  channel: MessageChannel
  intentKey: string
  sendAt: Date
}

export const stepAfter = (message: OutgoingMessage, errorCode: number | null, now: Date): NextStep => {
  const { channel, intentKey, lastWroteAt, attemptedAt } = message
  const isTemplate = intentKey?.endsWith(TEMPLATE_ONLY) ?? false
  const wasFreeText = !isTemplate && isWindowOpen(lastWroteAt, attemptedAt ?? now)
  return nextStepAfter(errorCode, { channel, wasFreeText, isSecond: intentKey?.endsWith(AGAIN) ?? false })
}

/**
 * What could not be delivered goes another way, in a row of its own so that the first keeps its reason; where none is left it
 * is for a person. true while another way is under way.
 */
export async function sendAnotherWay(
  rows: OutgoingRows & Change,
  occasion: Occasion,
  message: OutgoingMessage,
  errorCode: number | null,
): Promise<boolean> {
  const { now } = occasion
  const step = stepAfter(message, errorCode, now)
  await learn(rows, occasion, message, step, errorCode)
  const way = otherWay(message, errorCode, now, await rows.knownOfNumber(message.to))
  const { listeningPointId, serviceId, intentKey, volunteerId, startsAt } = message
  const isWritten = way && way.channel !== 'voice'
  const body =
    isWritten && volunteerId
      ? await withNewPageLink(rows, message.body, { volunteerId, about: startsAt ?? now, now })
      : splitPageSentence(message.body).text
  const whose = {
    personId: purposeOf(message) === 'toAssistedPerson' ? message.personId : null,
    volunteerId,
  }
  if (way) {
    const again = { ...whose, ...way, body, listeningPointId, serviceId, offerId: message.offerId }
    await writeMessage(rows, occasion, { ...again, purpose: message.purpose ?? 'service', peerE164: message.to })
    return true
  }
  if (intentKey !== null && isAwaited(message, now) && !isTelling(intentKey)) {
    const left = {
      intentKey,
      reason: 'reason' in step ? step.reason : ('notSent' as const),
      errorCode,
      e164: message.to,
    }
    await leaveToPerson(rows, occasion, { ...whose, ...left, body, serviceId, listeningPointId })
  }
  return false
}

async function learn(
  rows: OutgoingRows & Change,
  occasion: Occasion,
  message: OutgoingMessage,
  step: NextStep,
  errorCode: number | null,
): Promise<void> {
  const { to: e164, channel, id, listeningPointId, personId } = message
  if ('learn' in step && step.learn) await rows.learnNumber(e164, step.learn, errorCode, occasion.now)
  // What kept it from leaving is in the ledger already.
  if ('refuses' in step && !(await rows.knownOfNumber(e164)).refused.includes(channel)) {
    const isPersons = purposeOf(message) === 'toAssistedPerson'
    const whose = isPersons ? { personId } : { volunteerId: message.volunteerId }
    const said = { ...whose, key: `twilio:${id}`, e164, channels: [channel], refused: true, source: 'twilio' } as const
    await recordRefusal(rows, occasion, said, listeningPointId)
  }
}

/** Whoever tells what was agreed tries other ways by itself, and knows when to leave it to a person. */
const isTelling = (intentKey: string): boolean => intentKey.startsWith('tell:')

const isAwaited = ({ offerState, startsAt, intentKey }: OutgoingMessage, now: Date): boolean =>
  (startsAt === null || startsAt > now || (intentKey !== null && isReadyNow(intentKey))) &&
  !(intentKey?.startsWith('offer:') && offerState !== 'pending' && offerState !== 'sent')

/** Said by a machine: what asks nothing and leads nowhere. */
const canBeSaid = ({ purpose, intentKey, body }: OutgoingMessage): boolean =>
  (purpose === 'service' || purpose === 'urgentChange' || purpose === 'reminder') &&
  !/^(tell|unclosed|page-link):/.test(intentKey ?? '') &&
  body !== ''

/** By which way what was not delivered goes once more, if by any. */
export function otherWay(
  message: OutgoingMessage,
  errorCode: number | null,
  now: Date,
  { refused, learnt }: KnownOfNumber = nothingKnown,
): OtherWay | null {
  const { channel, intentKey, to, attemptedAt, createdAt } = message
  // Whoever is not awaited any more is not asked a second time.
  if (intentKey === null || !isAwaited(message, now)) return null
  const step = stepAfter(message, errorCode, now)
  if (step.kind === 'template') return { channel, intentKey: intentKey + TEMPLATE_ONLY, sendAt: now }
  // Who is not reached by a campaign is called by a person, from its page.
  const mayWait = !isTelling(intentKey) && !isReadyNow(intentKey) && message.purpose !== 'campaign'
  if (step.kind === 'again' && mayWait && message.offerId === null) {
    return inTime(message, { channel, intentKey: intentKey + AGAIN, sendAt: later(now, step.afterMinutes) })
  }
  if (step.kind !== 'otherWay') return null
  const isLandline = learnt === 'landline' || numberKindOf(to) !== 'mobile'
  const isFresh = now.getTime() - (attemptedAt ?? createdAt).getTime() <= LONGEST_MS
  if (channel === 'whatsapp' && !('refuses' in step) && !isLandline && !refused.includes('sms')) {
    return isFresh ? { channel: 'sms', intentKey: `${intentKey}:sms`, sendAt: now } : null
  }
  if (channel === 'voice' || refused.includes('voice') || !canBeSaid(message)) return null
  return inTime(message, { channel: 'voice', intentKey: `${intentKey}:voice`, sendAt: nextAskingTime(now) })
}

const later = (now: Date, minutes: number): Date => nextAskingTime(new Date(now.getTime() + minutes * MINUTE_MS))

const inTime = ({ startsAt }: OutgoingMessage, way: OtherWay): OtherWay | null =>
  startsAt === null || way.sendAt < startsAt ? way : null
