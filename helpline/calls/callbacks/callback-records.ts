import type { RouteStep } from '../call-records.ts'
import type { CallbackOutcome, CallbackReason, CallbackState } from '../call-states.ts'
import type { VoicemailSummary } from '../voicemail/voicemail-records.ts'

export interface CallbackSettings {
  /** Who waits longer than this is late. */
  lateAfterMinutes: number
  /** Without a sign from whoever took it, a call-back is free again. */
  freeAfterMinutes: number
}
export const usualCallbackSettings: CallbackSettings = { lateAfterMinutes: 120, freeAfterMinutes: 10 }

export interface AttemptRecord {
  id: string
  at: Date
  operatorName: string
  outcome: CallbackOutcome
  leftMessage: boolean
  notes: string | null
  /** The outgoing call it was made with, if it was made through us. */
  callId: string | null
}

/** Somebody who uses the number. `mayLeaveMessage` null: not asked yet. */
export interface CallbackPerson {
  id: string
  name: string
  mayLeaveMessage: boolean | null
}

/** What one gesture closed, as whoever closed it by mistake looks for it. */
export interface ClosedCallback {
  id: string
  listeningPointId: string
  listeningPointName: string
  e164: string | null
  reason: CallbackReason
  person: CallbackPerson | null
  closedAt: Date
  closedByName: string
}

/** One missed call, message or promise, still to be called back. */
export interface CallbackRecord {
  id: string
  listeningPointId: string
  listeningPointName: string
  e164: string | null
  reason: CallbackReason
  state: CallbackState
  createdAt: Date
  nextAttemptAt: Date | null
  notes: string | null
  lockedBy: { id: string; name: string } | null
  lockedAt: Date | null
  person: CallbackPerson | null
  /** Why the call rang where it did. */
  routeSteps: RouteStep[]
  /** Where it was promised. */
  promisedInContactId: string | null
  voicemail: VoicemailSummary | null
  attempts: AttemptRecord[]
  /** Written while calling back. */
  contacts: { id: string; occurredAt: Date }[]
}
