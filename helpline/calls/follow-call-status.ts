import type { Occasion, Transactions } from '../changes/change.ts'
import { lineDown } from './conversation/conference-settle.ts'
import { type HelpRingRows, knowHelperLine, settleHelpRing } from './conversation/help-ring.ts'
import { type EndRows, endCall, lineEnding, secondsSince } from './end-call.ts'
import type { HoldRows } from './incoming/call-next-waiting.ts'
import { nudgeWaiting } from './incoming/nudge-waiting.ts'
import { type CallEventRows, type ReceiveDoors, type ReceiveRows, receiveCall } from './incoming/receive-call.ts'

export const finalStatuses = ['completed', 'busy', 'no-answer', 'failed', 'canceled'] as const
export const isFinal = (status: string): boolean => (finalStatuses as readonly string[]).includes(status)

export interface StatusRows extends ReceiveRows, EndRows, CallEventRows, HoldRows {
  /** Forward only: false where a later status has been applied. */
  advanceSequence(callId: string, sequenceNumber: number): Promise<boolean>
  /** The point it rang for; null where it did not ring any more. */
  stopLeg(legId: string, twilioCallSid: string): Promise<{ listeningPointId: string | null } | null>
}

export interface LegStateReads {
  /** null where it neither rings nor speaks any more. */
  findLiveLeg(legId: string): Promise<{ callId: string; isHelper: boolean } | null>
}

export type StatusDoors = Omit<ReceiveDoors, 'transaction'> & Transactions<StatusRows>

export interface CallStatusNews {
  twilioCallSid: string
  status: string
  sequenceNumber: number | undefined
  durationSeconds: number | undefined
  inbound: boolean
  from: string
  to: string
}

/** What Twilio tells of a caller's line: late, twice or out of order it changes nothing. */
export async function followCallStatus(doors: StatusDoors, occasion: Occasion, news: CallStatusNews): Promise<void> {
  const { twilioCallSid, status, sequenceNumber } = news
  let call = await doors.findCall(twilioCallSid)
  let waitedSeconds: number | undefined
  if (!call) {
    // Over before it was taken in: it is written down all the same, so that somebody calls back.
    if (!news.inbound || !isFinal(status)) return
    await receiveCall(doors, occasion, { twilioCallSid, from: news.from, to: news.to })
    waitedSeconds = news.durationSeconds
    call = await doors.findCall(twilioCallSid)
    if (!call) return
  }
  const { id } = call
  await doors.transaction(occasion, async (tx) => {
    // Whoever accepts or forwards meanwhile waits, or is seen here.
    const held = await tx.holdCall(id)
    if (!held) return
    const key = `status:${twilioCallSid}:${sequenceNumber ?? status}`
    if (!(await tx.rememberEvent(key, id, status, occasion.now))) return
    if (sequenceNumber !== undefined && !(await tx.advanceSequence(id, sequenceNumber))) return
    const ending = lineEnding(held, Math.max(waitedSeconds ?? 0, secondsSince(held.startedAt, occasion.now)))
    if (ending && isFinal(status)) await endCall(tx, occasion, held, ending)
  })
}

/** What Twilio tells of one phone that rang. */
export async function followLegStatus(
  doors: LegStateReads & Transactions<Pick<StatusRows, 'stopLeg' | 'pointsWaitedFor'> & HelpRingRows>,
  occasion: Occasion,
  news: { legId: string; twilioCallSid: string; status: string },
): Promise<void> {
  const { legId, twilioCallSid } = news
  const leg = await doors.findLiveLeg(legId)
  // Of most phones the round itself has said already that they ring no more.
  if (!leg || (!leg.isHelper && !isFinal(news.status))) return
  const { callId } = leg
  await doors.transaction(occasion, async (tx) => {
    if (!isFinal(news.status)) return knowHelperLine(tx, callId, news)
    if (leg.isHelper) await tx.lockConversation(callId)
    const stopped = await tx.stopLeg(legId, twilioCallSid)
    if (stopped) {
      const { listeningPointId } = stopped
      tx.trace({ action: 'callLeg.unanswered', entity: 'callLeg', entityId: legId, listeningPointId })
      if (listeningPointId !== null) await nudgeWaiting(tx, [listeningPointId], `${legId}:stopped`)
    }
    if (stopped && !leg.isHelper) return
    await lineDown(tx, occasion, callId, legId)
    if (leg.isHelper) await settleHelpRing(tx, occasion, callId)
  })
}
