import { activityKindNames, activityKinds } from './activity-kinds.ts'
import type { HeadlineValues, ReportTable } from './figure-names.ts'
import type { ReportNames } from './report-names.ts'
import { listed, named, regrouped, sum, table } from './report-tables.ts'
import type { Counts } from './tally.ts'

export const counterpartKinds = ['municipality', 'careHome', 'asst', 'ats', 'court', 'school', 'other'] as const
export type CounterpartKind = (typeof counterpartKinds)[number]
export const counterpartKindNames: Record<CounterpartKind, string> = {
  municipality: 'Comuni',
  careHome: 'RSA e case di riposo',
  asst: 'ASST',
  ats: 'ATS',
  court: 'Tribunali',
  school: 'Scuole',
  other: 'altri',
}

/** What stands rather than happens, and is short enough to be counted each time. By local association where it has one. */
export interface ReportStocks {
  volunteersByAssociation: Counts
  vehiclesOwnedByAssociation: Counts
  vehiclesOnLoanByAssociation: Counts
  vehiclesEquippedByAssociation: Counts
  agreementsByCounterpart: Counts<CounterpartKind>
  aidsLentByKind: Counts
  aidsOut: number
  activityPeopleByKind: Counts
  activityHoursByKind: Counts
}

export function stockValues(stocks: ReportStocks): HeadlineValues {
  const vehiclesOwned = sum(stocks.vehiclesOwnedByAssociation)
  const vehiclesOnLoan = sum(stocks.vehiclesOnLoanByAssociation)
  return {
    volunteers: sum(stocks.volunteersByAssociation),
    vehicles: vehiclesOwned + vehiclesOnLoan,
    vehiclesOwned,
    vehiclesOnLoan,
    vehiclesEquipped: sum(stocks.vehiclesEquippedByAssociation),
    agreements: sum(stocks.agreementsByCounterpart),
    aidsLent: sum(stocks.aidsLentByKind),
    aidsOut: stocks.aidsOut,
    activityPeople: sum(stocks.activityPeopleByKind),
    activityHours: sum(stocks.activityHoursByKind),
  }
}

const activityRows = named(activityKinds, activityKindNames)

export function stockTables(stocks: ReportStocks, names: ReportNames): ReportTable[] {
  const ambitoOf = new Map(names.associations.map(({ id, comune }) => [id, comune && names.placeOf(comune)?.ambitoId]))
  const ambiti = names.sets.filter(({ kind }) => kind === 'ambito').map(({ id, name }) => [id, name] as const)
  const byAmbito = (
    key: 'volunteersByAmbito' | 'vehiclesOwnedByAmbito' | 'vehiclesOnLoanByAmbito' | 'vehiclesEquippedByAmbito',
    counts: Counts,
  ) =>
    listed(
      key,
      regrouped(counts, (id) => ambitoOf.get(id) ?? null),
      ambiti,
    )
  const asWritten = (counts: Counts) =>
    [...counts.keys()].flatMap((key) => (key === null ? [] : [[key, key] as const])).sort()
  return [
    byAmbito('volunteersByAmbito', stocks.volunteersByAssociation),
    byAmbito('vehiclesOwnedByAmbito', stocks.vehiclesOwnedByAssociation),
    byAmbito('vehiclesOnLoanByAmbito', stocks.vehiclesOnLoanByAssociation),
    byAmbito('vehiclesEquippedByAmbito', stocks.vehiclesEquippedByAssociation),
    table('agreementsByCounterpart', stocks.agreementsByCounterpart, named(counterpartKinds, counterpartKindNames)),
    table('aidsLentByKind', stocks.aidsLentByKind, asWritten(stocks.aidsLentByKind)),
    table('activityPeopleByKind', stocks.activityPeopleByKind, activityRows, { others: true }),
    table('activityHoursByKind', stocks.activityHoursByKind, activityRows, { others: true }),
  ]
}
