import type { LineOf } from '../call-control.ts'
import { OPERATOR_ROUND } from '../outgoing/outgoing-call.ts'
import type { CallHelp, Conversation, ConversationLeg } from './conference-records.ts'

/** Who is in a conversation besides whoever called, or was called. */
export interface Seats {
  /** Whose conversation it is; null where their line is down. */
  holder: ConversationLeg | null
  /** Called in, and there. */
  helper: ConversationLeg | null
}

export const openHelp = ({ helps }: Pick<Conversation, 'helps'>): CallHelp | null =>
  helps.find(({ state }) => state === 'ringing' || state === 'talking') ?? null

type Seated = Pick<Conversation, 'direction' | 'ringRound' | 'legs' | 'helps'>

const hasJoined = (leg: ConversationLeg): boolean => leg.state === 'accepted'

/** The last one it was passed to; before that whoever answered, or called. Their line may be down. */
export function holderLeg(conversation: Seated): ConversationLeg | null {
  const { direction, ringRound, legs, helps } = conversation
  const passed = helps.findLast(({ ending }) => ending === 'passed')
  const round = direction === 'inbound' ? ringRound : OPERATOR_ROUND
  const isHolder = (leg: ConversationLeg): boolean =>
    passed ? leg.helpId === passed.id : leg.helpId === null && leg.ringRound === round
  return legs.find((leg) => hasJoined(leg) && isHolder(leg)) ?? null
}

const isUp = (leg: ConversationLeg | null | undefined): leg is ConversationLeg => leg?.endedAt === null

export function seatsOf(conversation: Seated): Seats {
  const holder = holderLeg(conversation)
  const help = openHelp(conversation)
  const helper = help && conversation.legs.find((leg) => hasJoined(leg) && leg.helpId === help.id)
  return { holder: isUp(holder) ? holder : null, helper: isUp(helper) ? helper : null }
}

/** The line of the person outside; of an incoming call the call's own. */
export function outsideLeg({ direction, legs }: Pick<Conversation, 'direction' | 'legs'>): ConversationLeg | null {
  return direction === 'outbound' ? (legs.find(({ kind }) => kind === 'person') ?? null) : null
}

/** A line that is up, by what says what it does and by Twilio's name for it. */
export type KnownLine = LineOf & { twilioCallSid: string | null }

/** The line the call itself stands for: it dialled, and goes on by itself when the other one is taken out of the dial. */
export const mainLine = ({ id, twilioCallSid }: Pick<Conversation, 'id' | 'twilioCallSid'>): KnownLine => ({
  callId: id,
  twilioCallSid,
})

export function outsideLine(conversation: Conversation): KnownLine | null {
  if (conversation.direction === 'inbound') return mainLine(conversation)
  return lineOfLeg(conversation, outsideLeg(conversation))
}

/** The operator who called is the call's own line. */
export function lineOfLeg(conversation: Conversation, leg: ConversationLeg | null): KnownLine | null {
  if (!leg) return null
  const { direction } = conversation
  if (direction === 'outbound' && leg.helpId === null && leg.kind !== 'person') return mainLine(conversation)
  return { legId: leg.id, twilioCallSid: leg.twilioCallSid }
}

/** The line that was dialled: taken out of the dial, both go on by themselves. */
export const dialledLine = (conversation: Conversation): KnownLine | null =>
  conversation.direction === 'inbound'
    ? lineOfLeg(conversation, holderLeg(conversation))
    : lineOfLeg(conversation, outsideLeg(conversation))

/** What has to be done once a line is down, or nobody came. */
export type Settling =
  | { kind: 'nothing' }
  /** Whoever was called in has gone, or has not come: the conversation is as before. */
  | { kind: 'backToHolder' }
  | { kind: 'pass' }
  /** Nobody of ours is there, and the person waits. */
  | { kind: 'ringAgain' }
  | { kind: 'end' }

/** A pure rule, asked after every change: nobody outside is ever left alone. */
export function settlingOf(conversation: Conversation): Settling {
  const { state, conferenceAt, onHold } = conversation
  if (state !== 'answered' || conferenceAt === null) return { kind: 'nothing' }
  const { holder, helper } = seatsOf(conversation)
  const help = openHelp(conversation)
  if (helper) return holder ? { kind: 'nothing' } : { kind: 'pass' }
  if (holder) return help?.state === 'talking' ? { kind: 'backToHolder' } : { kind: 'nothing' }
  // They put the telephone down and left the other one to answer.
  if (help?.state === 'ringing' && help.kind === 'transfer' && onHold) return { kind: 'nothing' }
  return { kind: onHold ? 'ringAgain' : 'end' }
}
