import type { PhoneKind } from '../../territory/phone-numbers.ts'
import type { RouteStep } from '../call-records.ts'
import type { CallHelpEnding, CallHelpKind, CallHelpState, CallState, LegKind, LegState } from '../call-states.ts'

/** A line of ours, or of an outgoing call also that of whoever is called. */
export interface ConversationLeg {
  id: string
  kind: LegKind
  ringRound: number
  operatorId: string | null
  operatorName: string | null
  listeningPointId: string | null
  e164: string | null
  helpId: string | null
  state: LegState
  twilioCallSid: string | null
  placedAt: Date | null
  /** The line is down. */
  endedAt: Date | null
}

/** Somebody asked to take the conversation over, or to join it. */
export interface CallHelp {
  id: string
  kind: CallHelpKind
  state: CallHelpState
  ending: CallHelpEnding | null
  askedById: string
  askedByName: string
  targetOperatorId: string | null
  targetPointId: string | null
  /** Who, or where, in words. */
  targetName: string
  createdAt: Date
  endedAt: Date | null
}

/** A call with everybody whose line is in it, whichever way it was made. */
export interface Conversation {
  id: string
  direction: 'inbound' | 'outbound'
  /** The caller's line; of an outgoing call the operator's. */
  twilioCallSid: string | null
  state: CallState
  ringRound: number
  conferenceAt: Date | null
  onHold: boolean
  /** Rises whenever who hears whom changes. */
  moves: number
  callerKind: PhoneKind
  fromE164: string | null
  toE164: string
  personId: string | null
  listeningPointId: string
  responsiblePointId: string
  routeSteps: RouteStep[]
  startedAt: Date
  answeredAt: Date | null
  answeredByOperatorId: string | null
  contactId: string | null
  /** All of them, the oldest first. */
  legs: ConversationLeg[]
  /** Those of this round, the oldest first. */
  helps: CallHelp[]
}

export interface ConversationReads {
  findConversation(callId: string): Promise<Conversation | null>
}

export interface ConversationRows extends ConversationReads {
  /** Whether its lines are apart, or somebody is called in; until the transaction ends that stays so. Asked of every call. */
  lockConversation(callId: string): Promise<boolean>
  /** Until the transaction ends nobody else moves it. */
  holdConversation(callId: string): Promise<Conversation | null>
  /** One more move. */
  setConversation(
    callId: string,
    change: Partial<Pick<Conversation, 'conferenceAt' | 'onHold' | 'answeredByOperatorId' | 'listeningPointId'>>,
  ): Promise<void>
  setHelp(
    helpId: string,
    change: Pick<CallHelp, 'state'> & Partial<Pick<CallHelp, 'ending' | 'endedAt'>>,
  ): Promise<void>
  /** Whatever still rings for this help: it is over for them. */
  stopHelpLegs(helpId: string, state: Exclude<LegState, 'ringing' | 'accepted'>): Promise<void>
  /** Its line is down. */
  endLeg(legId: string, now: Date): Promise<void>
  /** Whose notes they are from now on; null where they are closed, or there are none. */
  giveContact(callId: string, to: { operatorId: string; listeningPointId: string }): Promise<string | null>
}

export interface HelpLegReads {
  /** Whose conversation this line is of. */
  findCallOfLeg(legId: string): Promise<string | null>
}
