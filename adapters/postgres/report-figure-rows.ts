import { Prisma } from '../../generated/prisma/client.ts'
import { NOT_KNOWN } from '../../helpline/reports/figure-names.ts'
import type { FigureRowEntity, RowsKey } from '../../helpline/reports/headline-rows.ts'
import type { FigureRowReads, FigureRowRecord, FigureRowsSearch } from '../../helpline/reports/read-figure-rows.ts'
import { instantsOf, unitsOf } from '../../helpline/reports/report-period.ts'
import { addDays } from '../../helpline/territory/rome-time.ts'
import type { Db } from './database.ts'
import { countedRows } from './report-count-rows.ts'
import { ambitoOf, eventOpenings, type FigureRowsOf, type RowsOpening } from './report-event-rows.ts'
import { ageClassOf, givenClassOf, partOf, personRows } from './report-rows.ts'
import { type StockKind, stockRows } from './report-stock-rows.ts'

const { sql, raw } = Prisma

type Opening = Omit<RowsOpening, 'rows'> & { rows: (search: FigureRowsSearch, of: FigureRowsOf) => Prisma.Sql }

const events = Object.fromEntries(
  Object.entries(eventOpenings).map(([key, opening]) => [
    key,
    { ...opening, rows: (_search: FigureRowsSearch, of: FigureRowsOf) => opening.rows(of) },
  ]),
) as Record<keyof typeof eventOpenings, Opening>

/** Each person once, with where the comune of today lay on the period's last day. */
const people = (key: (search: FigureRowsSearch) => Prisma.Sql, column?: typeof key, condition = 'true'): Opening => ({
  rows: (search, { lastDay, part }) => sql`
    SELECT 'person' AS entity, x.person_id AS id, x.first_day::timestamp AT TIME ZONE 'Europe/Rome' AS at,
      NULL::uuid AS "contactId", x.person_id AS "personId", NULL::uuid AS "pointId",
      '{}'::jsonb AS details, ${key(search)} AS key, ${column ? column(search) : sql`NULL`} AS col
    FROM (
      SELECT person_id, sum(services)::int AS services, sum(rides)::int AS rides, min(birth_date) AS birth_date, min(sex) AS sex,
        bool_or(lives_alone) AS alone, min(comune_istat_code) AS comune, min(first_day) AS first_day
      FROM (${personRows(unitsOf(search.period), part)}) rows GROUP BY person_id
    ) x LEFT JOIN report_territory t ON t.comune_istat_code = x.comune
      AND t.from_day <= ${lastDay}::date AND ${lastDay}::date < t.until_day
    WHERE ${raw(condition)}`,
  key: () => raw('x.key'),
  ...(column && { column: raw('x.col') }),
})
const personIs = (column: string) => people(() => raw(column))
const ageClass = ({ period }: FigureRowsSearch) => ageClassOf(addDays(period.until, -1))

const stock = (entity: FigureRowEntity, kind: StockKind, key?: Opening['key']): Opening => ({
  rows: ({ period, scope }) => sql`
    SELECT ${entity} AS entity, x.id, x.at, NULL::uuid AS "contactId", x.person AS "personId",
      (SELECT a.listening_point_id FROM local_association a WHERE a.id = x.association) AS "pointId",
      x.details, x.key, x.amount, x.association
    FROM (${stockRows(period, scope)[kind]}) x`,
  key: key ?? (() => raw('x.key')),
  amount: raw('x.amount'),
})
const associationAmbito: Opening['key'] = ({ lastDay }) => ambitoOf(raw('x.association'), lastDay)

/** Whoever did at least one service. */
const activeVolunteers: Opening = {
  rows: (_search, { range, part }) => sql`
    SELECT 'volunteer' AS entity, v.id, v.started_on::timestamp AT TIME ZONE 'Europe/Rome' AS at, NULL::uuid AS "contactId",
      NULL::uuid AS "personId", NULL::uuid AS "pointId",
      jsonb_build_object('name', v.first_name || ' ' || v.last_name) AS details
    FROM volunteer v WHERE v.id IN (
      SELECT s."volunteerId" FROM (${countedRows.services(range, part)}) s WHERE s.outcome = 'done')`,
}

/** Every figure there is: one without its rows does not compile. */
const openings: Record<RowsKey, Opening> = {
  ...events,
  peopleByAgeClass: people(ageClass),
  peopleBySex: personIs('x.sex::text'),
  peopleByLivesAlone: personIs(`CASE WHEN x.alone THEN 'yes' WHEN NOT x.alone THEN 'no' END`),
  peopleByNewness: people(
    ({ period }) => sql`CASE WHEN x.first_day >= ${period.from}::date THEN 'new' ELSE 'known' END`,
  ),
  peopleByServices: people(() => givenClassOf),
  peopleByProvince: personIs('t.province'),
  peopleByAsl2013: personIs('t.asl2013_id'),
  peopleByAts: personIs('t.ats_id'),
  peopleByAmbito: personIs('t.ambito_id'),
  peopleByComune: personIs('x.comune'),
  peopleByAsl2013AndAgeClass: people(() => raw('t.asl2013_id'), ageClass),
  peopleByAtsAndAgeClass: people(() => raw('t.ats_id'), ageClass),
  transportedPeople: people(() => sql`NULL`, undefined, 'x.rides > 0'),
  activeVolunteers,
  volunteersByAmbito: stock('volunteer', 'volunteers', associationAmbito),
  vehicles: stock('vehicle', 'vehicles'),
  vehiclesOwnedByAmbito: stock('vehicle', 'vehiclesOwned', associationAmbito),
  vehiclesOnLoanByAmbito: stock('vehicle', 'vehiclesOnLoan', associationAmbito),
  vehiclesEquippedByAmbito: stock('vehicle', 'vehiclesEquipped', associationAmbito),
  agreementsByCounterpart: stock('agreement', 'agreements'),
  aidsLentByKind: stock('aid', 'aidsLent'),
  aidsOut: stock('aid', 'aidsOut'),
  activityPeopleByKind: stock('activity', 'activityPeople'),
  activityHoursByKind: stock('activity', 'activityHours'),
}

/** Without keys, all that the table counts. */
const isOneOf = (column: Prisma.Sql, keys: readonly string[] | null): Prisma.Sql =>
  keys === null ? sql`true` : sql`coalesce((${column})::text, ${NOT_KNOWN}) = ANY(${keys}::text[])`

export const reportFigureRows = (db: Db) =>
  ({
    async listFigureRows(search) {
      const { period, scope, keys, column, listeningPointIds, before, limit } = search
      const of = { range: instantsOf(period), lastDay: addDays(period.until, -1), part: partOf(scope) }
      const opening = openings[search.rows]
      const key = opening.key?.(of) ?? sql`NULL`
      const wanted = sql`${opening.condition ?? sql`true`} AND ${isOneOf(key, keys)}
        AND ${isOneOf(opening.column ?? sql`NULL`, column === null ? null : [column])}`
      // Counted in a scope of theirs, but kept by a point of others: it counts, and nobody is named.
      const readable =
        listeningPointIds === null ? sql`true` : sql`coalesce(x."pointId" = ANY(${listeningPointIds}::uuid[]), true)`
      const after = before ? sql`(x.at, x.id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql`true`
      return db.$queryRaw<FigureRowRecord[]>`
        SELECT r.entity, r.id, r.at, r.amount, r.details, r.readable AS "isReadable",
          CASE WHEN r.readable THEN r."contactId" END AS "contactId", CASE WHEN r.readable THEN n.id END AS "personId",
          CASE WHEN r.readable AND n.erased_at IS NULL THEN n.first_name || ' ' || n.last_name END AS "personName",
          l.name AS "listeningPointName"
        FROM (
          SELECT x.entity, x.id, x.at, x."contactId", x."personId", x."pointId", x.details,
            ${opening.amount ?? sql`1`}::int AS amount, ${readable} AS readable
          FROM (${opening.rows(search, of)}) x WHERE ${wanted} AND ${after} ORDER BY x.at DESC, x.id DESC LIMIT ${limit}
        ) r LEFT JOIN assisted_person n ON n.id = r."personId"
          LEFT JOIN listening_point l ON l.id = coalesce(r."pointId", CASE WHEN r.entity = 'person' THEN n.listening_point_id END)
        ORDER BY r.at DESC, r.id DESC`
    },
  }) satisfies Pick<FigureRowReads, 'listFigureRows'>
