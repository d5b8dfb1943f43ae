import { Conflict } from '../errors.ts'
import { placeOfDigits } from './answered-place.ts'
import { type ClosedReason, closedReason, hasHoursAt, nextOpening, type OpeningHours } from './opening-hours.ts'
import type { ParsedPhone } from './phone-numbers.ts'
import { formatRomeDateTime } from './rome-time.ts'
import { districtOf } from './telephone-districts.ts'

export interface ListeningPointOnDuty {
  readonly id: string
  readonly kind: 'point'
  readonly name: string
  readonly districtPrefixes: readonly string[]
  /** Where a call nobody takes goes on to, nearest first. */
  readonly neighbourIds: readonly string[]
  readonly hours: OpeningHours
}

/** Answers 24 hours a day: it has no hours to look at. */
export interface CallCentreOnDuty {
  readonly id: string
  readonly kind: 'callCentre'
  readonly name: string
}

export type RoutingPoint = ListeningPointOnDuty | CallCentreOnDuty

export interface RoutingCaller {
  readonly phone: ParsedPhone
  /** The point that follows this person, when the number is known. */
  readonly knownListeningPointId?: string | undefined
  /** What was keyed when the question was asked; '' where nothing was. */
  readonly answeredDigits?: string | undefined
  /** The point of the local association whose own number was dialled. */
  readonly dialledPointId?: string | undefined
  /** A coordinator has limited this number for a time. */
  readonly limited?: boolean | undefined
}

export interface RoutingInput {
  readonly caller: RoutingCaller
  readonly points: readonly RoutingPoint[]
  readonly now: Date
}

export type RouteStage =
  /** Nobody knows where the call comes from: CAP or prefix on the keypad; planned again with what was keyed. */
  | { readonly kind: 'question' }
  /** Rung together. */
  | {
      readonly kind: 'points'
      readonly why: 'home' | 'neighbours' | 'region'
      readonly listeningPointIds: readonly string[]
    }
  | { readonly kind: 'callCentre'; readonly listeningPointIds: readonly [string] }
  /** Always the last one. */
  | { readonly kind: 'voicemail' }

export type RoutingStepCode =
  | 'numberLimited'
  | 'knownCaller'
  | 'knownPointMissing'
  | 'landlineDistrict'
  | 'districtNotServed'
  | 'landlineElsewhere'
  | 'mobileUnknown'
  | 'numberWithheld'
  | 'numberElsewhere'
  | 'dialledAssociation'
  | 'question'
  | 'answerUnderstood'
  | 'answerUnclear'
  | 'answerElsewhere'
  | 'pointOpen'
  | 'pointClosed'
  | 'hoursMissing'
  | 'neighboursOpen'
  | 'neighboursClosed'
  | 'regionOpen'
  | 'regionClosed'
  | 'toCallCentre'
  | 'toVoicemail'

export interface RoutingStep {
  readonly code: RoutingStepCode
  readonly textItalian: string
}

export interface Itinerary {
  /** In order: the next one is for when nobody took the call. */
  readonly stages: readonly RouteStage[]
  /** Why, in order; no name and no number of the caller. */
  readonly steps: readonly RoutingStep[]
  /** Whose callback list it lands on: the point that follows or would have answered, else the call centre. */
  readonly responsiblePointId: string
  /** The point that would have answered, and when it reopens if that is in sight. */
  readonly closedPoint?: { readonly listeningPointId: string; readonly reopensAt: Date | null }
}

/** Where the call belongs. `points`: those that answer for the caller, open or not. */
type Belonging =
  | { readonly kind: 'points'; readonly points: readonly ListeningPointOnDuty[]; readonly steps: RoutingStep[] }
  | { readonly kind: 'callCentre' | 'anywhere' | 'unasked'; readonly steps: RoutingStep[] }

const step = (code: RoutingStepCode, textItalian: string): RoutingStep => ({ code, textItalian })

const isListeningPoint = (point: RoutingPoint): point is ListeningPointOnDuty => point.kind === 'point'

/** Every stage a call goes through until somebody takes it, computed once: what follows never asks the database again. */
export function planItinerary({ caller, points, now }: RoutingInput): Itinerary {
  const callCentre = points.find((point) => point.kind === 'callCentre')
  // Judged on every call, so that the fault shows by day and not on the first night.
  if (!callCentre) throw new Conflict('Nessun call centre è configurato: le chiamate fuori orario andrebbero perse.')
  const belonging = belongingOf(caller, points)
  const home = belonging.kind === 'points' ? belonging.points : []
  const responsiblePointId = home[0]?.id ?? callCentre.id
  const voicemail = step('toVoicemail', 'Se nessuno risponde c’è la segreteria, e si viene richiamati.')
  if (caller.limited) {
    const limited = step('numberLimited', 'Il numero è limitato: va subito in segreteria.')
    return { stages: [{ kind: 'voicemail' }], steps: [limited], responsiblePointId }
  }
  const listeningPoints = points.filter(isListeningPoint)
  const local = belonging.kind === 'points' ? homeFirst(belonging.points, listeningPoints, now) : nobodyLocal
  const region =
    belonging.kind === 'anywhere' || belonging.kind === 'unasked' ? wholeRegion(listeningPoints, now) : nobodyLocal
  const before: RouteStage[] = belonging.kind === 'unasked' ? [{ kind: 'question' }] : []
  const stages: RouteStage[] = [...before, ...local.stages, ...region.stages]
  const then = stages.some((stage) => stage.kind === 'points') ? 'Poi risponde' : 'Risponde'
  return {
    stages: [...stages, { kind: 'callCentre', listeningPointIds: [callCentre.id] }, { kind: 'voicemail' }],
    steps: [
      ...belonging.steps,
      ...local.steps,
      ...region.steps,
      step('toCallCentre', `${then} ${callCentre.name}.`),
      voicemail,
    ],
    responsiblePointId,
    ...(local.closedPoint ? { closedPoint: local.closedPoint } : {}),
  }
}

export function belongingOf(caller: RoutingCaller, points: readonly RoutingPoint[]): Belonging {
  if (caller.knownListeningPointId === undefined) return belongingOfNumber(caller, points)
  const known = points.find((point) => point.id === caller.knownListeningPointId)
  if (!known) {
    const missing = step('knownPointMissing', "Il Punto d'Ascolto che segue questa persona non è più attivo.")
    const byNumber = belongingOfNumber(caller, points)
    return { ...byNumber, steps: [missing, ...byNumber.steps] }
  }
  const steps = [step('knownCaller', `Chi chiama è già conosciuto: lo segue ${known.name}.`)]
  return known.kind === 'point' ? { kind: 'points', points: [known], steps } : { kind: 'callCentre', steps }
}

function belongingOfNumber(caller: RoutingCaller, points: readonly RoutingPoint[]): Belonging {
  const { phone } = caller
  const district = phone.kind === 'landline' ? districtOf(phone.e164) : undefined
  if (district) {
    const served = pointsOf([district.prefix], points)
    if (served.length > 0) {
      const textItalian = `Chiama un telefono fisso del distretto di ${district.name} (${district.prefix}).`
      return { kind: 'points', points: served, steps: [step('landlineDistrict', textItalian)] }
    }
  }
  const why = district
    ? step('districtNotServed', `Nessun Punto d'Ascolto risponde al distretto di ${district.name}.`)
    : whyUnplaced[phone.kind]
  const dialled = points.find((point) => point.id === caller.dialledPointId)
  if (dialled?.kind === 'point') {
    const steps = [why, step('dialledAssociation', `Ha fatto il numero di un'associazione seguita da ${dialled.name}.`)]
    return { kind: 'points', points: [dialled], steps }
  }
  if (phone.kind === 'mobile' || phone.kind === 'withheld') return belongingOfAnswer(caller.answeredDigits, why, points)
  // A district nobody serves is in the region; the rest of Italy and abroad are the call centre's, which is national.
  return { kind: district ? 'anywhere' : 'callCentre', steps: [why] }
}

const whyUnplaced: Record<ParsedPhone['kind'], RoutingStep> = {
  landline: step('landlineElsewhere', 'Chiama un telefono fisso fuori dalla Lombardia.'),
  mobile: step('mobileUnknown', 'Chiama un cellulare che non conosciamo.'),
  withheld: step('numberWithheld', 'Il numero di chi chiama è nascosto.'),
  tollFree: step('numberElsewhere', 'Il numero non appartiene a un distretto telefonico.'),
  other: step('numberElsewhere', 'Il numero non appartiene a un distretto telefonico.'),
  foreign: step('numberElsewhere', 'Chiama un numero estero.'),
  invalid: step('numberElsewhere', 'Il numero di chi chiama non si legge.'),
}

function belongingOfAnswer(digits: string | undefined, why: RoutingStep, points: readonly RoutingPoint[]): Belonging {
  if (digits === undefined) {
    const question = step('question', 'Chiediamo il CAP o il prefisso, da scrivere sulla tastiera; senza risposta:')
    return { kind: 'unasked', steps: [why, question] }
  }
  const place = placeOfDigits(digits)
  if (place.kind === 'unclear') {
    return {
      kind: 'anywhere',
      steps: [why, step('answerUnclear', 'Non ha scritto un CAP o un prefisso riconoscibile.')],
    }
  }
  if (place.kind === 'elsewhere')
    return { kind: 'callCentre', steps: [why, step('answerElsewhere', place.textItalian)] }
  const steps = [why, step('answerUnderstood', place.textItalian)]
  const served = pointsOf(place.prefixes, points)
  if (served.length > 0) return { kind: 'points', points: served, steps }
  return { kind: 'anywhere', steps: [...steps, step('districtNotServed', "Nessun Punto d'Ascolto risponde lì.")] }
}

/** In the order of the prefixes, each point once. */
function pointsOf(prefixes: readonly string[], points: readonly RoutingPoint[]): ListeningPointOnDuty[] {
  const listeningPoints = points.filter(isListeningPoint)
  const serving = prefixes.flatMap((prefix) => listeningPoints.filter((each) => each.districtPrefixes.includes(prefix)))
  return [...new Set(serving)]
}

interface Local {
  stages: RouteStage[]
  steps: RoutingStep[]
  closedPoint?: Itinerary['closedPoint']
}
const nobodyLocal: Local = { stages: [], steps: [] }

/** A point that is closed hands over to its open neighbours before the call centre: they know the territory and dispatch in it. */
function homeFirst(home: readonly ListeningPointOnDuty[], points: readonly ListeningPointOnDuty[], now: Date): Local {
  const refusals = home.map((point) => ({ point, refusal: whyNotNow(point, now) }))
  const open = refusals.filter(({ refusal }) => !refusal).map(({ point }) => point)
  const closed = refusals.flatMap(({ point, refusal }) => (refusal ? [{ listeningPointId: point.id, ...refusal }] : []))
  const rank = new Set(home.flatMap(({ neighbourIds }) => neighbourIds))
  for (const { id } of home) rank.delete(id)
  const neighbours = [...rank].flatMap((id) => points.find((point) => point.id === id) ?? [])
  const openNeighbours = neighbours.filter((point) => isOpen(point, now))
  const steps = closed.map((each) => each.step)
  if (open.length > 0) steps.push(step('pointOpen', `Risponde ${namesOf(open)}.`))
  if (openNeighbours.length > 0) {
    const then = open.length > 0 ? 'Poi rispondono i vicini aperti' : 'Rispondono i vicini aperti'
    steps.push(step('neighboursOpen', `${then}: ${namesOf(openNeighbours)}.`))
  } else if (neighbours.length > 0) {
    steps.push(step('neighboursClosed', `Nessun vicino è aperto: ${namesOf(neighbours)}.`))
  }
  const [first] = closed
  return {
    stages: [...ringing('home', open), ...ringing('neighbours', openNeighbours)],
    steps,
    ...(open.length === 0 && first
      ? { closedPoint: { listeningPointId: first.listeningPointId, reopensAt: first.reopensAt } }
      : {}),
  }
}

function wholeRegion(points: readonly ListeningPointOnDuty[], now: Date): Local {
  const open = points.filter((point) => isOpen(point, now))
  const steps =
    open.length > 0
      ? [step('regionOpen', `Rispondono tutti i Punti d'Ascolto aperti: ${namesOf(open)}.`)]
      : [step('regionClosed', "Nessun Punto d'Ascolto è aperto.")]
  return { stages: ringing('region', open), steps }
}

const ringing = (why: 'home' | 'neighbours' | 'region', points: readonly ListeningPointOnDuty[]): RouteStage[] =>
  points.length > 0 ? [{ kind: 'points', why, listeningPointIds: points.map(({ id }) => id) }] : []

const namesOf = (points: readonly RoutingPoint[]): string => points.map(({ name }) => name).join(', ')

/** A call is never lost for a missing table, nor sent to a point nobody is at. */
export const isOpen = (point: ListeningPointOnDuty, now: Date): boolean =>
  hasHoursAt(point.hours, now) && closedReason(point.hours, now) === undefined

export function closedReasonText(reason: ClosedReason): string {
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
  if (!hasHoursAt(point.hours, now)) {
    const textItalian = `Gli orari di ${point.name} non sono inseriti.`
    return { step: step('hoursMissing', textItalian), reopensAt: null }
  }
  const reason = closedReason(point.hours, now)
  if (!reason) return undefined
  const reopensAt = nextOpening(point.hours, now)
  const reopens = reopensAt ? ` Riapre ${formatRomeDateTime(reopensAt)}.` : ''
  const textItalian = `${point.name} è chiuso: ${closedReasonText(reason)}.${reopens}`
  return { step: step('pointClosed', textItalian), reopensAt }
}
