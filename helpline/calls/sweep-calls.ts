import type { Occasion, Transactions } from '../changes/change.ts'
import type { CallControl, LineNews } from './call-control.ts'
import { type EndRows, endCall } from './end-call.ts'
import { finalStatuses, followCallStatus, type StatusDoors } from './follow-call-status.ts'
import { type FollowOutgoingDoors, followOutgoingLine } from './outgoing/follow-outgoing-call.ts'

const MINUTE_MS = 60_000
/** A line Twilio speaks of oftener than this while something happens on it. */
const SILENT_AFTER_MS = 5 * MINUTE_MS
/** Twilio's log knows a call within seconds: one it does not know after so long never was, or is of another account. */
const UNKNOWN_AFTER_MS = 60 * MINUTE_MS
const MOST_AT_ONCE = 500

export interface SilentCall {
  id: string
  twilioCallSid: string
  direction: 'inbound' | 'outbound'
  fromE164: string | null
  toE164: string
  startedAt: Date
  answeredAt: Date | null
}

export interface SweepCallsReads {
  /** Not ended, and nothing heard of them since then; the oldest first. */
  listSilentCalls(heardBefore: Date, limit: number): Promise<SilentCall[]>
}

export type SweepCallsDoors = SweepCallsReads &
  StatusDoors &
  FollowOutgoingDoors &
  Transactions<EndRows> & { control: Pick<CallControl, 'readLine'> }

/** Calls whose last word never came are looked up in Twilio's own log, and its answer is applied as if it had been told. */
export async function sweepCalls(doors: SweepCallsDoors, occasion: Occasion): Promise<void> {
  const now = occasion.now.getTime()
  const failures: unknown[] = []
  for (const call of await doors.listSilentCalls(new Date(now - SILENT_AFTER_MS), MOST_AT_ONCE)) {
    // One that cannot be looked up keeps no other waiting.
    await sweepCall(doors, occasion, call).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}

async function sweepCall(doors: SweepCallsDoors, occasion: Occasion, call: SilentCall): Promise<void> {
  const { twilioCallSid, startedAt } = call
  const line = await doors.control.readLine(twilioCallSid)
  if (line === null) {
    if (occasion.now.getTime() - startedAt.getTime() < UNKNOWN_AFTER_MS) return
    return endUnknown(doors, occasion, call)
  }
  if (!(finalStatuses as readonly string[]).includes(line.status)) return
  const { id: callId, direction, fromE164, toE164: to } = call
  const { status, durationSeconds } = line
  const ended = { ...occasion, now: endOf(call, line, occasion.now) }
  if (direction === 'outbound') return followOutgoingLine(doors, ended, { callId, twilioCallSid, status })
  await followCallStatus(doors, ended, {
    twilioCallSid,
    status,
    sequenceNumber: undefined,
    durationSeconds,
    inbound: true,
    from: fromE164 ?? '',
    to,
  })
}

/** When the line went down, as far as its length says: not when it was found out. */
function endOf({ startedAt, answeredAt }: SilentCall, { durationSeconds }: LineNews, now: Date): Date {
  if (durationSeconds === undefined) return now
  const end = Math.max(startedAt.getTime() + durationSeconds * 1000, answeredAt?.getTime() ?? 0)
  return new Date(Math.min(end, now.getTime()))
}

async function endUnknown(doors: SweepCallsDoors, occasion: Occasion, { id: callId, ...silent }: SilentCall) {
  const { twilioCallSid, direction } = silent
  if (direction === 'outbound') {
    return followOutgoingLine(doors, occasion, { callId, twilioCallSid, status: 'failed' })
  }
  const call = await doors.findCall(twilioCallSid)
  if (!call || call.state === 'ended') return
  const from = call.state
  await doors.transaction(occasion, (tx) =>
    endCall(
      tx,
      occasion,
      call,
      from === 'answered' ? { from, outcome: 'answered' } : { from, outcome: 'failed', callback: 'missed' },
    ),
  )
}
