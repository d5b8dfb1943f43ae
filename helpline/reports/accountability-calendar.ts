import type { SignedIn } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import { type IsoDate, romeDate } from '../territory/rome-time.ts'
import {
  type Agreement,
  type AgreementReads,
  agreementPart,
  listAgreements,
  mayAccountFor,
} from './accountability-agreements.ts'
import { type DueUrgency, dueUrgency } from './accountability-periods.ts'
import { type AccountabilityState, accountabilityState } from './accountability-reports.ts'
import type { Period } from './report-period.ts'
import type { ScopeChoice } from './report-scope.ts'

interface DueThing {
  id: string
  agreementId: string
  agreementName: string
  counterpartName: string
  listeningPointId: string | null
  dueOn: IsoDate
  /** null once it is done. */
  urgency: DueUrgency | null
}

export interface DueReport extends DueThing {
  kind: 'report'
  period: Period
  /** Of which part of the network its figures are. */
  part: ScopeChoice
  state: AccountabilityState
  draftedAt: Date | null
  publishedReportId: string | null
  /** The period is over, and this person may. */
  mayPrepare: boolean
  sentOn: IsoDate | null
  sentTo: string | null
  sentBy: string | null
}

export interface DueInstalment extends DueThing {
  kind: 'instalment'
  amountCents: number
  paidOn: IsoDate | null
}

export type CalendarItem = DueReport | DueInstalment

function itemsOf(agreement: Agreement, today: IsoDate, who: SignedIn | null): CalendarItem[] {
  const common = {
    agreementId: agreement.id,
    agreementName: agreement.name,
    counterpartName: agreement.counterpartName,
    listeningPointId: agreement.listeningPointId,
  }
  const reports = agreement.reports.map((report): DueReport => {
    const { id, period, dueOn, draftedAt, publishedReportId, sentOn, sentTo, sentBy } = report
    const state = accountabilityState(report)
    return {
      ...common,
      kind: 'report',
      id,
      period,
      part: agreementPart(agreement),
      dueOn,
      state,
      draftedAt,
      publishedReportId,
      urgency: state === 'sent' ? null : dueUrgency(dueOn, today),
      mayPrepare: state !== 'sent' && period.until <= today && who !== null && mayAccountFor(who, agreement),
      sentOn,
      sentTo,
      sentBy,
    }
  })
  const instalments = agreement.instalments.map(
    ({ id, dueOn, amountCents, paidOn }): DueInstalment => ({
      ...common,
      kind: 'instalment',
      id,
      dueOn,
      amountCents,
      paidOn,
      urgency: paidOn ? null : dueUrgency(dueOn, today),
    }),
  )
  return [...reports, ...instalments]
}

export const calendarOf = (agreements: readonly Agreement[], today: IsoDate, who: SignedIn | null): CalendarItem[] =>
  agreements
    .flatMap((agreement) => itemsOf(agreement, today, who))
    .sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id < b.id ? -1 : 1))

/** What the agreements want and when, the first due first. */
export async function readCalendar(
  reads: AgreementReads,
  { now }: Pick<Occasion, 'now'>,
  who: SignedIn,
): Promise<{ today: IsoDate; items: CalendarItem[] }> {
  const today = romeDate(now)
  return { today, items: calendarOf(await listAgreements(reads, who), today, who) }
}

export interface WarningRows extends AgreementReads {
  /** false where that was said already. */
  keepWarning(kind: CalendarItem['kind'], id: string, urgency: DueUrgency): Promise<boolean>
}

/** Tells coordinators what is due soon, and again when it is late: each of them once. */
export async function warnOfDue(
  doors: Transactions<WarningRows>,
  occasion: Occasion,
  { day }: { day: IsoDate },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const pressing = calendarOf(await tx.listAgreements(null), day, null).filter(
      ({ urgency }) => urgency === 'soon' || urgency === 'late',
    )
    for (const { kind, id, urgency, agreementId, listeningPointId } of pressing) {
      if (!urgency || !(await tx.keepWarning(kind, id, urgency))) continue
      tx.trace({
        action: `accountability.due.${urgency}`,
        entity: kind === 'report' ? 'accountabilityReport' : 'instalment',
        entityId: id,
        listeningPointId,
      })
      tx.announce({ topic: 'accountability', entityId: agreementId, listeningPointId })
    }
  })
}
