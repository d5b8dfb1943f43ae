import { z } from 'zod'
import { exportAudiences, exportDocuments, exportFormats, exportStates } from '../helpline/reports/export-report.ts'
import { endpoints, id, instant } from './endpoint.ts'
import { figuresQuery, report, reportPeriod, reportScope, scopeChoice, trendYear } from './reports.ts'

const paper = z.object({
  format: z.enum(exportFormats),
  /** Third parties see no number under 5. */
  audience: z.enum(exportAudiences).default('own'),
})

export const exportView = z.object({
  id,
  document: z.enum(exportDocuments),
  format: z.enum(exportFormats),
  audience: z.enum(exportAudiences),
  title: z.string(),
  scope: reportScope,
  period: reportPeriod,
  askedAt: instant,
  /** Until when it is kept. */
  keptUntil: instant,
  state: z.enum(exportStates),
  progress: z.int().min(0).max(100),
  sizeBytes: z.int().nullable(),
})
export type ExportView = z.infer<typeof exportView>

const socialReport = z.object({ report, trend: z.array(trendYear) })
export type SocialReportView = z.infer<typeof socialReport>
const year = z.int().min(1995).max(2100)

const anExport = z.object({ exportId: id })
const published = z.object({ reportId: id })

export const exportEndpoints = endpoints({
  downloadReport: {
    method: 'GET',
    path: '/reports/document',
    guard: 'report:read',
    summary: 'The figures of any period and any part of the network as PDF, XLSX or CSV',
    query: z.object({ ...figuresQuery.shape, ...paper.shape }),
    answer: { file: 'application/octet-stream' },
  },
  downloadPublished: {
    method: 'GET',
    path: '/reports/published/:reportId/document',
    guard: 'report:read',
    summary: 'A published report as it was, as PDF, XLSX or CSV',
    params: published,
    query: paper,
    answer: { file: 'application/octet-stream' },
  },
  listReportsToPublish: {
    method: 'GET',
    path: '/reports/to-publish',
    guard: 'report:read',
    summary: 'Months that are over, prepared, and wait for somebody’s word',
    answer: z.array(
      z.object({
        period: reportPeriod,
        listeningPointId: id.nullable(),
        scopeName: z.string(),
        preparedAt: instant,
      }),
    ),
  },
  readSocialReport: {
    method: 'GET',
    path: '/reports/social',
    guard: 'report:read',
    summary: 'A year as the social report tells it, with the years before, live',
    query: scopeChoice.extend({ year: z.coerce.number().pipe(year) }),
    answer: socialReport,
  },
  publishSocialReport: {
    method: 'POST',
    path: '/reports/social',
    guard: 'report:publish',
    summary: 'Freezes a year with the years before beside it',
    body: scopeChoice.extend({ year }),
    answer: socialReport,
    status: 201,
  },
  readPublishedSocialReport: {
    method: 'GET',
    path: '/reports/published/:reportId/social',
    guard: 'report:read',
    summary: 'A published social report as it was, for ever',
    params: published,
    answer: socialReport,
  },
  listExports: {
    method: 'GET',
    path: '/exports',
    guard: 'report:read',
    summary: 'The documents one asked for, newest first',
    answer: z.array(exportView),
  },
  startExport: {
    method: 'POST',
    path: '/exports',
    guard: 'report:read',
    summary: 'Asks for a document that a worker makes: of live figures, or of a published report',
    body: z.union([
      z.object({ document: z.enum(exportDocuments), ...paper.shape, reportId: id }),
      z.object({ document: z.enum(exportDocuments), ...paper.shape, ...figuresQuery.shape }),
    ]),
    answer: exportView,
    status: 201,
  },
  readExport: {
    method: 'GET',
    path: '/exports/:exportId',
    guard: 'report:read',
    summary: 'How far a document is',
    params: anExport,
    answer: exportView,
  },
  retryExport: {
    method: 'POST',
    path: '/exports/:exportId/retry',
    guard: 'report:read',
    summary: 'Tries a document again that could not be made',
    params: anExport,
    answer: exportView,
  },
  downloadExport: {
    method: 'GET',
    path: '/exports/:exportId/file',
    guard: 'report:read',
    summary: 'A document that is ready',
    params: anExport,
    answer: { file: 'application/octet-stream' },
  },
})
