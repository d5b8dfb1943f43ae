import type { Occasion, Transactions } from '../changes/change.ts'
import type { IsoDate } from '../territory/rome-time.ts'
import type { AgreementReads } from './accountability-agreements.ts'
import { accountabilityState } from './accountability-reports.ts'

export interface DraftRows {
  /** false where that was told already. */
  keepDraft(reportId: string, at: Date): Promise<boolean>
}

/**
 * Once a period is over its report is there to be looked at, with the figures of whenever somebody looks. Nothing is frozen or sent:
 * that is the coordinator's word. Twice is once.
 */
export async function draftDueReports(
  doors: Transactions<DraftRows> & AgreementReads,
  occasion: Occasion,
  { day }: { day: IsoDate },
): Promise<void> {
  for (const { reports, listeningPointId } of await doors.listAgreements(null)) {
    for (const report of reports) {
      if (report.period.until > day || report.draftedAt || accountabilityState(report) !== 'toPrepare') continue
      await doors.transaction(occasion, async (tx) => {
        if (!(await tx.keepDraft(report.id, occasion.now))) return
        tx.trace({
          action: 'accountability.drafted',
          entity: 'accountabilityReport',
          entityId: report.id,
          listeningPointId,
        })
        tx.announce({ topic: 'accountability', entityId: report.id, listeningPointId })
      })
    }
  }
}
