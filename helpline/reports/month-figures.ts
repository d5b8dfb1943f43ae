import {
  type CallerType,
  callerTypeNames,
  callerTypes,
  type HelpKind,
  helpKindNames,
  helpKinds,
  type InformationKind,
  informationKindNames,
  informationKinds,
  type OutboundPurpose,
  type Provenance,
  provenanceNames,
  provenances,
} from '../contacts/kinds.ts'
import { type ServiceOutcome, serviceOutcomeNames, serviceOutcomes } from '../dispatch/service-states.ts'
import {
  type AgeClass,
  ageClasses,
  ageClassNames,
  ageClassOf,
  ageOn,
  type Sex,
  sexes,
  sexNames,
} from '../people/profile.ts'
import { formatRomeDate, type IsoDate, romeInstant } from '../territory/rome-time.ts'

/** How many rows carry each value; `null` is where nobody knows it. */
export type Counts<K extends string> = ReadonlyMap<K | null, number>

/**
 * What the store counts in a month of one part of the network. Four different counts, never added to one another:
 * - a contact counts in the month it happened, from when it is taken: also while it is still being written;
 * - a request counts in the month of the contact it was made in, at that contact's point;
 * - a service counts in the month it starts. Only one with outcome `done` is a service given; kilometres and minutes are
 *   those of every closed service, because they were really driven and spent;
 * - an assisted person counts once: whoever has an inbound contact, a request or a service given in the month.
 */
export interface MonthTallies {
  contactsInByCallerType: Counts<CallerType>
  contactsInByProvenance: Counts<Provenance>
  contactsInByListeningPoint: Counts<string>
  contactsInByDay: Counts<IsoDate>
  contactsOutByPurpose: Counts<OutboundPurpose>
  informationByKind: Counts<InformationKind>
  helpByKind: Counts<HelpKind>
  servicesByHelpKind: Counts<HelpKind>
  closedServicesByOutcome: Counts<ServiceOutcome>
  peopleByBirthDate: Counts<IsoDate>
  peopleBySex: Counts<Sex>
  unmetServices: number
  km: number
  volunteerMinutes: number
}

export interface ReportTable {
  key: string
  title: string
  rows: { key: string; label: string; count: number }[]
  total: number
}

export interface ReportFigures {
  contactsIn: number
  contactsOut: number
  contactsOutToAssistedPerson: number
  contactsOutToOrganise: number
  assistedPeople: number
  requests: number
  informationRequests: number
  helpRequests: number
  services: number
  unmetServices: number
  km: number
  volunteerMinutes: number
  contactsPerPerson: number | null
  servicesPerContact: number | null
  servicesPerPerson: number | null
  tables: ReportTable[]
}

/** The points and the days that get a row even when nothing happened there. */
export interface ReportFrame {
  points: readonly { id: string; name: string }[]
  days: readonly IsoDate[]
}

const NOT_KNOWN = 'notKnown'

const sum = (counts: Counts<string>): number => [...counts.values()].reduce((total, count) => total + count, 0)

/** One decimal, as the association prints its averages. */
export const average = (total: number, among: number): number | null =>
  among === 0 ? null : Math.round((total * 10) / among) / 10

function table<K extends string>(
  key: string,
  title: string,
  counts: Counts<K>,
  rows: readonly (readonly [key: K, label: string])[],
): ReportTable {
  const known = rows.map(([rowKey, label]) => ({ key: rowKey as string, label, count: counts.get(rowKey) ?? 0 }))
  const notKnown = counts.get(null)
  const all = notKnown === undefined ? known : [...known, { key: NOT_KNOWN, label: 'non noto', count: notKnown }]
  const total = all.reduce((soFar, row) => soFar + row.count, 0)
  if (total !== sum(counts)) throw new Error(`The table ${key} has rows for ${total} of ${sum(counts)}`)
  return { key, title, rows: all, total }
}

const named = <K extends string>(keys: readonly K[], names: Record<K, string>) =>
  keys.map((key) => [key, names[key]] as const)

/** Keeps the row "non noto" in sight even at zero, where somebody may always be unknown. */
const withNotKnown = <K extends string>(counts: Counts<K>): Counts<K> => new Map([[null, 0], ...counts])

function byAgeClass(peopleByBirthDate: Counts<IsoDate>, day: IsoDate): Counts<AgeClass> {
  const counts = new Map<AgeClass | null, number>()
  for (const [birthDate, count] of peopleByBirthDate) {
    const ageClass = birthDate === null ? null : ageClassOf(ageOn(birthDate, day))
    counts.set(ageClass, (counts.get(ageClass) ?? 0) + count)
  }
  return counts
}

const dayLabel = (day: IsoDate): string => formatRomeDate(romeInstant(day, '12:00'))

function tablesOf(tallies: MonthTallies, { points, days }: ReportFrame): ReportTable[] {
  const lastDay = days.at(-1) ?? ''
  return [
    table(
      'contactsInByCallerType',
      'Contatti in entrata per interlocutore',
      withNotKnown(tallies.contactsInByCallerType),
      named(callerTypes, callerTypeNames),
    ),
    table(
      'contactsInByProvenance',
      'Contatti in entrata per provenienza',
      tallies.contactsInByProvenance,
      named(provenances, provenanceNames),
    ),
    table(
      'contactsInByListeningPoint',
      'Contatti in entrata per punto d’ascolto',
      tallies.contactsInByListeningPoint,
      points.map(({ id, name }) => [id, name] as const),
    ),
    table(
      'informationByKind',
      'Richieste d’informazione per tipo',
      tallies.informationByKind,
      named(informationKinds, informationKindNames),
    ),
    table('helpByKind', 'Richieste d’aiuto per tipo', tallies.helpByKind, named(helpKinds, helpKindNames)),
    table('servicesByHelpKind', 'Servizi svolti per tipo', tallies.servicesByHelpKind, named(helpKinds, helpKindNames)),
    table(
      'closedServicesByOutcome',
      'Servizi conclusi per esito',
      tallies.closedServicesByOutcome,
      named(serviceOutcomes, serviceOutcomeNames),
    ),
    table(
      'peopleByAgeClass',
      'Assistiti per classe d’età',
      withNotKnown(byAgeClass(tallies.peopleByBirthDate, lastDay)),
      named(ageClasses, ageClassNames),
    ),
    table('peopleBySex', 'Assistiti per sesso', withNotKnown(tallies.peopleBySex), named(sexes, sexNames)),
    table(
      'contactsInByDay',
      'Contatti in entrata per giorno',
      tallies.contactsInByDay,
      days.map((day) => [day, dayLabel(day)] as const),
    ),
  ]
}

/** Two ways of counting the same rows must agree before anything is shown. */
function agreed(...counts: [Counts<string>, ...Counts<string>[]]): number {
  const [total, ...others] = counts.map(sum) as [number, ...number[]]
  if (others.some((other) => other !== total)) throw new Error(`The tallies disagree: ${[total, ...others].join(', ')}`)
  return total
}

export function monthFigures(tallies: MonthTallies, frame: ReportFrame): ReportFigures {
  const contactsIn = agreed(
    tallies.contactsInByCallerType,
    tallies.contactsInByProvenance,
    tallies.contactsInByListeningPoint,
    tallies.contactsInByDay,
  )
  const assistedPeople = agreed(tallies.peopleByBirthDate, tallies.peopleBySex)
  const services = agreed(
    tallies.servicesByHelpKind,
    new Map([['done', tallies.closedServicesByOutcome.get('done') ?? 0]]),
  )
  const contactsOutToAssistedPerson = tallies.contactsOutByPurpose.get('toAssistedPerson') ?? 0
  const contactsOutToOrganise = tallies.contactsOutByPurpose.get('toOrganise') ?? 0
  const informationRequests = sum(tallies.informationByKind)
  const helpRequests = sum(tallies.helpByKind)
  return {
    contactsIn,
    contactsOut: contactsOutToAssistedPerson + contactsOutToOrganise,
    contactsOutToAssistedPerson,
    contactsOutToOrganise,
    assistedPeople,
    requests: informationRequests + helpRequests,
    informationRequests,
    helpRequests,
    services,
    unmetServices: tallies.unmetServices,
    km: tallies.km,
    volunteerMinutes: tallies.volunteerMinutes,
    contactsPerPerson: average(contactsIn, assistedPeople),
    servicesPerContact: average(services, contactsIn),
    servicesPerPerson: average(services, assistedPeople),
    tables: tablesOf(tallies, frame),
  }
}
