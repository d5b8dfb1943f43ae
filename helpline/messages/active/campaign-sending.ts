import { chooseChannel, type ReachedBy } from '../../reaching/choose-channel.ts'
import { type MessageChannel, messageChannels } from '../../reaching/message-channel.ts'
import { CAMPAIGNS_UNTIL, nextCampaignTime } from '../../reaching/quiet-hours.ts'
import { romeDate, romeInstant } from '../../territory/rome-time.ts'
import { gsm7Segments, gsm7Text, type SmsSize } from '../gsm7.ts'
import type { CampaignLeft } from './campaign-records.ts'

/** Longer than this it is a letter. */
export const MOST_SMS_PARTS = 3
const WHO_WRITES = 'Auser: '
const HOW_TO_LEAVE = ' Per non ricevere avvisi scriva STOP.'

export const campaignSms = (text: string): string => `${WHO_WRITES}${text.trim()}${HOW_TO_LEAVE}`
export const campaignSpoken = (text: string): string => `Buongiorno, qui è Auser. ${text.trim()}`
/** As it leaves: what the carrier is given has plain punctuation. */
export const campaignSmsSize = (text: string): SmsSize => gsm7Segments(gsm7Text(campaignSms(text)))

/** When so many seconds of sending will be over. */
export function campaignEnd(now: Date, seconds: number, isUrgent: boolean): Date {
  let at = nextCampaignTime(now, isUrgent)
  for (let leftMs = seconds * 1000; ; ) {
    const untilMs = romeInstant(romeDate(at), CAMPAIGNS_UNTIL).getTime()
    const todayMs = untilMs - at.getTime()
    if (leftMs <= todayMs) return new Date(at.getTime() + leftMs)
    leftMs -= todayMs
    at = nextCampaignTime(new Date(untilMs), isUrgent)
  }
}

export interface ToldMember {
  /** The preferred one first. */
  phones: readonly Pick<ReachedBy, 'phoneE164' | 'refused' | 'learnt'>[]
  /** What the card says of being written to; null: never asked, or no card. */
  consent: boolean | null
  /** Somebody they know has promised to call. */
  hasCompanionPlan: boolean
}

/** What must be known, as that the gas is cut, and what a municipality asks for on a legal basis, needs no consent; a no holds. */
export const needsConsent = ({ isUrgent, legalBasis }: { isUrgent: boolean; legalBasis: string | null }): boolean =>
  !isUrgent && legalBasis === null

/** How somebody of the list is told without a person, or why only a person can. A machine never rings who waits for a friend. */
export function wayToTellMember(
  { phones, consent, hasCompanionPlan }: ToldMember,
  campaign: { isUrgent: boolean; legalBasis: string | null },
  now: Date,
): { channel: MessageChannel; peerE164: string } | { left: CampaignLeft } {
  const agreed = needsConsent(campaign) ? consent : consent !== false
  const ways = phones.map((phone) => {
    // Who wants no SMS wants no recorded voice in its place.
    const refused = phone.refused.includes('sms') ? messageChannels : phone.refused
    const reached = { ...phone, refused, preferredChannel: 'sms' as const, consent: agreed }
    return { peerE164: phone.phoneE164, way: chooseChannel(reached, { purpose: 'campaign', whatsApp: 'nothing' }, now) }
  })
  const sent = ways.flatMap(({ peerE164, way }) => (way.kind === 'send' ? [{ peerE164, channel: way.channel }] : []))
  const found = sent.find(({ channel }) => channel === 'sms') ?? sent[0]
  if (found) return found.channel === 'voice' && hasCompanionPlan ? { left: 'companion' } : found
  const first = ways[0]?.way
  return { left: first?.kind === 'person' ? first.reason : 'noNumber' }
}
