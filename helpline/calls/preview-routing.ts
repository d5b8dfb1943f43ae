import { type RoutingDecision, type RoutingPoint, routeCall } from '../territory/call-routing.ts'
import { isReachable, type ParsedPhone, parsePhoneNumber } from '../territory/phone-numbers.ts'
import { type IsoDate, romeDate } from '../territory/rome-time.ts'
import type { Caller, RingingPoint, RouteStep } from './call-records.ts'
import { pointOfCaller, unknownCaller } from './recognise-caller.ts'

export type RoutablePoint = RoutingPoint & RingingPoint

export interface RoutingReads {
  /** The points in use, with their districts and hours of that day and of those to come. */
  listRoutablePoints(day: IsoDate): Promise<RoutablePoint[]>
  findCallers(e164s: readonly string[]): Promise<Map<string, Caller>>
}

export interface Route {
  phone: ParsedPhone
  e164: string | null
  caller: Caller
  destination: RoutablePoint
  callCentre: RoutablePoint
  steps: RouteStep[]
}

const asRouteSteps = (decision: RoutingDecision): RouteStep[] =>
  decision.steps.map(({ code, textItalian }) => ({ code, text: textItalian }))

/** Where a call from this number goes at this moment, and why. */
export async function previewRouting(doors: RoutingReads, from: string | null, now: Date): Promise<Route> {
  const phone = parsePhoneNumber(from)
  const e164 = isReachable(phone) ? phone.e164 : null
  const [points, callers] = await Promise.all([
    doors.listRoutablePoints(romeDate(now)),
    e164 ? doors.findCallers([e164]) : undefined,
  ])
  const caller = (e164 && callers?.get(e164)) || unknownCaller
  const decision = routeCall({ caller: { phone, knownListeningPointId: pointOfCaller(caller) }, points, now })
  const { listeningPointId } = decision.destination
  return {
    phone,
    e164,
    caller,
    destination: points.find((point) => point.id === listeningPointId) as RoutablePoint,
    callCentre: points.find((point) => point.kind === 'callCentre') as RoutablePoint,
    steps: asRouteSteps(decision),
  }
}
