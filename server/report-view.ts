import type { Report as ReportView } from '../contract/reports.ts'
import type { Report } from '../helpline/reports/read-report.ts'

export const viewReport = ({ asOf, published, ...report }: Report): ReportView => ({
  ...report,
  asOf: asOf.toISOString(),
  published: published && { ...published, at: published.at.toISOString() },
})
