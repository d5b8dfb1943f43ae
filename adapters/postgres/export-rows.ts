import type { Prisma } from '../../generated/prisma/client.ts'
import type { ExportReads, ExportRows, ReportExport } from '../../helpline/reports/export-report.ts'
import type { PreparationRows, ToPublishReads } from '../../helpline/reports/month-preparation.ts'
import type { SocialTrendReads } from '../../helpline/reports/read-social-report.ts'
import type { TrendYear } from '../../helpline/reports/read-trend.ts'
import { instantsOf, monthPeriod } from '../../helpline/reports/report-period.ts'
import { wholeNetwork } from '../../helpline/reports/report-scope.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'
import { feastRule } from './territory-rows.ts'

const columns = {
  id: true,
  document: true,
  format: true,
  audience: true,
  title: true,
  fileName: true,
  publishedReportId: true,
  scopeKind: true,
  scopeId: true,
  scopeName: true,
  periodFrom: true,
  periodUntil: true,
  askedAt: true,
  askedById: true,
  askedBy: { select: { name: true } },
  state: true,
  progress: true,
  attempts: true,
  finishedAt: true,
  sizeBytes: true,
} satisfies Prisma.ReportExportSelect

function toExport(row: Prisma.ReportExportGetPayload<{ select: typeof columns }>): ReportExport {
  const { scopeKind: kind, scopeId, scopeName: name, periodFrom, periodUntil, askedBy, ...rest } = row
  const period = { from: fromDateColumn(periodFrom), until: fromDateColumn(periodUntil) }
  return { ...rest, askedBy: askedBy.name, period, scope: { kind, id: scopeId, name } }
}

async function findExport(db: Db, id: string): Promise<ReportExport | null> {
  const row = await db.reportExport.findUnique({ where: { id }, select: columns })
  return row && toExport(row)
}

interface ToPublishRow {
  monthOn: Date
  listeningPointId: string | null
  name: string | null
  preparedAt: Date
}

export const exportReads = (db: Db) =>
  ({
    async listExports(askedById, limit) {
      const where = { askedById }
      const orderBy: Prisma.ReportExportOrderByWithRelationInput[] = [{ askedAt: 'desc' }, { id: 'desc' }]
      return (await db.reportExport.findMany({ where, orderBy, take: limit, select: columns })).map(toExport)
    },

    findExport: (id) => findExport(db, id),

    async readExportFile(id) {
      const row = await db.reportExport.findUnique({ where: { id }, select: { content: true } })
      return row?.content ?? null
    },

    async findSocialTrend(publishedReportId) {
      const row = await db.socialReport.findUnique({ where: { publishedReportId } })
      return row && (row.trend as unknown as TrendYear[])
    },

    async listReportsToPublish(listeningPointIds, limit) {
      const rows = await db.$queryRaw<ToPublishRow[]>`
        SELECT m.month_on AS "monthOn", m.listening_point_id::text AS "listeningPointId", p.name, m.prepared_at AS "preparedAt"
        FROM month_preparation m LEFT JOIN listening_point p ON p.id = m.listening_point_id
        WHERE (${listeningPointIds === null} OR m.listening_point_id = ANY(${listeningPointIds ?? []}::uuid[]))
          AND NOT EXISTS (
            SELECT FROM published_report r
            WHERE r.kind = 'monthly' AND r.scope_id IS NOT DISTINCT FROM m.listening_point_id::text
              AND r.period_from = m.month_on::timestamp AT TIME ZONE 'Europe/Rome'
              AND r.period_until = (m.month_on + interval '1 month') AT TIME ZONE 'Europe/Rome')
        ORDER BY m.month_on DESC, m.listening_point_id IS NOT NULL, p.name LIMIT ${limit}`
      return rows.map(({ monthOn, name, ...row }) => ({
        ...row,
        period: monthPeriod(fromDateColumn(monthOn).slice(0, 7)),
        scopeName: name ?? wholeNetwork.name,
      }))
    },
  }) satisfies ExportReads & SocialTrendReads & ToPublishReads

type ExportWrites = Omit<ExportRows, 'findExport'> &
  PreparationRows & {
    addSocialTrend(reportId: string, trend: TrendYear[]): Promise<void>
    forgetExports(before: Date): Promise<void>
  }

export const exportWrites = (db: Db): ExportWrites => ({
  async addExport({ scope, period, ...row }) {
    const data = {
      ...row,
      scopeKind: scope.kind,
      scopeId: scope.id,
      scopeName: scope.name,
      periodFrom: toDateColumn(period.from),
      periodUntil: toDateColumn(period.until),
    }
    return (await db.reportExport.create({ data, select: { id: true } })).id
  },

  async lockExport(id) {
    await db.$queryRaw`SELECT id FROM report_export WHERE id = ${id}::uuid FOR UPDATE`
    return findExport(db, id)
  },

  async changeExport(id, change) {
    await db.reportExport.update({ where: { id }, data: change, select: { id: true } })
  },

  async finishExport(id, { content, at }) {
    await db.reportExport.update({
      where: { id },
      data: {
        state: 'done',
        progress: 100,
        content: new Uint8Array(content),
        sizeBytes: content.length,
        finishedAt: at,
      },
      select: { id: true },
    })
  },

  async forgetExports(before) {
    await db.reportExport.deleteMany({ where: { askedAt: { lt: before } } })
  },

  async addSocialTrend(publishedReportId, trend) {
    await db.socialReport.create({ data: { publishedReportId, trend: trend as unknown as Prisma.InputJsonArray } })
  },

  async listPointsToPrepare(day) {
    const points = await db.listeningPoint.findMany({
      where: { kind: 'point', active: true, createdAt: { lt: instantsOf({ from: day, until: day }).from } },
      select: { id: true, patronSaint: true },
      orderBy: { name: 'asc' },
    })
    return points.map(({ id, patronSaint }) => ({
      id,
      patronSaint: patronSaint === null ? null : feastRule.parse(patronSaint),
    }))
  },

  async addMonthPreparation({ listeningPointId, monthOn, preparedAt }) {
    const rows = await db.$queryRaw<{ id: string }[]>`
      INSERT INTO month_preparation (listening_point_id, month_on, prepared_at)
      VALUES (${listeningPointId}::uuid, ${monthOn}::date, ${preparedAt}) ON CONFLICT DO NOTHING RETURNING id::text`
    return rows[0]?.id ?? null
  },
})
