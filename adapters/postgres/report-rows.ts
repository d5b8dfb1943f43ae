import { Prisma } from '../../generated/prisma/client.ts'
import { hasPeopleTally, peopleCountsOf } from '../../helpline/reports/people-tally.ts'
import type { AuditReads } from '../../helpline/reports/read-audit.ts'
import type { FiguresReads } from '../../helpline/reports/read-report.ts'
import type { PeopleCounts } from '../../helpline/reports/report-names.ts'
import { instantsOf, type Period, type PeriodUnits } from '../../helpline/reports/report-period.ts'
import type { ReportScope } from '../../helpline/reports/report-scope.ts'
import { type Tally, tallyRows } from '../../helpline/reports/tally.ts'
import type { Closure, HoursVersion } from '../../helpline/territory/opening-hours.ts'
import { addDays, type IsoDate } from '../../helpline/territory/rome-time.ts'
import { type Db, KEPT } from './database.ts'
import { eventsWithin, inPart, type Part, personEvents, placedEvents, readCountedRows } from './report-count-rows.ts'
import { wholeCounts } from './report-recount-rows.ts'
import { feastRule } from './territory-rows.ts'

const { sql, raw, join } = Prisma

export const partOf = ({ kind, id }: ReportScope): Part => (kind === 'region' || id === null ? null : { kind, id })

/** Of local associations, by where their seat was on a day. */
export function associationsOf(part: Part, day: IsoDate): Prisma.Sql {
  if (part === null) return sql`SELECT id FROM local_association`
  if (part.kind === 'listeningPoint')
    return sql`SELECT id FROM local_association WHERE listening_point_id = ${part.id}::uuid`
  if (part.kind === 'localAssociation') return sql`SELECT ${part.id}::uuid AS id`
  return sql`
    SELECT a.id FROM local_association a JOIN report_territory t ON t.comune_istat_code = a.comune_istat_code
      AND t.from_day <= ${day}::date AND ${day}::date < t.until_day
    WHERE true ${inPart(part, 'a')}`
}

/** A person's row keeps the sets of its own time. */
function personInPart(part: Part): Prisma.Sql {
  if (part === null) return Prisma.empty
  if (part.kind === 'territorySet') return sql`AND ${part.id}::uuid IN (x.ambito_id, x.asl2013_id, x.ats_id, x.asst_id)`
  if (part.kind === 'comune' || part.kind === 'province') {
    return sql`AND x.${raw(part.kind === 'comune' ? 'place' : 'province')} = ${part.id}`
  }
  return sql`AND x.${raw(part.kind === 'listeningPoint' ? 'listening_point_id' : 'local_association_id')} = ${part.id}::uuid`
}

const columns = raw(
  'x.person_id, x.services, x.rides, x.birth_date, x.sex, x.lives_alone, x.comune_istat_code, x.first_day',
)

/** Every row of a person in the period: kept by year and by month, the days left over from the events themselves. */
export function personRows({ years, months, days }: PeriodUnits, part: Part): Prisma.Sql {
  const kept = (grain: 'year' | 'month', starts: IsoDate[]) =>
    starts.length === 0
      ? []
      : [
          sql`SELECT ${columns} FROM ${raw(`report_person_${grain}`)} x
            WHERE x.starts_on = ANY(${starts}::date[]) ${personInPart(part)}`,
        ]
  // Who has never been counted yet has no first day but these.
  const counted = days.map(
    (range) => sql`
      SELECT x.person_id, x.services, x.rides, x.birth_date, x.sex, x.lives_alone, x.comune_istat_code, least(x.day, (
        SELECT min(k.first_day) FROM report_person_year k WHERE k.person_id = x.person_id)) AS first_day
      FROM (${placedEvents(personEvents(eventsWithin(instantsOf(range))))}) x WHERE true ${personInPart(part)}`,
  )
  return join([...kept('year', years), ...kept('month', months), ...counted], ' UNION ALL ')
}

interface PeopleRow {
  dimension: number
  age: string | null
  comune: string | null
  sex: string | null
  alone: boolean | null
  is_new: boolean | null
  given: string | null
  people: number
  transported: number
}

/** Whoever was born by that day is at least so old on the period's last. */
const bornBy = (lastDay: IsoDate, years: number): IsoDate => {
  const day = `${String(Number(lastDay.slice(0, 4)) - years).padStart(4, '0')}${lastDay.slice(4)}`
  return day.endsWith('-02-29') ? day.replace('-29', '-28') : day
}

export function ageClassOf(lastDay: IsoDate): Prisma.Sql {
  const [by65, by75, by80, by85] = [65, 75, 80, 85].map((years) => bornBy(lastDay, years))
  return sql`CASE WHEN birth_date IS NULL THEN NULL WHEN birth_date > ${by65}::date THEN 'under65'
    WHEN birth_date > ${by75}::date THEN 'from65to74' WHEN birth_date > ${by80}::date THEN 'from75to79'
    WHEN birth_date > ${by85}::date THEN 'from80to84' ELSE 'from85' END`
}

export const givenClassOf = sql`CASE WHEN services = 0 THEN 'none' WHEN services = 1 THEN 'one' WHEN services <= 5 THEN 'from2to5'
  WHEN services <= 10 THEN 'from6to10' WHEN services <= 20 THEN 'from11to20' WHEN services <= 50 THEN 'from21to50'
  ELSE 'over50' END`

/** GROUPING() has one bit a column, set where it is not grouped by. */
const dimensions = { all: 0b11111, ageAndComune: 0b00111, sex: 0b11011, alone: 0b11101, isNew: 0b11110 } as const

async function countPeople(db: Db, { from, until }: Period, units: PeriodUnits, part: Part): Promise<PeopleCounts> {
  const rows = await db.$queryRaw<PeopleRow[]>`
    WITH people AS (
      SELECT person_id, sum(services)::int AS services, sum(rides)::int AS rides, min(birth_date) AS birth_date,
        min(sex) AS sex, bool_or(lives_alone) AS alone, min(comune_istat_code) AS comune,
        min(first_day) >= ${from}::date AS is_new
      FROM (${personRows(units, part)}) rows GROUP BY person_id
    ), classed AS (
      SELECT comune, sex, alone, is_new, rides, ${ageClassOf(addDays(until, -1))} AS age, ${givenClassOf} AS given FROM people
    )
    SELECT GROUPING(age, comune, sex, alone, is_new) AS dimension, age, comune, sex::text, alone, is_new, given,
      count(*)::int AS people, (count(*) FILTER (WHERE rides > 0))::int AS transported
    FROM classed GROUP BY GROUPING SETS ((), (age, comune), (sex), (alone), (is_new), (given))`
  const of = (dimension: number) => rows.filter((row) => row.dimension === dimension && row.given === null)
  const whole = of(dimensions.all)[0]
  const counts = <K>(dimension: number, key: (row: PeopleRow) => K) =>
    new Map(of(dimension).map((row) => [key(row), row.people]))
  return {
    total: whole?.people ?? 0,
    transported: whole?.transported ?? 0,
    byAgeAndComune: of(dimensions.ageAndComune).map((row) => ({
      ageClass: row.age as PeopleCounts['byAgeAndComune'][number]['ageClass'],
      comune: row.comune,
      count: row.people,
    })),
    bySex: counts(dimensions.sex, (row) => row.sex),
    byLivesAlone: counts(dimensions.alone, ({ alone }) => (alone === null ? null : alone ? 'yes' : 'no')),
    byNewness: counts(dimensions.isNew, ({ is_new }) => (is_new ? 'new' : 'known')),
    byServices: new Map(rows.flatMap((row) => (row.given === null ? [] : [[row.given, row.people] as const]))),
  }
}

/** The tallies of whole months and years. */
function keptOf({ years, months }: Pick<PeriodUnits, 'years' | 'months'>, scope: ReportScope): Prisma.Sql {
  const part = partOf(scope)
  return sql`scope_kind = ${part?.kind ?? 'listeningPoint'}::report_scope_kind
    AND ((grain = 'year' AND starts_on = ANY(${years}::date[])) OR (grain = 'month' AND starts_on = ANY(${months}::date[])))
    ${part ? sql`AND scope_id = ${part.id}` : Prisma.empty}`
}

interface HoursRow {
  patron: unknown
  versions: HoursVersion[]
  closures: Closure[]
}

export const reportReads = (db: Db) =>
  ({
    async waitingSeconds({ from, until }) {
      const first = `${from.slice(0, 7)}-01`
      const [row] = await db.$queryRaw<{ seconds: number | null }[]>`${KEPT}
        SELECT extract(epoch FROM clock_timestamp() - min(marked_at))::float8 AS seconds FROM report_mark
        WHERE month_on IS NULL OR (month_on >= ${first}::date AND month_on < ${until}::date)`
      return row?.seconds ?? null
    },

    async readTallies(units, scope, { withVolunteers }) {
      const rows = await db.$queryRaw<{ counts: string }[]>`${KEPT}
        SELECT ${withVolunteers ? wholeCounts : raw('counts')}::text AS counts FROM report_tally WHERE ${keptOf(units, scope)}`
      return rows.map(({ counts }) => JSON.parse(counts) as Tally)
    },

    async countVolunteers(units, scope) {
      const [row] = await db.$queryRaw<{ count: number }[]>`${KEPT}
        SELECT count(*)::int AS count FROM (
          SELECT DISTINCT v FROM report_tally t, jsonb_object_keys(t.volunteers) v WHERE ${keptOf(units, scope)}) x`
      return row?.count ?? 0
    },

    countDays: async (period, scope) => tallyRows(await readCountedRows(db, instantsOf(period), partOf(scope))),

    async countPeople(period, units, scope) {
      const { years, months, days } = units
      const [start, ...others] = [...years, ...months]
      const isOneUnit = start !== undefined && others.length === 0 && days.length === 0
      if (!isOneUnit || !hasPeopleTally(scope.kind)) return countPeople(db, period, units, partOf(scope))
      const [row] = await db.$queryRaw<{ counts: string }[]>`${KEPT}
        SELECT counts::text AS counts FROM report_people WHERE scope_kind = ${scope.kind}::report_scope_kind
          AND scope_id = ${scope.id ?? ''} AND grain = ${years.length > 0 ? 'year' : 'month'}::tally_grain
          AND starts_on = ${start}::date`
      return peopleCountsOf(row ? (JSON.parse(row.counts) as Tally) : {})
    },

    async listScopeHours(scope) {
      const part = partOf(scope)
      const point =
        part?.kind === 'listeningPoint'
          ? sql`p.id = ${part.id}::uuid`
          : part?.kind === 'localAssociation'
            ? sql`p.id = (SELECT listening_point_id FROM local_association WHERE id = ${part.id}::uuid)`
            : sql`true`
      const rows = await db.$queryRaw<HoursRow[]>`${KEPT}
        SELECT p.patron_saint AS patron,
          coalesce((SELECT json_agg(json_build_object('validFrom', h.valid_from, 'validTo', h.valid_to, 'intervals',
              coalesce((SELECT json_agg(json_build_object('weekday', i.weekday, 'opensAt', i.opens_at, 'closesAt', i.closes_at))
                FROM opening_interval i WHERE i.opening_hours_id = h.id), '[]')))
            FROM opening_hours h WHERE h.listening_point_id = p.id), '[]') AS versions,
          coalesce((SELECT json_agg(json_build_object('fromDate', c.from_date, 'toDate', c.to_date, 'reason', c.reason))
            FROM closure c WHERE c.listening_point_id = p.id), '[]') AS closures
        FROM listening_point p WHERE p.kind = 'point' AND ${point}`
      return rows.map(({ patron, ...rest }) => ({ ...rest, patron: patron === null ? null : feastRule.parse(patron) }))
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
  }) satisfies Partial<FiguresReads> & AuditReads
