import { maySeePoint, type SignedIn } from '../access/permissions.ts'
import { NotAllowed, NotFound } from '../errors.ts'
import type { MonthlyReport } from './monthly-report.ts'

export interface PublishedReportReads {
  findPublishedReport(reportId: string): Promise<MonthlyReport | null>
}

/** As it was published. That of the whole network is for everybody who reads reports. */
export async function readPublishedReport(
  doors: PublishedReportReads,
  input: { who: SignedIn; reportId: string },
): Promise<MonthlyReport> {
  const report = await doors.findPublishedReport(input.reportId)
  if (!report) throw new NotFound('Questo rapporto non è stato pubblicato.')
  if (!maySeePoint(input.who, report.scope.id)) throw new NotAllowed('Può leggere i rapporti dei Suoi punti d’ascolto.')
  return report
}
