import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { romeDate } from '../../territory/rome-time.ts'
import type { CallRecord, CallStage } from '../call-records.ts'
import { type EndRows, endCall, lineEnding, secondsSince } from '../end-call.ts'
import { waitingWords } from '../spoken-words.ts'
import { type NextWaitingRows, openPointsOf, ringFromQueue } from './call-next-waiting.ts'
import type { RoutablePoint, RoutingReads } from './preview-routing.ts'
import type { CallReads } from './receive-call.ts'
import { decideRecording, decideStep, pointsOfStage, takeStep } from './take-step.ts'

/** Then a message, and a call back. */
const LONGEST_WAIT_SECONDS = 10 * 60

export interface QueueRows extends NextWaitingRows, EndRows {
  /** The points somebody waits for who has waited longer than this call, with how many do in all. */
  readAhead(callId: string, listeningPointIds: readonly string[]): Promise<{ callers: number; pointIds: string[] }>
}

export type QueueDoors = Pick<RoutingReads, 'listRoutablePoints'> & CallReads & Transactions<QueueRows>

/** What the caller hears in the queue until the next turn; or they leave it, and the row says what for. */
export type WaitingTurn = { kind: 'stay'; words: string; mayBeCalledBack: boolean } | { kind: 'leave' }

const leave: WaitingTurn = { kind: 'leave' }

/** A turn of the queue: whoever has been freed meanwhile is taken here too, so that no lost nudge keeps anybody waiting. */
export async function takeTurn(
  doors: QueueDoors,
  occasion: Occasion,
  { twilioCallSid, turn }: { twilioCallSid: string; turn: number },
): Promise<WaitingTurn> {
  const waiting = await doors.findCall(twilioCallSid)
  if (waiting?.state !== 'waiting') return leave
  const points = await doors.listRoutablePoints(romeDate(occasion.now))
  return doors.transaction(occasion, async (tx) => {
    const call = await tx.holdCall(waiting.id)
    if (call?.state !== 'waiting') return leave
    if (await leavesUnserved(tx, occasion, call, points)) return leave
    const open = openPointsOf(call, points, occasion.now)
    const ahead = await tx.readAhead(call.id, localPoints(call, open))
    if (await serve(tx, occasion, call, open, ahead.pointIds, turn)) return leave
    if (!(await tx.isAnybodyPresent(open, call.id))) {
      await takeStep(tx, occasion, call, await decideRecording(tx, call, points, occasion.now))
      return leave
    }
    const mayBeCalledBack = turn > 1 && call.fromE164 !== null
    return { kind: 'stay', mayBeCalledBack, words: waitingWords(ahead.callers, turn, mayBeCalledBack) }
  })
}

type Tx = QueueRows & Change

/** Waited too long, or the points have closed meanwhile. */
async function leavesUnserved(
  tx: Tx,
  occasion: Occasion,
  call: CallRecord,
  points: readonly RoutablePoint[],
): Promise<boolean> {
  const { now } = occasion
  if (call.waitingSince && secondsSince(call.waitingSince, now) >= LONGEST_WAIT_SECONDS) {
    await takeStep(tx, occasion, call, await decideRecording(tx, call, points, now))
    return true
  }
  const isLocal = (stage: CallStage): boolean => stage.kind === 'points'
  const local = call.stages.filter(isLocal).flatMap(pointsOfStage)
  const open = openPointsOf(call, points, now)
  if (local.length === 0 || local.some((id) => open.includes(id))) return false
  const closed = { code: 'closedMeanwhile', text: 'I Punti d’Ascolto hanno chiuso mentre attendeva.' }
  const stages = call.stages.filter((stage) => !isLocal(stage))
  const onItsWay = { ...call, stages, routeSteps: [...call.routeSteps, closed] }
  const decided = await decideStep(tx, onItsWay, 0, points, now)
  await takeStep(tx, occasion, call, decided)
  return decided.step.kind !== 'wait'
}

/** Whoever has waited longer comes first: for them the others are looked for instead. */
async function serve(
  tx: Tx,
  occasion: Occasion,
  call: CallRecord,
  open: readonly string[],
  waitedFor: readonly string[],
  turn: number,
): Promise<boolean> {
  const own = open.filter((id) => !waitedFor.includes(id))
  if (own.length > 0 && (await ringFromQueue(tx, occasion, call, own))) return true
  for (const listeningPointId of open.filter((id) => waitedFor.includes(id))) {
    const key = `call-next-waiting:${listeningPointId}:${call.id}:turn-${turn}`
    tx.ask({ name: 'call-next-waiting', payload: { listeningPointId }, key })
  }
  return false
}

/** The call centre is everybody's: of those who wait for a point, only they are ahead. */
function localPoints(call: CallRecord, open: readonly string[]): readonly string[] {
  const local = call.stages.filter(({ kind }) => kind === 'points').flatMap(pointsOfStage)
  const here = local.filter((id) => open.includes(id))
  return here.length > 0 ? here : open
}

/** 1: the caller goes, and is called back with the place of when they called. A person found meanwhile comes first. */
export async function askCallback(
  doors: QueueDoors,
  occasion: Occasion,
  { twilioCallSid, turn, digits }: { twilioCallSid: string; turn: number; digits: string },
): Promise<WaitingTurn> {
  const call = await doors.findCall(twilioCallSid)
  if (call?.state !== 'waiting') return leave
  if (digits !== '1' || call.fromE164 === null) return takeTurn(doors, occasion, { twilioCallSid, turn })
  await doors.transaction(occasion, async (tx) => {
    const held = await tx.holdCall(call.id)
    if (held?.state === 'waiting') {
      await endCall(tx, occasion, held, { from: 'waiting', outcome: 'callback', callback: 'promised' })
    }
  })
  return leave
}

/** Twilio's own words for how the wait ended. */
const failedWaits = ['error', 'system-error', 'queue-full'] as const

/** The wait is over: where the queue itself failed, the caller leaves a message. */
export async function leaveQueue(
  doors: QueueDoors,
  occasion: Occasion,
  { twilioCallSid, result, callerGone }: { twilioCallSid: string; result: string; callerGone: boolean },
): Promise<void> {
  const failed = (failedWaits as readonly string[]).includes(result)
  if (!failed && !callerGone) return
  const waiting = await doors.findCall(twilioCallSid)
  if (waiting?.state !== 'waiting') return
  const { now } = occasion
  const points = callerGone ? [] : await doors.listRoutablePoints(romeDate(now))
  await doors.transaction(occasion, async (tx) => {
    const call = await tx.holdCall(waiting.id)
    if (call?.state !== 'waiting') return
    if (callerGone) {
      const ending = lineEnding(call, secondsSince(call.startedAt, now))
      if (ending) await endCall(tx, occasion, call, ending)
    } else {
      await takeStep(tx, occasion, call, await decideRecording(tx, call, points, now))
    }
  })
}
