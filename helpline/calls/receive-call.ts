import type { Occasion, Transactions } from '../changes/change.ts'
import type { PhoneKind } from '../territory/phone-numbers.ts'
import { type CallInstruction, instructionFor, type LegToRing } from './call-instruction.ts'
import type { CallRecord, RingTarget, RouteStep } from './call-records.ts'
import { type EndRows, endCall, unansweredEnding } from './end-call.ts'
import { previewRouting, type RoutablePoint, type Route, type RoutingReads } from './preview-routing.ts'
import { onlyCandidate } from './recognise-caller.ts'
import { phonesToRing } from './ring-plan.ts'

export interface AvailabilityReads {
  /** Operators who are there, free and reachable, those who have waited longest first; one in conversation is not free. */
  listAvailablePhones(listeningPointId: string, now: Date): Promise<{ operatorId: string; e164: string }[]>
}

export interface CallReads {
  findCall(twilioCallSid: string): Promise<CallRecord | null>
}

export interface CallEventRows {
  /** false where that webhook was seen before. */
  rememberEvent(key: string, callId: string, kind: string, now: Date): Promise<boolean>
}

export interface ReceiveRows extends EndRows, CallEventRows {
  /** null where this call is known already. */
  addCall(call: {
    twilioCallSid: string
    callerKind: PhoneKind
    fromE164: string | null
    toE164: string
    listeningPointId: string
    routeSteps: RouteStep[]
    personId: string | null
    startedAt: Date
  }): Promise<string | null>
  addLegs(callId: string, ringRound: number, targets: readonly RingTarget[], now: Date): Promise<LegToRing[]>
}

export type ReceiveDoors = RoutingReads & AvailabilityReads & CallReads & Transactions<ReceiveRows>

interface RingPlan {
  point: RoutablePoint
  targets: RingTarget[]
  steps: RouteStep[]
}

const toCallCentre = (name: string): RouteStep => ({ code: 'toCallCentre', text: `Risponde ${name}.` })

export async function planRing(doors: AvailabilityReads, point: RoutablePoint, e164: string | null, now: Date) {
  return phonesToRing(await doors.listAvailablePhones(point.id, now), point.fixedPhones, e164)
}

/** Where nobody is free the call goes straight to the call centre: it never rings in an empty room. */
async function firstRing(doors: AvailabilityReads, route: Route, now: Date): Promise<RingPlan> {
  const { destination, callCentre, e164, steps } = route
  const targets = await planRing(doors, destination, e164, now)
  if (targets.length > 0 || destination.id === callCentre.id) return { point: destination, targets, steps }
  const nobody: RouteStep = { code: 'nobodyAvailable', text: `Nessuno è libero presso ${destination.name}.` }
  return {
    point: callCentre,
    targets: await planRing(doors, callCentre, e164, now),
    steps: [...steps, nobody, toCallCentre(callCentre.name)],
  }
}

/** Takes a call in: where it rings, who rings, all in one row. The same call told again is still one call. */
export async function receiveCall(
  doors: ReceiveDoors,
  occasion: Occasion,
  input: { twilioCallSid: string; from: string; to: string },
): Promise<CallInstruction> {
  const { now } = occasion
  const route = await previewRouting(doors, input.from, now)
  const { point, targets, steps } = await firstRing(doors, route, now)
  const personId = onlyCandidate(route.caller)?.person.id ?? null
  const legs = await doors.transaction({ ...occasion, actor: { kind: 'caller' } }, async (tx) => {
    const callId = await tx.addCall({
      twilioCallSid: input.twilioCallSid,
      callerKind: route.phone.kind,
      fromE164: route.e164,
      toE164: input.to,
      listeningPointId: point.id,
      routeSteps: steps,
      personId,
      startedAt: now,
    })
    if (callId === null) return []
    await tx.rememberEvent(`incoming:${input.twilioCallSid}`, callId, 'incoming', now)
    tx.trace({ action: 'call.received', entity: 'call', entityId: callId, listeningPointId: point.id })
    tx.announce({ topic: 'call', entityId: callId, listeningPointId: point.id })
    if (targets.length > 0) return tx.addLegs(callId, 1, targets, now)
    const call = { id: callId, fromE164: route.e164, personId, answeredByOperatorId: null, point }
    await endCall(tx, occasion, call, { from: 'ringing', ...unansweredEnding(call, route.destination.id) })
    return []
  })
  if (legs.length > 0) {
    return instructionFor({ state: 'ringing', outcome: null, ringRound: 1, toE164: input.to, point, legs })
  }
  const call = await doors.findCall(input.twilioCallSid)
  if (!call) throw new Error('A call that was just received is not there')
  return instructionFor(call)
}

/** The last place to ring, and why. */
export const callCentreSteps = (from: string, callCentre: string): RouteStep[] => [
  { code: 'nobodyAnswered', text: `Nessuno ha risposto presso ${from}.` },
  toCallCentre(callCentre),
]
