import type { SignedIn } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import { NotFound } from '../errors.ts'
import { type PublicationRows, publishIn, recountBefore } from './publish-report.ts'
import { type PublishedReportReads, readPublishedReport } from './read-published-report.ts'
import { countReport, type FiguresReads, type PublicationReads } from './read-report.ts'
import { countTrend, type TrendYear } from './read-trend.ts'
import { askedPeriod, yearPeriod } from './report-period.ts'
import { chooseScope, type ReportScope, type ScopeChoice } from './report-scope.ts'
import type { SocialReport } from './social-report.ts'

/** The year itself and those before it. */
export const SOCIAL_YEARS = 4

export interface YearChoice extends ScopeChoice {
  who: SignedIn
  year: number
}

export async function countSocialReport(
  reads: FiguresReads & PublicationReads,
  occasion: Occasion,
  { year, scope }: { year: number; scope: ReportScope },
): Promise<SocialReport> {
  const period = askedPeriod(yearPeriod(year), occasion.now)
  const report = await countReport(reads, occasion, { kind: 'yearly', period, scope })
  return { report, trend: await countTrend(reads, occasion, { period, scope, years: SOCIAL_YEARS }) }
}

/** The year as it is now. */
export async function readSocialReport(
  doors: FiguresReads & PublicationReads,
  occasion: Occasion,
  input: YearChoice,
): Promise<SocialReport> {
  askedPeriod(yearPeriod(input.year), occasion.now)
  const scope = await chooseScope(doors, input.who, input)
  return countSocialReport(doors, occasion, { year: input.year, scope })
}

export interface SocialTrendReads {
  /** null where only the year's figures were published. */
  findSocialTrend(reportId: string): Promise<TrendYear[] | null>
}

export async function readPublishedSocialReport(
  doors: PublishedReportReads & SocialTrendReads,
  input: { who: SignedIn; reportId: string },
): Promise<SocialReport> {
  const report = await readPublishedReport(doors, input)
  const trend = await doors.findSocialTrend(input.reportId)
  if (!trend) throw new NotFound('Questo non è un bilancio sociale pubblicato.')
  return { report, trend }
}

/** Freezes the year with the years before beside it, as they are told today. */
export async function publishSocialReport(
  doors: Transactions<PublicationRows & { addSocialTrend(reportId: string, trend: TrendYear[]): Promise<void> }>,
  occasion: Occasion,
  input: YearChoice,
): Promise<SocialReport> {
  const period = askedPeriod(yearPeriod(input.year), occasion.now)
  await recountBefore(doors, occasion)
  return doors.transaction(occasion, async (tx) => {
    const scope = await chooseScope(tx, input.who, input)
    const report = await publishIn(tx, occasion, { who: input.who, kind: 'yearly', period, scope })
    const trend = await countTrend(tx, occasion, { period, scope, years: SOCIAL_YEARS })
    if (report.published) await tx.addSocialTrend(report.published.id, trend)
    return { report, trend }
  })
}
