import { count, query } from './query.ts'

/** As many as the province of Cremona had in 2025, the demo's own 120 included. */
export const POOL = 1_217

/** More volunteers beside the demo's, living around the same towns with the same skills and week. */
export async function addVolunteers(databaseUrl: string, pool = POOL): Promise<void> {
  const missing = pool - (await count(databaseUrl, 'volunteer'))
  await query(
    databaseUrl,
    `WITH known AS (
       SELECT row_number() OVER (ORDER BY phone_e164) - 1 AS place, count(*) OVER () AS known, v.* FROM volunteer v
     ), added AS (
       INSERT INTO volunteer (first_name, last_name, local_association_id, comune_istat_code, latitude, longitude, phone_e164,
         started_on, insured_until, licence_until, wheelchair_trained)
       SELECT k.first_name, k.last_name, k.local_association_id, k.comune_istat_code,
         k.latitude + sin(n) / 20, k.longitude + cos(n) / 20, '+3933' || (10000000 + n), k.started_on, k.insured_until,
         k.licence_until, k.wheelchair_trained
       FROM generate_series(1, $1::int) n JOIN known k ON k.place = n % k.known
       RETURNING id
     ), skilled AS (
       INSERT INTO volunteer_skill (volunteer_id, help_kind)
       SELECT id, kind::help_kind FROM added,
         unnest(ARRAY['transport', 'accompanying', 'groceryDelivery', 'medicineDelivery']) kind
     )
     INSERT INTO volunteer_availability (volunteer_id, weekday, from_time, until_time)
     SELECT id, weekday, '08:00', '19:00' FROM added, generate_series(1, 6) weekday`,
    [missing],
  )
  await query(databaseUrl, 'ANALYZE')
}
