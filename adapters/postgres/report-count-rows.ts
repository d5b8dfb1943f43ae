import { Prisma } from '../../generated/prisma/client.ts'
import type { CountedRows, TalliedKind } from '../../helpline/reports/tally.ts'
import type { InstantRange } from '../../helpline/territory/rome-time.ts'
import type { Db } from './database.ts'

export type Part = { kind: TalliedKind; id: string } | null
const { raw, sql } = Prisma

/** Which rows of `row` (with its person's territory `t`) belong to a part of the network. */
export function inPart(part: Part, row: string): Prisma.Sql {
  if (part === null) return Prisma.empty
  const { kind, id } = part
  if (kind === 'listeningPoint') return sql`AND ${raw(row)}.listening_point_id = ${id}::uuid`
  if (kind === 'localAssociation') return sql`AND ${raw(row)}.local_association_id = ${id}::uuid`
  if (kind === 'comune') return sql`AND t.place = ${id}`
  if (kind === 'province') return sql`AND t.province = ${id}`
  return sql`AND ${id}::uuid IN (t.ambito_id, t.asl2013_id, t.ats_id, t.asst_id)`
}

const within = (column: string, { from, to }: InstantRange) =>
  sql`${raw(column)} >= ${from}::timestamptz AND ${raw(column)} < ${to}::timestamptz`

/** Civil time in Rome, wherever the session stands. */
const romeDay = (column: string) => raw(`(${column} AT TIME ZONE 'Europe/Rome')::date`)

const placeOf = (day: string, person: string) => sql`
  LEFT JOIN assisted_person p ON p.id = ${raw(person)}
  LEFT JOIN report_territory t ON t.comune_istat_code = p.comune_istat_code
    AND t.from_day <= ${romeDay(day)} AND ${romeDay(day)} < t.until_day`

const place = raw(
  `t.place, t.province, t.ambito_id AS "ambitoId", t.asl2013_id AS "asl2013Id", t.ats_id AS "atsId", t.asst_id AS "asstId"`,
)

/** Which row it is, for whoever opens a figure; the count itself does without. */
export type RowIdentity = Prisma.Sql

const contacts = (range: InstantRange, part: Part, identity: RowIdentity = Prisma.empty) => sql`
  SELECT ${identity} c.direction, c.purpose, c.provenance, c.caller_type AS "callerType",
    coalesce(c.caller_e164, l.from_e164) AS "callerE164",
    ${romeDay('c.occurred_at')} AS day,
    extract(isodow FROM c.occurred_at AT TIME ZONE 'Europe/Rome')::int AS weekday,
    extract(hour FROM c.occurred_at AT TIME ZONE 'Europe/Rome')::int AS hour,
    c.listening_point_id AS "pointId", c.local_association_id AS "associationId", ${place}
  FROM contact c LEFT JOIN request s ON s.id = c.serves_request_id LEFT JOIN call l ON l.id = c.call_id
  ${placeOf('c.occurred_at', 'coalesce(c.person_id, s.person_id)')}
  WHERE ${within('c.occurred_at', range)} AND c.deleted_at IS NULL ${inPart(part, 'c')}`

const requests = (range: InstantRange, part: Part, identity: RowIdentity = Prisma.empty) => sql`
  SELECT ${identity} r.kind = 'help' AS "isHelp", r.information_kind AS "informationKind", r.help_kind AS "helpKind", r.state,
    r.fulfilled_by AS "fulfilledBy", r.unmet_cause AS "unmetCause",
    (r.referred_to IS NOT NULL AND r.referred_to <> '') AS referred, r.directory_entry_id AS "directoryEntryId",
    ${romeDay('c.occurred_at')} AS day,
    c.listening_point_id AS "pointId", c.local_association_id AS "associationId", ${place}
  FROM contact c JOIN request r ON r.contact_id = c.id
  ${placeOf('c.occurred_at', 'coalesce(r.person_id, c.person_id)')}
  WHERE ${within('c.occurred_at', range)} AND c.deleted_at IS NULL AND r.deleted_at IS NULL ${inPart(part, 'c')}`

const services = (range: InstantRange, part: Part, identity: RowIdentity = Prisma.empty) => sql`
  SELECT ${identity} s.help_kind AS "helpKind", CASE WHEN s.state = 'done' THEN s.outcome END AS outcome, s.fulfilled_by AS "fulfilledBy",
    s.unmet_cause AS "unmetCause", s.km, s.minutes, s.passengers, s.destination_kind AS "destinationKind",
    s.inside_province AS "insideProvince", f.id AS "facilityId", f.asst_set_id AS "destinationAsstId",
    s.volunteer_id AS "volunteerId",
    ${romeDay('s.starts_at')} AS day,
    s.listening_point_id AS "pointId", s.local_association_id AS "associationId", ${place}
  FROM service s JOIN request r ON r.id = s.request_id LEFT JOIN facility f ON f.id = r.facility_id
  ${placeOf('s.starts_at', 's.person_id')}
  WHERE ${within('s.starts_at', range)} AND s.state IN ('done', 'unmet') AND s.deleted_at IS NULL ${inPart(part, 's')}`

/** A call is of the point that should have answered it; who did is told apart. Where it rang several times, the last accepted leg. */
const calls = (range: InstantRange, part: Part, identity: RowIdentity = Prisma.empty) => sql`
  SELECT ${identity} c.outcome,
    CASE WHEN c.outcome <> 'answered' THEN NULL
      WHEN a.kind = 'callCentre' THEN 'callCentre'
      WHEN a.id = coalesce(c.responsible_point_id, c.listening_point_id) THEN 'point'
      ELSE 'neighbour' END AS "answeredBy",
    CASE WHEN c.outcome = 'answered' THEN greatest(0, round(extract(epoch FROM c.answered_at - c.started_at)))::int END
      AS "waitSeconds",
    ${romeDay('c.started_at')} AS day,
    c.point_id AS "pointId", NULL AS "associationId", ${place}
  FROM (
    SELECT *, coalesce(responsible_point_id, listening_point_id) AS point_id FROM call
    WHERE ${within('started_at', range)} AND direction = 'inbound' AND state = 'ended'
  ) c
  LEFT JOIN LATERAL (
    SELECT g.listening_point_id, g.kind FROM call_leg g
    WHERE g.call_id = c.id AND g.state = 'accepted' AND g.help_id IS NULL ORDER BY g.accepted_at LIMIT 1
  ) g ON true
  LEFT JOIN listening_point a ON a.id = coalesce(g.listening_point_id, c.listening_point_id)
  ${placeOf('c.started_at', 'c.person_id')}
  WHERE ${ofPoint(part, 'c.point_id')}`

const callbacks = (range: InstantRange, part: Part, identity: RowIdentity = Prisma.empty) => sql`
  SELECT ${identity} b.state,
    CASE WHEN b.state = 'done' THEN greatest(0, round(extract(epoch FROM b.closed_at - b.created_at) / 60))::int END
      AS "minutesToDone",
    ${romeDay('b.created_at')} AS day,
    b.listening_point_id AS "pointId", NULL AS "associationId", ${place}
  FROM callback b ${placeOf('b.created_at', 'b.person_id')}
  WHERE ${within('b.created_at', range)} AND ${ofPoint(part, 'b.listening_point_id')}`

const messages = (range: InstantRange, part: Part, identity: RowIdentity = Prisma.empty) => sql`
  SELECT ${identity} m.state, ${romeDay('m.created_at')} AS day,
    coalesce(s.listening_point_id, v.listening_point_id) AS "pointId", NULL AS "associationId", ${place}
  FROM message m JOIN conversation v ON v.id = m.conversation_id
  LEFT JOIN offer o ON o.id = m.offer_id LEFT JOIN service s ON s.id = coalesce(m.service_id, o.service_id)
  ${placeOf('m.created_at', 'NULL::uuid')}
  WHERE ${within('m.created_at', range)} AND m.direction = 'outbound'
    AND coalesce(s.listening_point_id, v.listening_point_id) IS NOT NULL
    AND ${ofPoint(part, 'coalesce(s.listening_point_id, v.listening_point_id)')}`

/** Telephone and messages have no local association; by territory they go with their person, where there is one. */
function ofPoint(part: Part, point: string): Prisma.Sql {
  if (part === null) return sql`true`
  if (part.kind === 'listeningPoint') return sql`${raw(point)} = ${part.id}::uuid`
  if (part.kind === 'localAssociation') return sql`false`
  return sql`true ${inPart(part, 't')}`
}

/** Everything counted. The rows behind a figure are read from the same. */
export const countedRows = { contacts, requests, services, calls, callbacks, messages }

/** One answer of JSON costs a tenth of as many rows. */
export async function readCountedRows(db: Db, range: InstantRange, part: Part): Promise<CountedRows> {
  const columns = Object.entries(countedRows).map(
    ([name, rows]) =>
      sql`(SELECT coalesce(json_agg(row_to_json(x)), '[]') FROM (${rows(range, part)}) x) AS ${raw(name)}`,
  )
  const [found] = await db.$queryRaw<CountedRows[]>(sql`SELECT ${Prisma.join(columns)}`)
  return found as CountedRows
}

interface EventFilter {
  contacts: Prisma.Sql
  requests: Prisma.Sql
  services: Prisma.Sql
}

/** What makes somebody an assisted person of a period: an inbound contact, a request, a service given. One row each. */
export const personEvents = ({ contacts, requests, services }: EventFilter) => sql`
  SELECT c.person_id, ${romeDay('c.occurred_at')} AS day, c.listening_point_id, c.local_association_id, 0 AS services, 0 AS rides
    FROM contact c WHERE c.direction = 'inbound' AND c.deleted_at IS NULL AND c.person_id IS NOT NULL AND ${contacts}
  UNION ALL
  SELECT r.person_id, ${romeDay('c.occurred_at')}, c.listening_point_id, c.local_association_id, 0, 0
    FROM request r JOIN contact c ON c.id = r.contact_id
    WHERE c.deleted_at IS NULL AND r.deleted_at IS NULL AND r.person_id IS NOT NULL AND ${requests}
  UNION ALL
  SELECT s.person_id, ${romeDay('s.starts_at')}, s.listening_point_id, s.local_association_id, 1,
      (s.help_kind = 'transport')::int
    FROM service s WHERE s.state = 'done' AND s.outcome = 'done' AND s.deleted_at IS NULL AND ${services}`

export const eventsWithin = (range: InstantRange): EventFilter => ({
  contacts: within('c.occurred_at', range),
  requests: within('c.occurred_at', range),
  services: within('s.starts_at', range),
})

export const eventsOf = (personIds: readonly string[]): EventFilter => ({
  contacts: sql`c.person_id = ANY(${personIds}::uuid[])`,
  requests: sql`r.person_id = ANY(${personIds}::uuid[])`,
  services: sql`s.person_id = ANY(${personIds}::uuid[])`,
})

/** The same rows with who the person is today and where they lived then. */
export const placedEvents = (events: Prisma.Sql) => sql`
  SELECT e.person_id, e.day, e.listening_point_id, e.local_association_id, e.services, e.rides,
    p.birth_date, p.sex, p.lives_alone, p.comune_istat_code,
    t.place, t.province, t.ambito_id, t.asl2013_id, t.ats_id, t.asst_id
  FROM (${events}) e JOIN assisted_person p ON p.id = e.person_id
  LEFT JOIN report_territory t ON t.comune_istat_code = p.comune_istat_code AND t.from_day <= e.day AND e.day < t.until_day`
