import type { Occasion, Transactions } from '../changes/change.ts'
import type { IsoDate } from '../territory/rome-time.ts'
import { type Agreement, type AgreementReads, agreementScope } from './accountability-agreements.ts'
import type { AnnexReads } from './accountability-annexes.ts'
import { type Annex, type AnnexDoor, accountabilityState, annexFormats, makeAnnexOf } from './accountability-reports.ts'
import { countReport, type FiguresReads, type PublicationReads } from './read-report.ts'
import { type RecountRows, recountFigures } from './recount-figures.ts'

export interface DraftRows {
  /** false where its drafts are there already. */
  keepDraft(reportId: string, madeAt: Date, annexes: readonly Annex[]): Promise<boolean>
}

type Doors = Transactions<DraftRows & RecountRows> &
  AgreementReads &
  FiguresReads &
  PublicationReads &
  AnnexReads & { annexes: AnnexDoor }

/** A few a night: an archive of old agreements is caught up with in some nights. */
const MOST_A_NIGHT = 20

/**
 * Once a period is over its report and what goes with it make themselves, to be looked at. Nothing is frozen or sent: that is the
 * coordinator's word. Twice is once.
 */
export async function draftDueReports(doors: Doors, occasion: Occasion, { day }: { day: IsoDate }): Promise<void> {
  const due = (await doors.listAgreements(null))
    .flatMap((agreement) => agreement.reports.map((report) => ({ agreement, report })))
    .filter(
      ({ report }) => report.period.until <= day && !report.draftedAt && accountabilityState(report) === 'toPrepare',
    )
    // The latest first: an old one has waited already.
    .sort((a, b) => (a.report.dueOn < b.report.dueOn ? 1 : -1))
    .slice(0, MOST_A_NIGHT)
  if (due.length === 0) return
  await recountFigures(doors, occasion, { wait: true })
  for (const each of due) await draft(doors, occasion, each)
}

async function draft(
  doors: Doors,
  occasion: Occasion,
  { agreement, report }: { agreement: Agreement; report: Agreement['reports'][number] },
): Promise<void> {
  const { period } = report
  const scope = await agreementScope(doors, agreement)
  const figures = await countReport(doors, occasion, { kind: 'accountability', period, scope })
  const annexes: Annex[] = []
  for (const format of annexFormats) annexes.push(await makeAnnexOf(doors, agreement, figures, format))
  const { listeningPointId } = agreement
  await doors.transaction(occasion, async (tx) => {
    if (!(await tx.keepDraft(report.id, occasion.now, annexes))) return
    tx.trace({
      action: 'accountability.drafted',
      entity: 'accountabilityReport',
      entityId: report.id,
      listeningPointId,
    })
    tx.announce({ topic: 'accountability', entityId: report.id, listeningPointId })
  })
}
