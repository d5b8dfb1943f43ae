import { reportCsv } from '../../adapters/documents/report-csv.ts'
import { reportPdf } from '../../adapters/documents/report-pdf.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import type { MonthlyReport as MonthlyReportView, reportEndpoints } from '../../contract/reports.ts'
import type { MonthlyReport } from '../../helpline/reports/monthly-report.ts'
import { publishMonthlyReport } from '../../helpline/reports/publish-monthly-report.ts'
import { readAudit } from '../../helpline/reports/read-audit.ts'
import { readMonthlyReport } from '../../helpline/reports/read-monthly-report.ts'
import { readPublishedReport } from '../../helpline/reports/read-published-report.ts'
import type { FileAnswer, Handlers } from '../routes.ts'

const viewReport = ({ asOf, published, ...report }: MonthlyReport): MonthlyReportView => ({
  ...report,
  asOf: asOf.toISOString(),
  published: published && { ...published, at: published.at.toISOString() },
})

const fileName = (report: MonthlyReport, extension: 'pdf' | 'csv'): string => {
  const scope = report.scope.name.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '')
  return `filo-d-argento-${report.month}-${scope.replaceAll(/[^a-z0-9]+/g, '-')}.${extension}`
}

const pdfOf = async (report: MonthlyReport): Promise<FileAnswer> => ({
  fileName: fileName(report, 'pdf'),
  content: await reportPdf(report),
})

const csvOf = (report: MonthlyReport): FileAnswer => ({ fileName: fileName(report, 'csv'), content: reportCsv(report) })

export const reportHandlers = (store: Store): Handlers<typeof reportEndpoints> => ({
  readMonthlyReport: async ({ input, who, occasion }) =>
    viewReport(await readMonthlyReport(store, occasion, { who, ...input.query })),

  downloadMonthlyPdf: async ({ input, who, occasion }) =>
    pdfOf(await readMonthlyReport(store, occasion, { who, ...input.query })),

  downloadMonthlyCsv: async ({ input, who, occasion }) =>
    csvOf(await readMonthlyReport(store, occasion, { who, ...input.query })),

  publishMonthlyReport: async ({ input, who, occasion }) =>
    viewReport(await publishMonthlyReport(store, occasion, { who, ...input.body })),

  readPublishedReport: async ({ input, who }) => viewReport(await readPublishedReport(store, { who, ...input.params })),

  downloadPublishedPdf: async ({ input, who }) => pdfOf(await readPublishedReport(store, { who, ...input.params })),

  downloadPublishedCsv: async ({ input, who }) => csvOf(await readPublishedReport(store, { who, ...input.params })),

  readAudit: async ({ input, who }) => {
    const entries = await readAudit(store, { who, ...input.query })
    return entries.map((entry) => ({ ...entry, at: entry.at.toISOString() }))
  },
})
