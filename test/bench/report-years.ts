import pg from 'pg'
import { firstNames, lastNames, streets } from '../../prisma/seed/names.ts'

/** Lombardy in 2013, as the association printed it. */
export const LOMBARDY = {
  year: 2013,
  people: 25_988,
  contactsIn: 181_110,
  contactsOutToAssistedPerson: 119_521,
  contactsOutToOrganise: 171_317,
  informationGiven: 18_362,
  services: 451_696,
  listeningPoints: 20,
  localAssociations: 430,
  volunteers: 8_505,
} as const

/** The same people, points and volunteers with a part of what they had: a report reads no row of it. */
const sized = (part: number) => {
  const size = (count: number) => Math.round(count * part)
  const informationGiven = size(LOMBARDY.informationGiven)
  return {
    contactsIn: size(LOMBARDY.contactsIn),
    contactsOutToAssistedPerson: size(LOMBARDY.contactsOutToAssistedPerson),
    contactsOut: size(LOMBARDY.contactsOutToAssistedPerson + LOMBARDY.contactsOutToOrganise),
    informationGiven,
    requests: informationGiven + size(LOMBARDY.services),
  }
}

/** A row of a list, chosen by a number that is not in step with any other. */
const oneOf = (list: string, count: string, seed: number) => `${list}[1 + (n::bigint * ${seed} / 7 % ${count})::int]`

const enumList = (type: string) => `(SELECT array_agg(e ORDER BY e) FROM unnest(enum_range(NULL::${type})) e)`

const nameOf = (place: string, names: readonly string[]) =>
  `(ARRAY[${names.map((name) => `'${name.replaceAll("'", "''")}'`)}])[1 + ${place} % ${names.length}]`

/** Points of a network of that size, their associations all over the comuni that are there, people and volunteers. */
const network = `
  INSERT INTO listening_point (name, fixed_phones)
    SELECT 'Punto di prova ' || n, '{}' FROM generate_series(1, ${LOMBARDY.listeningPoints}) n;
  CREATE TABLE bench_points AS SELECT array_agg(id ORDER BY name) AS ids FROM listening_point WHERE name LIKE 'Punto di prova%';
  CREATE TABLE bench_comuni AS SELECT array_agg(istat_code ORDER BY istat_code) AS codes, count(*)::int AS count FROM comune;
  INSERT INTO local_association (name, comune_istat_code, listening_point_id)
    SELECT 'Auser di prova ' || n, codes[1 + n * 3 % count], ids[1 + n % ${LOMBARDY.listeningPoints}]
    FROM generate_series(1, ${LOMBARDY.localAssociations}) n, bench_points, bench_comuni;
  CREATE TABLE bench_associations AS
    SELECT array_agg(id ORDER BY name) AS ids FROM local_association WHERE name LIKE 'Auser di prova%';
  INSERT INTO volunteer (first_name, last_name, local_association_id, phone_e164, started_on)
    SELECT 'Bruno', 'Ferrari', ids[1 + n % ${LOMBARDY.localAssociations}], '+3934' || (70000000 + n), '2005-01-01'
    FROM generate_series(1, ${LOMBARDY.volunteers}) n, bench_associations;
  CREATE TABLE bench_volunteers AS
    SELECT array_agg(id ORDER BY phone_e164) AS ids FROM volunteer WHERE phone_e164 LIKE '+3934%' AND started_on = '2005-01-01';
CREATE TABLE bench_people_made AS SELECT n, uuidv7() AS id FROM generate_series(1, ${LOMBARDY.people}) n;
  CREATE TABLE bench_people AS SELECT array_agg(id ORDER BY n) AS ids FROM bench_people_made;
  INSERT INTO assisted_person (id, first_name, last_name, address, birth_date, sex, lives_alone, comune_istat_code, listening_point_id,
      created_at, updated_at)
    SELECT id, ${nameOf('n', firstNames.female)}, ${nameOf(`n / ${firstNames.female.length}`, lastNames)},
      ${nameOf('n / 7', streets)} || ' ' || 1 + n % 90, CASE WHEN n % 50 > 0 THEN date '1918-01-01' + n % 16000 END,
      CASE WHEN n % 40 > 0 THEN (ARRAY['female', 'female', 'male'])[1 + n % 3]::sex END, n % 3 = 0,
      CASE WHEN n % 30 > 0 THEN codes[1 + (n % ${LOMBARDY.listeningPoints} * 75 + n / ${LOMBARDY.listeningPoints} % 75) % count] END,
      ids[1 + n % ${LOMBARDY.listeningPoints}], now(), now()
    FROM bench_people_made, bench_comuni, bench_points;
  INSERT INTO person_phone (person_id, e164, preferred) SELECT id, '+39037' || (20000000 + n * 37), true FROM bench_people_made;
`

const inYear = (year: number, count: number) =>
  `timestamptz '${year}-01-01 08:00+01' + interval '1 day' * (n::bigint * 365 / ${count})::int + interval '1 minute' * (n % 570)`

const year = (of: number, counts: ReturnType<typeof sized>) => `
  INSERT INTO contact (direction, provenance, caller_type, occurred_at, recorded_at, closed_at, state, listening_point_id,
      local_association_id, person_id)
    SELECT 'inbound', (ARRAY['tollFree', 'tollFree', 'localLine', 'office']::provenance[])[1 + n % 4],
      ${oneOf(enumList('caller_type'), '7', 11)}, at, at + interval '3 days', at, 'closed',
      p.ids[1 + n % ${LOMBARDY.people} % ${LOMBARDY.listeningPoints}],
      CASE WHEN n % 3 = 0 THEN a.ids[1 + n % ${LOMBARDY.people} % 420] END, t.ids[1 + n % ${LOMBARDY.people}]
    FROM (SELECT n, ${inYear(of, counts.contactsIn)} AS at FROM generate_series(0, ${counts.contactsIn - 1}) n) x,
      bench_points p, bench_associations a, bench_people t;
  CREATE TABLE bench_contacts_${of} AS SELECT row_number() OVER (ORDER BY occurred_at, id) - 1 AS place, id, person_id, occurred_at,
    listening_point_id FROM contact WHERE direction = 'inbound' AND occurred_at >= '${of}-01-01' AND occurred_at < '${of + 1}-01-01';
  INSERT INTO request (contact_id, position, kind, information_kind, help_kind, state, person_id, created_at, recorded_at, closed_at,
      fulfilled_by)
    SELECT c.id, n, k.kind::request_kind,
      CASE WHEN k.kind = 'information' THEN ${oneOf(enumList('information_kind'), '10', 13)} END,
      CASE WHEN k.kind = 'help' THEN (${enumList('help_kind')})[1 + i % 13] END,
      'solved', c.person_id, c.occurred_at, c.occurred_at, c.occurred_at, 'auser'
    FROM (
      SELECT n AS i, n / ${counts.contactsIn} + 1 AS n, n % ${counts.contactsIn} AS place FROM generate_series(0, ${counts.requests - 1}) n
    ) x JOIN bench_contacts_${of} c USING (place),
      LATERAL (SELECT CASE WHEN i < ${counts.informationGiven} THEN 'information' ELSE 'help' END AS kind) k;
  INSERT INTO service (request_id, person_id, help_kind, listening_point_id, local_association_id, starts_at, ends_at, busy_from,
      busy_until, state, volunteer_id, outcome, fulfilled_by, km, minutes, passengers, destination_kind, inside_province, created_at,
      recorded_at, closed_at)
    SELECT r.id, r.person_id, r.help_kind, r.listening_point_id,
      a.ids[array_position(p.ids, r.listening_point_id) + 20 * (abs(hashtext(r.person_id::text)) % 21)], at, at + interval '30 minutes', at,
      at + interval '30 minutes', 'done', v.ids[array_position(p.ids, r.listening_point_id) + 20 * (n % 425)], 'done', 'auser', n % 40, 30 + n % 90, 1,
      (ARRAY['publicHospital', 'otherHealth', 'dayCentre', 'other']::destination_kind[])[1 + n % 4], n % 9 > 0, at, at, at
    FROM (
      SELECT *, timestamptz '${of}-01-01 07:00+01' + interval '1 day' * (n / 425 * 6 + n % 6)::int AS at
      FROM (
        SELECT row_number() OVER (PARTITION BY c.listening_point_id ORDER BY r.id) - 1 AS n, r.*, c.listening_point_id
        FROM request r JOIN bench_contacts_${of} c ON c.id = r.contact_id WHERE r.kind = 'help'
      ) r
    ) r, bench_points p, bench_associations a, bench_volunteers v;
  INSERT INTO contact (direction, provenance, purpose, occurred_at, recorded_at, closed_at, state, listening_point_id, person_id)
    SELECT 'outbound', (ARRAY['localLine', 'sms']::provenance[])[1 + n % 2],
      (CASE WHEN n < ${counts.contactsOutToAssistedPerson} THEN 'toAssistedPerson' ELSE 'toOrganise' END)::outbound_purpose, at, at, at, 'closed',
      p.ids[1 + n % ${LOMBARDY.people} % ${LOMBARDY.listeningPoints}], t.ids[1 + n % ${LOMBARDY.people}]
    FROM (
      SELECT n, ${inYear(of, counts.contactsOut)} AS at
      FROM generate_series(0, ${counts.contactsOut - 1}) n
    ) x, bench_points p, bench_people t;
  DROP TABLE bench_contacts_${of};
`

/** What a recount would leave for the same rows in other years: nothing read from the rows depends on how many years there are. */
const copies = (from: number, to: number) => `
  INSERT INTO report_tally (scope_kind, scope_id, grain, starts_on, listening_point_id, counts, volunteers)
    SELECT scope_kind, scope_id, grain, (starts_on + interval '${to - from} years')::date, listening_point_id,
      replace(counts::text, '|${from}-', '|${to}-')::jsonb, volunteers FROM report_tally WHERE starts_on BETWEEN '${from}-01-01' AND '${from}-12-31';
  INSERT INTO report_people (scope_kind, scope_id, grain, starts_on, counts)
    SELECT scope_kind, scope_id, grain, (starts_on + interval '${to - from} years')::date, counts FROM report_people
    WHERE starts_on BETWEEN '${from}-01-01' AND '${from}-12-31';
  ${['month', 'year']
    .map(
      (grain) => `
        INSERT INTO report_person_${grain} (person_id, starts_on, listening_point_id, local_association_id, place, province, ambito_id,
            asl2013_id, ats_id, asst_id, services, rides, birth_date, sex, lives_alone, comune_istat_code, first_day)
          SELECT person_id, (starts_on + interval '${to - from} years')::date, listening_point_id, local_association_id, place, province,
            ambito_id, asl2013_id, ats_id, asst_id, services, rides, birth_date, sex, lives_alone, comune_istat_code, first_day
          FROM report_person_${grain} WHERE starts_on BETWEEN '${from}-01-01' AND '${from}-12-31';`,
    )
    .join('')}
`

async function run(databaseUrl: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

const marks = `
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT rome_month(occurred_at), listening_point_id FROM contact
    UNION SELECT DISTINCT rome_month(starts_at), listening_point_id FROM service;
  INSERT INTO report_mark (person_id) SELECT id FROM assisted_person;
`

/** One year, row by row; its marks all at once, because a million triggers would be another bench. */
export const makeYear = (databaseUrl: string, part = 1): Promise<void> =>
  run(
    databaseUrl,
    network,
    "SET session_replication_role = 'replica'",
    year(LOMBARDY.year, sized(part)),
    marks,
    "SET session_replication_role = 'origin'",
    'VACUUM ANALYZE',
  )

/** And nine more beside it, as tallies. */
export const keepTenYears = (databaseUrl: string): Promise<void> =>
  run(
    databaseUrl,
    ...Array.from({ length: 9 }, (_, at) => copies(LOMBARDY.year, LOMBARDY.year + at + 1)),
    'VACUUM ANALYZE',
  )
