import { documents, mediaTypes } from '../../adapters/documents/export-documents.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import type { ExportView, exportEndpoints, SocialReportView } from '../../contract/exports.ts'
import {
  documentFileName,
  downloadExport,
  EXPORT_KEPT_DAYS,
  type ExportAudience,
  type ExportFormat,
  listExports,
  printReport,
  type ReportExport,
  readExport,
  retryExport,
  startExport,
} from '../../helpline/reports/export-report.ts'
import { listReportsToPublish } from '../../helpline/reports/month-preparation.ts'
import { readPublishedReport } from '../../helpline/reports/read-published-report.ts'
import type { Report } from '../../helpline/reports/read-report.ts'
import {
  publishSocialReport,
  readPublishedSocialReport,
  readSocialReport,
} from '../../helpline/reports/read-social-report.ts'
import type { SocialReport } from '../../helpline/reports/social-report.ts'
import { viewReport } from '../report-view.ts'
import type { FileAnswer, Handlers } from '../routes.ts'

const DAY_MS = 24 * 3_600_000

const viewExport = ({ askedAt, ...row }: ReportExport): ExportView => ({
  ...row,
  askedAt: askedAt.toISOString(),
  keptUntil: new Date(askedAt.getTime() + EXPORT_KEPT_DAYS * DAY_MS).toISOString(),
})

const viewSocial = ({ report, trend }: SocialReport): SocialReportView => ({ report: viewReport(report), trend })

async function paperOf(
  report: Report,
  { format, audience }: { format: ExportFormat; audience: ExportAudience },
): Promise<FileAnswer> {
  const content = Buffer.from(await documents.makeReport(report, format, audience))
  return { fileName: documentFileName(report, format), content, mediaType: mediaTypes[format] }
}

export const exportHandlers = (store: Store): Handlers<typeof exportEndpoints> => ({
  downloadReport: async ({ input, who, occasion }) =>
    paperOf(await printReport(store, occasion, { who, ...input.query }), input.query),

  downloadPublished: async ({ input, who }) =>
    paperOf(await readPublishedReport(store, { who, ...input.params }), input.query),

  listReportsToPublish: async ({ who }) =>
    (await listReportsToPublish(store, who)).map((row) => ({ ...row, preparedAt: row.preparedAt.toISOString() })),

  readSocialReport: async ({ input, who, occasion }) =>
    viewSocial(await readSocialReport(store, occasion, { who, ...input.query })),

  publishSocialReport: async ({ input, who, occasion }) =>
    viewSocial(await publishSocialReport(store, occasion, { who, ...input.body })),

  readPublishedSocialReport: async ({ input, who }) =>
    viewSocial(await readPublishedSocialReport(store, { who, ...input.params })),

  listExports: async ({ who }) => (await listExports(store, who)).map(viewExport),

  startExport: async ({ input, who, occasion }) =>
    viewExport(await startExport(store, occasion, { who, ...input.body })),

  readExport: async ({ input, who }) => viewExport(await readExport(store, { who, ...input.params })),

  retryExport: async ({ input, who, occasion }) =>
    viewExport(await retryExport(store, occasion, { who, ...input.params })),

  downloadExport: async ({ input, who, occasion }) => {
    const { row, content } = await downloadExport(store, occasion, { who, ...input.params })
    return { fileName: row.fileName, content: Buffer.from(content), mediaType: mediaTypes[row.format] }
  },
})
