import type { Occasion, Transactions } from '../changes/change.ts'
import type { InstantRange } from '../territory/rome-time.ts'
import type { MonthlyReport, ReportReads } from './monthly-report.ts'
import { type MonthChoice, readMonthlyReport } from './read-monthly-report.ts'
import { reportMonth } from './report-month.ts'

export interface PublicationRows extends ReportReads {
  /** Answers with the id of the row, which nothing can change afterwards. */
  addPublishedReport(
    report: MonthlyReport,
    period: InstantRange,
    by: { operatorId: string; name: string },
  ): Promise<string>
}

/** Freezes the figures with their moment and whose word it is. A later correction is published again, beside this one. */
export async function publishMonthlyReport(
  doors: Transactions<PublicationRows>,
  occasion: Occasion,
  input: MonthChoice,
): Promise<MonthlyReport> {
  return doors.transaction(occasion, async (tx) => {
    const report = await readMonthlyReport(tx, occasion, input)
    const { operatorId, name } = input.who
    const id = await tx.addPublishedReport(report, reportMonth(report.month).period, { operatorId, name })
    tx.trace({ action: 'report.published', entity: 'report', entityId: id, listeningPointId: report.scope.id })
    tx.announce({ topic: 'report', entityId: id, listeningPointId: report.scope.id })
    return { ...report, published: { id, at: occasion.now, by: name } }
  })
}
