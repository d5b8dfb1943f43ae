import type { Change, Occasion } from '../changes/change.ts'
import type { CallRecord } from './call-records.ts'
import type { CallbackReason, CallOutcome, CallState } from './call-states.ts'
import { addCallback, type CallbackRows } from './callbacks/add-callback.ts'
import { type CloseRows, closeConversation } from './conversation/conference-close.ts'
import { type NudgeRows, nudgeWaiting } from './incoming/nudge-waiting.ts'

export interface EndRows extends CallbackRows, NudgeRows, CloseRows {
  /** Only a call in that state, and in that round if one is named, ends: false where it was already elsewhere. */
  endCall(
    callId: string,
    ending: { from: Exclude<CallState, 'ended'>; ringRound?: number; outcome: CallOutcome; now: Date },
  ): Promise<boolean>
  /** Whatever still rings has not been answered; the points where it rang. */
  silenceLegs(callId: string): Promise<string[]>
  /** Takes back a call-back nobody has touched: false where somebody has, or there is a message. */
  withdrawCallback(callId: string): Promise<boolean>
}

export type EndingCall = Pick<
  CallRecord,
  'id' | 'fromE164' | 'personId' | 'answeredByOperatorId' | 'listeningPointId' | 'responsiblePointId' | 'startedAt'
>

export interface Ending {
  from: Exclude<CallState, 'ended'>
  ringRound?: number
  outcome: CallOutcome
  /** Nobody can be called back at a number that was hidden. */
  callback?: CallbackReason
  /** Too short to be worth calling back. */
  withdraw?: boolean
}

/** Ends a call once, whoever asks first; false where it had ended, or gone on, already. */
export async function endCall(
  tx: EndRows & Change,
  occasion: Occasion,
  call: EndingCall,
  { callback, withdraw, ...ending }: Ending,
): Promise<boolean> {
  const { now } = occasion
  if (!(await tx.endCall(call.id, { ...ending, now }))) return false
  await closeConversation(tx, occasion, call.id)
  const rang = await tx.silenceLegs(call.id)
  const { id: entityId, listeningPointId, responsiblePointId, fromE164: e164 } = call
  tx.trace({ action: 'call.ended', entity: 'call', entityId, listeningPointId })
  for (const each of new Set([listeningPointId, responsiblePointId, ...rang])) {
    tx.announce({ topic: 'call', entityId, listeningPointId: each })
  }
  if (call.answeredByOperatorId) {
    tx.announce({ topic: 'presence', entityId: call.answeredByOperatorId, listeningPointId })
  }
  if (withdraw && (await tx.withdrawCallback(entityId))) {
    tx.trace({ action: 'callback.withdrawn', entity: 'call', entityId, listeningPointId: responsiblePointId })
    tx.announce({ topic: 'callback', entityId, listeningPointId: responsiblePointId })
  }
  if (callback && e164 !== null) {
    const createdAt = callback === 'promised' ? call.startedAt : now
    await addCallback(tx, createdAt, call, { reason: callback, e164 })
  }
  await nudgeWaiting(tx, ending.from === 'answered' ? [listeningPointId] : rang, `${entityId}:ended`)
  return true
}

/** Who hangs up sooner may have dialled a wrong number. */
const WORTH_CALLING_BACK_SECONDS = 10

export const secondsSince = (start: Date, now: Date): number => (now.getTime() - start.getTime()) / 1000

/** How a call ends when the caller's line does. */
export function lineEnding(
  call: Pick<CallRecord, 'state' | 'fromE164' | 'hasVoicemail'>,
  waitedSeconds: number,
): Ending | undefined {
  const { state: from } = call
  if (from === 'ended') return undefined
  if (from === 'answered') return { from, outcome: 'answered' }
  if (from === 'recording' && call.hasVoicemail) return { from, outcome: 'voicemail' }
  const quick = waitedSeconds <= WORTH_CALLING_BACK_SECONDS
  // The call-back was written when the voicemail began.
  if (from === 'recording') {
    if (quick) return { from, outcome: 'abandoned', withdraw: true }
    return { from, outcome: call.fromE164 === null ? 'abandoned' : 'callback' }
  }
  if (quick || call.fromE164 === null) return { from, outcome: 'abandoned' }
  return { from, outcome: 'abandoned', callback: 'abandoned' }
}
