import type { SignedIn } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import { Invalid } from '../errors.ts'
import { countReport, type FiguresReads, type PublicationReads, type Report } from './read-report.ts'
import { type RecountRows, recountAll, recountFigures } from './recount-figures.ts'
import { askedPeriod, monthPeriod, type Period, periodShape } from './report-period.ts'
import { choosePoint, chooseScope, type ReportKind, type ReportScope, type ScopeChoice } from './report-scope.ts'

export interface PublicationRows extends FiguresReads, PublicationReads, RecountRows {
  /** Answers with the id of the row, which nothing can change afterwards. */
  addPublishedReport(report: Report, by: { operatorId: string; name: string }): Promise<string>
}

/**
 * Freezes the figures with their moment and whose word it is. A later correction is published again, beside this one. Inside a
 * transaction, for whoever publishes as part of something else.
 */
export async function publishIn(
  tx: PublicationRows & Parameters<Parameters<Transactions<PublicationRows>['transaction']>[1]>[0],
  occasion: Occasion,
  { who, kind, period, scope }: { who: SignedIn; kind: ReportKind; period: Period; scope: ReportScope },
): Promise<Report> {
  await recountAll(tx)
  const counted = await countReport(tx, occasion, { kind, period, scope })
  const report = { ...counted, asOf: occasion.now }
  const id = await tx.addPublishedReport(report, { operatorId: who.operatorId, name: who.name })
  const listeningPointId = scope.kind === 'listeningPoint' ? scope.id : null
  tx.trace({ action: 'report.published', entity: 'report', entityId: id, listeningPointId })
  tx.announce({ topic: 'report', entityId: id, listeningPointId })
  return { ...report, published: { id, at: occasion.now, by: who.name } }
}

/** A year that has just been brought in waits for minutes: it is counted a step at a time, and publishing counts what came since. */
export const recountBefore = (doors: Transactions<PublicationRows>, occasion: Occasion): Promise<void> =>
  recountFigures(doors, occasion, { wait: true })

export async function publishReport(
  doors: Transactions<PublicationRows>,
  occasion: Occasion,
  input: ScopeChoice & Period & { who: SignedIn; kind: ReportKind },
): Promise<Report> {
  const { who, kind } = input
  const period = askedPeriod(input, occasion.now)
  const shape = periodShape(period)
  if (kind === 'monthly' && shape !== 'month') throw new Invalid('Un rapporto del mese è di un mese intero.')
  if (kind === 'yearly' && shape !== 'year') throw new Invalid('Un rapporto dell’anno è di un anno intero.')
  await recountBefore(doors, occasion)
  return doors.transaction(occasion, async (tx) => {
    const scope = await chooseScope(tx, who, input)
    return publishIn(tx, occasion, { who, kind, period, scope })
  })
}

export interface MonthChoice {
  who: SignedIn
  month: string
  listeningPointId?: string | undefined
}

export async function publishMonthlyReport(
  doors: Transactions<PublicationRows>,
  occasion: Occasion,
  { who, month, listeningPointId }: MonthChoice,
): Promise<Report> {
  const period = askedPeriod(monthPeriod(month), occasion.now)
  await recountBefore(doors, occasion)
  return doors.transaction(occasion, async (tx) => {
    const scope = await choosePoint(tx, who, listeningPointId)
    return publishIn(tx, occasion, { who, kind: 'monthly', period, scope })
  })
}
