import { type Itinerary, planItinerary, type RoutingCaller, type RoutingPoint } from '../../territory/call-routing.ts'
import { isReachable, type ParsedPhone, parsePhoneNumber } from '../../territory/phone-numbers.ts'
import { type IsoDate, romeDate } from '../../territory/rome-time.ts'
import type { Caller, RingingPoint, RouteStep } from '../call-records.ts'
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
  itinerary: Itinerary
  points: readonly RoutablePoint[]
}

const asRouteSteps = ({ steps }: Itinerary): RouteStep[] =>
  steps.map(({ code, textItalian }) => ({ code, text: textItalian }))

/** Where a call from this number goes at this moment, and why. */
export async function previewRouting(
  doors: RoutingReads,
  from: string | null,
  now: Date,
  told: Pick<RoutingCaller, 'answeredDigits' | 'dialledPointId' | 'limited'> = {},
): Promise<Route> {
  const phone = parsePhoneNumber(from)
  const e164 = isReachable(phone) ? phone.e164 : null
  const [points, callers] = await Promise.all([
    doors.listRoutablePoints(romeDate(now)),
    e164 ? doors.findCallers([e164]) : undefined,
  ])
  const caller = (e164 && callers?.get(e164)) || unknownCaller
  const known = { phone, knownListeningPointId: pointOfCaller(caller), ...told }
  const itinerary = planItinerary({ caller: known, points, now })
  const callCentre = points.find((point) => point.kind === 'callCentre') as RoutablePoint
  const first = itinerary.stages.find((stage) => stage.kind === 'points')?.listeningPointIds[0]
  return {
    phone,
    e164,
    caller,
    destination: points.find((point) => point.id === first) ?? callCentre,
    callCentre,
    steps: asRouteSteps(itinerary),
    itinerary,
    points,
  }
}
