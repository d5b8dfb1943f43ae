import type { Change, Occasion } from '../../changes/change.ts'
import { hasHoursAt, nextOpening, openingState } from '../../territory/opening-hours.ts'
import type { CallRecord, CallStage, LegRecord, RingTarget, RouteStep } from '../call-records.ts'
import type { CallState } from '../call-states.ts'
import { addCallback, type CallbackRows } from '../callbacks/add-callback.ts'
import { spokenMoment } from '../spoken-words.ts'
import type { VoicemailArrivalRows } from '../voicemail/voicemail-arrival.ts'
import type { RoutablePoint } from './preview-routing.ts'
import { type FreeOperator, phonesToRing } from './ring-plan.ts'

export interface ReserveRows {
  /**
   * Those who are there and free at these points, those free longest first; until the transaction ends nobody else is given
   * them. Who was already rung for this call and did not take it is not rung for it again. `among`: only of these.
   */
  reserveOperators(
    listeningPointIds: readonly string[],
    callId: string | null,
    now: Date,
    among?: string[],
  ): Promise<FreeOperator[]>
  /** Whether anybody is there who may still take this call: busy, where nobody was free. */
  isAnybodyPresent(listeningPointIds: readonly string[], callId: string | null): Promise<boolean>
}

export interface StepRows extends ReserveRows, CallbackRows, Pick<VoicemailArrivalRows, 'readVoicemailSettings'> {
  moveCall(callId: string, change: CallChange): Promise<void>
  addLegs(callId: string, ringRound: number, targets: readonly RingTarget[], now: Date): Promise<NewLeg[]>
}

export type NewLeg = Omit<LegRecord, 'ringTimeoutSeconds' | 'toCallCentre'>

/** Where a call is on its way. */
export type CallChange = Pick<CallRecord, 'listeningPointId' | 'ringRound' | 'stages' | 'stageIndex' | 'routeSteps'> &
  Pick<CallRecord, 'timesAsked' | 'waitingSince' | 'responsiblePointId'> & {
    state: Exclude<CallState, 'answered' | 'ended'>
  }

export type NextStep =
  | { kind: 'ask' }
  | { kind: 'ring'; targets: RingTarget[] }
  | { kind: 'wait' }
  | { kind: 'record'; reopens: string | null; keptDays: number }

/** What a step is decided from. */
export type CallOnItsWay = Pick<
  CallRecord,
  | 'fromE164'
  | 'ringRound'
  | 'stages'
  | 'stageIndex'
  | 'timesAsked'
  | 'waitingSince'
  | 'routeSteps'
  | 'responsiblePointId'
>

export interface DecidedStep {
  step: NextStep
  change: CallChange
}

export const pointsOfStage = (stage: CallStage): readonly string[] =>
  stage.kind === 'points' || stage.kind === 'callCentre' ? stage.listeningPointIds : []

/** Everywhere a call may ring. */
export const pointsOfCall = ({ stages }: Pick<CallRecord, 'stages'>): string[] => [
  ...new Set(stages.flatMap(pointsOfStage)),
]

/** The first stage from `from` on where somebody can be rung; after the last, the queue where somebody is busy, else the voicemail. */
export async function decideStep(
  tx: Pick<StepRows, keyof ReserveRows | 'readVoicemailSettings'>,
  call: CallOnItsWay & { id: string | null },
  from: number,
  points: readonly RoutablePoint[],
  now: Date,
): Promise<DecidedStep> {
  const why: RouteStep[] = []
  for (let index = from; index < call.stages.length; index += 1) {
    const stage = call.stages[index] as CallStage
    if (stage.kind === 'question') return decided(call, index, why, { kind: 'ask' }, now)
    const ids = pointsOfStage(stage)
    if (ids.length === 0) continue
    const free = await tx.reserveOperators(ids, call.id, now)
    const fixed = ids.flatMap((listeningPointId) => {
      const phones = points.find(({ id }) => id === listeningPointId)?.fixedPhones ?? []
      return phones.map((e164) => ({ e164, listeningPointId }))
    })
    const targets = phonesToRing(free, fixed, call.fromE164)
    if (targets.length > 0) {
      if (index > 0 || call.ringRound > 0 || stage.kind === 'callCentre') why.push(goesTo(stage, points))
      return decided(call, index, why, { kind: 'ring', targets }, now)
    }
    why.push({ code: 'nobodyAvailable', text: `Nessuno è libero ${placeOf(stage, points)}.` })
  }
  const last = call.stages.length - 1
  if (await tx.isAnybodyPresent(pointsOfCall(call), call.id)) {
    why.push({ code: 'waits', text: 'Tutti stanno parlando: attende in linea.' })
    return decided(call, last, why, { kind: 'wait' }, now)
  }
  return decideRecording(tx, { ...call, routeSteps: [...call.routeSteps, ...why] }, points, now)
}

/** Nobody can take it any more: the caller leaves a message. */
export async function decideRecording(
  tx: Pick<StepRows, 'readVoicemailSettings'>,
  call: CallOnItsWay,
  points: readonly RoutablePoint[],
  now: Date,
): Promise<DecidedStep> {
  const reopensAt = reopening(
    points.find(({ id }) => id === call.responsiblePointId),
    now,
  )
  const step: NextStep = {
    kind: 'record',
    reopens: reopensAt && spokenMoment(reopensAt, now),
    keptDays: (await tx.readVoicemailSettings()).keptDays,
  }
  return decided(call, call.stages.length - 1, [{ code: 'voicemail', text: 'Va in segreteria.' }], step, now)
}

/** Rings these people out of the queue. */
export const decideRing = (call: CallOnItsWay, targets: RingTarget[], now: Date): DecidedStep => {
  const why = [{ code: 'fromQueue', text: 'Si è liberato qualcuno.' }]
  return decided(call, call.stages.length - 1, why, { kind: 'ring', targets }, now)
}

function decided(
  call: CallOnItsWay,
  stageIndex: number,
  why: readonly RouteStep[],
  step: NextStep,
  now: Date,
): DecidedStep {
  const { stages, ringRound, timesAsked, waitingSince, responsiblePointId } = call
  const stands = { responsiblePointId, ringRound, stages, stageIndex, timesAsked, waitingSince }
  const change = { ...stands, listeningPointId: responsiblePointId, routeSteps: [...call.routeSteps, ...why] }
  switch (step.kind) {
    case 'ask':
      return { step, change: { ...change, state: 'asking', timesAsked: timesAsked + 1 } }
    case 'ring': {
      const listeningPointId = step.targets[0]?.listeningPointId ?? responsiblePointId
      return { step, change: { ...change, state: 'ringing', ringRound: ringRound + 1, listeningPointId } }
    }
    case 'wait':
      return { step, change: { ...change, state: 'waiting', waitingSince: waitingSince ?? now } }
    case 'record': {
      const { reopens, keptDays } = step
      const withWords = [...stages.slice(0, -1), { kind: 'voicemail', reopens, keptDays } as const]
      return { step, change: { ...change, state: 'recording', stages: withWords } }
    }
  }
}

/** What follows from a step once the call stands where it leads; whoever sees the call is told. */
export async function carryOut(
  tx: StepRows & Change,
  { now }: Occasion,
  call: { id: string; fromE164: string | null; personId: string | null; responsiblePointId: string },
  { step, change }: DecidedStep,
  seenBy: readonly string[] = [],
): Promise<NewLeg[]> {
  const { listeningPointId } = change
  const rung = step.kind === 'ring' ? step.targets.map((target) => target.listeningPointId) : []
  for (const each of new Set([...seenBy, call.responsiblePointId, listeningPointId, ...rung])) {
    tx.announce({ topic: 'call', entityId: call.id, listeningPointId: each })
  }
  if (step.kind === 'ring') return tx.addLegs(call.id, change.ringRound, step.targets, now)
  // Somebody calls back even if no word is left.
  if (step.kind === 'record' && call.fromE164 !== null) {
    await addCallback(tx, now, call, { reason: 'missed', e164: call.fromE164 })
  }
  return []
}

/** Moves a call that is held by this transaction. */
export async function takeStep(
  tx: StepRows & Change,
  occasion: Occasion,
  call: CallRecord,
  decidedStep: DecidedStep,
): Promise<void> {
  const { step, change } = decidedStep
  await tx.moveCall(call.id, change)
  const { id: entityId, legs } = call
  const actions = { ask: 'call.asked', ring: 'call.forwarded', wait: 'call.waits', record: 'call.toVoicemail' } as const
  tx.trace({ action: actions[step.kind], entity: 'call', entityId, listeningPointId: change.listeningPointId })
  await carryOut(tx, occasion, call, decidedStep, [
    call.listeningPointId,
    ...legs.flatMap(({ listeningPointId }) => listeningPointId ?? []),
  ])
}

function reopening(point: RoutablePoint | undefined, now: Date): Date | null {
  if (point?.kind !== 'point' || !hasHoursAt(point.hours, now)) return null
  return openingState(point.hours, now).state === 'open' ? null : nextOpening(point.hours, now)
}

export const isOpenNow = (point: RoutablePoint, now: Date): boolean =>
  point.kind === 'callCentre' || (hasHoursAt(point.hours, now) && openingState(point.hours, now).state === 'open')

const namesOf = (stage: CallStage, points: readonly RoutablePoint[]): string =>
  pointsOfStage(stage)
    .flatMap((each) => points.find(({ id }) => id === each)?.name ?? [])
    .join(', ')

const isRegion = (stage: CallStage): boolean => stage.kind === 'points' && stage.why === 'region'

export const placeOf = (stage: CallStage, points: readonly RoutablePoint[]): string =>
  isRegion(stage) ? 'nei Punti d’Ascolto aperti' : `presso ${namesOf(stage, points)}`

const goesTo = (stage: CallStage, points: readonly RoutablePoint[]): RouteStep => {
  if (stage.kind === 'callCentre') return { code: 'toCallCentre', text: `Risponde ${namesOf(stage, points)}.` }
  const who = isRegion(stage) ? 'i Punti d’Ascolto aperti' : namesOf(stage, points)
  return { code: 'toPoints', text: `Squilla presso ${who}.` }
}
