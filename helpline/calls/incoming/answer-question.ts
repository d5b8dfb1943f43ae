import type { Occasion, Transactions } from '../../changes/change.ts'
import { placeOfDigits } from '../../territory/answered-place.ts'
import type { CallRecord } from '../call-records.ts'
import { callerInstruction, type LineInstruction } from '../line-instruction.ts'
import { goodbyes } from '../spoken-words.ts'
import type { HoldRows } from './call-next-waiting.ts'
import type { Route } from './preview-routing.ts'
import { type CallReads, type RouteDoors, routeIncoming, whyThere } from './receive-call.ts'
import { decideStep, type StepRows, takeStep } from './take-step.ts'

/** Slow hands and small keys: once more, then the whole region rings. */
const TIMES_ASKED = 2

export type AnswerDoors = RouteDoors & CallReads & Transactions<StepRows & HoldRows>

/** The caller has typed where they are, or nothing. The same answer told twice is followed once. */
export async function answerQuestion(
  doors: AnswerDoors,
  occasion: Occasion,
  input: { twilioCallSid: string; time: number; digits: string },
): Promise<LineInstruction> {
  const asked = await doors.findCall(input.twilioCallSid)
  if (!asked) return { kind: 'goodbye', words: goodbyes.tryAgain }
  if (asked.state !== 'asking' || asked.timesAsked !== input.time) return callerInstruction(asked)
  const isUnclear = placeOfDigits(input.digits).kind === 'unclear'
  const route =
    isUnclear && input.time < TIMES_ASKED ? undefined : await routeAnswered(doors, asked, input.digits, occasion)
  await doors.transaction(occasion, async (tx) => {
    const call = await tx.holdCall(asked.id)
    if (call?.state !== 'asking' || call.timesAsked !== input.time) return
    const { now } = occasion
    const onItsWay = route ? redirected(call, route) : call
    const decided = await decideStep(tx, onItsWay, 0, route?.points ?? [], now)
    await takeStep(tx, occasion, { ...call, responsiblePointId: onItsWay.responsiblePointId }, decided)
  })
  const after = await doors.findCall(input.twilioCallSid)
  return after ? callerInstruction(after) : { kind: 'goodbye', words: goodbyes.tryAgain }
}

const routeAnswered = (doors: RouteDoors, call: CallRecord, digits: string, { now }: Occasion): Promise<Route> =>
  routeIncoming(doors, { from: call.fromE164, to: call.toE164, answeredDigits: digits }, now)

function redirected(call: CallRecord, { itinerary, steps }: Route): CallRecord {
  const { stages, responsiblePointId } = itinerary
  return {
    ...call,
    stages: [...stages],
    stageIndex: 0,
    routeSteps: [...call.routeSteps, ...whyThere(steps)],
    responsiblePointId,
  }
}
