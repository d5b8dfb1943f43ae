import type { SignedIn } from '../access/permissions.ts'
import type { Occasion } from '../changes/change.ts'
import { type HeadlineKey, type HeadlineValues, headlineFigures, headlineKeys } from './figure-names.ts'
import { countValues, type FiguresReads } from './read-report.ts'
import { askedPeriod, type Period, periodName, yearsBefore } from './report-period.ts'
import { chooseScope, type ReportScope, type ScopeChoice } from './report-scope.ts'

export interface TrendYear {
  period: Period
  name: string
  values: HeadlineValues
  differences: { key: HeadlineKey; by: number; percent: number | null }[] | null
}

export function differencesOf(now: HeadlineValues, before: HeadlineValues): NonNullable<TrendYear['differences']> {
  return headlineKeys.flatMap((key) => {
    const [value, earlier] = [now[key], before[key]]
    if (typeof value !== 'number' || typeof earlier !== 'number') return []
    const scale = 10 ** headlineFigures[key].decimals
    const by = Math.round((value - earlier) * scale) / scale
    return [{ key, by, percent: earlier === 0 ? null : Math.round((by * 1000) / earlier) / 10 }]
  })
}

/** The same days of the years before, newest first. */
export async function readTrend(
  doors: FiguresReads,
  occasion: Occasion,
  input: ScopeChoice & Period & { who: SignedIn; years: number },
): Promise<TrendYear[]> {
  const period = askedPeriod(input, occasion.now)
  const scope = await chooseScope(doors, input.who, input)
  return countTrend(doors, occasion, { period, scope, years: input.years })
}

export async function countTrend(
  reads: FiguresReads,
  { now }: Pick<Occasion, 'now'>,
  asked: { period: Period; scope: ReportScope; years: number },
): Promise<TrendYear[]> {
  const { period, scope } = asked
  const periods = Array.from({ length: asked.years }, (_, back) => yearsBefore(period, back))
  const years: Omit<TrendYear, 'differences'>[] = []
  for (const each of periods) {
    const values = await countValues(reads, each, scope, now)
    years.push({ period: each, name: periodName(each), values })
  }
  return years.map((year, at) => {
    const before = years[at + 1]
    return { ...year, differences: before ? differencesOf(year.values, before.values) : null }
  })
}
