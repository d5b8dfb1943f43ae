import { z } from 'zod'
import {
  callerTypes,
  destinationKinds,
  fulfilledByKinds,
  helpKinds,
  informationKinds,
  provenances,
  unmetCauses,
} from '../../helpline/contacts/kinds.ts'
import { ageClasses, sexes } from '../../helpline/people/profile.ts'
import { apportion, apportioned } from './apportion.ts'

// Weights and counts are written alike: a table whose numbers sum to its total is kept to the unit, any other is split by share.

const count = z.int().min(0).max(50_000_000)
const weight = z.number().min(0)
/** A table has every key of its list, in the list's order: a place in the one is a place in the other. */
const table = <const K extends readonly string[]>(keys: K) =>
  z
    .record(z.enum(keys), weight)
    .transform(
      (read) => Object.fromEntries(keys.map((key) => [key, read[key as K[number]]])) as Record<K[number], number>,
    )

export const yearSexes = [...sexes, 'unknown'] as const
export const yearAgeClasses = [...ageClasses, 'unknown'] as const
export const yearAlone = ['yes', 'no', 'unknown'] as const

export const destinationKeys = destinationKinds.flatMap((kind) => [`${kind} inside`, `${kind} outside`] as const)

const area = z.strictObject({
  name: z.string(),
  point: z.string(),
  place: z.union([z.strictObject({ province: z.string() }), z.strictObject({ ambito: z.string() })]),
  share: weight,
  associations: count.min(1),
  volunteers: count,
  owned: count,
  onLoan: count,
  equipped: count,
  hours: count.optional(),
  km: count.optional(),
})
export type YearArea = z.infer<typeof area>

export const yearTotals = z.strictObject({
  name: z.string(),
  year: z.int().min(1990).max(2100),
  /** The day the figures were taken: every late card is in by then. */
  extractedOn: z.iso.date(),
  reconciled: z.array(z.string()),
  invented: z.array(z.string()),
  contacts: z.strictObject({
    total: count,
    callerTypes: table(callerTypes),
    provenances: table(provenances),
    months: z.array(weight).length(12),
    weekdays: z.array(weight).length(7),
    hours: z.array(weight).length(24),
    late: z.strictObject({ share: z.number().min(0).max(1), mostDays: z.int().min(1).max(300) }),
  }),
  people: z.strictObject({
    total: count,
    sexes: table(yearSexes),
    ageClasses: table(yearAgeClasses),
    livesAlone: table(yearAlone),
    /** How many of them are ever taken somewhere; anybody where it is not said. */
    riders: count.optional(),
  }),
  information: z.strictObject({ total: count, kinds: table(informationKinds) }),
  services: z.strictObject({
    total: count,
    kinds: table(helpKinds),
    perRequest: table(helpKinds),
    fulfilledBy: table(fulfilledByKinds),
    hours: count,
    km: count,
    destinations: table(destinationKeys),
  }),
  notGiven: z.strictObject({
    unmet: table(unmetCauses),
    outcomes: table(['noShow', 'lateCancellation', 'turnedAway']),
  }),
  outbound: z.strictObject({ toAssistedPerson: count, toOrganise: count }),
  areas: z.array(area).min(1).max(200),
})
export type YearTotals = z.infer<typeof yearTotals>

const sumOf = (weights: Readonly<Record<string, number>>) => Object.values(weights).reduce((sum, one) => sum + one, 0)

/** The same year in small: every total is scaled and every table apportioned to it, so that all of it still sums. */
export function scaled(totals: YearTotals, scale: number): YearTotals {
  const part = (total: number) => Math.round(total * scale)
  const split = <K extends string>(weights: Record<K, number>) => apportioned(part(sumOf(weights)), weights)
  const { contacts, people, information, services, notGiven, outbound, areas } = totals
  const over = (key: 'volunteers' | 'owned' | 'onLoan') =>
    apportion(
      part(areas.reduce((sum, each) => sum + each[key], 0)),
      areas.map((each) => each[key]),
    )
  const [volunteers, owned, onLoan] = [over('volunteers'), over('owned'), over('onLoan')]
  const shareOut = (key: 'hours' | 'km') => {
    if (areas.some((each) => each[key] === undefined)) return areas.map(() => undefined)
    return apportion(
      part(services[key]),
      areas.map((each) => each[key] as number),
    )
  }
  const [hours, km] = [shareOut('hours'), shareOut('km')]
  return {
    ...totals,
    contacts: { ...contacts, total: part(contacts.total) },
    people: { ...people, total: part(people.total), ...(people.riders ? { riders: part(people.riders) } : {}) },
    information: { ...information, total: part(information.total) },
    services: { ...services, total: part(services.total), hours: part(services.hours), km: part(services.km) },
    notGiven: { unmet: split(notGiven.unmet), outcomes: split(notGiven.outcomes) },
    outbound: { toAssistedPerson: part(outbound.toAssistedPerson), toOrganise: part(outbound.toOrganise) },
    areas: areas.map((each, at) => ({
      ...each,
      associations: Math.max(1, part(each.associations)),
      volunteers: volunteers[at] as number,
      owned: owned[at] as number,
      onLoan: onLoan[at] as number,
      equipped: Math.min(part(each.equipped), (owned[at] as number) + (onLoan[at] as number)),
      ...(hours[at] === undefined ? {} : { hours: hours[at] }),
      ...(km[at] === undefined ? {} : { km: km[at] }),
    })),
  }
}

/** Every table as whole numbers that sum to their total: what a made year holds to the unit. */
export function exactTables(totals: YearTotals) {
  const { contacts, people, information, services } = totals
  const kinds = apportioned(services.total, services.kinds)
  const all = [...totals.areas]
  return {
    callerTypes: apportioned(contacts.total, contacts.callerTypes),
    provenances: apportioned(contacts.total, contacts.provenances),
    months: apportion(contacts.total, contacts.months),
    contactsByArea: apportion(
      contacts.total,
      all.map(({ share }) => share),
    ),
    peopleByArea: apportion(
      people.total,
      all.map(({ share }) => share),
    ),
    sexes: apportioned(people.total, people.sexes),
    ageClasses: apportioned(people.total, people.ageClasses),
    livesAlone: apportioned(people.total, people.livesAlone),
    informationKinds: apportioned(information.total, information.kinds),
    helpKinds: kinds,
    fulfilledBy: apportioned(services.total, services.fulfilledBy),
    destinations: apportioned(kinds.transport, services.destinations),
  }
}
export type ExactTables = ReturnType<typeof exactTables>
