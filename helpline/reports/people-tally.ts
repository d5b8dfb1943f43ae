import { type AgeClass, ageClassOf, ageOn, type Sex } from '../people/profile.ts'
import { addDays, type IsoDate } from '../territory/rome-time.ts'
import type { PeopleCounts } from './report-names.ts'
import { addMonths } from './report-period.ts'
import type { ScopeKind } from './report-scope.ts'
import { addTallies, type Tally } from './tally.ts'

export type Grain = 'month' | 'year'

/** What one person had in a month or a year, at one point and in one territory, with who the person is today. */
export interface PersonRow {
  personId: string
  grain: Grain
  startsOn: IsoDate
  pointId: string
  province: string | null
  ambitoId: string | null
  asl2013Id: string | null
  atsId: string | null
  asstId: string | null
  services: number
  rides: number
  birthDate: IsoDate | null
  sex: Sex | null
  livesAlone: boolean | null
  comune: string | null
  firstDay: IsoDate
}

/** The people of one part of the network in one month or year. A comune and a local association have few enough to be counted. */
export interface PeopleTally {
  kind: ScopeKind
  /** '' is the region. */
  id: string
  grain: Grain
  startsOn: IsoDate
  tally: Tally
}

export const hasPeopleTally = (kind: ScopeKind): boolean => kind !== 'comune' && kind !== 'localAssociation'

/** Services given to one person in the period. */
function servicesClassOf(services: number): string {
  if (services === 0) return 'none'
  if (services === 1) return 'one'
  if (services <= 5) return 'from2to5'
  if (services <= 10) return 'from6to10'
  if (services <= 20) return 'from11to20'
  return services <= 50 ? 'from21to50' : 'over50'
}

const endOf = (grain: Grain, startsOn: IsoDate): IsoDate => addDays(addMonths(startsOn, grain === 'year' ? 12 : 1), -1)

function partsOf(row: PersonRow): [ScopeKind, string][] {
  const parts: [ScopeKind, string][] = [
    ['region', ''],
    ['listeningPoint', row.pointId],
  ]
  if (row.province) parts.push(['province', row.province])
  for (const set of [row.ambitoId, row.asl2013Id, row.atsId, row.asstId]) if (set) parts.push(['territorySet', set])
  return parts
}

function tallyOf(person: PersonRow, services: number, rides: number): Tally {
  const { grain, startsOn, birthDate, sex, livesAlone, comune, firstDay } = person
  const age = birthDate === null ? '' : ageClassOf(ageOn(birthDate, endOf(grain, startsOn)))
  return {
    'all|': 1,
    [`age|${age}~${comune ?? ''}`]: 1,
    [`sex|${sex ?? ''}`]: 1,
    [`alone|${livesAlone === null ? '' : livesAlone ? 'yes' : 'no'}`]: 1,
    [`newness|${firstDay >= startsOn ? 'new' : 'known'}`]: 1,
    [`services|${servicesClassOf(services)}`]: 1,
    ...(rides > 0 ? { 'transported|': 1 } : {}),
  }
}

/** Each person once in every part where they had something, however many rows they have there. */
export function tallyPeople(rows: readonly PersonRow[]): PeopleTally[] {
  const people = new Map<
    string,
    { part: Omit<PeopleTally, 'tally'>; person: PersonRow; services: number; rides: number }
  >()
  for (const row of rows) {
    for (const [kind, id] of partsOf(row)) {
      const name = `${row.grain} ${row.startsOn} ${kind} ${id} ${row.personId}`
      const known = people.get(name)
      if (known) {
        known.services += row.services
        known.rides += row.rides
      } else {
        const part = { kind, id, grain: row.grain, startsOn: row.startsOn }
        people.set(name, { part, person: row, services: row.services, rides: row.rides })
      }
    }
  }
  const tallies = new Map<string, PeopleTally>()
  for (const { part, person, services, rides } of people.values()) {
    const name = peopleTallyName(part)
    const known = tallies.get(name) ?? { ...part, tally: {} }
    for (const [key, count] of Object.entries(tallyOf(person, services, rides))) {
      known.tally[key] = (known.tally[key] ?? 0) + count
    }
    tallies.set(name, known)
  }
  return [...tallies.values()]
}

export const peopleTallyName = ({ kind, id, grain, startsOn }: Omit<PeopleTally, 'tally'>): string =>
  `${kind} ${id} ${grain} ${startsOn}`

/** What to add where, when some people's rows are replaced by others; nothing where nothing changes. */
export function movedPeople(before: readonly PersonRow[], after: readonly PersonRow[]): PeopleTally[] {
  const moves = new Map<string, PeopleTally>()
  for (const [rows, sign] of [
    [before, -1],
    [after, 1],
  ] as const) {
    for (const part of tallyPeople(rows)) {
      const name = peopleTallyName(part)
      const move = moves.get(name) ?? { ...part, tally: {} }
      for (const [key, count] of Object.entries(part.tally)) move.tally[key] = (move.tally[key] ?? 0) + sign * count
      moves.set(name, move)
    }
  }
  return [...moves.values()].flatMap((move) => {
    const tally = withoutZeros(move.tally)
    return Object.keys(tally).length === 0 ? [] : [{ ...move, tally }]
  })
}

const withoutZeros = (tally: Tally): Tally =>
  Object.fromEntries(Object.entries(tally).filter(([, count]) => count !== 0))

export const addMove = (tally: Tally, move: Tally): Tally => withoutZeros(addTallies([tally, move], { withDays: true }))

/** In one pass: a year of the region has eight thousand ages by comune. */
export function peopleCountsOf(tally: Tally): PeopleCounts {
  const counts = { sex: new Map(), alone: new Map(), newness: new Map(), services: new Map() }
  const byAgeAndComune: PeopleCounts['byAgeAndComune'] = []
  for (const name in tally) {
    const at = name.indexOf('|')
    const [figure, key, count] = [name.slice(0, at), name.slice(at + 1), tally[name] ?? 0]
    if (figure === 'age') {
      const between = key.indexOf('~')
      const [age, comune] = [key.slice(0, between), key.slice(between + 1)]
      byAgeAndComune.push({ ageClass: (age || null) as AgeClass | null, comune: comune || null, count })
    } else if (figure in counts) counts[figure as keyof typeof counts].set(key || null, count)
  }
  return {
    total: tally['all|'] ?? 0,
    transported: tally['transported|'] ?? 0,
    byAgeAndComune,
    bySex: counts.sex,
    byLivesAlone: counts.alone,
    byNewness: counts.newness,
    byServices: counts.services,
  }
}
