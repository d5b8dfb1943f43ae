import type { Occasion, Transactions } from '../../changes/change.ts'
import { isReachable, type PhoneKind, parsePhoneNumber } from '../../territory/phone-numbers.ts'
import type { CallRecord, LegRecord, RouteStep } from '../call-records.ts'
import type { EndRows } from '../end-call.ts'
import { isLimited, type NumberLimit } from '../limits/number-limit.ts'
import { callerInstruction, type LineInstruction } from '../line-instruction.ts'
import { previewRouting, type RoutablePoint, type Route, type RoutingReads } from './preview-routing.ts'
import { onlyCandidate } from './recognise-caller.ts'
import { type CallChange, carryOut, decideStep, type NewLeg, type StepRows } from './take-step.ts'

export interface CallReads {
  /** An incoming call by the caller's line. */
  findCall(twilioCallSid: string): Promise<CallRecord | null>
  findCallById(callId: string): Promise<CallRecord | null>
}

export interface CallEventRows {
  /** false where that webhook was seen before. */
  rememberEvent(key: string, callId: string, kind: string, now: Date): Promise<boolean>
}

export interface NumberReads {
  /** Whose point answers for the association that has this number. */
  findDialledPoint(toE164: string): Promise<string | null>
  /** Not lifted and not over. */
  listLimitsOf(e164: string, now: Date): Promise<NumberLimit[]>
}

export interface ReceiveRows extends StepRows, EndRows, CallEventRows {
  /** null where this call is known already. */
  addCall(
    call: CallChange & {
      twilioCallSid: string
      callerKind: PhoneKind
      fromE164: string | null
      toE164: string
      personId: string | null
      startedAt: Date
    },
  ): Promise<string | null>
}

export type RouteDoors = RoutingReads & NumberReads
export type ReceiveDoors = RouteDoors & CallReads & Transactions<ReceiveRows>

/** Where a call goes, with what is written of its numbers. */
export async function routeIncoming(
  doors: RouteDoors,
  call: { from: string | null; to: string; answeredDigits?: string },
  now: Date,
): Promise<Route> {
  const phone = parsePhoneNumber(call.from)
  const fromE164 = isReachable(phone) ? phone.e164 : null
  const [dialledPointId, limits] = await Promise.all([
    doors.findDialledPoint(call.to),
    fromE164 === null ? [] : doors.listLimitsOf(fromE164, now),
  ])
  const limited = fromE164 !== null && limits.length > 0 && isLimited(limits, await isKnown(doors, fromE164), now)
  return previewRouting(doors, call.from, now, {
    limited,
    dialledPointId: dialledPointId ?? undefined,
    answeredDigits: call.answeredDigits,
  })
}

const isKnown = async (doors: RoutingReads, e164: string): Promise<boolean> =>
  ((await doors.findCallers([e164])).get(e164)?.candidates.length ?? 0) > 0

/** Takes a call in: where it rings, who rings, all in one row. The same call told again is still one call. */
export async function receiveCall(
  doors: ReceiveDoors,
  occasion: Occasion,
  input: { twilioCallSid: string; from: string; to: string },
): Promise<LineInstruction> {
  const { now } = occasion
  const { twilioCallSid, to: toE164 } = input
  const route = await routeIncoming(doors, { from: input.from, to: toE164 }, now)
  const taken = await doors.transaction({ ...occasion, actor: { kind: 'caller' } }, async (tx) => {
    const onItsWay = onTheWay(route)
    const decided = await decideStep(tx, onItsWay, 0, route.points, now)
    const call = {
      twilioCallSid,
      callerKind: route.phone.kind,
      fromE164: route.e164,
      toE164,
      personId: onlyCandidate(route.caller)?.person.id ?? null,
      startedAt: now,
      ...decided.change,
    }
    const id = await tx.addCall(call)
    if (id === null) return undefined
    await tx.rememberEvent(`incoming:${twilioCallSid}`, id, 'incoming', now)
    tx.trace({ action: 'call.received', entity: 'call', entityId: id, listeningPointId: call.listeningPointId })
    const legs = await carryOut(tx, occasion, { ...call, id }, decided)
    return { ...call, id, legs: legs.map((leg) => withItsPoint(leg, route.points)) }
  })
  if (taken) return callerInstruction({ ...taken, ...untouched })
  const call = await doors.findCall(twilioCallSid)
  if (!call) throw new Error('A call that was just received is not there')
  return callerInstruction(call)
}

/** Where a point is gone meanwhile. */
export const USUAL_RING_SECONDS = 25

const untouched = { outcome: null, conferenceAt: null, onHold: false, callbackReason: null } as const

function withItsPoint(leg: NewLeg, points: readonly RoutablePoint[]): LegRecord {
  const point = points.find(({ id }) => id === leg.listeningPointId)
  const { ringTimeoutSeconds = USUAL_RING_SECONDS, kind } = point ?? {}
  return { ...leg, ringTimeoutSeconds, toCallCentre: kind === 'callCentre' }
}

/** What is to come is written down when it comes. */
export const whyThere = (steps: readonly RouteStep[]): RouteStep[] =>
  steps.filter(({ code }) => code !== 'toCallCentre' && code !== 'toVoicemail')

function onTheWay({ e164, steps, itinerary }: Route) {
  return {
    id: null,
    fromE164: e164,
    ringRound: 0,
    stages: [...itinerary.stages],
    stageIndex: 0,
    timesAsked: 0,
    waitingSince: null,
    routeSteps: whyThere(steps),
    responsiblePointId: itinerary.responsiblePointId,
  }
}
