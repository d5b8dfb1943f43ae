import { Prisma } from '../../generated/prisma/client.ts'
import { NOT_KNOWN, type TableKey } from '../../helpline/reports/figure-names.ts'
import type { FigureRowReads, FigureRowRecord, FigureRowsSearch } from '../../helpline/reports/read-figure-rows.ts'
import { instantsOf, unitsOf } from '../../helpline/reports/report-period.ts'
import type { InstantRange } from '../../helpline/territory/rome-time.ts'
import { addDays } from '../../helpline/territory/rome-time.ts'
import type { Db } from './database.ts'
import { inPart, type Part } from './report-count-rows.ts'
import { ageClassOf, givenClassOf, partOf, personRows } from './report-rows.ts'

const { sql, raw } = Prisma

const territory = (day: string, person: string) => sql`
  LEFT JOIN assisted_person p ON p.id = ${raw(person)}
  LEFT JOIN report_territory t ON t.comune_istat_code = p.comune_istat_code
    AND t.from_day <= (${raw(day)} AT TIME ZONE 'Europe/Rome')::date AND (${raw(day)} AT TIME ZONE 'Europe/Rome')::date < t.until_day`

const within = (column: string, { from, to }: InstantRange) =>
  sql`${raw(column)} >= ${from}::timestamptz AND ${raw(column)} < ${to}::timestamptz`

const contactRows = (range: InstantRange, part: Part, condition: Prisma.Sql) => sql`
  SELECT 'contact' AS entity, c.id, c.occurred_at AS at, c.id AS "contactId", p.id AS "personId", c.listening_point_id,
    c.caller_type AS "callerType", c.purpose
  FROM contact c LEFT JOIN request s ON s.id = c.serves_request_id
  ${territory('c.occurred_at', 'coalesce(c.person_id, s.person_id)')}
  WHERE ${within('c.occurred_at', range)} AND c.deleted_at IS NULL ${inPart(part, 'c')} AND ${condition}`

const requestRows = (range: InstantRange, part: Part, condition: Prisma.Sql) => sql`
  SELECT 'request' AS entity, r.id, c.occurred_at AS at, c.id AS "contactId", p.id AS "personId", c.listening_point_id,
    r.information_kind AS "informationKind", r.help_kind AS "helpKind", r.state
  FROM contact c JOIN request r ON r.contact_id = c.id ${territory('c.occurred_at', 'coalesce(r.person_id, c.person_id)')}
  WHERE ${within('c.occurred_at', range)} AND c.deleted_at IS NULL AND r.deleted_at IS NULL ${inPart(part, 'c')} AND ${condition}`

const serviceRows = (range: InstantRange, part: Part, condition: Prisma.Sql) => sql`
  SELECT 'service' AS entity, s.id, s.starts_at AS at, NULL::uuid AS "contactId", p.id AS "personId", s.listening_point_id,
    s.help_kind AS "helpKind", CASE WHEN s.state = 'done' THEN s.outcome END AS outcome
  FROM service s ${territory('s.starts_at', 's.person_id')}
  WHERE ${within('s.starts_at', range)} AND s.state IN ('done', 'unmet') AND s.deleted_at IS NULL ${inPart(part, 's')} AND ${condition}`

const callRows = (range: InstantRange, part: Part, condition: Prisma.Sql) => sql`
  SELECT 'call' AS entity, c.id, c.started_at AS at, NULL::uuid AS "contactId", p.id AS "personId", c.listening_point_id, c.outcome
  FROM (SELECT *, coalesce(responsible_point_id, listening_point_id) AS point FROM call) c ${territory('c.started_at', 'c.person_id')}
  WHERE ${within('c.started_at', range)} AND c.direction = 'inbound' AND c.state = 'ended' AND ${atPoint(part, 'c.point')} AND ${condition}`

const callbackRows = (range: InstantRange, part: Part, condition: Prisma.Sql) => sql`
  SELECT 'callback' AS entity, b.id, b.created_at AS at, NULL::uuid AS "contactId", p.id AS "personId", b.listening_point_id, b.state
  FROM callback b ${territory('b.created_at', 'b.person_id')}
  WHERE ${within('b.created_at', range)} AND ${atPoint(part, 'b.listening_point_id')} AND ${condition}`

function atPoint(part: Part, point: string): Prisma.Sql {
  if (part?.kind === 'listeningPoint') return sql`${raw(point)} = ${part.id}::uuid`
  return part?.kind === 'localAssociation' ? sql`false` : sql`true ${inPart(part, 't')}`
}

/** Without a key, all that the table counts. */
const is = (column: string, key: string | null): Prisma.Sql =>
  key === null ? sql`true` : key === NOT_KNOWN ? sql`${raw(column)} IS NULL` : sql`(${raw(column)})::text = ${key}`

const romeDay = (column: string, format: string) => `to_char(${column} AT TIME ZONE 'Europe/Rome', '${format}')`

type Rows = typeof contactRows
type Opening = { rows: Rows; condition: (key: string | null) => Prisma.Sql }

const opening = (rows: Rows, column: string, also: Prisma.Sql = sql`true`): Opening => ({
  rows,
  condition: (key) => sql`${is(column, key)} AND ${also}`,
})
const inbound = sql`c.direction = 'inbound'`
const outbound = sql`c.direction = 'outbound'`
const given = sql`s.state = 'done' AND s.outcome = 'done'`

const openings: Partial<Record<TableKey, Opening>> = {
  contactsInByCallerType: opening(contactRows, 'c.caller_type', inbound),
  contactsInByProvenance: opening(contactRows, 'c.provenance', inbound),
  contactsInByListeningPoint: opening(contactRows, 'c.listening_point_id', inbound),
  contactsInByAssociation: opening(contactRows, 'c.local_association_id', inbound),
  contactsInByMonth: opening(contactRows, romeDay('c.occurred_at', 'YYYY-MM'), inbound),
  contactsInByDay: opening(contactRows, romeDay('c.occurred_at', 'YYYY-MM-DD'), inbound),
  contactsInByComune: opening(contactRows, 't.place', inbound),
  contactsOutByPurpose: opening(contactRows, 'c.purpose', outbound),
  contactsOutByProvenance: opening(contactRows, 'c.provenance', outbound),
  informationByKind: opening(requestRows, 'r.information_kind', sql`r.kind = 'information'`),
  helpByKind: opening(requestRows, 'r.help_kind', sql`r.kind = 'help'`),
  requestsByState: opening(requestRows, 'r.state'),
  requestsFulfilledBy: opening(requestRows, 'r.fulfilled_by', sql`r.kind = 'help' AND r.state = 'solved'`),
  unmetRequestsByCause: opening(requestRows, 'r.unmet_cause', sql`r.state = 'unmet'`),
  referralsByBody: opening(requestRows, 'r.directory_entry_id', sql`r.referred_to <> ''`),
  servicesByHelpKind: opening(serviceRows, 's.help_kind', given),
  closedServicesByOutcome: opening(serviceRows, 's.outcome', sql`s.state = 'done'`),
  servicesFulfilledBy: opening(serviceRows, 's.fulfilled_by', given),
  unmetServicesByCause: opening(serviceRows, 's.unmet_cause', sql`s.state = 'unmet'`),
  servicesByMonth: opening(serviceRows, romeDay('s.starts_at', 'YYYY-MM'), given),
  callsByOutcome: opening(callRows, 'c.outcome'),
  callbacksByState: opening(callbackRows, 'b.state'),
}

const peopleColumns: Partial<Record<TableKey, (search: FigureRowsSearch) => Prisma.Sql>> = {
  peopleByAgeClass: ({ period }) => ageClassOf(addDays(period.until, -1)),
  peopleBySex: () => sql`sex`,
  peopleByLivesAlone: () => sql`CASE WHEN alone THEN 'yes' WHEN NOT alone THEN 'no' END`,
  peopleByNewness: ({ period }) => sql`CASE WHEN first_day >= ${period.from}::date THEN 'new' ELSE 'known' END`,
  peopleByServices: () => givenClassOf,
  peopleByComune: () => sql`comune`,
}

function peopleRows(search: FigureRowsSearch, column: Prisma.Sql): Prisma.Sql {
  const { key, period, scope } = search
  const condition =
    key === null ? sql`true` : key === NOT_KNOWN ? sql`${column} IS NULL` : sql`(${column})::text = ${key}`
  return sql`
    SELECT 'person' AS entity, person_id AS id, first_day::timestamp AT TIME ZONE 'Europe/Rome' AS at, NULL::uuid AS "contactId",
      person_id AS "personId", point AS listening_point_id
    FROM (
      SELECT person_id, sum(services)::int AS services, min(birth_date) AS birth_date, min(sex) AS sex,
        bool_or(lives_alone) AS alone, min(comune_istat_code) AS comune, min(first_day) AS first_day,
        (SELECT p.listening_point_id FROM assisted_person p WHERE p.id = person_id) AS point
      FROM (${personRows(unitsOf(period), partOf(scope))}) rows GROUP BY person_id
    ) people WHERE ${condition}`
}

export const reportFigureRows = (db: Db) =>
  ({
    async listFigureRows(search) {
      const { period, scope, table, key, listeningPointIds, before, limit } = search
      const people = peopleColumns[table]
      const opened = openings[table]
      if (!people && !opened) return null
      const rows = people
        ? peopleRows(search, people(search))
        : opened?.rows(instantsOf(period), partOf(scope), opened.condition(key))
      // Counted in a scope of theirs, but at a point of others.
      const visible =
        listeningPointIds === null || people ? sql`true` : sql`x.listening_point_id = ANY(${listeningPointIds}::uuid[])`
      const after = before ? sql`(x.at, x.id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql`true`
      return db.$queryRaw<FigureRowRecord[]>`
        SELECT x.*, l.name AS "listeningPointName",
          CASE WHEN n.id IS NULL OR n.erased_at IS NOT NULL THEN NULL ELSE n.first_name || ' ' || n.last_name END AS "personName"
        FROM (${rows}) x LEFT JOIN listening_point l ON l.id = x.listening_point_id
          LEFT JOIN assisted_person n ON n.id = x."personId"
        WHERE ${visible} AND ${after} ORDER BY x.at DESC, x.id DESC LIMIT ${limit}`
    },
  }) satisfies Pick<FigureRowReads, 'listFigureRows'>
