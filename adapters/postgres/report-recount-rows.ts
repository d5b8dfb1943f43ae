import { Prisma } from '../../generated/prisma/client.ts'
import type { Bucket, RecountRows } from '../../helpline/reports/recount-figures.ts'
import { addMonths, instantsOf } from '../../helpline/reports/report-period.ts'
import { movedTally, sameTally, type TalliedKind, type TalliedPart, type Tally } from '../../helpline/reports/tally.ts'
import { type Db, fromDateColumn } from './database.ts'
import { readCountedRows } from './report-count-rows.ts'
import { recountPersonRows } from './report-people-rows.ts'

const { sql } = Prisma
/** Any number, as long as nothing else locks on it. */
const RECOUNT_LOCK = 7_020_131
const PEOPLE_AT_ONCE = 1_000

interface TallyRow {
  kind: TalliedKind
  id: string
  counts: Tally
}

/** A tally as it was counted: who gave a service is kept apart. */
export const wholeCounts = Prisma.raw('(counts || volunteers)')

const bucketRange = ({ monthOn }: Bucket) => instantsOf({ from: monthOn, until: addMonths(monthOn, 1) })

export const readBucketRows = (db: Db, bucket: Bucket) =>
  readCountedRows(db, bucketRange(bucket), { kind: 'listeningPoint', id: bucket.listeningPointId })

const partName = ({ kind, id }: { kind: string; id: string }) => `${kind} ${id}`

export const storedParts = (db: Db, { monthOn, listeningPointId }: Bucket) =>
  db.$queryRaw<TallyRow[]>`
    SELECT scope_kind AS kind, scope_id AS id, ${wholeCounts} AS counts FROM report_tally
    WHERE grain = 'month' AND starts_on = ${monthOn}::date AND listening_point_id = ${listeningPointId}::uuid`

/** Of what is kept and what was just counted, the parts that differ; a part without rows has an empty tally. */
export function differentParts(stored: readonly TallyRow[], counted: readonly TalliedPart[]): TalliedPart[] {
  const before = new Map(stored.map((row) => [partName(row), row.counts]))
  const different = counted.filter((part) => !sameTally(before.get(partName(part)) ?? {}, part.tally))
  const after = new Set(counted.map(partName))
  const gone = stored.filter((row) => !after.has(partName(row))).map(({ kind, id }) => ({ kind, id, tally: {} }))
  return [...different, ...gone]
}

function columnsOf({ kind, id, tally }: TalliedPart) {
  const entries = Object.entries(tally)
  const isVolunteer = ([key]: [string, number]) => key.startsWith('volunteer|')
  return {
    kind,
    id,
    counts: Object.fromEntries(entries.filter((entry) => !isVolunteer(entry))),
    volunteers: Object.fromEntries(entries.filter(isVolunteer)),
  }
}

async function store(db: Db, grain: 'month' | 'year', startsOn: string, pointId: string, parts: TalliedPart[]) {
  const [full, empty] = [parts.filter(({ tally }) => !isEmpty(tally)), parts.filter(({ tally }) => isEmpty(tally))]
  const key = sql`grain = ${grain}::tally_grain AND starts_on = ${startsOn}::date AND listening_point_id = ${pointId}::uuid`
  if (full.length > 0) {
    await db.$executeRaw`
      INSERT INTO report_tally (scope_kind, scope_id, grain, starts_on, listening_point_id, counts, volunteers)
      SELECT kind::report_scope_kind, id, ${grain}::tally_grain, ${startsOn}::date, ${pointId}::uuid, counts, volunteers
      FROM jsonb_to_recordset(${JSON.stringify(full.map(columnsOf))}::jsonb)
        AS x (kind text, id text, counts jsonb, volunteers jsonb)
      ON CONFLICT (scope_kind, grain, starts_on, scope_id, listening_point_id)
        DO UPDATE SET counts = EXCLUDED.counts, volunteers = EXCLUDED.volunteers`
  }
  if (empty.length > 0) {
    await db.$executeRaw`
      DELETE FROM report_tally WHERE ${key}
        AND (scope_kind::text || ' ' || scope_id) = ANY(${empty.map(partName)}::text[])`
  }
}

const isEmpty = (tally: Tally): boolean => Object.keys(tally).length === 0

/** The years of some parts move as their month did; the nightly check sums the months again. */
async function moveYear(
  db: Db,
  { monthOn, listeningPointId }: Bucket,
  before: readonly TallyRow[],
  after: TalliedPart[],
) {
  const yearOn = `${monthOn.slice(0, 4)}-01-01`
  const years = await db.$queryRaw<TallyRow[]>`
    SELECT scope_kind AS kind, scope_id AS id, ${wholeCounts} AS counts FROM report_tally
    WHERE grain = 'year' AND starts_on = ${yearOn}::date AND listening_point_id = ${listeningPointId}::uuid
      AND (scope_kind::text || ' ' || scope_id) = ANY(${after.map(partName)}::text[])`
  const countsIn = (rows: readonly TallyRow[]) => {
    const counts = new Map(rows.map((row) => [partName(row), row.counts]))
    return (part: TalliedPart): Tally => counts.get(partName(part)) ?? {}
  }
  const [yearOf, monthBefore] = [countsIn(years), countsIn(before)]
  const moved = after.map((part) => ({ ...part, tally: movedTally(yearOf(part), monthBefore(part), part.tally) }))
  await store(db, 'year', yearOn, listeningPointId, moved)
}

const NEVER = Prisma.raw(`'9999-12-31'::date`)
const ALWAYS = Prisma.raw(`'0001-01-01'::date`)

/** A merged comune goes on as its successor; every day on which a membership begins or ends starts a new span. */
const territorySpans = sql`
  WITH RECURSIVE lineage AS (
    SELECT istat_code AS comune, istat_code AS place, ${ALWAYS} AS from_day,
      CASE WHEN successor_istat_code IS NULL THEN ${NEVER} ELSE coalesce(valid_to, ${NEVER}) END AS until_day,
      successor_istat_code AS next, 1 AS step
    FROM comune
    UNION ALL
    SELECT l.comune, c.istat_code, l.until_day,
      CASE WHEN c.successor_istat_code IS NULL THEN ${NEVER} ELSE greatest(l.until_day, coalesce(c.valid_to, ${NEVER})) END,
      c.successor_istat_code, l.step + 1
    FROM lineage l JOIN comune c ON c.istat_code = l.next WHERE l.until_day < ${NEVER} AND l.step < 8
  ), edges AS (
    SELECT comune, place, until_day, from_day AS edge FROM lineage WHERE from_day < until_day
    UNION
    SELECT l.comune, l.place, l.until_day, v.edge
    FROM lineage l JOIN territory_membership m ON m.comune_istat_code = l.place
      CROSS JOIN LATERAL (VALUES (m.valid_from), (m.valid_to)) AS v (edge)
    WHERE l.from_day < v.edge AND v.edge < l.until_day
  ), spans AS (
    SELECT comune, place, edge AS from_day,
      coalesce(lead(edge) OVER (PARTITION BY comune, place ORDER BY edge), until_day) AS until_day
    FROM edges
  )
  SELECT s.comune AS comune_istat_code, s.from_day, s.until_day, s.place, c.province_sigla AS province,
    ${Prisma.join(
      (['ambito', 'asl2013', 'ats', 'asst'] as const).map(
        (kind) => sql`(
          SELECT m.set_id FROM territory_membership m
          WHERE m.comune_istat_code = s.place AND m.kind = ${kind}::territory_set_kind
            AND coalesce(m.valid_from, ${ALWAYS}) <= s.from_day AND s.from_day < coalesce(m.valid_to, ${NEVER})
        ) AS ${Prisma.raw(`${kind}_id`)}`,
      ),
    )}
  FROM spans s JOIN comune c ON c.istat_code = s.place`

async function rebuildTerritory(db: Db): Promise<void> {
  const moved = await db.$queryRaw<{ id: string }[]>`
    WITH fresh AS MATERIALIZED (${territorySpans}), changed AS (
      SELECT comune_istat_code FROM (SELECT * FROM fresh EXCEPT SELECT * FROM report_territory) x
      UNION SELECT comune_istat_code FROM (SELECT * FROM report_territory EXCEPT SELECT * FROM fresh) y
    )
    SELECT p.id FROM assisted_person p WHERE p.comune_istat_code IN (SELECT comune_istat_code FROM changed)`
  await db.$executeRaw`DELETE FROM report_territory`
  await db.$executeRaw`INSERT INTO report_territory ${territorySpans}`
  if (moved.length === 0) return
  await db.$executeRaw`
    INSERT INTO report_mark (person_id) SELECT unnest(${moved.map(({ id }) => id)}::uuid[])`
  // Rare enough to count everything again; what was never counted has a mark of its own.
  await db.$executeRaw`
    INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT starts_on, listening_point_id FROM report_tally WHERE grain = 'month'`
}

export const recountWrites = (db: Db) =>
  ({
    async lockRecount({ wait }) {
      if (wait) {
        await db.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(${RECOUNT_LOCK}::bigint)) x`
        return true
      }
      const [row] = await db.$queryRaw<{ taken: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(${RECOUNT_LOCK}::bigint) AS taken`
      return row?.taken === true
    },

    async takeTerritory() {
      const taken = await db.$executeRaw`DELETE FROM report_mark WHERE month_on IS NULL AND person_id IS NULL`
      if (taken > 0) await rebuildTerritory(db)
      return taken > 0
    },

    async takeBucket() {
      // The latest months first: somebody may be looking at them.
      const [row] = await db.$queryRaw<{ month_on: Date; listening_point_id: string }[]>`
        SELECT month_on, listening_point_id FROM report_mark WHERE month_on IS NOT NULL ORDER BY month_on DESC LIMIT 1`
      if (!row) return null
      const bucket = { monthOn: fromDateColumn(row.month_on), listeningPointId: row.listening_point_id }
      await db.$executeRaw`
        DELETE FROM report_mark
        WHERE month_on = ${bucket.monthOn}::date AND listening_point_id = ${bucket.listeningPointId}::uuid`
      return bucket
    },

    readBucket: (bucket) => readBucketRows(db, bucket),

    async writeTallies(bucket, parts) {
      const before = await storedParts(db, bucket)
      const different = differentParts(before, parts)
      if (different.length === 0) return
      await store(db, 'month', bucket.monthOn, bucket.listeningPointId, different)
      await moveYear(db, bucket, before, different)
    },

    async recountPeople() {
      const taken = await db.$queryRaw<{ person_id: string }[]>`
        DELETE FROM report_mark WHERE person_id IN (
          SELECT DISTINCT person_id FROM report_mark WHERE person_id IS NOT NULL LIMIT ${PEOPLE_AT_ONCE})
        RETURNING person_id`
      const personIds = [...new Set(taken.map((row) => row.person_id))]
      if (personIds.length > 0) await recountPersonRows(db, personIds)
      return personIds.length
    },
  }) satisfies RecountRows
