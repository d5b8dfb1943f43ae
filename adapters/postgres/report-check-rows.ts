import { Prisma } from '../../generated/prisma/client.ts'
import type { CheckRows } from '../../helpline/reports/check-figures.ts'
import { addMonths, instantsOf, yearPeriod } from '../../helpline/reports/report-period.ts'
import type { Db } from './database.ts'
import { eventsWithin, personEvents, placedEvents } from './report-count-rows.ts'
import { mendPeople } from './report-people-rows.ts'
import { differentParts, storedParts, wholeCounts } from './report-recount-rows.ts'

const { sql, raw } = Prisma

const columns = raw(
  `person_id, starts_on, listening_point_id, local_association_id, place, province, ambito_id, asl2013_id, ats_id, asst_id,
   services, rides, birth_date, sex, lives_alone, comune_istat_code`,
)
const grouped = raw(
  `person_id, listening_point_id, local_association_id, place, province, ambito_id, asl2013_id, ats_id, asst_id,
   birth_date, sex, lives_alone, comune_istat_code`,
)

export const reportCheckReads = (db: Db) => ({
  async listBucketsToCheck(year: number) {
    const { from, until } = yearPeriod(year)
    const { from: start, to: end } = instantsOf({ from, until })
    const rows = await db.$queryRaw<{ monthOn: string; listeningPointId: string }[]>`
      SELECT month_on::text AS "monthOn", listening_point_id::text AS "listeningPointId" FROM (
        SELECT starts_on AS month_on, listening_point_id FROM report_tally
          WHERE grain = 'month' AND starts_on >= ${from}::date AND starts_on < ${until}::date
        UNION SELECT rome_month(occurred_at), listening_point_id FROM contact
          WHERE occurred_at >= ${start}::timestamptz AND occurred_at < ${end}::timestamptz AND deleted_at IS NULL
        UNION SELECT rome_month(starts_at), listening_point_id FROM service
          WHERE starts_at >= ${start}::timestamptz AND starts_at < ${end}::timestamptz AND deleted_at IS NULL
            AND state IN ('done', 'unmet')
      ) b WHERE NOT EXISTS (
        SELECT 1 FROM report_mark m WHERE m.month_on = b.month_on AND m.listening_point_id = b.listening_point_id)
      ORDER BY 1, 2`
    return rows
  },
})

export const reportCheckRows = (db: Db) =>
  ({
    async isMarked({ monthOn, listeningPointId }) {
      const [row] = await db.$queryRaw<{ marked: boolean }[]>`
        SELECT EXISTS (SELECT 1 FROM report_mark WHERE (month_on = ${monthOn}::date
          AND listening_point_id = ${listeningPointId}::uuid) OR (month_on IS NULL AND person_id IS NULL)) AS marked`
      return row?.marked === true
    },

    differsFrom: async (bucket, parts) => differentParts(await storedParts(db, bucket), parts),

    yearsThatDiffer: (year) => db.$queryRaw`
      WITH months AS (
        SELECT scope_kind, scope_id, listening_point_id, e.key, sum(e.value::bigint) AS count
        FROM report_tally t, jsonb_each_text(${wholeCounts}) e
        WHERE grain = 'month' AND starts_on >= ${`${year}-01-01`}::date AND starts_on < ${`${year + 1}-01-01`}::date
          AND e.key NOT LIKE 'inDay|%' GROUP BY 1, 2, 3, 4
      ), years AS (
        SELECT scope_kind, scope_id, listening_point_id, e.key, e.value::bigint AS count
        FROM report_tally t, jsonb_each_text(${wholeCounts}) e WHERE grain = 'year' AND starts_on = ${`${year}-01-01`}::date
      )
      SELECT coalesce(m.listening_point_id, y.listening_point_id)::text AS "listeningPointId",
        min(coalesce(m.scope_kind, y.scope_kind)::text || ' ' || coalesce(m.scope_id, y.scope_id)) AS example
      FROM months m FULL JOIN years y USING (scope_kind, scope_id, listening_point_id, key)
      WHERE m.count IS DISTINCT FROM y.count GROUP BY 1`,

    async peopleThatDiffer(year) {
      const { from, until } = yearPeriod(year)
      const counted = (grain: 'month' | 'year') => sql`
        SELECT person_id, date_trunc(${raw(`'${grain}'`)}, day)::date AS starts_on, listening_point_id, local_association_id, place, province,
          ambito_id, asl2013_id, ats_id, asst_id, sum(services)::int AS services, sum(rides)::int AS rides, birth_date, sex,
          lives_alone, comune_istat_code
        FROM placed GROUP BY date_trunc(${raw(`'${grain}'`)}, day), ${grouped}`
      const stored = (grain: 'month' | 'year') => sql`
        SELECT ${columns} FROM ${raw(`report_person_${grain}`)}
        WHERE starts_on >= ${from}::date AND starts_on < ${until}::date`
      const differences = (grain: 'month' | 'year') => sql`
        SELECT person_id FROM ((${counted(grain)}) EXCEPT (${stored(grain)})) a
        UNION SELECT person_id FROM ((${stored(grain)}) EXCEPT (${counted(grain)})) b`
      const rows = await db.$queryRaw<{ person_id: string }[]>`
        WITH placed AS MATERIALIZED (${placedEvents(personEvents(eventsWithin(instantsOf({ from, until }))))})
        SELECT person_id::text FROM (${differences('month')} UNION ${differences('year')}) d
        WHERE NOT EXISTS (SELECT 1 FROM report_mark m WHERE m.person_id = d.person_id OR (m.month_on IS NULL AND m.person_id IS NULL))
        ORDER BY person_id`
      return rows.map((row) => row.person_id)
    },

    async mendPeople(year) {
      const months = Array.from({ length: 12 }, (_, at) => addMonths(`${year}-01-01`, at))
      const names = await mendPeople(db, 'year', `${year}-01-01`)
      for (const month of months) names.push(...(await mendPeople(db, 'month', month)))
      return names
    },

    async sumYear(year, listeningPointId) {
      const yearOn = `${year}-01-01`
      await db.$executeRaw`
        DELETE FROM report_tally WHERE grain = 'year' AND starts_on = ${yearOn}::date
          AND listening_point_id = ${listeningPointId}::uuid`
      await db.$executeRaw`
        INSERT INTO report_tally (scope_kind, scope_id, grain, starts_on, listening_point_id, counts, volunteers)
        SELECT scope_kind, scope_id, 'year', ${yearOn}::date, listening_point_id,
          coalesce(jsonb_object_agg(key, count) FILTER (WHERE key NOT LIKE 'volunteer|%'), '{}'),
          coalesce(jsonb_object_agg(key, count) FILTER (WHERE key LIKE 'volunteer|%'), '{}') FROM (
          SELECT scope_kind, scope_id, listening_point_id, e.key, sum(e.value::bigint) AS count
          FROM report_tally t, jsonb_each_text(${wholeCounts}) e
          WHERE grain = 'month' AND starts_on >= ${yearOn}::date AND starts_on < ${yearOn}::date + interval '1 year'
            AND listening_point_id = ${listeningPointId}::uuid AND e.key NOT LIKE 'inDay|%' GROUP BY 1, 2, 3, 4
        ) months GROUP BY 1, 2, listening_point_id`
    },

    async addAlarm({ at, startsOn, listeningPointId, differences, example }) {
      const row = await db.reportAlarm.create({
        data: { at, startsOn: new Date(`${startsOn}T00:00:00Z`), listeningPointId, differences, example },
        select: { id: true },
      })
      return row.id
    },

    async markBucket({ monthOn, listeningPointId }) {
      await db.$executeRaw`
        INSERT INTO report_mark (month_on, listening_point_id) VALUES (${monthOn}::date, ${listeningPointId}::uuid)`
    },

    async markPeople(personIds) {
      await db.$executeRaw`INSERT INTO report_mark (person_id) SELECT unnest(${personIds}::uuid[])`
    },

    async firstYearToCheck() {
      const [row] = await db.$queryRaw<{ year: number | null }[]>`
        SELECT extract(year FROM least(
          (SELECT min(starts_on) FROM report_tally WHERE grain = 'year'),
          (SELECT rome_month(min(occurred_at)) FROM contact), (SELECT rome_month(min(starts_at)) FROM service)))::int AS year`
      return row?.year ?? null
    },
  }) satisfies Partial<CheckRows>
