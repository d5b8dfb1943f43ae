import type {
  CallerType,
  ContactDirection,
  DestinationKind,
  FulfilledBy,
  HelpKind,
  InformationKind,
  OutboundPurpose,
  Provenance,
  RequestState,
  UnmetCause,
} from '../contacts/kinds.ts'
import type { ServiceOutcome } from '../dispatch/service-states.ts'
import { districtOf } from '../territory/telephone-districts.ts'
import type { ScopeKind } from './report-scope.ts'

/**
 * Rows counted by one or another of their values: 'callerType|relative' -> 20905. Flat, so that tallies of different points,
 * months and years add up key by key. People are counted apart: whoever calls in two months is still one person.
 */
export type Tally = Record<string, number>

/** The part of a scope a tally is kept for. The region is the sum of its points. */
export type TalliedKind = Exclude<ScopeKind, 'region'>
export interface TalliedPart {
  kind: TalliedKind
  id: string
  tally: Tally
}

/** Where the person lived on that day, as comuni and their sets were then; all null where nobody knows. */
export interface CountedPlace {
  place: string | null
  province: string | null
  ambitoId: string | null
  asl2013Id: string | null
  atsId: string | null
  asstId: string | null
}

interface CountedEvent extends CountedPlace {
  pointId: string
  associationId: string | null
  /** Rome, 'YYYY-MM-DD' */
  day: string
}

export interface CountedContact extends CountedEvent {
  direction: ContactDirection
  purpose: OutboundPurpose | null
  provenance: Provenance
  callerType: CallerType | null
  callerE164: string | null
  weekday: number
  hour: number
}

export interface CountedRequest extends CountedEvent {
  informationKind: InformationKind | null
  helpKind: HelpKind | null
  isHelp: boolean
  state: RequestState
  fulfilledBy: FulfilledBy | null
  unmetCause: UnmetCause | null
  referred: boolean
  directoryEntryId: string | null
}

/** Only closed ones: with an outcome where it was carried out, with a cause where nobody could. */
export interface CountedService extends CountedEvent {
  helpKind: HelpKind
  outcome: ServiceOutcome | null
  fulfilledBy: FulfilledBy | null
  unmetCause: UnmetCause | null
  km: number | null
  minutes: number | null
  passengers: number | null
  destinationKind: DestinationKind | null
  insideProvince: boolean | null
  facilityId: string | null
  destinationAsstId: string | null
  volunteerId: string | null
}

export interface CountedCall extends CountedEvent {
  outcome: string | null
  answeredBy: 'point' | 'neighbour' | 'callCentre' | null
  waitSeconds: number | null
}

export interface CountedCallback extends CountedEvent {
  state: string
  minutesToDone: number | null
}

export interface CountedMessage extends CountedEvent {
  state: string
}

export interface CountedRows {
  contacts: CountedContact[]
  requests: CountedRequest[]
  services: CountedService[]
  calls: CountedCall[]
  callbacks: CountedCallback[]
  messages: CountedMessage[]
}

/** Every figure a tally holds, and what its key is. */
export const talliedFigures = [
  'inCaller',
  'inProvenance',
  'inPoint',
  'inAssociation',
  'inMonth',
  'inDay',
  'inWeekHour',
  'inDistrict',
  'inProvince',
  'inAmbito',
  'inAsl2013',
  'inAts',
  'inComune',
  'outPurpose',
  'outProvenance',
  'outMonth',
  'information',
  'help',
  'requestState',
  'requestFulfilledBy',
  'requestUnmet',
  'referred',
  'helpAsl2013',
  'helpAts',
  'informationGiven',
  'service',
  'outcome',
  'serviceFulfilledBy',
  'serviceUnmet',
  'serviceMonth',
  'serviceAssociation',
  'km',
  'kmAssociation',
  'minutes',
  'minutesAssociation',
  'minutesKind',
  'ride',
  'rideAssociation',
  'rideFacility',
  'rideAsst',
  'passengers',
  'volunteer',
  'call',
  'answeredBy',
  'wait',
  'callback',
  'callbackMinutes',
  'message',
] as const
export type TalliedFigure = (typeof talliedFigures)[number]

type Count = (figure: TalliedFigure, key: string | number | null, by?: number) => void

/** A ride is a service of social mobility that was given. */
export const isRide = (helpKind: HelpKind): boolean => helpKind === 'transport'

/** Told is given: an information is not one only where it could not be found or nobody wants it any more. */
export const isInformationGiven = (state: RequestState): boolean => state !== 'unmet' && state !== 'withdrawn'

const month = (day: string): string => day.slice(0, 7)

function countContact(row: CountedContact, count: Count): void {
  if (row.direction === 'outbound') {
    count('outPurpose', row.purpose)
    count('outProvenance', row.provenance)
    count('outMonth', month(row.day))
    return
  }
  count('inCaller', row.callerType)
  count('inProvenance', row.provenance)
  count('inPoint', row.pointId)
  count('inAssociation', row.associationId)
  count('inMonth', month(row.day))
  count('inDay', row.day)
  count('inWeekHour', `${row.weekday}-${row.hour}`)
  count('inDistrict', (row.callerE164 && districtOf(row.callerE164)?.prefix) || null)
  count('inProvince', row.province)
  count('inAmbito', row.ambitoId)
  count('inAsl2013', row.asl2013Id)
  count('inAts', row.atsId)
  count('inComune', row.place)
}

function countRequest(row: CountedRequest, count: Count): void {
  if (row.isHelp) {
    count('help', row.helpKind)
    count('helpAsl2013', row.asl2013Id)
    count('helpAts', row.atsId)
    if (row.state === 'solved') count('requestFulfilledBy', row.fulfilledBy)
  } else {
    count('information', row.informationKind)
    if (isInformationGiven(row.state)) count('informationGiven', row.informationKind)
  }
  count('requestState', row.state)
  if (row.state === 'unmet') count('requestUnmet', row.unmetCause)
  if (row.referred) count('referred', row.directoryEntryId)
}

function countService(row: CountedService, count: Count): void {
  if (row.outcome === null) {
    count('serviceUnmet', row.unmetCause)
    return
  }
  count('outcome', row.outcome)
  // Driven and spent, whatever came of it.
  if (row.km) {
    count('km', null, row.km)
    count('kmAssociation', row.associationId, row.km)
  }
  if (row.minutes) {
    count('minutes', null, row.minutes)
    count('minutesAssociation', row.associationId, row.minutes)
    count('minutesKind', row.helpKind, row.minutes)
  }
  if (row.outcome !== 'done') return
  count('service', row.helpKind)
  count('serviceFulfilledBy', row.fulfilledBy)
  count('serviceMonth', month(row.day))
  count('serviceAssociation', row.associationId)
  if (row.volunteerId) count('volunteer', row.volunteerId)
  if (!isRide(row.helpKind)) return
  const side = row.insideProvince === null ? '' : row.insideProvince ? 'inside' : 'outside'
  count('ride', `${row.destinationKind ?? ''}-${side}`)
  count('rideAssociation', row.associationId)
  count('rideFacility', row.facilityId)
  if (row.destinationKind === 'publicHospital') count('rideAsst', row.destinationAsstId)
  if (row.passengers) count('passengers', null, row.passengers)
}

function countCall(row: CountedCall, count: Count): void {
  count('call', row.outcome)
  if (row.answeredBy) count('answeredBy', row.answeredBy)
  if (row.waitSeconds !== null) count('wait', row.waitSeconds)
}

function countCallback(row: CountedCallback, count: Count): void {
  count('callback', row.state)
  if (row.minutesToDone !== null) count('callbackMinutes', row.minutesToDone)
}

function partsOf(row: CountedEvent): [TalliedKind, string][] {
  const parts: [TalliedKind, string][] = [['listeningPoint', row.pointId]]
  if (row.associationId) parts.push(['localAssociation', row.associationId])
  if (row.place) parts.push(['comune', row.place])
  if (row.province) parts.push(['province', row.province])
  for (const set of [row.ambitoId, row.asl2013Id, row.atsId, row.asstId]) if (set) parts.push(['territorySet', set])
  return parts
}

const keyOf = (figure: TalliedFigure, key: string | number | null): string => `${figure}|${key ?? ''}`

function countAll(rows: CountedRows, counterFor: (row: CountedEvent) => Count): void {
  for (const row of rows.contacts) countContact(row, counterFor(row))
  for (const row of rows.requests) countRequest(row, counterFor(row))
  for (const row of rows.services) countService(row, counterFor(row))
  for (const row of rows.calls) countCall(row, counterFor(row))
  for (const row of rows.callbacks) countCallback(row, counterFor(row))
  for (const row of rows.messages) counterFor(row)('message', row.state)
}

const increase = (tally: Tally, key: string, by: number): void => {
  tally[key] = (tally[key] ?? 0) + by
}

/** All the rows together. */
export function tallyRows(rows: CountedRows): Tally {
  const tally: Tally = {}
  const count: Count = (figure, key, by = 1) => increase(tally, keyOf(figure, key), by)
  countAll(rows, () => count)
  return tally
}

/** The rows of one point, for each part of a scope they fall in. */
export function tallyParts(rows: CountedRows): TalliedPart[] {
  const parts = new Map<string, TalliedPart>()
  countAll(rows, (row) => {
    const tallies = partsOf(row).map(([kind, id]) => {
      const name = `${kind} ${id}`
      const known = parts.get(name)
      if (known) return known.tally
      const tally: Tally = {}
      parts.set(name, { kind, id, tally })
      return tally
    })
    return (figure, key, by = 1) => {
      const name = keyOf(figure, key)
      for (const tally of tallies) increase(tally, name, by)
    }
  })
  return [...parts.values()]
}

/** Days are kept by month only. */
export function addTallies(tallies: Iterable<Tally>, { withDays }: { withDays: boolean }): Tally {
  const sum: Tally = {}
  for (const tally of tallies) {
    for (const key in tally) {
      if (withDays || !key.startsWith('inDay|')) increase(sum, key, tally[key] ?? 0)
    }
  }
  return sum
}

/** A year after one of its months was counted again. */
export function movedTally(year: Tally, monthBefore: Tally, monthAfter: Tally): Tally {
  const less = Object.fromEntries(Object.entries(monthBefore).map(([key, count]) => [key, -count]))
  const moved = addTallies([year, less, monthAfter], { withDays: false })
  return Object.fromEntries(Object.entries(moved).filter(([, count]) => count !== 0))
}

/** A tally taken apart again: figure -> key -> count; the key null is where nobody knows. */
export type Counts<K extends string = string> = ReadonlyMap<K | null, number>
export type TallyCounts = Readonly<Record<TalliedFigure, Counts>>

export function countsOf(tally: Tally): TallyCounts {
  const counts = Object.fromEntries(talliedFigures.map((figure) => [figure, new Map()])) as unknown as Record<
    TalliedFigure,
    Map<string | null, number>
  >
  for (const name in tally) {
    const at = name.indexOf('|')
    counts[name.slice(0, at) as TalliedFigure]?.set(name.slice(at + 1) || null, tally[name] ?? 0)
  }
  return counts
}

export const sameTally = (a: Tally, b: Tally): boolean => {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
