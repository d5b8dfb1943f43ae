import type { Store } from '../../adapters/postgres/store.ts'
import type { reportEndpoints } from '../../contract/reports.ts'
import { publishMonthlyReport, publishReport } from '../../helpline/reports/publish-report.ts'
import { readAudit } from '../../helpline/reports/read-audit.ts'
import { readFigureRows } from '../../helpline/reports/read-figure-rows.ts'
import { readMonthlyReport } from '../../helpline/reports/read-monthly-report.ts'
import {
  listPublishedReports,
  readPublishedChanges,
  readPublishedReport,
} from '../../helpline/reports/read-published-report.ts'
import { readReport } from '../../helpline/reports/read-report.ts'
import { readTrend } from '../../helpline/reports/read-trend.ts'
import { listReadableScopes } from '../../helpline/reports/report-scope.ts'
import { viewReport } from '../report-view.ts'
import type { Handlers } from '../routes.ts'

export const reportHandlers = (store: Store): Handlers<typeof reportEndpoints> => ({
  listReportScopes: ({ who }) => listReadableScopes(store, { who }),

  readFigures: async ({ input, who, occasion }) =>
    viewReport(await readReport(store, occasion, { who, ...input.query })),

  readFigureRows: async ({ input, who, occasion }) => {
    const { rows, next } = await readFigureRows(store, occasion, { who, ...input.query })
    return { rows: rows.map((row) => ({ ...row, at: row.at.toISOString() })), next }
  },

  readTrend: ({ input, who, occasion }) => readTrend(store, occasion, { who, ...input.query }),

  publishReport: async ({ input, who, occasion }) =>
    viewReport(await publishReport(store, occasion, { who, ...input.body })),

  listPublishedReports: async ({ input, who }) => {
    const { reports, next } = await listPublishedReports(store, { who, ...input.query })
    const views = reports.map((report) => ({
      ...report,
      asOf: report.asOf.toISOString(),
      publishedAt: report.publishedAt.toISOString(),
    }))
    return { reports: views, next }
  },

  readPublishedReport: async ({ input, who }) => viewReport(await readPublishedReport(store, { who, ...input.params })),

  readPublishedChanges: async ({ input, who, occasion }) => {
    const { asOf, now, lines } = await readPublishedChanges(store, occasion, { who, ...input.params })
    return { asOf: asOf.toISOString(), now: now.toISOString(), lines }
  },

  readMonthlyReport: async ({ input, who, occasion }) =>
    viewReport(await readMonthlyReport(store, occasion, { who, ...input.query })),

  publishMonthlyReport: async ({ input, who, occasion }) =>
    viewReport(await publishMonthlyReport(store, occasion, { who, ...input.body })),

  readAudit: async ({ input, who }) => {
    const entries = await readAudit(store, { who, ...input.query })
    return entries.map((entry) => ({ ...entry, at: entry.at.toISOString() }))
  },
})
