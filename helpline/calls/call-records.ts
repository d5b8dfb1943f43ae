import type { PersonRecord } from '../people/person-summary.ts'
import type { RelationKind } from '../people/profile.ts'
import type { PhoneKind } from '../territory/phone-numbers.ts'
import type { CallbackReason, CallbackState, CallOutcome, CallState, LegKind, LegState } from './call-states.ts'

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

export interface LegRecord {
  id: string
  e164: string
  operatorId: string | null
  state: LegState
}

/** A call as its own handling needs it; `legs` are those of the current round. */
export interface CallRecord {
  id: string
  twilioCallSid: string
  state: CallState
  outcome: CallOutcome | null
  callerKind: PhoneKind
  fromE164: string | null
  toE164: string
  ringRound: number
  personId: string | null
  answeredByOperatorId: string | null
  startedAt: Date
  routeSteps: RouteStep[]
  point: Omit<RingingPoint, 'fixedPhones'>
  legs: LegRecord[]
}

export interface RingTarget {
  kind: LegKind
  e164: string
  operatorId: string | null
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
  fromE164: string | null
  startedAt: Date
  answeredAt: Date | null
  answeredBy: { id: string; name: string } | null
  contactId: string | null
  routeSteps: RouteStep[]
}

export interface CallbackRecord {
  id: string
  listeningPointId: string
  listeningPointName: string
  e164: string | null
  personName: string | null
  reason: CallbackReason
  state: CallbackState
  createdAt: Date
}
