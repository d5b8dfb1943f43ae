import type { SignedIn } from '../access/permissions.ts'
import type { Occasion } from '../changes/change.ts'
import { countMonth, type MonthlyReport, type ReportReads } from './monthly-report.ts'
import { begunMonth } from './report-month.ts'
import { chooseScope } from './report-scope.ts'

export interface MonthChoice {
  who: SignedIn
  month: string
  listeningPointId?: string | undefined
}

/** The figures of a month as they are now. */
export async function readMonthlyReport(
  doors: ReportReads,
  occasion: Occasion,
  input: MonthChoice,
): Promise<MonthlyReport> {
  const month = begunMonth(input.month, occasion.now)
  const points = await doors.listReportPoints()
  const scope = chooseScope(input.who, points, input.listeningPointId)
  return countMonth(doors, month, scope, points, occasion.now)
}
