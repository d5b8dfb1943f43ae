import type { Store } from '../../adapters/postgres/store.ts'
import type { RoutingPreview } from '../../contract/network.ts'
import { previewRouting, type RoutablePoint } from '../../helpline/calls/incoming/preview-routing.ts'
import type { RouteStage } from '../../helpline/territory/call-routing.ts'
import { openingState } from '../../helpline/territory/opening-hours.ts'
import { isReachable, parsePhoneNumber } from '../../helpline/territory/phone-numbers.ts'

interface Question {
  from: string
  at: Date
  digits?: string | undefined
  to?: string | undefined
}

/** The whole way a call would go, with the names of the places and how long each rings. */
export async function previewOf(store: Store, { from, at, digits, to }: Question): Promise<RoutingPreview> {
  const dialledPointId = to ? await pointOfDialled(store, to) : undefined
  const route = await previewRouting(store, from, at, { answeredDigits: digits, dialledPointId })
  const { destination, steps, points, itinerary } = route
  const named = (id: string) => points.find((point) => point.id === id) as RoutablePoint
  const { closedPoint } = itinerary
  return {
    destination: { id: destination.id, name: destination.name, kind: destination.kind },
    steps,
    stages: itinerary.stages.map((stage) => viewStage(stage, named, at)),
    responsible: { id: itinerary.responsiblePointId, name: named(itinerary.responsiblePointId).name },
    closedPoint: closedPoint
      ? {
          ...{ id: closedPoint.listeningPointId, name: named(closedPoint.listeningPointId).name },
          reopensAt: closedPoint.reopensAt?.toISOString() ?? null,
        }
      : null,
    at: at.toISOString(),
  }
}

/** The point that follows the association whose number this is. */
async function pointOfDialled(store: Store, typed: string): Promise<string | undefined> {
  const phone = parsePhoneNumber(typed)
  if (!isReachable(phone)) return undefined
  const { associations } = await store.readNetwork()
  return associations.find(({ active, phoneE164 }) => active && phoneE164 === phone.e164)?.listeningPointId ?? undefined
}

function viewStage(
  stage: RouteStage,
  named: (id: string) => RoutablePoint,
  at: Date,
): RoutingPreview['stages'][number] {
  if (stage.kind === 'question' || stage.kind === 'voicemail') {
    return { kind: stage.kind, why: null, ringSeconds: null, points: [] }
  }
  const points = stage.listeningPointIds.map(named)
  return {
    kind: stage.kind,
    why: stage.kind === 'points' ? stage.why : null,
    ringSeconds: Math.max(...points.map(({ ringTimeoutSeconds }) => ringTimeoutSeconds)),
    points: points.map((point) => ({ id: point.id, name: point.name, openUntil: openUntil(point, at) })),
  }
}

function openUntil(point: RoutablePoint, at: Date): string | null {
  if (point.kind === 'callCentre') return null
  const opening = openingState(point.hours, at)
  return opening.state === 'open' ? (opening.until?.toISOString() ?? null) : null
}
