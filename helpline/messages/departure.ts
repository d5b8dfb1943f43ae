import type { Change, Occasion } from '../changes/change.ts'
import { nextAskingTime, nextCampaignTime, noticeTime } from '../reaching/quiet-hours.ts'
import { romeDate } from '../territory/rome-time.ts'
import { recordStatus } from './message-outcome.ts'
import type { OutgoingMessage, OutgoingRows } from './outgoing-message.ts'
import { isStillNews, type ServiceNow } from './still-news.ts'
import { refusalCodes } from './telephone.ts'

/** What leaves so much after it should have is late. */
const LATE_MS = 60 * 60_000

export interface DepartureRows extends OutgoingRows {
  /** As it stands now; null where there is none. */
  serviceNow(serviceId: string): Promise<ServiceNow | null>
}

/** A message may have waited long: false where by now it must not leave any more, and what follows has been seen to. */
export async function mayLeave(
  rows: DepartureRows & Change,
  occasion: Occasion,
  message: OutgoingMessage,
): Promise<boolean> {
  const { now } = occasion
  if (!isOfferAwaited(message) || !(await isTrue(rows, message, now))) {
    await rows.saveMessageStatus(message.id, { state: 'failed', errorCode: null }, now)
    rows.announce({ topic: 'message', entityId: message.id, listeningPointId: message.listeningPointId })
    return false
  }
  const isRefused = (await rows.knownOfNumber(message.to)).refused.includes(message.channel)
  if (isRefused || saysTomorrowInVain(message, now)) {
    const errorCode = isRefused ? refusalCodes.leftUs : refusalCodes.gaveUp
    await recordStatus(rows, occasion, message, { state: 'failed', errorCode })
    return false
  }
  return true
}

/** An offer whose time is over is honoured still; one that was answered, or taken back, asks nothing any more. */
const isOfferAwaited = ({ intentKey, offerState }: OutgoingMessage): boolean =>
  !intentKey?.startsWith('offer:') || offerState === 'pending' || offerState === 'sent' || offerState === 'expired'

const isTrue = async (rows: DepartureRows, { intentKey, serviceId }: OutgoingMessage, now: Date): Promise<boolean> =>
  !intentKey ||
  !serviceId ||
  !/^(?:tell|remind|searching):/.test(intentKey) ||
  isStillNews(intentKey, await rows.serviceNow(serviceId), now)

/** The reminder that is spoken says "domani". */
const saysTomorrowInVain = ({ intentKey, channel, createdAt }: OutgoingMessage, now: Date): boolean =>
  channel === 'voice' && (intentKey?.startsWith('remind:') ?? false) && romeDate(createdAt) !== romeDate(now)

/**
 * What should have left by day and is late does not leave at night, unless the morning would be too late; a campaign has its own
 * hours and days. null: now.
 */
export function heldUntil({ purpose, createdAt, startsAt, isUrgentCampaign }: Held, now: Date): Date | null {
  if (purpose === null || purpose === 'answer') return null
  const orNow = (leavesAt: Date) => (leavesAt > now ? leavesAt : null)
  if (purpose === 'campaign') return orNow(nextCampaignTime(now, isUrgentCampaign))
  if (now.getTime() - nextAskingTime(createdAt).getTime() < LATE_MS) return null
  const isNotice = purpose === 'service' || purpose === 'urgentChange'
  return orNow(isNotice && startsAt ? noticeTime(startsAt, now) : nextAskingTime(now))
}

/** An offer that could not leave for so long is asked of somebody else; anything else waits, a day at most. */
const OFFER_WAITS_MS = 30 * 60_000
const WAITS_MS = 24 * 60 * 60_000
/** Nearer than this to what it is about there is hardly time left for a person to call. */
const LAST_MS = 30 * 60_000
/** Of what is about to begin when it is written. */
const LEAST_MS = 10 * 60_000

/** What Twilio has not taken by then, or may not have, is given up while a person can still do something about it. */
export function givenUpAt({ offerState, startsAt, createdAt }: Waiting): Date {
  const isOffer = offerState === 'pending' || offerState === 'sent'
  const [createdMs, startMs] = [createdAt.getTime(), startsAt?.getTime() ?? Number.POSITIVE_INFINITY]
  const waited = createdMs + (isOffer ? OFFER_WAITS_MS : WAITS_MS)
  return new Date(Math.min(waited, startMs, Math.max(startMs - LAST_MS, createdMs + LEAST_MS)))
}

type Waiting = Pick<OutgoingMessage, 'offerState' | 'startsAt' | 'createdAt'>
type Held = Pick<OutgoingMessage, 'purpose' | 'createdAt' | 'startsAt' | 'isUrgentCampaign'>
