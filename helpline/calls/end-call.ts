import type { Change, Occasion } from '../changes/change.ts'
import type { CallRecord } from './call-records.ts'
import type { CallbackReason, CallOutcome } from './call-states.ts'

export interface EndRows {
  /** Only a call in that state, and in that round if one is named, ends: false where it was already elsewhere. */
  endCall(
    callId: string,
    ending: { from: 'ringing' | 'answered'; ringRound?: number; outcome: CallOutcome; now: Date },
  ): Promise<boolean>
  /** Whatever still rings has not been answered. */
  silenceLegs(callId: string): Promise<void>
  /** null where the call already has its call-back. */
  addCallback(callback: {
    callId: string
    listeningPointId: string
    e164: string
    personId: string | null
    reason: CallbackReason
    createdAt: Date
  }): Promise<string | null>
}

export type EndingCall = Pick<CallRecord, 'id' | 'fromE164' | 'personId' | 'answeredByOperatorId'> & {
  point: { id: string }
}

export interface Ending {
  from: 'ringing' | 'answered'
  ringRound?: number
  outcome: CallOutcome
  /** Nobody can be called back at a number that was hidden. */
  callback?: { reason: CallbackReason; listeningPointId: string } | undefined
}

/** Ends a call once, whoever asks first; false where it had ended, or gone on, already. */
export async function endCall(
  tx: EndRows & Change,
  { now }: Occasion,
  call: EndingCall,
  { callback, ...ending }: Ending,
): Promise<boolean> {
  if (!(await tx.endCall(call.id, { ...ending, now }))) return false
  await tx.silenceLegs(call.id)
  const about = { entityId: call.id, listeningPointId: call.point.id }
  tx.trace({ action: 'call.ended', entity: 'call', ...about })
  tx.announce({ topic: 'call', ...about })
  if (call.answeredByOperatorId) {
    tx.announce({ topic: 'presence', entityId: call.answeredByOperatorId, listeningPointId: call.point.id })
  }
  if (callback && call.fromE164 !== null) {
    const { id: callId, fromE164: e164, personId } = call
    const callbackId = await tx.addCallback({ callId, e164, personId, ...callback, createdAt: now })
    if (callbackId) {
      const { listeningPointId } = callback
      tx.trace({ action: 'callback.added', entity: 'callback', entityId: callbackId, listeningPointId })
      tx.announce({ topic: 'callback', entityId: callbackId, listeningPointId })
    }
  }
  return true
}

/** How a call ends when nobody is left to ring. */
export const unansweredEnding = (
  call: Pick<CallRecord, 'fromE164'>,
  listeningPointId: string,
): Pick<Ending, 'outcome' | 'callback'> =>
  call.fromE164 === null
    ? { outcome: 'failed' }
    : { outcome: 'callback', callback: { reason: 'missed', listeningPointId } }
