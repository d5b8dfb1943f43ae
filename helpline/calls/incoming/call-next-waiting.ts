import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { romeDate } from '../../territory/rome-time.ts'
import type { CallControl } from '../call-control.ts'
import type { CallRecord } from '../call-records.ts'
import type { RoutablePoint, RoutingReads } from './preview-routing.ts'
import { phonesToRing } from './ring-plan.ts'
import { decideRing, isOpenNow, pointsOfCall, type StepRows, takeStep } from './take-step.ts'

export interface QueueReads {
  /** The calls that wait for somebody at this point, those who have waited longest first. */
  listWaitingFor(listeningPointId: string): Promise<string[]>
}

export interface HoldRows {
  /** Until the transaction ends nobody else moves it. */
  holdCall(callId: string): Promise<CallRecord | null>
}

export interface NextWaitingRows extends StepRows, HoldRows {}

export type NextWaitingDoors = Pick<RoutingReads, 'listRoutablePoints'> & QueueReads & Transactions<NextWaitingRows>

export const openPointsOf = (call: CallRecord, points: readonly RoutablePoint[], now: Date): string[] => {
  const open = new Set(points.filter((point) => isOpenNow(point, now)).map(({ id }) => id))
  return pointsOfCall(call).filter((id) => open.has(id))
}

/**
 * Gives those who are free at a point to the caller who has waited longest for them. The ring is written first; the line is
 * sent for afterwards, and finds it by itself at its next turn where that fails.
 */
export async function callNextWaiting(
  doors: NextWaitingDoors,
  occasion: Occasion,
  { listeningPointId }: { listeningPointId: string },
): Promise<void> {
  const waiting = await doors.listWaitingFor(listeningPointId)
  if (waiting.length === 0) return
  const points = await doors.listRoutablePoints(romeDate(occasion.now))
  for (const callId of waiting) {
    await doors.transaction(occasion, async (tx) => {
      const call = await tx.holdCall(callId)
      if (!call || !(await ringFromQueue(tx, occasion, call, openPointsOf(call, points, occasion.now)))) return
      const ringRound = call.ringRound + 1
      const state = 'ringing' as const
      tx.ask({
        name: 'fetch-caller',
        payload: { callId, ringRound, state },
        key: `fetch-caller:${callId}:${ringRound}`,
      })
    })
  }
}

/** false where nobody is free for it. */
export async function ringFromQueue(
  tx: NextWaitingRows & Change,
  occasion: Occasion,
  call: CallRecord,
  listeningPointIds: readonly string[],
): Promise<boolean> {
  if (call.state !== 'waiting') return false
  const free = await tx.reserveOperators(listeningPointIds, call.id, occasion.now)
  const targets = phonesToRing(free, [], call.fromE164)
  if (targets.length === 0) return false
  await takeStep(tx, occasion, call, decideRing(call, targets, occasion.now))
  return true
}

/** What the line has been told to ring is not told again: it may be in conversation by now. */
export const toldKey = (callId: string, state: FetchedState, ringRound: number): string =>
  `told:${callId}:${state}:${ringRound}`

/** Where a line is sent for from where it waits. */
export type FetchedState = 'ringing' | 'waiting' | 'recording'

export interface FetchDoors {
  control: Pick<CallControl, 'askAgain'>
  findCallById(callId: string): Promise<CallRecord | null>
  hasEvent(key: string): Promise<boolean>
}

/** Sends for a line that waits, if it has not come by itself. */
export async function fetchCaller(
  doors: FetchDoors,
  _occasion: Occasion,
  { callId, ringRound, state }: { callId: string; ringRound: number; state: FetchedState },
): Promise<void> {
  const call = await doors.findCallById(callId)
  if (call?.state !== state || call.ringRound !== ringRound) return
  if (await doors.hasEvent(toldKey(callId, state, ringRound))) return
  const outcome = await doors.control.askAgain({ callId, twilioCallSid: call.twilioCallSid })
  if (outcome.kind === 'tryLater' || outcome.kind === 'unknown') throw new Error('The line was not sent for')
}
