import type { PersonRecord } from '../people/person-summary.ts'
import type { RelationKind } from '../people/profile.ts'
import type { RouteStage } from '../territory/call-routing.ts'
import type { PhoneKind } from '../territory/phone-numbers.ts'
import type { CallbackReason, CallOutcome, CallState, LegKind, LegState } from './call-states.ts'

/** A line of the reasons why a call rings where it does, as it is kept. */
export interface RouteStep {
  code: string
  text: string
}

/** Where a call may ring: a listening point or the call centre. */
export interface RingingPoint {
  id: string
  name: string
  kind: 'point' | 'callCentre'
  ringTimeoutSeconds: number
  fixedPhones: readonly string[]
}

/** A step of the itinerary as it is kept with the call; what the voicemail says is decided when the call comes to it. */
export type CallStage =
  | Exclude<RouteStage, { kind: 'voicemail' }>
  | { readonly kind: 'voicemail'; readonly reopens?: string | null; readonly keptDays?: number }

export interface LegRecord {
  id: string
  kind: LegKind
  e164: string | null
  operatorId: string | null
  state: LegState
  /** The point it rings for. */
  listeningPointId: string | null
  ringTimeoutSeconds: number
  toCallCentre: boolean
}

/** An incoming call as its own handling needs it; `legs` are those of the current round. */
export interface CallRecord {
  id: string
  twilioCallSid: string
  state: CallState
  outcome: CallOutcome | null
  callerKind: PhoneKind
  fromE164: string | null
  toE164: string
  /** 0 until something has rung. */
  ringRound: number
  stages: CallStage[]
  stageIndex: number
  timesAsked: number
  waitingSince: Date | null
  conferenceAt: Date | null
  onHold: boolean
  personId: string | null
  answeredByOperatorId: string | null
  startedAt: Date
  routeSteps: RouteStep[]
  listeningPointId: string
  /** Whose list of call-backs it lands on. */
  responsiblePointId: string
  legs: LegRecord[]
  callbackReason: CallbackReason | null
  hasVoicemail: boolean
}

/** `e164` is null where a console rings by itself. */
export interface RingTarget {
  kind: LegKind
  e164: string | null
  operatorId: string | null
  listeningPointId: string
}

/** Somebody who may be calling: the person, or somebody tied to them. */
export interface Candidate {
  person: PersonRecord
  listeningPointId: string | null
  hardOfHearing: boolean
  warning: string | null
  lastContactAt: Date | null
  /** Set when the number is a relative's. */
  through: { kind: RelationKind; name: string | null } | null
}

/** Whom a number belongs to, as far as is known; those who called last first. */
export interface Caller {
  candidates: Candidate[]
  institution: { name: string; listeningPointId: string | null } | null
}

/** A call as the console shows it. */
export interface CallSummary {
  id: string
  state: CallState
  listeningPointId: string
  listeningPointName: string
  /** The points where it rings now. */
  ringsAt: string[]
  /** Whose caller it is: they see it wherever it rings. */
  responsiblePointId: string | null
  fromE164: string | null
  startedAt: Date
  answeredAt: Date | null
  answeredBy: { id: string; name: string } | null
  contactId: string | null
  routeSteps: RouteStep[]
  /** In the queue. */
  waitingSince: Date | null
  onHold: boolean
  /** Those of ours who are on the line, the one whose call it is first. */
  speakers: string[]
}
