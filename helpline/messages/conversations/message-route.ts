import { belongingOf, isOpen, type RoutingPoint } from '../../territory/call-routing.ts'
import { hasHoursAt, nextOpening } from '../../territory/opening-hours.ts'
import type { ParsedPhone } from '../../territory/phone-numbers.ts'

export interface MessageRoute {
  /** Whose it is; null: nobody's, read by whoever comes first. */
  listeningPointId: string | null
  /** Nobody reads it now; `reopensAt` null where no opening is in sight. */
  closed: { reopensAt: Date | null } | null
}

interface Sender {
  phone: ParsedPhone
  /** The point that follows whoever writes. */
  knownPointId: string | undefined
}

/** Where a message belongs, by the rules and the hours of a call; only that nobody is asked anything, and no neighbour reads it. */
export function routeMessage(
  { phone, knownPointId }: Sender,
  points: readonly RoutingPoint[],
  now: Date,
): MessageRoute {
  const known = points.find(({ id }) => id === knownPointId)
  // Somebody is there at any hour.
  if (known?.kind === 'callCentre') return { listeningPointId: known.id, closed: null }
  const belonging = belongingOf({ phone, knownListeningPointId: knownPointId }, points)
  const home = belonging.kind === 'points' ? belonging.points : []
  const readers = home.length > 0 ? home : points.filter((point) => point.kind === 'point')
  const [first] = home
  const isRead = readers.some((point) => isOpen(point, now))
  return { listeningPointId: first?.id ?? null, closed: isRead ? null : { reopensAt: firstOpening(readers, now) } }
}

function firstOpening(points: readonly (RoutingPoint & { kind: 'point' })[], now: Date): Date | null {
  const openings = points.flatMap(({ hours }) => (hasHoursAt(hours, now) ? (nextOpening(hours, now) ?? []) : []))
  return openings.sort((a, b) => a.getTime() - b.getTime())[0] ?? null
}
