import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import type { CallRecord } from '../call-records.ts'
import type { CallbackRows } from '../callbacks/add-callback.ts'
import { type EndRows, endCall, lineEnding, secondsSince } from '../end-call.ts'
import { callerInstruction, type LineInstruction } from '../line-instruction.ts'
import { goodbyes } from '../spoken-words.ts'
import { addArrivedVoicemail, type VoicemailArrivalRows } from '../voicemail/voicemail-arrival.ts'
import type { HoldRows } from './call-next-waiting.ts'
import type { CallReads } from './receive-call.ts'

export interface MessageRows extends CallbackRows, EndRows, HoldRows, VoicemailArrivalRows {
  /** The call-back of this call is one with a message; written where there is none. Its id. */
  attachVoicemail(callback: {
    callId: string
    listeningPointId: string
    e164: string | null
    personId: string | null
    createdAt: Date
  }): Promise<string>
  /** A call that ended as if nothing had been left. */
  endedWithMessage(callId: string): Promise<void>
}

export interface Recording {
  recordingSid: string
  durationSeconds: number
}

/** A message was left. Told by the recording itself, by the line, twice, before or after the call's end: it is kept once. */
export async function takeMessage(
  doors: CallReads & Transactions<MessageRows>,
  occasion: Occasion,
  { callId, ...recording }: Recording & { callId: string },
): Promise<void> {
  if (recording.durationSeconds <= 0) return
  await doors.transaction(occasion, async (tx) => {
    const call = await tx.holdCall(callId)
    if (call) await keep(tx, occasion, call, recording)
  })
}

async function keep(
  tx: MessageRows & Change,
  occasion: Occasion,
  call: CallRecord,
  recording: Recording,
): Promise<void> {
  const { id: callId, responsiblePointId: listeningPointId, personId, fromE164: e164 } = call
  if (!(await addArrivedVoicemail(tx, occasion, { callId, ...recording, listeningPointId }))) return
  const { now: createdAt } = occasion
  const callbackId = await tx.attachVoicemail({ callId, listeningPointId, personId, e164, createdAt })
  await tx.endedWithMessage(callId)
  tx.announce({ topic: 'callback', entityId: callbackId, listeningPointId })
}

/** The recording has ended, with a message or without. */
export async function endMessage(
  doors: CallReads & Transactions<MessageRows>,
  occasion: Occasion,
  input: { twilioCallSid: string; recording: Recording | undefined; callerGone: boolean },
): Promise<LineInstruction> {
  const { twilioCallSid, recording, callerGone } = input
  const found = await doors.findCall(twilioCallSid)
  if (!found) return { kind: 'goodbye', words: goodbyes.tryAgain }
  const { now } = occasion
  await doors.transaction(occasion, async (tx) => {
    const call = await tx.holdCall(found.id)
    if (!call) return
    const hasMessage = recording !== undefined && recording.durationSeconds > 0
    if (recording && hasMessage) await keep(tx, occasion, call, recording)
    if (call.state !== 'recording') return
    const left = { ...call, hasVoicemail: call.hasVoicemail || hasMessage }
    const ending = callerGone ? lineEnding(left, secondsSince(call.startedAt, now)) : messageEnding(left)
    if (ending) await endCall(tx, occasion, call, ending)
  })
  const after = await doors.findCall(twilioCallSid)
  return after ? callerInstruction(after) : { kind: 'goodbye', words: goodbyes.tryAgain }
}

/** Nobody spoke up: those whose number we see are called back all the same. */
const messageEnding = ({ hasVoicemail, fromE164 }: CallRecord) => {
  const outcome = hasVoicemail ? 'voicemail' : fromE164 === null ? 'failed' : 'callback'
  return { from: 'recording', outcome } as const
}
