import type { Occasion } from '../changes/change.ts'
import type { MonthChoice } from './publish-report.ts'
import { countReport, type FiguresReads, type PublicationReads, type Report } from './read-report.ts'
import { askedPeriod, monthPeriod } from './report-period.ts'
import { choosePoint } from './report-scope.ts'

/** The figures of a month as they are now. */
export async function readMonthlyReport(
  doors: FiguresReads & PublicationReads,
  occasion: Occasion,
  { who, month, listeningPointId }: MonthChoice,
): Promise<Report> {
  const period = askedPeriod(monthPeriod(month), occasion.now)
  const scope = await choosePoint(doors, who, listeningPointId)
  return countReport(doors, occasion, { kind: 'monthly', period, scope })
}
