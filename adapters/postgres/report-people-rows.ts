import { Prisma } from '../../generated/prisma/client.ts'
import {
  addMove,
  type Grain,
  movedPeople,
  type PeopleTally,
  type PersonRow,
  peopleTallyName,
  tallyPeople,
} from '../../helpline/reports/people-tally.ts'
import { sameTally, type Tally } from '../../helpline/reports/tally.ts'
import type { IsoDate } from '../../helpline/territory/rome-time.ts'
import type { Db } from './database.ts'
import { eventsOf, personEvents, placedEvents } from './report-count-rows.ts'

const { sql, raw } = Prisma

const columns = raw(
  `listening_point_id, local_association_id, place, province, ambito_id, asl2013_id, ats_id, asst_id,
   birth_date, sex, lives_alone, comune_istat_code`,
)

const written = raw(
  `person_id AS "personId", starts_on AS "startsOn", listening_point_id AS "pointId", province, ambito_id AS "ambitoId",
   asl2013_id AS "asl2013Id", ats_id AS "atsId", asst_id AS "asstId", services, rides, birth_date AS "birthDate", sex,
   lives_alone AS "livesAlone", comune_istat_code AS comune, first_day AS "firstDay"`,
)

/** One answer of JSON costs a tenth of as many rows. */
async function readPersonRows(db: Db, condition: Prisma.Sql, grains: readonly Grain[]): Promise<PersonRow[]> {
  const rows = grains.map(
    (grain) => sql`SELECT ${grain}::text AS grain, ${written} FROM ${raw(`report_person_${grain}`)} WHERE ${condition}`,
  )
  const [found] = await db.$queryRaw<{ rows: PersonRow[] }[]>`
    SELECT coalesce(json_agg(row_to_json(x)), '[]') AS rows FROM (${Prisma.join(rows, ' UNION ALL ')}) x`
  return found?.rows ?? []
}

/** All some people ever had, from their events; what it changes for the parts they count in is added there. */
export async function recountPersonRows(db: Db, personIds: readonly string[]): Promise<void> {
  const own = sql`person_id = ANY(${personIds}::uuid[])`
  const before = await readPersonRows(db, own, ['month', 'year'])
  await db.$executeRaw`DELETE FROM report_person_month WHERE ${own}`
  await db.$executeRaw`DELETE FROM report_person_year WHERE ${own}`
  const counted = (grain: Grain) => sql`
    SELECT person_id, date_trunc(${raw(`'${grain}'`)}, day)::date AS starts_on, ${columns},
      sum(services)::int, sum(rides)::int, first_day
    FROM placed GROUP BY person_id, date_trunc(${raw(`'${grain}'`)}, day), ${columns}, first_day`
  await db.$executeRaw`
    WITH placed AS MATERIALIZED (
      SELECT *, min(day) OVER (PARTITION BY person_id) AS first_day FROM (${placedEvents(personEvents(eventsOf(personIds)))}) x
    ), months AS (
      INSERT INTO report_person_month (person_id, starts_on, ${columns}, services, rides, first_day) ${counted('month')}
    )
    INSERT INTO report_person_year (person_id, starts_on, ${columns}, services, rides, first_day) ${counted('year')}`
  await addMoves(db, movedPeople(before, await readPersonRows(db, own, ['month', 'year'])))
}

interface PeopleRow extends Omit<PeopleTally, 'tally'> {
  counts: Tally
}

const fields = raw(
  `p.scope_kind::text AS kind, p.scope_id AS id, p.grain::text AS grain, p.starts_on::text AS "startsOn", p.counts`,
)

async function addMoves(db: Db, moves: PeopleTally[]): Promise<void> {
  if (moves.length === 0) return
  const keys = moves.map(({ tally: _, ...key }) => key)
  const known = await db.$queryRaw<PeopleRow[]>`
    SELECT ${fields} FROM report_people p JOIN jsonb_to_recordset(${JSON.stringify(keys)}::jsonb)
      AS k (kind report_scope_kind, id text, grain tally_grain, "startsOn" date)
      ON (p.scope_kind, p.scope_id, p.grain, p.starts_on) = (k.kind, k.id, k.grain, k."startsOn")`
  const before = new Map(known.map((row) => [peopleTallyName(row), row.counts]))
  await storePeople(
    db,
    moves.map((move) => ({ ...move, tally: addMove(before.get(peopleTallyName(move)) ?? {}, move.tally) })),
  )
}

async function storePeople(db: Db, tallies: PeopleTally[]): Promise<void> {
  if (tallies.length === 0) return
  // An empty one stays: nobody is an answer too.
  await db.$executeRaw`
    INSERT INTO report_people (scope_kind, scope_id, grain, starts_on, counts)
    SELECT kind, id, grain, "startsOn", tally FROM jsonb_to_recordset(${JSON.stringify(tallies)}::jsonb)
      AS k (kind report_scope_kind, id text, grain tally_grain, "startsOn" date, tally jsonb)
    ON CONFLICT (scope_kind, scope_id, grain, starts_on) DO UPDATE SET counts = EXCLUDED.counts`
}

/** Parts of a month or a year whose people are not those of their rows; put right. */
export async function mendPeople(db: Db, grain: Grain, startsOn: IsoDate): Promise<string[]> {
  const right = tallyPeople(await readPersonRows(db, sql`starts_on = ${startsOn}::date`, [grain]))
  const stored = await db.$queryRaw<PeopleRow[]>`
    SELECT ${fields} FROM report_people p WHERE grain = ${grain}::tally_grain AND starts_on = ${startsOn}::date`
  const kept = new Map(stored.map((row) => [peopleTallyName(row), row.counts]))
  const wrong = right.filter((part) => !sameTally(kept.get(peopleTallyName(part)) ?? {}, part.tally))
  const names = new Set(right.map(peopleTallyName))
  const gone = stored
    .filter((row) => !names.has(peopleTallyName(row)) && Object.keys(row.counts).length > 0)
    .map(({ counts: _, ...key }) => ({ ...key, tally: {} }))
  await storePeople(db, [...wrong, ...gone])
  return [...wrong, ...gone].map(peopleTallyName)
}
