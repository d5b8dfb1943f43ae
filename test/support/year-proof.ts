import { readFileSync } from 'node:fs'
import type { ReportFigures } from '../../contract/reports.ts'
import { NOT_KNOWN, type TableKey } from '../../helpline/reports/figure-names.ts'
import { average } from '../../helpline/reports/report-figures.ts'
import { destinationKeys, exactTables, type YearTotals, yearTotals } from '../../launch/make-year/year-totals.ts'

export const shippedTotals = (name: 'lombardia-2013' | 'cremona-2025'): YearTotals =>
  yearTotals.parse(JSON.parse(readFileSync(`launch/totals/${name}.json`, 'utf8')))

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
const days = (year: number): number => (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / 86_400_000

/** What the yearly report must say of a year made to some totals, to the unit. */
function expected(totals: YearTotals) {
  const tables = exactTables(totals)
  const { contacts, people, information, services, outbound, notGiven, year } = totals
  const takings = information.total + services.total
  const values = {
    contactsIn: contacts.total,
    contactsInPerMonth: average(contacts.total, 12),
    contactsInPerDay: average(contacts.total, days(year)),
    contactsPerPerson: average(contacts.total, people.total),
    contactsOut: outbound.toAssistedPerson + outbound.toOrganise,
    contactsOutToAssistedPerson: outbound.toAssistedPerson,
    contactsOutToOrganise: outbound.toOrganise,
    assistedPeople: people.total,
    takingsInCharge: takings,
    informationGiven: information.total,
    services: services.total,
    servicesPerContact: average(takings, contacts.total),
    servicesPerPerson: average(takings, people.total),
    unmetServices: sum(Object.values(notGiven.unmet)),
    rides: tables.helpKinds.transport,
    km: services.km,
    volunteerMinutes: services.hours * 60,
    ...(people.riders === undefined ? {} : { transportedPeople: people.riders }),
  }
  const unknownLast = ({ unknown, ...known }: Record<string, number>) => ({ ...known, [NOT_KNOWN]: unknown ?? 0 })
  const counted: Partial<Record<TableKey, Record<string, number>>> = {
    contactsInByCallerType: tables.callerTypes,
    contactsInByProvenance: tables.provenances,
    contactsInByMonth: Object.fromEntries(
      tables.months.map((count, at) => [`${year}-${String(at + 1).padStart(2, '0')}`, count]),
    ),
    peopleBySex: unknownLast(tables.sexes),
    peopleByAgeClass: unknownLast(tables.ageClasses),
    peopleByLivesAlone: unknownLast(tables.livesAlone),
    informationGivenByKind: tables.informationKinds,
    servicesByHelpKind: tables.helpKinds,
    servicesFulfilledBy: tables.fulfilledBy,
    ridesByDestination: Object.fromEntries(
      destinationKeys.map((key) => [key.replace(' ', '-'), tables.destinations[key] ?? 0]),
    ),
  }
  return { values, counted }
}

/** Every figure of the report that is not what the totals say; none where all of them are. */
export function differencesFrom(totals: YearTotals, figures: ReportFigures): string[] {
  const { values, counted } = expected(totals)
  const wrong = Object.entries(values).flatMap(([key, value]) => {
    const said = figures.values[key as keyof typeof figures.values]
    return said === value ? [] : [`${key}: ${said} instead of ${value}`]
  })
  for (const [key, counts] of Object.entries(counted)) {
    const rows = new Map(figures.tables.find((table) => table.key === key)?.rows.map((row) => [row.key, row.count]))
    for (const [row, count] of Object.entries(counts)) {
      if ((rows.get(row) ?? 0) !== count) wrong.push(`${key} ${row}: ${rows.get(row)} instead of ${count}`)
    }
  }
  return wrong
}
