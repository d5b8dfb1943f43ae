import { z } from 'zod'
import { endpoints, id, instant } from './endpoint.ts'

/** A table of the report: parts always sum to the total. `key` is the list's own word, `label` what is printed. */
export const reportTable = z.object({
  key: z.string(),
  title: z.string(),
  rows: z.array(z.object({ key: z.string(), label: z.string(), count: z.int() })),
  total: z.int(),
})

export const reportFigures = z.object({
  contactsIn: z.int(),
  contactsOut: z.int(),
  contactsOutToAssistedPerson: z.int(),
  contactsOutToOrganise: z.int(),
  assistedPeople: z.int(),
  requests: z.int(),
  informationRequests: z.int(),
  helpRequests: z.int(),
  services: z.int(),
  unmetServices: z.int(),
  km: z.int(),
  volunteerMinutes: z.int(),
  /** One decimal, as the association prints them; null where there is nothing to divide by. */
  contactsPerPerson: z.number().nullable(),
  servicesPerContact: z.number().nullable(),
  servicesPerPerson: z.number().nullable(),
  tables: z.array(reportTable),
})
export type ReportFigures = z.infer<typeof reportFigures>

export const monthlyReport = z.object({
  month: z.string(),
  title: z.string(),
  scope: z.object({ kind: z.enum(['region', 'listeningPoint']), id: id.nullable(), name: z.string() }),
  /** The moment these figures were true. */
  asOf: instant,
  published: z.object({ id, at: instant, by: z.string() }).nullable(),
  figures: reportFigures,
})
export type MonthlyReport = z.infer<typeof monthlyReport>

const month = z.string().regex(/^20[0-9]{2}-(0[1-9]|1[0-2])$/, 'Scriva il mese come 2026-11.')
const monthQuery = z.object({ month, listeningPointId: id.optional() })

export const reportEndpoints = endpoints({
  readMonthlyReport: {
    method: 'GET',
    path: '/reports/monthly',
    guard: 'report:read',
    summary: 'The figures of a month, live',
    query: monthQuery,
    answer: monthlyReport,
  },
  downloadMonthlyPdf: {
    method: 'GET',
    path: '/reports/monthly.pdf',
    guard: 'report:read',
    summary: 'The same figures, ready to print',
    query: monthQuery,
    answer: { file: 'application/pdf' },
  },
  downloadMonthlyCsv: {
    method: 'GET',
    path: '/reports/monthly.csv',
    guard: 'report:read',
    summary: 'The same figures for a spreadsheet',
    query: monthQuery,
    answer: { file: 'text/csv' },
  },
  publishMonthlyReport: {
    method: 'POST',
    path: '/reports/monthly/publish',
    guard: 'report:publish',
    summary: 'Freezes the figures with their moment and whose word it is',
    body: monthQuery,
    answer: monthlyReport,
    status: 201,
  },
  readPublishedReport: {
    method: 'GET',
    path: '/reports/published/:reportId',
    guard: 'report:read',
    summary: 'A published report as it was, for ever',
    params: z.object({ reportId: id }),
    answer: monthlyReport,
  },
  downloadPublishedPdf: {
    method: 'GET',
    path: '/reports/published/:reportId/report.pdf',
    guard: 'report:read',
    summary: 'A published report, printed again as it was',
    params: z.object({ reportId: id }),
    answer: { file: 'application/pdf' },
  },
  downloadPublishedCsv: {
    method: 'GET',
    path: '/reports/published/:reportId/report.csv',
    guard: 'report:read',
    summary: 'A published report as it was, for a spreadsheet',
    params: z.object({ reportId: id }),
    answer: { file: 'text/csv' },
  },
  readAudit: {
    method: 'GET',
    path: '/audit',
    guard: 'audit:read',
    summary: 'Who opened or changed one thing',
    query: z.object({ entity: z.string().max(40), entityId: z.string().max(60) }),
    answer: z.array(
      z.object({
        at: instant,
        who: z.string(),
        action: z.string(),
        fields: z.array(z.string()),
      }),
    ),
  },
})
