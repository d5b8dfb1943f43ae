import { Prisma } from '../../generated/prisma/client.ts'
import { instantsOf } from '../../helpline/reports/report-period.ts'
import type { WorkedBy, WorkedLine, WorkedReads } from '../../helpline/reports/worked-hours.ts'
import type { Db } from './database.ts'

const { sql } = Prisma

/** Where its association's seat was on the day of the service. */
const ambitoJoin = sql`
  LEFT JOIN local_association a ON a.id = s.local_association_id
  LEFT JOIN report_territory t ON t.comune_istat_code = a.comune_istat_code
    AND t.from_day <= (s.starts_at AT TIME ZONE 'Europe/Rome')::date
    AND (s.starts_at AT TIME ZONE 'Europe/Rome')::date < t.until_day
  LEFT JOIN territory_set n ON n.id = t.ambito_id`

/** Every agreement a service falls under, as `agreementScope` says: of its territory, or where it names none of its association. */
const agreementJoin = sql`
  LEFT JOIN assisted_person p ON p.id = s.person_id
  LEFT JOIN report_territory t ON t.comune_istat_code = p.comune_istat_code
    AND t.from_day <= (s.starts_at AT TIME ZONE 'Europe/Rome')::date
    AND (s.starts_at AT TIME ZONE 'Europe/Rome')::date < t.until_day
  LEFT JOIN agreement n ON (s.starts_at AT TIME ZONE 'Europe/Rome')::date BETWEEN n.starts_on AND n.ends_on
    AND CASE
      WHEN n.territory_set_id IS NOT NULL THEN n.territory_set_id IN (t.ambito_id, t.asl2013_id, t.ats_id, t.asst_id)
      WHEN n.comune_istat_code IS NOT NULL THEN n.comune_istat_code = t.place
      WHEN n.local_association_id IS NOT NULL THEN n.local_association_id = s.local_association_id
      ELSE true END
  LEFT JOIN local_association a ON a.id = n.local_association_id`

const grouping: Record<WorkedBy, { id: Prisma.Sql; name: Prisma.Sql; association: Prisma.Sql; join: Prisma.Sql }> = {
  volunteer: {
    id: sql`n.id`,
    name: sql`n.first_name || ' ' || n.last_name`,
    association: sql`a.name`,
    join: sql`LEFT JOIN volunteer n ON n.id = s.volunteer_id LEFT JOIN local_association a ON a.id = n.local_association_id`,
  },
  vehicle: {
    id: sql`n.id`,
    name: sql`n.name || coalesce(' (' || n.plate || ')', '')`,
    association: sql`a.name`,
    join: sql`LEFT JOIN vehicle n ON n.id = s.vehicle_id LEFT JOIN local_association a ON a.id = n.local_association_id`,
  },
  association: {
    id: sql`n.id`,
    name: sql`n.name`,
    association: sql`NULL::text`,
    join: sql`LEFT JOIN local_association n ON n.id = s.local_association_id`,
  },
  ambito: { id: sql`n.id`, name: sql`n.name`, association: sql`NULL::text`, join: ambitoJoin },
  agreement: {
    id: sql`n.id`,
    name: sql`n.name || ', ' || n.counterpart_name`,
    association: sql`a.name`,
    join: agreementJoin,
  },
}

export const workedHoursReads = (db: Db) =>
  ({
    listWorked(by, period, listeningPointIds) {
      const { id, name, association, join } = grouping[by]
      const { from, to } = instantsOf(period)
      const visible =
        listeningPointIds === null ? sql`true` : sql`s.listening_point_id = ANY(${[...listeningPointIds]}::uuid[])`
      return db.$queryRaw<WorkedLine[]>`
        SELECT ${id} AS id, ${name} AS name, ${association} AS "associationName",
          count(*) FILTER (WHERE s.outcome = 'done')::int AS services,
          coalesce(sum(s.minutes), 0)::int AS minutes, coalesce(sum(s.km), 0)::int AS km,
          coalesce(sum(s.passengers) FILTER (WHERE s.outcome = 'done'), 0)::int AS passengers
        FROM service s ${join}
        WHERE s.starts_at >= ${from}::timestamptz AND s.starts_at < ${to}::timestamptz AND s.deleted_at IS NULL
          AND s.state = 'done' AND ${visible}
        GROUP BY 1, 2, 3 ORDER BY 2 NULLS LAST, 1`
    },
  }) satisfies WorkedReads
