import type { Occasion, Transactions } from '../../changes/change.ts'
import { romeDate } from '../../territory/rome-time.ts'
import type { CallRecord } from '../call-records.ts'
import { rememberApart } from '../conversation/conference-moves.ts'
import { type EndRows, endCall, lineEnding, secondsSince } from '../end-call.ts'
import { callerInstruction, type LineInstruction } from '../line-instruction.ts'
import { goodbyes } from '../spoken-words.ts'
import type { HoldRows } from './call-next-waiting.ts'
import { nudgeWaiting } from './nudge-waiting.ts'
import type { RoutingReads } from './preview-routing.ts'
import type { CallEventRows, CallReads } from './receive-call.ts'
import { decideRecording, decideStep, placeOf, type StepRows, takeStep } from './take-step.ts'

export interface SettleRows extends StepRows, EndRows, CallEventRows, HoldRows {
  /** Nobody spoke: an accepted leg has not answered, and its contact goes, if nobody has written in it. */
  undoAcceptance(callId: string, now: Date): Promise<void>
}

export type SettleDoors = Pick<RoutingReads, 'listRoutablePoints'> & CallReads & Transactions<SettleRows>

export interface RingOutcome {
  twilioCallSid: string
  round: number
  /** Whether the two lines were joined; undefined where Twilio did not say. */
  bridged: boolean | undefined
  callerGone: boolean
}

/** A round of ringing is over: the conversation took place, or the call goes on to whoever else may answer. */
export async function settleRing(doors: SettleDoors, occasion: Occasion, ring: RingOutcome): Promise<LineInstruction> {
  const call = await doors.findCall(ring.twilioCallSid)
  if (!call) return { kind: 'goodbye', words: goodbyes.tryAgain }
  await rememberApart(doors, occasion, call)
  if (!isAbout(call, ring)) return callerInstruction(call)
  const { now } = occasion
  const points = isOverWith(call, ring) ? [] : await doors.listRoutablePoints(romeDate(now))
  await doors.transaction(occasion, async (tx) => {
    const held = await tx.holdCall(call.id)
    if (!held || !isAbout(held, ring)) return
    if (isOverWith(held, ring)) {
      const ending = lineEnding(held, secondsSince(held.startedAt, now))
      if (ending) await endCall(tx, occasion, held, ending)
    } else {
      await goOn(tx, occasion, held, points, ring.bridged === true)
    }
  })
  const settled = await doors.findCall(ring.twilioCallSid)
  return settled ? callerInstruction(settled) : { kind: 'goodbye', words: goodbyes.tryAgain }
}

/** A conversation moved to a conference goes on, whatever became of the ring it began with. */
const isAbout = (call: CallRecord, { round }: RingOutcome): boolean =>
  (call.state === 'ringing' || call.state === 'answered') && call.ringRound === round && call.conferenceAt === null

const isOverWith = (call: CallRecord, ring: RingOutcome): boolean =>
  ring.callerGone || (call.state === 'answered' && ring.bridged !== false)

/**
 * Whoever comes next rings. Lines that were joined without our record of who answered ring nobody else: somebody looks into it
 * by calling back.
 */
async function goOn(
  tx: Parameters<Parameters<SettleDoors['transaction']>[1]>[0],
  occasion: Occasion,
  call: CallRecord,
  points: Awaited<ReturnType<SettleDoors['listRoutablePoints']>>,
  joined: boolean,
): Promise<void> {
  const { now } = occasion
  const { id, ringRound, stages } = call
  const rang = await tx.silenceLegs(id)
  if (call.state === 'answered') await tx.undoAcceptance(id, now)
  await tx.rememberEvent(`settled:${call.twilioCallSid}:${ringRound}`, id, 'settled', now)
  const stage = stages[call.stageIndex]
  const where = stage && stage.kind !== 'voicemail' ? ` ${placeOf(stage, points)}` : ''
  const nobody = { code: 'nobodyAnswered', text: `Nessuno ha risposto${where}.` }
  const onItsWay = { ...call, routeSteps: [...call.routeSteps, nobody] }
  const decided = joined
    ? await decideRecording(tx, onItsWay, points, now)
    : await decideStep(tx, onItsWay, call.stageIndex + 1, points, now)
  await takeStep(tx, occasion, call, decided)
  // Those who were rung in vain may still serve somebody else.
  await nudgeWaiting(tx, rang, `${id}:${ringRound}`)
}
