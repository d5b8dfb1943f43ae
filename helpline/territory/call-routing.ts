import { Conflict } from '../errors.ts'
import { type ClosedReason, hasHoursAt, nextOpening, type OpeningHours, openingState } from './opening-hours.ts'
import type { ParsedPhone } from './phone-numbers.ts'
import { formatRomeDateTime } from './rome-time.ts'
import { districtOf } from './telephone-districts.ts'

export interface ListeningPointOnDuty {
  readonly id: string
  readonly kind: 'point'
  readonly name: string
  readonly districtPrefixes: readonly string[]
  readonly hours: OpeningHours
}

/** Answers 24 hours a day: it has no hours to look at. */
export interface CallCentreOnDuty {
  readonly id: string
  readonly kind: 'callCentre'
  readonly name: string
}

export type RoutingPoint = ListeningPointOnDuty | CallCentreOnDuty

export interface RoutingInput {
  readonly caller: {
    readonly phone: ParsedPhone
    /** The point that follows this person, when the number is known. */
    readonly knownListeningPointId?: string | undefined
  }
  /** In order of preference: the first that fits is taken. */
  readonly points: readonly RoutingPoint[]
  readonly now: Date
}

export type RoutingStepCode =
  | 'knownCaller'
  | 'knownPointMissing'
  | 'landlineDistrict'
  | 'districtNotServed'
  | 'landlineElsewhere'
  | 'mobileUnknown'
  | 'numberWithheld'
  | 'numberElsewhere'
  | 'pointOpen'
  | 'pointClosed'
  | 'hoursMissing'
  | 'toCallCentre'

export interface RoutingStep {
  readonly code: RoutingStepCode
  readonly textItalian: string
}

export type CallDestination =
  | { readonly kind: 'listeningPoint'; readonly listeningPointId: string }
  | { readonly kind: 'callCentre'; readonly listeningPointId: string }

export interface RoutingDecision {
  readonly destination: CallDestination
  /** Why, in order; no name and no number of the caller. */
  readonly steps: readonly RoutingStep[]
  /** The point that would have answered, and when it reopens if that is in sight. */
  readonly closedPoint?: { readonly listeningPointId: string; readonly reopensAt: Date | null }
}

interface Choice {
  candidates: ListeningPointOnDuty[]
  steps: RoutingStep[]
}

function choiceByNumber(phone: ParsedPhone, points: readonly ListeningPointOnDuty[]): Choice {
  const nobody = (code: RoutingStepCode, textItalian: string): Choice => ({
    candidates: [],
    steps: [{ code, textItalian }],
  })
  if (phone.kind === 'withheld') return nobody('numberWithheld', 'Il numero di chi chiama è nascosto.')
  if (phone.kind === 'mobile') return nobody('mobileUnknown', 'Chiama un cellulare che non conosciamo.')
  if (phone.kind !== 'landline') return nobody('numberElsewhere', 'Il numero non appartiene a un distretto telefonico.')
  const district = districtOf(phone.e164)
  if (!district) return nobody('landlineElsewhere', 'Chiama un telefono fisso fuori dalla Lombardia.')
  const candidates = points.filter((point) => point.districtPrefixes.includes(district.prefix))
  if (candidates.length === 0) {
    return nobody('districtNotServed', `Nessun Punto d'Ascolto risponde al distretto di ${district.name}.`)
  }
  const textItalian = `Chiama un telefono fisso del distretto di ${district.name} (${district.prefix}).`
  return { candidates, steps: [{ code: 'landlineDistrict', textItalian }] }
}

function choose({ caller, points }: RoutingInput): Choice {
  const listeningPoints = points.filter((point) => point.kind === 'point')
  if (caller.knownListeningPointId === undefined) return choiceByNumber(caller.phone, listeningPoints)
  const known = points.find((point) => point.id === caller.knownListeningPointId)
  if (!known) {
    const missing: RoutingStep = {
      code: 'knownPointMissing',
      textItalian: "Il Punto d'Ascolto che segue questa persona non è più attivo.",
    }
    const byNumber = choiceByNumber(caller.phone, listeningPoints)
    return { ...byNumber, steps: [missing, ...byNumber.steps] }
  }
  const textItalian = `Chi chiama è già conosciuto: lo segue ${known.name}.`
  return { candidates: known.kind === 'point' ? [known] : [], steps: [{ code: 'knownCaller', textItalian }] }
}

function closedReasonText(reason: ClosedReason): string {
  switch (reason.kind) {
    case 'outsideHours':
      return 'fuori orario'
    case 'holiday':
      return `giorno festivo, ${reason.name}`
    case 'patron':
      return `festa del patrono, ${reason.name}`
    case 'closure':
      return reason.reason
  }
}

/** The step that sends the call on, and when the point reopens; undefined when it is open. */
function whyNotNow(point: ListeningPointOnDuty, now: Date): { step: RoutingStep; reopensAt: Date | null } | undefined {
  // A call is never lost for a missing table, nor sent to a point nobody is at.
  if (!hasHoursAt(point.hours, now)) {
    const textItalian = `Gli orari di ${point.name} non sono inseriti.`
    return { step: { code: 'hoursMissing', textItalian }, reopensAt: null }
  }
  const opening = openingState(point.hours, now)
  if (opening.state === 'open') return undefined
  const reopensAt = nextOpening(point.hours, now)
  const reopens = reopensAt ? ` Riapre ${formatRomeDateTime(reopensAt)}.` : ''
  const textItalian = `${point.name} è chiuso: ${closedReasonText(opening.reason)}.${reopens}`
  return { step: { code: 'pointClosed', textItalian }, reopensAt }
}

export function routeCall(input: RoutingInput): RoutingDecision {
  const callCentre = input.points.find((point) => point.kind === 'callCentre')
  // Judged on every call, so that the fault shows by day and not on the first night.
  if (!callCentre) throw new Conflict('Nessun call centre è configurato: le chiamate fuori orario andrebbero perse.')
  const { candidates, steps } = choose(input)
  const refusals: RoutingStep[] = []
  let closedPoint: RoutingDecision['closedPoint']
  for (const point of candidates) {
    const refusal = whyNotNow(point, input.now)
    if (!refusal) {
      return {
        destination: { kind: 'listeningPoint', listeningPointId: point.id },
        steps: [...steps, ...refusals, { code: 'pointOpen', textItalian: `Risponde ${point.name}.` }],
      }
    }
    refusals.push(refusal.step)
    closedPoint ??= { listeningPointId: point.id, reopensAt: refusal.reopensAt }
  }
  return {
    destination: { kind: 'callCentre', listeningPointId: callCentre.id },
    steps: [...steps, ...refusals, { code: 'toCallCentre', textItalian: `Risponde ${callCentre.name}.` }],
    ...(closedPoint ? { closedPoint } : {}),
  }
}
