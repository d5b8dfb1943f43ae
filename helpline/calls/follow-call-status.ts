import type { Occasion, Transactions } from '../changes/change.ts'
import type { CallRecord } from './call-records.ts'
import { type Ending, type EndRows, endCall } from './end-call.ts'
import { previewRouting, type RoutingReads } from './preview-routing.ts'
import { type CallEventRows, type ReceiveDoors, type ReceiveRows, receiveCall } from './receive-call.ts'

/** Who hangs up sooner may have dialled a wrong number. */
const WORTH_CALLING_BACK_SECONDS = 10

export const finalStatuses = ['completed', 'busy', 'no-answer', 'failed', 'canceled'] as const
const isFinal = (status: string): boolean => (finalStatuses as readonly string[]).includes(status)

export interface StatusRows extends ReceiveRows, EndRows, CallEventRows {
  /** Forward only: false where a later status has been applied. */
  advanceSequence(callId: string, sequenceNumber: number): Promise<boolean>
  /** false where the phone did not ring any more. */
  stopLeg(legId: string, twilioCallSid: string): Promise<boolean>
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

/** The caller has hung up before anybody answered. */
export async function abandonedEnding(
  doors: RoutingReads,
  call: Pick<CallRecord, 'fromE164'>,
  waitedSeconds: number,
  now: Date,
): Promise<Ending> {
  const ending = { from: 'ringing', outcome: 'abandoned' } as const
  if (waitedSeconds <= WORTH_CALLING_BACK_SECONDS || call.fromE164 === null) return ending
  const { destination } = await previewRouting(doors, call.fromE164, now)
  return { ...ending, callback: { reason: 'abandoned', listeningPointId: destination.id } }
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
    waitedSeconds = news.durationSeconds ?? 0
    call = await doors.findCall(twilioCallSid)
    if (!call) return
  }
  const known = call
  const abandoned =
    isFinal(status) && known.state !== 'ended'
      ? await abandonedEnding(doors, known, waitedSeconds ?? secondsSince(known.startedAt, occasion.now), occasion.now)
      : undefined
  await doors.transaction(occasion, async (tx) => {
    const key = `status:${twilioCallSid}:${sequenceNumber ?? status}`
    if (!(await tx.rememberEvent(key, known.id, status, occasion.now))) return
    if (sequenceNumber !== undefined && !(await tx.advanceSequence(known.id, sequenceNumber))) return
    if (!abandoned) return
    // Looked at one after the other: whoever accepts meanwhile is seen by the second.
    if (await endCall(tx, occasion, known, abandoned)) return
    await endCall(tx, occasion, known, { from: 'answered', outcome: 'answered' })
  })
}

export const secondsSince = (start: Date, now: Date): number => (now.getTime() - start.getTime()) / 1000

/** What Twilio tells of one phone that rang. */
export async function followLegStatus(
  doors: Transactions<Pick<StatusRows, 'stopLeg'>>,
  occasion: Occasion,
  news: { legId: string; twilioCallSid: string; status: string },
): Promise<void> {
  if (!isFinal(news.status)) return
  await doors.transaction(occasion, async (tx) => {
    if (!(await tx.stopLeg(news.legId, news.twilioCallSid))) return
    tx.trace({ action: 'callLeg.unanswered', entity: 'callLeg', entityId: news.legId })
  })
}
