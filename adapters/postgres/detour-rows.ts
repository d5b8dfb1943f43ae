import type { Db } from './database.ts'

const LEARNT_FROM_DAYS = 365
const DAY_MS = 86_400_000
/** Rides that hardly move tell nothing of roads; so many kilometres weigh as much as the usual factor. */
const SHORTEST_KM = 3
const USUAL_WEIGHT_KM = 300

/** Learns, from the kilometres written down, how much longer the road is than the straight line where an association drives. */
export const detourWrites = (db: Db) => ({
  async learnDetours(now: Date, usual: number): Promise<void> {
    const since = new Date(now.getTime() - LEARNT_FROM_DAYS * DAY_MS)
    // A ride goes from where the car stands to the person, to the place, back with the person where it waits, and home.
    await db.$executeRaw`
      WITH ride AS (
        SELECT s.local_association_id AS association, s.km,
          coalesce(c.latitude, v.latitude) AS home_lat, coalesce(c.longitude, v.longitude) AS home_lon,
          coalesce(r.from_latitude, p.latitude) AS from_lat, coalesce(r.from_longitude, p.longitude) AS from_lon,
          coalesce(r.to_latitude, f.latitude) AS to_lat, coalesce(r.to_longitude, f.longitude) AS to_lon,
          (s.leg = 'single' AND r.return_kind IS DISTINCT FROM 'none') AS comes_back
        FROM service s JOIN request r ON r.id = s.request_id JOIN assisted_person p ON p.id = s.person_id
          LEFT JOIN facility f ON f.id = r.facility_id
          LEFT JOIN vehicle c ON c.id = s.vehicle_id LEFT JOIN volunteer v ON v.id = s.volunteer_id
        WHERE s.state = 'done' AND s.outcome = 'done' AND s.help_kind IN ('transport', 'accompanying') AND s.km > 0
          AND s.starts_at > ${since} AND s.deleted_at IS NULL AND s.local_association_id IS NOT NULL
      ), way AS (
        SELECT association, km, 12742 * (
          asin(sqrt(sin(radians(from_lat - home_lat) / 2) ^ 2
            + cos(radians(from_lat)) * cos(radians(home_lat)) * sin(radians(from_lon - home_lon) / 2) ^ 2)) * CASE WHEN comes_back THEN 2 ELSE 1 END
          + asin(sqrt(sin(radians(to_lat - from_lat) / 2) ^ 2
            + cos(radians(to_lat)) * cos(radians(from_lat)) * sin(radians(to_lon - from_lon) / 2) ^ 2)) * CASE WHEN comes_back THEN 2 ELSE 1 END
          + CASE WHEN comes_back THEN 0 ELSE asin(sqrt(sin(radians(home_lat - to_lat) / 2) ^ 2
            + cos(radians(home_lat)) * cos(radians(to_lat)) * sin(radians(home_lon - to_lon) / 2) ^ 2)) END) AS straight
        FROM ride
      )
      INSERT INTO detour_factor (local_association_id, factor, rides, learnt_at)
      SELECT association, least(3, greatest(1, (sum(km) + ${usual} * ${USUAL_WEIGHT_KM}::float8) / (sum(straight) + ${USUAL_WEIGHT_KM}::float8))),
        count(*), ${now}
      -- A slip of the pen is no road.
      FROM way WHERE straight >= ${SHORTEST_KM}::float8 AND km BETWEEN straight * 0.8 AND straight * 4
      GROUP BY association
      ON CONFLICT (local_association_id) DO UPDATE SET factor = excluded.factor, rides = excluded.rides, learnt_at = excluded.learnt_at`
  },
})
