import { z } from 'zod'
import { headlineKeys, reportSectionKeys } from '../helpline/reports/figure-names.ts'
import { figureRowEntities } from '../helpline/reports/headline-rows.ts'
import { reportKinds, scopeKinds } from '../helpline/reports/report-scope.ts'
import { day, endpoints, id, instant } from './endpoint.ts'

const section = z.enum(reportSectionKeys)

/** A table of the report: parts always sum to the total. `key` is the list's own word, `label` what is printed. */
export const reportTable = z.object({
  key: z.string(),
  section,
  title: z.string(),
  rows: z.array(z.object({ key: z.string(), label: z.string(), count: z.int() })),
  total: z.int(),
  /** What stands beneath it: how places are told, and what is not known of them. */
  note: z.string().optional(),
})
export type ReportTable = z.infer<typeof reportTable>

/** Two divisions of one total: rows sum to the column totals, columns to the row totals. */
export const reportCrossTable = z.object({
  key: z.string(),
  section,
  title: z.string(),
  columns: z.array(z.object({ key: z.string(), label: z.string() })),
  rows: z.array(z.object({ key: z.string(), label: z.string(), counts: z.array(z.int()), total: z.int() })),
  columnTotals: z.array(z.int()),
  total: z.int(),
  note: z.string().optional(),
})

/** `values` by the keys of headlineFigures; one published before a figure existed lacks it. */
export const reportFigures = z.object({
  values: z.partialRecord(z.enum(headlineKeys), z.number().nullable()),
  tables: z.array(reportTable),
  crossTables: z.array(reportCrossTable),
})
export type ReportFigures = z.infer<typeof reportFigures>

/** Civil days in Rome: `from` is inside, `until` is not. */
export const reportPeriod = z.object({ from: day, until: day })

/** `id` is null for the region; a province's sigla, a comune's ISTAT code, a uuid for everything else. */
export const reportScope = z.object({
  kind: z.enum(scopeKinds),
  id: z.string().nullable(),
  name: z.string(),
})

export const report = z.object({
  kind: z.enum(reportKinds),
  title: z.string(),
  period: reportPeriod,
  scope: reportScope,
  /** The moment these figures were true: what was written later is not in them. */
  asOf: instant,
  /** Of a frozen report its own publication; of a live one the last of the same kind, period and scope. */
  published: z.object({ id, at: instant, by: z.string() }).nullable(),
  figures: reportFigures,
})
export type Report = z.infer<typeof report>

const month = z.string().regex(/^20[0-9]{2}-(0[1-9]|1[0-2])$/, 'Scriva il mese come 2026-11.')
const monthQuery = z.object({ month, listeningPointId: id.optional() })

export const scopeChoice = z.object({
  scopeKind: z.enum(scopeKinds).default('region'),
  scopeId: z.string().max(40).optional(),
})
export const figuresQuery = z.object({ ...reportPeriod.shape, ...scopeChoice.shape })
const cursor = z.string().max(80)

const figureRow = z.object({
  /** What the row is, and where the console opens it. */
  entity: z.enum(figureRowEntities),
  id,
  at: instant,
  /** What it adds to the figure: one, or its kilometres, minutes, people. */
  amount: z.int(),
  /** Where it is opened from: a request opens at its contact. */
  contactId: id.nullable(),
  personId: id.nullable(),
  personName: z.string().nullable(),
  listeningPointName: z.string().nullable(),
  /** A row of a point one does not see counts too, and names nobody. */
  isReadable: z.boolean(),
  /** The kind, the caller, the outcome, in words. */
  what: z.string(),
})

const changedLine = z.object({
  /** 'Contatti in entrata', or the title of the table it belongs to. */
  section: z.string(),
  key: z.string(),
  label: z.string(),
  decimals: z.int(),
  published: z.number().nullable(),
  now: z.number().nullable(),
  difference: z.number().nullable(),
})

export const publishedLine = z.object({
  id,
  kind: z.enum(reportKinds),
  title: z.string(),
  period: reportPeriod,
  scope: reportScope,
  asOf: instant,
  publishedAt: instant,
  by: z.string(),
})

export const trendYear = z.object({
  period: reportPeriod,
  name: z.string(),
  values: reportFigures.shape.values,
  /** To the year before, in units and per cent; null for the oldest. */
  differences: z
    .array(z.object({ key: z.enum(headlineKeys), by: z.number(), percent: z.number().nullable() }))
    .nullable(),
})
export type TrendYear = z.infer<typeof trendYear>

export const reportEndpoints = endpoints({
  listReportScopes: {
    method: 'GET',
    path: '/reports/scopes',
    guard: 'report:read',
    summary: 'The parts of the network whose figures one may read',
    answer: z.array(
      z.object({
        kind: z.enum(scopeKinds),
        id: z.string().nullable(),
        name: z.string(),
        /** Of a set of comuni: ambito, asl2013, ats or asst. */
        setKind: z.string().nullable(),
      }),
    ),
  },
  readFigures: {
    method: 'GET',
    path: '/reports/figures',
    guard: 'report:read',
    summary: 'The figures of any period and any part of the network, live',
    query: figuresQuery,
    answer: report,
  },
  readFigureRows: {
    method: 'GET',
    path: '/reports/figures/rows',
    guard: 'report:read',
    summary:
      'What a figure counts, a page at a time: a table, a row of it (key), a crossed cell (column), a headline figure',
    query: z.object({
      ...figuresQuery.shape,
      table: z.string().max(60),
      key: z.string().max(80).optional(),
      column: z.string().max(80).optional(),
      cursor: cursor.optional(),
    }),
    answer: z.object({ rows: z.array(figureRow), next: cursor.nullable() }),
  },
  readTrend: {
    method: 'GET',
    path: '/reports/trend',
    guard: 'report:read',
    summary: 'The same days of the years before, with differences; newest first',
    query: z.object({ ...figuresQuery.shape, years: z.coerce.number().int().min(2).max(10).default(3) }),
    answer: z.array(trendYear),
  },
  publishReport: {
    method: 'POST',
    path: '/reports/published',
    guard: 'report:publish',
    summary: 'Freezes the figures of a period with their moment and whose word it is',
    body: z.object({ kind: z.enum(reportKinds), ...figuresQuery.shape }),
    answer: report,
    status: 201,
  },
  listPublishedReports: {
    method: 'GET',
    path: '/reports/published',
    guard: 'report:read',
    summary: 'What was published, newest first, a page at a time',
    query: z.object({
      kind: z.enum(reportKinds).optional(),
      scopeKind: z.enum(scopeKinds).optional(),
      scopeId: z.string().max(40).optional(),
      cursor: cursor.optional(),
    }),
    answer: z.object({ reports: z.array(publishedLine), next: cursor.nullable() }),
  },
  readPublishedReport: {
    method: 'GET',
    path: '/reports/published/:reportId',
    guard: 'report:read',
    summary: 'A published report as it was, for ever',
    params: z.object({ reportId: id }),
    answer: report,
  },
  readPublishedChanges: {
    method: 'GET',
    path: '/reports/published/:reportId/changes',
    guard: 'report:read',
    summary: 'What has changed since a report was published, line by line',
    params: z.object({ reportId: id }),
    answer: z.object({ asOf: instant, now: instant, lines: z.array(changedLine) }),
  },
  readMonthlyReport: {
    method: 'GET',
    path: '/reports/monthly',
    guard: 'report:read',
    summary: 'The figures of a month, live',
    query: monthQuery,
    answer: report,
  },
  publishMonthlyReport: {
    method: 'POST',
    path: '/reports/monthly/publish',
    guard: 'report:publish',
    summary: 'Freezes the figures with their moment and whose word it is',
    body: monthQuery,
    answer: report,
    status: 201,
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
