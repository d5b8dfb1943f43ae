import { z } from 'zod'
import { Prisma } from '../../generated/prisma/client.ts'
import type { PublicationRows } from '../../helpline/reports/publish-report.ts'
import type { PublishedListReads, PublishedReportReads } from '../../helpline/reports/read-published-report.ts'
import type { PublicationReads, Report } from '../../helpline/reports/read-report.ts'
import { instantsOf } from '../../helpline/reports/report-period.ts'
import type { Db } from './database.ts'

/** All that is printed is kept with the figures: a later change of a name changes no published report. */
type Frozen = Pick<Report, 'title' | 'period' | 'scope' | 'figures'> & { by: string }

const MOST_AT_ONCE = 200

export const publishedReportReads = (db: Db) =>
  ({
    async lastPublication(kind, period, { kind: scopeKind, id: scopeId }) {
      const { from, to } = instantsOf(period)
      const row = await db.publishedReport.findFirst({
        where: { kind, scopeKind, scopeId, periodFrom: from, periodUntil: to },
        orderBy: [{ publishedAt: 'desc' }, { id: 'desc' }],
        select: { id: true, publishedAt: true, publishedBy: { select: { name: true } } },
      })
      if (!row) return null
      const [{ by } = { by: row.publishedBy.name }] = await db.$queryRaw<{ by: string }[]>`
        SELECT figures ->> 'by' AS by FROM published_report WHERE id = ${row.id}::uuid`
      return { id: row.id, at: row.publishedAt, by }
    },

    async findPublishedReport(reportId) {
      const row = await db.publishedReport.findUnique({ where: { id: reportId } })
      if (!row) return null
      const { by, ...report } = row.figures as unknown as Frozen
      return { ...report, kind: row.kind, asOf: row.asOf, published: { id: row.id, at: row.publishedAt, by } }
    },

    async listPublishedReports({ kind, scopeKind, scopeId, scopeIds, before, limit }) {
      const conditions = [
        Prisma.sql`true`,
        ...(kind ? [Prisma.sql`kind = ${kind}::report_kind`] : []),
        ...(scopeKind ? [Prisma.sql`scope_kind = ${scopeKind}::report_scope_kind`] : []),
        ...(scopeId !== undefined ? [Prisma.sql`scope_id = ${scopeId}`] : []),
        ...(scopeIds ? [Prisma.sql`(scope_id IS NULL OR scope_id = ANY(${scopeIds}::text[]))`] : []),
        // A cursor that is no id is past the end of nothing.
        ...(before !== undefined && z.uuid().safeParse(before).success
          ? [
              Prisma.sql`(published_at, id) < (SELECT published_at, id FROM published_report WHERE id = ${before}::uuid)`,
            ]
          : []),
      ]
      const rows = await db.$queryRaw<
        (Omit<Frozen, 'figures'> & { id: string; kind: Report['kind']; asOf: Date; publishedAt: Date })[]
      >`
        SELECT id::text, kind::text AS kind, as_of AS "asOf", published_at AS "publishedAt",
          figures ->> 'title' AS title, figures -> 'period' AS period, figures -> 'scope' AS scope, figures ->> 'by' AS by
        FROM published_report WHERE ${Prisma.join(conditions, ' AND ')}
        ORDER BY published_at DESC, id DESC LIMIT ${Math.min(limit, MOST_AT_ONCE)}`
      return rows
    },
  }) satisfies PublicationReads &
    Pick<PublishedReportReads, 'findPublishedReport'> &
    Pick<PublishedListReads, 'listPublishedReports'>

export const publishedReportWrites = (db: Db) =>
  ({
    async addPublishedReport({ kind, title, period, scope, asOf, figures }, by) {
      const frozen: Frozen = { title, period, scope, figures, by: by.name }
      const { from, to } = instantsOf(period)
      const row = await db.publishedReport.create({
        data: {
          kind,
          scopeKind: scope.kind,
          scopeId: scope.id,
          periodFrom: from,
          periodUntil: to,
          asOf,
          figures: frozen as unknown as Prisma.InputJsonObject,
          publishedAt: asOf,
          publishedById: by.operatorId,
        },
        select: { id: true },
      })
      return row.id
    },
  }) satisfies Pick<PublicationRows, 'addPublishedReport'>
