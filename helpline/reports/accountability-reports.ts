import type { SignedIn } from '../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../errors.ts'
import { addDays, type IsoDate, romeDate } from '../territory/rome-time.ts'
import {
  type AccountabilityReport,
  type Agreement,
  type AgreementReads,
  type AgreementRows,
  agreementScope,
  mayAccountFor,
  readableAgreement,
} from './accountability-agreements.ts'
import { type AnnexReads, type AnnexTables, annexTables } from './accountability-annexes.ts'
import { documentFileName } from './export-report.ts'
import { type PublicationRows, publishIn, recountBefore } from './publish-report.ts'
import type { PublishedReportReads } from './read-published-report.ts'
import { countReport, type FiguresReads, type PublicationReads, type Report } from './read-report.ts'
import { type RecountRows, recountFigures } from './recount-figures.ts'
import type { Period } from './report-period.ts'
import type { ScopeReads } from './report-scope.ts'

/** What goes with an accountability report: the paper and the tables, for third parties. */
export const annexFormats = ['pdf', 'xlsx'] as const
export type AnnexFormat = (typeof annexFormats)[number]

export interface Annex {
  format: AnnexFormat
  fileName: string
  content: Uint8Array
}

export interface AnnexDoor {
  /** `agreement` is told on the first page; what goes with the figures stands in the tables. */
  makeAnnex(agreement: Agreement, report: Report, annexes: AnnexTables, format: AnnexFormat): Promise<Uint8Array>
}

export interface AccountabilityReads extends Pick<AgreementReads, 'findAgreement'> {
  findAgreementOfReport(reportId: string): Promise<string | null>
  findSentAnnex(reportId: string, format: AnnexFormat): Promise<Annex | null>
  /** What goes with frozen figures, as it was with them; null where nothing was kept. */
  findFrozenTables(publishedReportId: string): Promise<AnnexTables | null>
}

export interface AccountabilityRows
  extends AccountabilityReads,
    PublicationRows,
    AnnexReads,
    Pick<AgreementRows, 'lockAgreement' | 'changeDueDay'> {
  keepPrepared(reportId: string, publishedReportId: string, tables: AnnexTables): Promise<void>
  keepSent(
    reportId: string,
    sent: { at: Date; sentOn: IsoDate; sentTo: string; sentById: string },
    annexes: readonly Annex[],
  ): Promise<void>
}

export type AccountabilityState = 'toPrepare' | 'prepared' | 'sent'

export const accountabilityState = (
  report: Pick<AccountabilityReport, 'publishedReportId' | 'sentAt'>,
): AccountabilityState => (report.sentAt ? 'sent' : report.publishedReportId ? 'prepared' : 'toPrepare')

interface ReportChoice {
  who: SignedIn
  reportId: string
}

async function findReport(
  reads: AccountabilityReads,
  { who, reportId }: ReportChoice,
): Promise<{ agreement: Agreement; report: AccountabilityReport }> {
  const agreementId = await reads.findAgreementOfReport(reportId)
  if (agreementId === null) throw new NotFound('Questa rendicontazione non c’è.')
  const agreement = readableAgreement(await reads.findAgreement(agreementId), who)
  const report = agreement.reports.find(({ id }) => id === reportId)
  if (!report) throw new NotFound('Questa rendicontazione non c’è.')
  return { agreement, report }
}

/** The same, waiting for whoever changes it; only what was not sent yet is changed. */
async function lockReport(tx: AccountabilityRows, choice: ReportChoice) {
  const agreementId = await tx.findAgreementOfReport(choice.reportId)
  if (agreementId !== null) await tx.lockAgreement(agreementId)
  const found = await findReport(tx, choice)
  if (found.report.sentAt) throw new Conflict('Questa rendicontazione è già stata inviata, e resta com’è.')
  checkMayAccount(choice.who, found.agreement)
  return found
}

function checkMayAccount(who: SignedIn, agreement: Agreement): void {
  if (!mayAccountFor(who, agreement)) throw new NotAllowed('Le cifre di un territorio le prepara la sede regionale.')
}

function checkMayPrepare(who: SignedIn, { now }: Occasion, agreement: Agreement, { until }: Period): void {
  checkMayAccount(who, agreement)
  if (romeDate(now) < until) throw new Conflict('Questo periodo non è ancora finito.')
}

function told(tx: Change, action: string, { id }: { id: string }, { listeningPointId }: Agreement): void {
  tx.trace({ action, entity: 'accountabilityReport', entityId: id, listeningPointId })
  tx.announce({ topic: 'accountability', entityId: id, listeningPointId })
}

export async function changeDueDay(
  doors: Transactions<AccountabilityRows>,
  occasion: Occasion,
  input: ReportChoice & { dueOn: IsoDate },
): Promise<Agreement> {
  const { dueOn, reportId } = input
  return doors.transaction(occasion, async (tx) => {
    const { agreement, report } = await lockReport(tx, input)
    if (dueOn < report.period.from || dueOn > addDays(report.period.until, 730)) {
      throw new Invalid('Questa scadenza è troppo lontana dal periodo.', {
        dueOn: 'Scelga un giorno dall’inizio del periodo a due anni dopo la fine.',
      })
    }
    await tx.changeDueDay(reportId, dueOn)
    told(tx, 'accountability.dueChanged', report, agreement)
    return (await tx.findAgreement(agreement.id)) as Agreement
  })
}

/** Freezes the figures of the agreement's period and territory, and the rows that go with them. Until it is sent it may be prepared again. */
export async function prepareAccountability(
  doors: Transactions<AccountabilityRows>,
  occasion: Occasion,
  input: ReportChoice & { seenReportId: string | null },
): Promise<Agreement> {
  await recountBefore(doors, occasion)
  return doors.transaction(occasion, async (tx) => {
    const { agreement, report } = await lockReport(tx, input)
    if (report.publishedReportId !== input.seenReportId) {
      throw new Conflict('Nel frattempo un’altra persona ha preparato questa rendicontazione.')
    }
    const { who } = input
    checkMayPrepare(who, occasion, agreement, report.period)
    const scope = await agreementScope(tx, agreement)
    const frozen = await publishIn(tx, occasion, { who, kind: 'accountability', period: report.period, scope })
    if (!frozen.published) throw new Error('A published report says when it was published.')
    const tables = annexTables(await tx.listAnnexRows(report.period, scope), agreement.annexPeople)
    await tx.keepPrepared(report.id, frozen.published.id, tables)
    told(tx, 'accountability.prepared', report, agreement)
    return (await tx.findAgreement(agreement.id)) as Agreement
  })
}

type AnnexDoors = AccountabilityReads &
  AnnexReads &
  Pick<PublishedReportReads, 'findPublishedReport'> & { annexes: AnnexDoor }

async function makeAnnex(
  doors: AnnexDoors,
  agreement: Agreement,
  report: AccountabilityReport,
  format: AnnexFormat,
): Promise<Annex> {
  const frozen = report.publishedReportId === null ? null : await doors.findPublishedReport(report.publishedReportId)
  if (!frozen?.published) throw new Conflict('Questa rendicontazione non è ancora preparata.')
  const tables = await doors.findFrozenTables(frozen.published.id)
  return makeAnnexOf(doors, agreement, frozen, format, tables)
}

async function makeAnnexOf(
  doors: AnnexReads & { annexes: AnnexDoor },
  agreement: Agreement,
  report: Report,
  format: AnnexFormat,
  frozen: AnnexTables | null = null,
): Promise<Annex> {
  const fileName = documentFileName(report, format).replace('filo-d-argento', 'rendicontazione')
  const tables = frozen ?? annexTables(await doors.listAnnexRows(report.period, report.scope), agreement.annexPeople)
  return { format, fileName, content: await doors.annexes.makeAnnex(agreement, report, tables, format) }
}

type DraftDoors = AnnexDoors &
  FiguresReads &
  PublicationReads &
  Pick<ScopeReads, 'findScope'> &
  Transactions<RecountRows>

/** What was sent, as it was; before that, what would be; before anybody prepared it, what it would be at this moment. */
export async function readAnnex(
  doors: DraftDoors,
  occasion: Occasion,
  input: ReportChoice & { format: AnnexFormat },
): Promise<Annex> {
  const { agreement, report } = await findReport(doors, input)
  const sent = await doors.findSentAnnex(report.id, input.format)
  if (sent) return sent
  if (report.publishedReportId !== null) return makeAnnex(doors, agreement, report, input.format)
  const { period } = report
  checkMayPrepare(input.who, occasion, agreement, period)
  await recountFigures(doors, occasion, { wait: true })
  const scope = await agreementScope(doors, agreement)
  const draft = await countReport(doors, occasion, { kind: 'accountability', period, scope })
  return makeAnnexOf(doors, agreement, draft, input.format)
}

/** Writes down that it was sent, when, by whom and to whom, and keeps its annexes as they were. */
export async function sendAccountability(
  doors: AnnexDoors & Transactions<AccountabilityRows>,
  occasion: Occasion,
  input: ReportChoice & { seenReportId: string; sentOn: IsoDate; sentTo: string },
): Promise<Agreement> {
  const { who, sentOn, sentTo } = input
  if (sentOn > romeDate(occasion.now)) {
    throw new Invalid('Questo giorno deve ancora venire.', { sentOn: 'Scriva il giorno in cui è stata inviata.' })
  }
  const found = await findReport(doors, input)
  const annexes: Annex[] = []
  for (const format of annexFormats) annexes.push(await makeAnnex(doors, found.agreement, found.report, format))
  return doors.transaction(occasion, async (tx) => {
    const { agreement, report } = await lockReport(tx, input)
    // The annexes are of the figures that were looked at.
    const isSame =
      report.publishedReportId === input.seenReportId && found.report.publishedReportId === input.seenReportId
    if (!isSame) throw new Conflict('Nel frattempo un’altra persona ha preparato di nuovo questa rendicontazione.')
    await tx.keepSent(report.id, { at: occasion.now, sentOn, sentTo, sentById: who.operatorId }, annexes)
    told(tx, 'accountability.sent', report, agreement)
    return (await tx.findAgreement(agreement.id)) as Agreement
  })
}
