import type { HeadlineKey, ReportFigures } from './figure-names.ts'
import { type Cell, hiddenCells, hiddenRows, isSmall } from './small-cells.ts'

/** Which numbers of a report are not shown to third parties. */
export interface HiddenNumbers {
  has(place: string): boolean
  /** Tables and cross tables that are not shown at all. */
  leftOut: ReadonlySet<string>
  /** Of each cross table, by row and column. */
  cells: ReadonlyMap<string, boolean[][]>
}

export const nothingHidden: HiddenNumbers = { has: () => false, leftOut: new Set(), cells: new Map() }

/** What is said wherever numbers are hidden. */
export const smallNumbersNote =
  'Documento per terzi: non ci sono nomi. Un asterisco sta al posto dei numeri da 1 a 4, e di quelli da cui si potrebbero ricavare; alcune tabelle per territorio possono mancare per lo stesso motivo.'

export const headlinePlace = (key: HeadlineKey): string => `headline ${key}`
export const rowPlace = (table: string, row: string): string => `${table} ${row}`
export const totalPlace = (table: string): string => `${table} (total)`

/** Things, moments and distances: they point at nobody however small. */
const harmlessHeadlines: ReadonlySet<HeadlineKey> = new Set<HeadlineKey>([
  'openDays',
  'km',
  'waitMedianSeconds',
  'waitP95Seconds',
  'callbackMedianMinutes',
  'callbackP95Minutes',
  'volunteerMinutes',
  'volunteerHours',
  'vehicles',
  'vehiclesOwned',
  'vehiclesOnLoan',
  'vehiclesEquipped',
  'agreements',
  'activityHours',
])
const harmlessTables: ReadonlySet<string> = new Set([
  'kmByAmbito',
  'minutesByAmbito',
  'minutesByHelpKind',
  'vehiclesOwnedByAmbito',
  'vehiclesOnLoanByAmbito',
  'vehiclesEquippedByAmbito',
  'agreementsByCounterpart',
  'activityHoursByKind',
])

/** The rows of two others put together: hidden there, they would be read here. */
const joinedTables = ['takingsInChargeByKind']

/** Ways of dividing one total that lie inside each other, the coarser first: the difference of two could be somebody. */
const nestedTables = [
  ['contactsInByProvince', 'contactsInByAts', 'contactsInByAsl2013', 'contactsInByAmbito', 'contactsInByComune'],
  ['peopleByProvince', 'peopleByAts', 'peopleByAsl2013', 'peopleByAmbito', 'peopleByComune'],
  ['helpRequestsByAts', 'helpRequestsByAsl2013'],
  ['contactsInByListeningPoint', 'contactsInByAssociation'],
  ['contactsInByMonth', 'contactsInByDay'],
] as const

const crossTableSides: Readonly<Record<string, readonly string[]>> = {
  contactsInByWeekdayAndHour: ['contactsInByWeekday', 'contactsInByHour'],
  peopleByAsl2013AndAgeClass: ['peopleByAsl2013', 'peopleByAgeClass'],
  peopleByAtsAndAgeClass: ['peopleByAts', 'peopleByAgeClass'],
}

/** One number printed in several places. */
const sameNumbers: readonly (readonly [HeadlineKey, ...string[]])[] = [
  ['contactsOutToAssistedPerson', rowPlace('contactsOutByPurpose', 'toAssistedPerson')],
  ['contactsOutToOrganise', rowPlace('contactsOutByPurpose', 'toOrganise')],
  ['contactsOut', ...['contactsOutByPurpose', 'contactsOutByProvenance', 'contactsOutByMonth'].map(totalPlace)],
  ['messagesSent', totalPlace('messagesByState')],
  ['newPeople', rowPlace('peopleByNewness', 'new')],
  ['requests', totalPlace('requestsByState')],
  ['informationRequests', totalPlace('informationByKind')],
  ['helpRequests', ...['helpByKind', 'helpRequestsByAsl2013', 'helpRequestsByAts'].map(totalPlace)],
  ['unmetRequests', totalPlace('unmetRequestsByCause'), rowPlace('requestsByState', 'unmet')],
  ['referredRequests', totalPlace('referralsByBody')],
  ['informationGiven', totalPlace('informationGivenByKind')],
  [
    'services',
    ...['servicesByHelpKind', 'servicesFulfilledBy', 'servicesByMonth', 'servicesByAmbito'].map(totalPlace),
    rowPlace('closedServicesByOutcome', 'done'),
  ],
  ['unmetServices', totalPlace('unmetServicesByCause')],
  [
    'rides',
    ...['ridesByDestination', 'ridesByFacility', 'ridesByAmbito'].map(totalPlace),
    rowPlace('servicesByHelpKind', 'transport'),
  ],
  ['callsIn', totalPlace('callsByOutcome')],
  ['callsAnswered', totalPlace('callsAnsweredBy'), rowPlace('callsByOutcome', 'answered')],
  ['callsAbandoned', rowPlace('callsByOutcome', 'abandoned')],
  ['callbacksAsked', totalPlace('callbacksByState')],
  ['callbacksDone', rowPlace('callbacksByState', 'done')],
  ['volunteers', totalPlace('volunteersByAmbito')],
  ['aidsLent', totalPlace('aidsLentByKind')],
  ['activityPeople', totalPlace('activityPeopleByKind')],
]
const sectionTotals = { contactsIn: 'contactsIn', people: 'assistedPeople' } as const

const ridesTo = (kinds: readonly string[]): string[] =>
  kinds.flatMap((kind) => ['inside', 'outside', ''].map((side) => rowPlace('ridesByDestination', `${kind}-${side}`)))

const sumsOfOthers: readonly { total: string; parts: readonly string[] }[] = [
  { total: headlinePlace('requests'), parts: [headlinePlace('informationRequests'), headlinePlace('helpRequests')] },
  { total: headlinePlace('takingsInCharge'), parts: [headlinePlace('informationGiven'), headlinePlace('services')] },
  {
    total: headlinePlace('messagesOut'),
    parts: ['sms', 'whatsapp'].map((row) => rowPlace('contactsOutByProvenance', row)),
  },
  {
    total: headlinePlace('messagesDelivered'),
    parts: ['delivered', 'read'].map((row) => rowPlace('messagesByState', row)),
  },
  {
    total: headlinePlace('messagesFailed'),
    parts: ['undelivered', 'failed'].map((row) => rowPlace('messagesByState', row)),
  },
  { total: headlinePlace('ridesToHealth'), parts: ridesTo(['publicHospital', 'otherHealth']) },
  { total: totalPlace('ridesByAsst'), parts: ridesTo(['publicHospital']) },
]

/** An average gives away what it divides. */
const averagesOf: Partial<Record<HeadlineKey, readonly HeadlineKey[]>> = {
  contactsInPerMonth: ['contactsIn'],
  contactsInPerDay: ['contactsIn'],
  contactsInPerOpenDay: ['contactsIn'],
  contactsPerPerson: ['contactsIn', 'assistedPeople'],
  servicesPerPerson: ['takingsInCharge', 'assistedPeople'],
  servicesPerContact: ['takingsInCharge', 'contactsIn'],
  callsAnsweredShare: ['callsAnswered', 'callsIn'],
}

interface Sum {
  total: string
  parts: Cell[]
}

const hasSmall = ({ rows, total }: ReportFigures['tables'][number]): boolean =>
  isSmall(total) || rows.some(({ count }) => isSmall(count))

/** Of tables inside each other, those after the first with a small number. */
function nestedLeftOut(tables: ReadonlyMap<string, ReportFigures['tables'][number]>): string[] {
  return nestedTables.flatMap((family) => {
    const there = family.filter((key) => tables.has(key))
    const first = there.findIndex((key) => {
      const table = tables.get(key)
      return table !== undefined && hasSmall(table)
    })
    if (first < 0) return []
    // A coarser one that is whole would be taken from the finer: then the finer is not shown either.
    return there.slice(first === 0 ? 1 : first)
  })
}

/** Who knows whose each hospital is takes the others of an ASST from its number. */
function facilitiesLeftOut(tables: ReadonlyMap<string, ReportFigures['tables'][number]>): string[] {
  const facilities = tables.get('ridesByFacility')
  return facilities && hasSmall(facilities) && tables.get('ridesByAsst')?.rows.length ? ['ridesByFacility'] : []
}

/** Every sum a reader could work a hidden number out from. */
function sumsOf(tables: ReportFigures['tables'], numbers: ReadonlyMap<string, number>): Sum[] {
  const ofTables = tables.map(({ key, rows }) => ({
    total: totalPlace(key),
    parts: rows.map((row) => ({ key: rowPlace(key, row.key), count: row.count })),
  }))
  const ofOthers = sumsOfOthers
    .filter(({ total }) => numbers.has(total))
    .map(({ total, parts }) => ({
      total,
      parts: parts.flatMap((key) => {
        const count = numbers.get(key)
        return count === undefined ? [] : [{ key, count }]
      }),
    }))
  return [...ofTables, ...ofOthers]
}

function samePlaces(tables: ReportFigures['tables']): string[][] {
  const bySection = Object.entries(sectionTotals).map(([section, key]) => [
    headlinePlace(key),
    ...tables.filter((table) => table.section === section).map((table) => totalPlace(table.key)),
  ])
  return [...sameNumbers.map(([key, ...others]) => [headlinePlace(key), ...others]), ...bySection]
}

function numbersOf(figures: ReportFigures, tables: ReportFigures['tables']): Map<string, number> {
  const headlines = Object.entries(figures.values).flatMap(([key, value]): [string, number][] =>
    typeof value === 'number' ? [[headlinePlace(key as HeadlineKey), value]] : [],
  )
  const cells = tables.flatMap(({ key, rows, total }): [string, number][] => [
    [totalPlace(key), total],
    ...rows.map((row): [string, number] => [rowPlace(key, row.key), row.count]),
  ])
  return new Map([...headlines, ...cells])
}

/** Hides more until no sum gives a hidden number away. */
function hideTogether(hidden: Set<string>, sums: readonly Sum[], same: readonly (readonly string[])[]): void {
  for (let before = -1; before !== hidden.size; ) {
    before = hidden.size
    for (const places of same) {
      if (places.some((place) => hidden.has(place))) for (const place of places) hidden.add(place)
    }
    for (const { total, parts } of sums) {
      const gone = parts.filter(({ key }) => hidden.has(key))
      if (!hidden.has(total)) {
        const found = hiddenRows(parts, new Set(gone.map(({ key }) => key)))
        for (const key of found.keys) hidden.add(key)
        if (found.total) hidden.add(total)
      } else if (gone.length === 0) {
        const [smallest] = parts.filter(({ count }) => count > 0).sort((a, b) => a.count - b.count)
        if (smallest) hidden.add(smallest.key)
      }
    }
  }
}

/** What is hidden from third parties: every number from 1 to 4, and whatever another shown number would give it away by. */
export function smallNumbers(figures: ReportFigures): HiddenNumbers {
  const all = new Map(figures.tables.map((table) => [table.key, table]))
  const leftOut = new Set<string>([...joinedTables, ...nestedLeftOut(all), ...facilitiesLeftOut(all)])
  const tables = figures.tables.filter(({ key }) => !leftOut.has(key) && !harmlessTables.has(key))
  const numbers = numbersOf(figures, tables)
  const harmless = new Set([...harmlessHeadlines].map(headlinePlace))
  const averages = new Set(Object.keys(averagesOf).map((key) => headlinePlace(key as HeadlineKey)))
  const hidden = new Set(
    [...numbers].flatMap(([place, count]) =>
      isSmall(count) && !harmless.has(place) && !averages.has(place) ? [place] : [],
    ),
  )
  hideTogether(hidden, sumsOf(tables, numbers), samePlaces(tables))
  for (const [average, from] of Object.entries(averagesOf)) {
    if (from.some((key) => hidden.has(headlinePlace(key)))) hidden.add(headlinePlace(average as HeadlineKey))
  }
  const cells = new Map<string, boolean[][]>()
  for (const { key, rows, columnTotals } of figures.crossTables) {
    const sides = crossTableSides[key] ?? []
    const isBare = sides.every((side) => {
      const table = all.get(side)
      return !leftOut.has(side) && !table?.rows.some((row) => hidden.has(rowPlace(side, row.key)))
    })
    if (!isBare || [...rows.map(({ total }) => total), ...columnTotals].some(isSmall)) leftOut.add(key)
    else cells.set(key, hiddenCells(rows.map(({ counts }) => counts)))
  }
  return { has: (place) => hidden.has(place), leftOut, cells }
}
