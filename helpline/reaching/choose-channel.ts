import type { LeftToPersonReason } from './left-to-person.ts'
import { isWritten, type MessageChannel, type MessagePurpose } from './message-channel.ts'
import { type NumberKind, numberKindOf } from './number-kind.ts'
import { nextAskingTime, nextCampaignTime, noticeTime } from './quiet-hours.ts'

export const numberTraits = ['landline', 'doubtful'] as const
/** What sending has taught of a number. */
export type NumberTrait = (typeof numberTraits)[number]

/** How somebody can be reached, and how they like it. */
export interface ReachedBy {
  phoneE164: string
  preferredChannel: MessageChannel
  /** On which ways this number wants nothing of us. */
  refused: readonly MessageChannel[]
  learnt: NumberTrait | null
  /** To being written to; null: never asked. */
  consent?: boolean | null
}

export interface Reason {
  purpose: MessagePurpose
  /** When what it is about begins. */
  startsAt?: Date | undefined
  /** What WhatsApp takes: anything, for a day after they wrote, or approved words alone. */
  whatsApp?: 'anything' | 'template' | 'nothing'
}

/** By which way and from when, or why a person must call. */
export type Way = { kind: 'send'; channel: MessageChannel; at: Date } | { kind: 'person'; reason: LeftToPersonReason }

/** What each kind of number can carry; abroad nobody has agreed to more than an answer. */
const carriedBy: Record<NumberKind, readonly MessageChannel[]> = {
  mobile: ['sms', 'whatsapp', 'voice'],
  landline: ['voice'],
  foreign: [],
  special: [],
  unknown: [],
}
const uncarried: Partial<Record<NumberKind, LeftToPersonReason>> = {
  landline: 'landline',
  foreign: 'abroad',
  special: 'unreachableKind',
  unknown: 'doubtful',
}

/** What stands in for the way somebody likes. Who does not like WhatsApp is found there only while they write there. */
const inOrder: Record<MessageChannel, readonly MessageChannel[]> = {
  sms: ['sms', 'whatsapp', 'voice'],
  whatsapp: ['whatsapp', 'sms', 'voice'],
  voice: ['voice', 'sms', 'whatsapp'],
}

/** The one rule of how somebody is reached: for every message of ours, and for every call that speaks. */
export function chooseChannel(reached: ReachedBy, asked: Reason, now: Date): Way {
  const chosen = channelOrReason(reached, asked)
  if (typeof chosen !== 'string') return { kind: 'person', ...chosen }
  return { kind: 'send', channel: chosen, at: earliest(asked, chosen, now) }
}

/** The way alone, where the hour is somebody else's business; null: a person must call. */
export function channelFor(reached: ReachedBy, asked: Reason): MessageChannel | null {
  const chosen = channelOrReason(reached, asked)
  return typeof chosen === 'string' ? chosen : null
}

// No function is made in here: this is asked of thousands of volunteers for one ride.
function channelOrReason(reached: ReachedBy, asked: Reason): MessageChannel | { reason: LeftToPersonReason } {
  const { phoneE164, preferredChannel, learnt, consent } = reached
  const { purpose } = asked
  // Whoever has just written has a telephone that works.
  if (learnt === 'doubtful' && purpose !== 'answer') return { reason: 'doubtful' }
  const kind = learnt === 'landline' ? 'landline' : numberKindOf(phoneE164)
  const carried = kind === 'foreign' && purpose === 'answer' ? carriedBy.mobile : carriedBy[kind]
  let furthest = 0
  for (const channel of inOrder[preferredChannel]) {
    const standing = standingOf(channel, carried, reached, asked)
    if (standing > UNCARRIED && purpose === 'campaign' && consent !== true) return { reason: 'noConsent' }
    if (standing === OPEN) return channel
    furthest = Math.max(furthest, standing)
  }
  return { reason: stoppedBy[furthest] ?? uncarried[kind] ?? 'unreachableKind' }
}

const UNCARRIED = 0
const OPEN = 4
const stoppedBy: readonly (LeftToPersonReason | null)[] = [null, 'refused', 'noConsent', 'notSent']

/** How far a way gets before something stops it. */
function standingOf(
  channel: MessageChannel,
  carried: readonly MessageChannel[],
  { refused, consent, preferredChannel }: ReachedBy,
  { purpose, whatsApp = 'template' }: Reason,
): number {
  // What a person has written is not read out by a machine.
  if (!carried.includes(channel) || (purpose === 'answer' && !isWritten(channel))) return UNCARRIED
  if (refused.includes(channel)) return 1
  if (consent === false && isWritten(channel) && purpose !== 'answer') return 2
  if (channel === 'whatsapp' && !takesWhatsApp(whatsApp, preferredChannel)) return 3
  return OPEN
}

const takesWhatsApp = (whatsApp: NonNullable<Reason['whatsApp']>, preferred: MessageChannel): boolean =>
  whatsApp === 'anything' || (whatsApp === 'template' && preferred === 'whatsapp')

function earliest({ purpose, startsAt }: Reason, channel: MessageChannel, now: Date): Date {
  switch (purpose) {
    case 'answer':
      return now
    case 'urgentChange':
      // What is written waits to be read; a telephone rings.
      return isWritten(channel) || !startsAt ? now : noticeTime(startsAt, now)
    case 'service':
      return startsAt ? noticeTime(startsAt, now) : nextAskingTime(now)
    case 'offer':
    case 'reminder':
      return nextAskingTime(now)
    case 'campaign':
      return nextCampaignTime(now)
  }
}
