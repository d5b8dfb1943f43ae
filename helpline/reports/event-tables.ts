import {
  callerTypeNames,
  callerTypes,
  destinationKindNames,
  destinationKinds,
  fulfilledByKinds,
  fulfilledByNames,
  helpKindNames,
  helpKinds,
  informationKindNames,
  informationKinds,
  outboundPurposeNames,
  outboundPurposes,
  provenanceNames,
  provenances,
  requestStateNames,
  requestStates,
  unmetCauseNames,
  unmetCauses,
} from '../contacts/kinds.ts'
import { serviceOutcomeNames, serviceOutcomes } from '../dispatch/service-states.ts'
import { type AgeClass, ageClasses, ageClassNames, sexes, sexNames } from '../people/profile.ts'
import type { IsoDate } from '../territory/rome-time.ts'
import { telephoneDistricts } from '../territory/telephone-districts.ts'
import type { CountedPeriod } from './counted-period.ts'
import type { ReportCrossTable, ReportTable, TableKey } from './figure-names.ts'
import { homeNote, type PlaceKind, partialNote } from './place-notes.ts'
import type { NameRow, PlaceSets, ReportNames } from './report-names.ts'
import { addMonths, dayCount, daysOf, type Period } from './report-period.ts'
import {
  crossTable,
  crossTotals,
  hours,
  listed,
  monthLabel,
  named,
  regrouped,
  table,
  weekdays,
  yesNo,
} from './report-tables.ts'
import type { Counts, TallyCounts } from './tally.ts'

const MOST_DAYS_SHOWN = 62

/** Services given to one person in the period. */
export const servicesClasses = ['none', 'one', 'from2to5', 'from6to10', 'from11to20', 'from21to50', 'over50'] as const
const servicesClassNames: Record<(typeof servicesClasses)[number], string> = {
  none: 'nessuno, solo contatti o richieste',
  one: '1 servizio',
  from2to5: 'da 2 a 5',
  from6to10: 'da 6 a 10',
  from11to20: 'da 11 a 20',
  from21to50: 'da 21 a 50',
  over50: 'più di 50',
}

const setsOf = ({ sets }: ReportNames, kind: string) =>
  sets.filter((set) => set.kind === kind).map(({ id, name }) => [id, name] as const)

type PartedKind = Exclude<PlaceKind, 'comune' | 'province'>

/** ATS there were none before 2016, and ASL none after: where nobody lay in one there is no such table. */
const isToldOf = ({ sets }: ReportNames, kind: PartedKind, counts: Iterable<string | null>): boolean =>
  sets.some((set) => set.kind === kind && set.isInForce) || [...counts].some((key) => key !== null)

const noted = (table: ReportTable, note: string | undefined): ReportTable => (note ? { ...table, note } : table)

const bySet = (
  key: TableKey,
  counts: Counts,
  names: ReportNames,
  kind: PartedKind,
  note = partialNote,
): ReportTable[] =>
  isToldOf(names, kind, counts.keys()) ? [noted(listed(key, counts, setsOf(names, kind)), note(names, kind))] : []

const pairs = (rows: readonly NameRow[]) => rows.map(({ id, name }) => [id, name] as const)
const NOT_NAMED = 'non indicata'

function monthsOf({ from, until }: Period): IsoDate[] {
  const months: IsoDate[] = []
  for (let month = `${from.slice(0, 7)}-01`; month < until; month = addMonths(month, 1)) months.push(month.slice(0, 7))
  return months
}

/** 'information:health' and 'help:transport' together: 23 kinds, one total. */
const takings = (counts: TallyCounts): Counts =>
  new Map([
    ...[...counts.informationGiven].map(([key, count]) => [`information:${key ?? ''}`, count] as const),
    ...[...counts.service].map(([key, count]) => [`help:${key ?? ''}`, count] as const),
  ])

const takingRows = [
  ...informationKinds.map((kind) => [`information:${kind}`, `informazione: ${informationKindNames[kind]}`] as const),
  ['information:', 'informazione: tipo non noto'] as const,
  ...helpKinds.map((kind) => [`help:${kind}`, helpKindNames[kind]] as const),
]

export function contactTables(counts: TallyCounts, { period, names }: CountedPeriod): ReportTable[] {
  const days = dayCount(period) <= MOST_DAYS_SHOWN ? daysOf(period) : null
  const weekday = regrouped(counts.inWeekHour, (key) => key.split('-')[0] ?? null)
  const hour = regrouped(counts.inWeekHour, (key) => key.split('-')[1] ?? null)
  const months = monthsOf(period).map((month) => [month, monthLabel(month)] as const)
  return [
    table('contactsInByCallerType', counts.inCaller, named(callerTypes, callerTypeNames), { unknown: true }),
    table('contactsInByProvenance', counts.inProvenance, named(provenances, provenanceNames)),
    table(
      'contactsInByListeningPoint',
      counts.inPoint,
      names.points.filter(({ id, shown }) => shown || counts.inPoint.has(id)).map(({ id, name }) => [id, name]),
    ),
    listed('contactsInByAssociation', counts.inAssociation, pairs(names.associations)),
    table('contactsInByMonth', counts.inMonth, months),
    ...(days ? [table('contactsInByDay', counts.inDay, named(days, dayLabels(days)))] : []),
    table('contactsInByWeekday', weekday, weekdays),
    table('contactsInByHour', hour, hours),
    listed(
      'contactsInByDistrict',
      counts.inDistrict,
      telephoneDistricts.map(({ prefix, name }) => [prefix, `${name} (${prefix})`]),
    ),
    listed('contactsInByProvince', counts.inProvince, pairs(names.provinces)),
    ...bySet('contactsInByAsl2013', counts.inAsl2013, names, 'asl2013'),
    ...bySet('contactsInByAts', counts.inAts, names, 'ats'),
    ...bySet('contactsInByAmbito', counts.inAmbito, names, 'ambito'),
    listed('contactsInByComune', counts.inComune, [...names.comuni]),
    table('contactsOutByPurpose', counts.outPurpose, named(outboundPurposes, outboundPurposeNames)),
    table('contactsOutByProvenance', counts.outProvenance, named(provenances, provenanceNames)),
    table('contactsOutByMonth', counts.outMonth, months),
    table('messagesByState', counts.message, Object.entries(messageStateNames)),
  ]
}

const dayNumber = new Intl.DateTimeFormat('it-IT', { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long' })
const dayLabels = (days: readonly IsoDate[]): Record<IsoDate, string> =>
  Object.fromEntries(days.map((day) => [day, dayNumber.format(new Date(`${day}T00:00:00Z`))]))

export const messageStateNames: Readonly<Record<string, string>> = {
  pending: 'da inviare',
  queued: 'in coda',
  sent: 'inviato',
  delivered: 'arrivato',
  read: 'letto',
  undelivered: 'non arrivato',
  failed: 'non inviato',
}

export function peopleTables({ people, names }: CountedPeriod): ReportTable[] {
  const byComune = new Map<string | null, number>()
  const byAge = new Map<AgeClass | null, number>()
  for (const { ageClass, comune, count } of people.byAgeAndComune) {
    byComune.set(comune, (byComune.get(comune) ?? 0) + count)
    byAge.set(ageClass, (byAge.get(ageClass) ?? 0) + count)
  }
  const by = (key: keyof PlaceSets) => regrouped(byComune, (comune) => names.placeOf(comune)?.[key] ?? null)
  return [
    table('peopleByAgeClass', byAge, named(ageClasses, ageClassNames), { unknown: true }),
    table('peopleBySex', people.bySex, named(sexes, sexNames), { unknown: true }),
    table('peopleByLivesAlone', people.byLivesAlone, yesNo, { unknown: true }),
    table('peopleByNewness', people.byNewness, [
      ['new', 'nuovi nel periodo'],
      ['known', 'già conosciuti'],
    ]),
    table('peopleByServices', people.byServices, named(servicesClasses, servicesClassNames)),
    noted(listed('peopleByProvince', by('province'), pairs(names.provinces)), homeNote(names, 'province')),
    ...bySet('peopleByAsl2013', by('asl2013Id'), names, 'asl2013', homeNote),
    ...bySet('peopleByAts', by('atsId'), names, 'ats', homeNote),
    ...bySet('peopleByAmbito', by('ambitoId'), names, 'ambito', homeNote),
    noted(listed('peopleByComune', byComune, [...names.comuni]), homeNote(names, 'comune')),
  ]
}

export function requestTables(counts: TallyCounts, { names }: CountedPeriod): ReportTable[] {
  return [
    table('informationByKind', counts.information, named(informationKinds, informationKindNames)),
    table('helpByKind', counts.help, named(helpKinds, helpKindNames)),
    table('requestsByState', counts.requestState, named(requestStates, requestStateNames)),
    table('requestsFulfilledBy', counts.requestFulfilledBy, named(fulfilledByKinds, fulfilledByNames)),
    table('unmetRequestsByCause', counts.requestUnmet, named(unmetCauses, unmetCauseNames)),
    listed('referralsByBody', counts.referred, pairs(names.directoryEntries)),
    ...bySet('helpRequestsByAsl2013', counts.helpAsl2013, names, 'asl2013'),
    ...bySet('helpRequestsByAts', counts.helpAts, names, 'ats'),
  ]
}

export function serviceTables(counts: TallyCounts, { period, names }: CountedPeriod): ReportTable[] {
  const ambitoOf = new Map(names.associations.map(({ id, comune }) => [id, comune && names.placeOf(comune)?.ambitoId]))
  const byAmbito = (byAssociation: Counts) => regrouped(byAssociation, (id) => ambitoOf.get(id) ?? null)
  const months = monthsOf(period).map((month) => [month, monthLabel(month)] as const)
  return [
    table('informationGivenByKind', counts.informationGiven, named(informationKinds, informationKindNames)),
    table('servicesByHelpKind', counts.service, named(helpKinds, helpKindNames)),
    table('takingsInChargeByKind', takings(counts), takingRows),
    table('closedServicesByOutcome', counts.outcome, named(serviceOutcomes, serviceOutcomeNames)),
    table('servicesFulfilledBy', counts.serviceFulfilledBy, named(fulfilledByKinds, fulfilledByNames)),
    table('unmetServicesByCause', counts.serviceUnmet, named(unmetCauses, unmetCauseNames)),
    table('servicesByMonth', counts.serviceMonth, months),
    listed('servicesByAmbito', byAmbito(counts.serviceAssociation), setsOf(names, 'ambito')),
    listed('ridesByDestination', counts.ride, destinationRows),
    listed('ridesByFacility', counts.rideFacility, pairs(names.facilities), { unknownLabel: NOT_NAMED }),
    listed('ridesByAsst', counts.rideAsst, setsOf(names, 'asst'), { unknownLabel: NOT_NAMED }),
    listed('ridesByAmbito', byAmbito(counts.rideAssociation), setsOf(names, 'ambito')),
    listed('kmByAmbito', byAmbito(counts.kmAssociation), setsOf(names, 'ambito')),
    table('callsByOutcome', counts.call, callOutcomeRows, { others: true }),
    table('callsAnsweredBy', counts.answeredBy, answeredByRows),
    table('callbacksByState', counts.callback, callbackRows, { others: true }),
    listed('minutesByAmbito', byAmbito(counts.minutesAssociation), setsOf(names, 'ambito')),
    table('minutesByHelpKind', counts.minutesKind, named(helpKinds, helpKindNames)),
  ]
}

const destinationRows = [...destinationKinds, null].flatMap((kind) =>
  (['inside', 'outside', ''] as const).map((side) => {
    const where = side === '' ? '' : side === 'inside' ? ', in provincia' : ', fuori provincia'
    return [`${kind ?? ''}-${side}`, `${kind ? destinationKindNames[kind] : 'destinazione non nota'}${where}`] as const
  }),
)
const callOutcomeRows = [
  ['answered', 'con risposta'],
  ['abandoned', 'interrotta da chi chiamava'],
  ['callback', 'da richiamare'],
  ['voicemail', 'messaggio in segreteria'],
  ['failed', 'non riuscita'],
] as const
const answeredByRows = [
  ['point', 'il punto d’ascolto stesso'],
  ['neighbour', 'un punto vicino'],
  ['callCentre', 'il call centre'],
] as const
const callbackRows = [
  ['done', 'fatte'],
  ['working', 'in corso'],
  ['open', 'da fare'],
] as const

export function crossTables(counts: TallyCounts, { people, names }: CountedPeriod): ReportCrossTable[] {
  const ages = people.byAgeAndComune
  const ageColumns = named(ageClasses, ageClassNames)
  const byAge = (
    key: 'peopleByAsl2013AndAgeClass' | 'peopleByAtsAndAgeClass',
    place: keyof PlaceSets,
    kind: PartedKind,
  ) => {
    const cells = ages.map(({ ageClass, comune, count }) => ({
      row: (comune && names.placeOf(comune)?.[place]) || null,
      column: ageClass as string | null,
      count,
    }))
    const isTold = isToldOf(
      names,
      kind,
      cells.map(({ row }) => row),
    )
    return isTold ? [{ ...crossTable(key, cells, setsOf(names, kind), ageColumns), note: homeNote(names, kind) }] : []
  }
  const weekHours = [...counts.inWeekHour].map(([key, count]) => {
    const [row = null, column = null] = (key ?? '').split('-')
    return { row, column, count }
  })
  return [
    crossTable('contactsInByWeekdayAndHour', weekHours, weekdays, hours),
    ...byAge('peopleByAsl2013AndAgeClass', 'asl2013Id', 'asl2013'),
    ...byAge('peopleByAtsAndAgeClass', 'atsId', 'ats'),
  ].map(crossTotals)
}
