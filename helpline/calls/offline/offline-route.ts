import { planItinerary, type RouteStage } from '../../territory/call-routing.ts'
import { standingOn } from '../../territory/dated-rows.ts'
import { isReachable, type PhoneKind, parsePhoneNumber } from '../../territory/phone-numbers.ts'
import { romeDate } from '../../territory/rome-time.ts'
import type { CallStage, RingTarget, RouteStep } from '../call-records.ts'
import type { RoutablePoint } from '../incoming/preview-routing.ts'
import { phonesToRing } from '../incoming/ring-plan.ts'
import { spokenMoment } from '../spoken-words.ts'
import type { OfflineSnapshot, SealNumber } from './offline-snapshot.ts'

/** Phones that ring together, until somebody takes the call or the time is over. */
export interface OfflineRing {
  listeningPointId: string
  toCallCentre: boolean
  targets: readonly RingTarget[]
  ringTimeoutSeconds: number
}

export interface OfflineRoute {
  callerKind: PhoneKind
  e164: string | null
  /** Only those where somebody can be rung; after the last comes the voicemail. */
  rings: readonly OfflineRing[]
  stages: readonly CallStage[]
  steps: RouteStep[]
  responsiblePointId: string
  /** When the point that would have answered reopens, in words. */
  reopens: string | null
  /** For how many days a message is kept. */
  keptDays: number
}

/** The same rule that routes every call, on what was last known; nothing is asked of the caller, who goes to the whole region. */
export function routeOffline(
  { network, callers }: OfflineSnapshot,
  seal: SealNumber,
  call: { from: string | null; to: string; at: Date },
): OfflineRoute {
  const phone = parsePhoneNumber(call.from)
  const e164 = isReachable(phone) ? phone.e164 : null
  const sealed = e164 === null ? undefined : seal(e164)
  const points = pointsOn(network, call.at)
  const itinerary = planItinerary({
    caller: {
      phone,
      knownListeningPointId: sealed === undefined ? undefined : callers?.pointOfSealed[sealed],
      answeredDigits: '',
      dialledPointId: network.associations.find((each) => each.e164 === call.to)?.listeningPointId,
      limited: callers?.limits.some(
        (limit) => limit.sealed === sealed && limit.fromAt <= call.at && call.at < limit.untilAt,
      ),
    },
    points,
    now: call.at,
  })
  const reopensAt = itinerary.closedPoint?.reopensAt
  const reopens = reopensAt ? spokenMoment(reopensAt, call.at) : null
  const { keptDays } = network
  return {
    callerKind: phone.kind,
    e164,
    rings: itinerary.stages.flatMap((stage) => ringOf(stage, points, network, e164)),
    stages: itinerary.stages.map((stage) => (stage.kind === 'voicemail' ? { ...stage, reopens, keptDays } : stage)),
    steps: [
      { code: 'offline', text: 'Il database non rispondeva: instradata con i dati salvati sul server.' },
      ...itinerary.steps.map(({ code, textItalian }) => ({ code, text: textItalian })),
    ],
    responsiblePointId: itinerary.responsiblePointId,
    reopens,
    keptDays,
  }
}

function pointsOn({ points, districts }: OfflineSnapshot['network'], at: Date): RoutablePoint[] {
  const day = romeDate(at)
  return points.map((point) => {
    if (point.kind === 'callCentre') return point
    const own = districts.filter((district) => district.listeningPointId === point.id)
    const standing = own.filter((district) => standingOn([district], day) !== undefined)
    return { ...point, districtPrefixes: standing.map(({ prefix }) => prefix) }
  })
}

function ringOf(
  stage: RouteStage,
  points: readonly RoutablePoint[],
  { present }: OfflineSnapshot['network'],
  callerE164: string | null,
): OfflineRing[] {
  if (stage.kind === 'question' || stage.kind === 'voicemail') return []
  const rung = stage.listeningPointIds.flatMap((id) => points.find((point) => point.id === id) ?? [])
  const waiting = present
    .filter(({ listeningPointId }) => stage.listeningPointIds.includes(listeningPointId))
    .toSorted((a, b) => a.since.getTime() - b.since.getTime())
  const fixed = rung.flatMap(({ id, fixedPhones }) => fixedPhones.map((e164) => ({ e164, listeningPointId: id })))
  const targets = phonesToRing(waiting, fixed, callerE164)
  const [first] = targets
  if (!first) return []
  return [
    {
      listeningPointId: first.listeningPointId,
      toCallCentre: stage.kind === 'callCentre',
      targets,
      ringTimeoutSeconds: Math.max(...rung.map(({ ringTimeoutSeconds }) => ringTimeoutSeconds)),
    },
  ]
}
