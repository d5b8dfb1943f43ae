import type { InstantRange } from '../territory/rome-time.ts'
import { type MonthTallies, monthFigures, type ReportFigures } from './month-figures.ts'
import type { ReportMonth } from './report-month.ts'

/** `id` is null for the whole network. */
export interface ReportScope {
  kind: 'region' | 'listeningPoint'
  id: string | null
  name: string
}

export interface Publication {
  id: string
  at: Date
  by: string
}

export interface MonthlyReport {
  month: string
  title: string
  scope: ReportScope
  /** The moment the figures were true. */
  asOf: Date
  /** Of a frozen report its own publication; of a live one the last of the same month and scope. */
  published: Publication | null
  figures: ReportFigures
}

export interface ReportPoint {
  id: string
  name: string
  active: boolean
}

export interface ReportReads {
  /** Every point there ever was, the call centre too, by name. */
  listReportPoints(): Promise<ReportPoint[]>
  /** Counted in one snapshot: what was recorded by `asOf` and not deleted by then. */
  tallyMonth(period: InstantRange, asOf: Date, listeningPointId: string | null): Promise<MonthTallies>
  lastPublication(period: InstantRange, listeningPointId: string | null): Promise<Publication | null>
}

/** A report is frozen at the moment it is published. */
export const isFrozen = ({ asOf, published }: Pick<MonthlyReport, 'asOf' | 'published'>): boolean =>
  published !== null && published.at.getTime() === asOf.getTime()

export async function countMonth(
  reads: ReportReads,
  { month, name, period, days }: ReportMonth,
  scope: ReportScope,
  points: ReportPoint[],
  now: Date,
): Promise<MonthlyReport> {
  const tallies = await reads.tallyMonth(period, now, scope.id)
  const published = await reads.lastPublication(period, scope.id)
  const shown = points.filter(
    (point) =>
      (scope.id === null ? point.active : point.id === scope.id) || tallies.contactsInByListeningPoint.has(point.id),
  )
  return {
    month,
    title: `Rapporto del mese di ${name}`,
    scope,
    asOf: now,
    published,
    figures: monthFigures(tallies, { points: shown, days }),
  }
}
