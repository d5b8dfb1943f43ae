import type { PeopleCounts, ReportNames } from './report-names.ts'
import type { Period } from './report-period.ts'
import type { ReportStocks } from './report-stocks.ts'
import type { Tally } from './tally.ts'

export interface CountedPeriod {
  period: Period
  /** May lack who gave a service. */
  tally: Tally
  /** Volunteers with at least one service given, each once. */
  activeVolunteers: number
  people: PeopleCounts
  stocks: ReportStocks
  /** Days on which a point of the scope was open, up to the day of the figures. */
  openDays: number
  names: ReportNames
}
