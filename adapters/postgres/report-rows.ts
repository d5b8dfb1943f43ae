import { Prisma } from '../../generated/prisma/client.ts'
import type { Counts, MonthTallies } from '../../helpline/reports/month-figures.ts'
import type { MonthlyReport, ReportReads } from '../../helpline/reports/monthly-report.ts'
import type { PublicationRows } from '../../helpline/reports/publish-monthly-report.ts'
import type { AuditReads } from '../../helpline/reports/read-audit.ts'
import type { PublishedReportReads } from '../../helpline/reports/read-published-report.ts'
import type { Db } from './database.ts'

interface TallyRow {
  tally: keyof MonthTallies
  key: string | null
  count: number
}

/** One statement sees one snapshot: figures that must agree are never counted at two moments. */
const tallies = (from: Date, to: Date, asOf: Date, listeningPointId: string | null) => {
  const known = (row: string) => {
    const [recordedAt, deletedAt] = [Prisma.raw(`${row}.recorded_at`), Prisma.raw(`${row}.deleted_at`)]
    return Prisma.sql`${recordedAt} <= ${asOf}::timestamptz AND (${deletedAt} IS NULL OR ${deletedAt} > ${asOf}::timestamptz)`
  }
  const inScope = (row: string) =>
    listeningPointId === null
      ? Prisma.empty
      : Prisma.sql`AND ${Prisma.raw(`${row}.listening_point_id`)} = ${listeningPointId}::uuid`
  const perValue = (tally: keyof MonthTallies, value: string, rows: string) =>
    Prisma.sql`SELECT ${tally} AS tally, (${Prisma.raw(value)})::text AS key, count(*)::int AS count
      FROM ${Prisma.raw(rows)} GROUP BY ${Prisma.raw(value)}`
  return Prisma.sql`
    WITH contacts AS (
      SELECT c.id, c.direction, c.purpose, c.caller_type, c.provenance, c.listening_point_id, c.person_id,
        (c.occurred_at AT TIME ZONE 'Europe/Rome')::date AS day
      FROM contact c
      WHERE c.occurred_at >= ${from}::timestamptz AND c.occurred_at < ${to}::timestamptz
        AND ${known('c')} ${inScope('c')}
    ), contacts_in AS (
      SELECT * FROM contacts WHERE direction = 'inbound'
    ), requests AS (
      SELECT r.kind, r.information_kind, r.help_kind, r.person_id
      FROM request r JOIN contacts c ON c.id = r.contact_id
      WHERE ${known('r')}
    ), closed AS (
      SELECT s.state, s.outcome, s.help_kind, s.person_id, s.km, s.minutes
      FROM service s
      WHERE s.starts_at >= ${from}::timestamptz AND s.starts_at < ${to}::timestamptz
        AND s.state IN ('done', 'unmet') AND s.closed_at <= ${asOf}::timestamptz
        AND ${known('s')} ${inScope('s')}
    ), done AS (
      SELECT * FROM closed WHERE state = 'done'
    ), given AS (
      SELECT * FROM done WHERE outcome = 'done'
    ), people AS (
      SELECT p.birth_date, p.sex FROM assisted_person p
      WHERE p.id IN (
        SELECT person_id FROM contacts_in UNION SELECT person_id FROM requests UNION SELECT person_id FROM given)
    )
    ${Prisma.join(
      [
        perValue('contactsInByCallerType', 'caller_type', 'contacts_in'),
        perValue('contactsInByProvenance', 'provenance', 'contacts_in'),
        perValue('contactsInByListeningPoint', 'listening_point_id', 'contacts_in'),
        perValue('contactsInByDay', 'day', 'contacts_in'),
        perValue('contactsOutByPurpose', 'purpose', "contacts WHERE direction = 'outbound'"),
        perValue('informationByKind', 'information_kind', "requests WHERE kind = 'information'"),
        perValue('helpByKind', 'help_kind', "requests WHERE kind = 'help'"),
        perValue('servicesByHelpKind', 'help_kind', 'given'),
        perValue('closedServicesByOutcome', 'outcome', 'done'),
        perValue('peopleByBirthDate', 'birth_date', 'people'),
        perValue('peopleBySex', 'sex', 'people'),
        Prisma.sql`SELECT 'unmetServices', NULL, count(*)::int FROM closed WHERE state = 'unmet'`,
        Prisma.sql`SELECT 'km', NULL, coalesce(sum(km), 0)::int FROM done`,
        Prisma.sql`SELECT 'volunteerMinutes', NULL, coalesce(sum(minutes), 0)::int FROM done`,
      ],
      ' UNION ALL ',
    )}`
}

function toMonthTallies(rows: TallyRow[]): MonthTallies {
  const counts = <K extends string>(tally: keyof MonthTallies): Counts<K> =>
    new Map(rows.filter((row) => row.tally === tally).map((row) => [row.key as K | null, row.count]))
  const amount = (tally: keyof MonthTallies): number => counts(tally).get(null) ?? 0
  return {
    contactsInByCallerType: counts('contactsInByCallerType'),
    contactsInByProvenance: counts('contactsInByProvenance'),
    contactsInByListeningPoint: counts('contactsInByListeningPoint'),
    contactsInByDay: counts('contactsInByDay'),
    contactsOutByPurpose: counts('contactsOutByPurpose'),
    informationByKind: counts('informationByKind'),
    helpByKind: counts('helpByKind'),
    servicesByHelpKind: counts('servicesByHelpKind'),
    closedServicesByOutcome: counts('closedServicesByOutcome'),
    peopleByBirthDate: counts('peopleByBirthDate'),
    peopleBySex: counts('peopleBySex'),
    unmetServices: amount('unmetServices'),
    km: amount('km'),
    volunteerMinutes: amount('volunteerMinutes'),
  }
}

/** All that is printed is kept with the figures: a later change of a name changes no published report. */
type Frozen = Pick<MonthlyReport, 'month' | 'title' | 'scope' | 'figures'> & { by: string }

export const reportReads = (db: Db) =>
  ({
    listReportPoints: () =>
      db.listeningPoint.findMany({ select: { id: true, name: true, active: true }, orderBy: { name: 'asc' } }),

    tallyMonth: async ({ from, to }, asOf, listeningPointId) =>
      toMonthTallies(await db.$queryRaw<TallyRow[]>(tallies(from, to, asOf, listeningPointId))),

    async lastPublication(period, listeningPointId) {
      const row = await db.publishedReport.findFirst({
        where: {
          kind: 'monthly',
          scopeKind: listeningPointId === null ? 'region' : 'listeningPoint',
          scopeId: listeningPointId,
          periodFrom: period.from,
          periodUntil: period.to,
        },
        orderBy: [{ publishedAt: 'desc' }, { id: 'desc' }],
        select: { id: true, publishedAt: true, figures: true },
      })
      return row && { id: row.id, at: row.publishedAt, by: (row.figures as unknown as Frozen).by }
    },

    async findPublishedReport(reportId) {
      const row = await db.publishedReport.findUnique({ where: { id: reportId, kind: 'monthly' } })
      if (!row) return null
      const { by, ...report } = row.figures as unknown as Frozen
      return { ...report, asOf: row.asOf, published: { id: row.id, at: row.publishedAt, by } }
    },

    async listAudit({ entity, entityId, listeningPointIds, limit }) {
      const rows = await db.auditEntry.findMany({
        where: {
          entity,
          entityId,
          ...(listeningPointIds && {
            OR: [{ listeningPointId: null }, { listeningPointId: { in: [...listeningPointIds] } }],
          }),
        },
        orderBy: { id: 'desc' },
        take: limit,
        select: { at: true, actorKind: true, action: true, fields: true, operator: { select: { name: true } } },
      })
      return rows.map(({ operator, ...entry }) => ({ ...entry, operatorName: operator?.name ?? null }))
    },
  }) satisfies ReportReads & PublishedReportReads & AuditReads

export const reportWrites = (db: Db) =>
  ({
    async addPublishedReport({ month, title, scope, asOf, figures }, period, by) {
      const frozen: Frozen = { month, title, scope, figures, by: by.name }
      const row = await db.publishedReport.create({
        data: {
          kind: 'monthly',
          scopeKind: scope.kind,
          scopeId: scope.id,
          periodFrom: period.from,
          periodUntil: period.to,
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
