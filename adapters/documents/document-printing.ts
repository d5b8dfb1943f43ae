import type { Agreement } from '../../helpline/reports/accountability-agreements.ts'
import type { AnnexTables } from '../../helpline/reports/accountability-annexes.ts'
import { agreementPreface } from '../../helpline/reports/accountability-preface.ts'
import type { CampaignPaper } from '../../helpline/reports/campaign-report.ts'
import type { ExportAudience, ExportFormat } from '../../helpline/reports/export-report.ts'
import { nothingHidden, smallNumbers } from '../../helpline/reports/export-small-numbers.ts'
import type { Report } from '../../helpline/reports/read-report.ts'
import type { SocialReport } from '../../helpline/reports/social-report.ts'
import { annexSheets } from './annex-sheets.ts'
import { campaignReportPdf } from './campaign-report-pdf.ts'
import { type DaySheetPaper, daySheetPdf } from './day-sheet-pdf.ts'
import { reportPdf } from './report-pdf.ts'
import { reportWorkbook } from './report-workbook.ts'
import { socialReportPdf } from './social-report-pdf.ts'
import { type PrintedRegister, volunteerRegisterPdf } from './volunteer-register-pdf.ts'

/** A paper to be made, with all that stands on it: what a thread is given. */
export type DocumentOrder =
  | { kind: 'daySheets'; paper: DaySheetPaper; printedAt: Date }
  | { kind: 'campaignReport'; paper: CampaignPaper; printedAt: Date }
  | { kind: 'volunteerRegister'; register: PrintedRegister; printedAt: Date }
  | ({ format: Exclude<ExportFormat, 'csv'>; audience: ExportAudience } & (
      | { kind: 'report'; report: Report; agreement: Agreement | null; annexes: AnnexTables | null }
      | { kind: 'socialReport'; social: SocialReport }
    ))

export async function printDocument(order: DocumentOrder): Promise<Uint8Array> {
  if (order.kind === 'volunteerRegister') return volunteerRegisterPdf(order.register, order.printedAt)
  if (order.kind === 'campaignReport') return campaignReportPdf(order.paper, order.printedAt)
  if (order.kind === 'daySheets') return daySheetPdf(order.paper, order.printedAt)
  const { format } = order
  const isForOthers = order.audience === 'others'
  if (order.kind === 'socialReport') {
    const { report, trend } = order.social
    if (format === 'pdf') return socialReportPdf(order.social, isForOthers)
    return reportWorkbook(report, isForOthers ? smallNumbers(report.figures) : nothingHidden, trend)
  }
  const { report, agreement, annexes } = order
  const hidden = isForOthers ? smallNumbers(report.figures) : nothingHidden
  const preface = agreement ? agreementPreface(agreement) : []
  if (format === 'pdf') return reportPdf(report, hidden, preface)
  return reportWorkbook(report, hidden, [], preface, annexes ? annexSheets(annexes) : [])
}
