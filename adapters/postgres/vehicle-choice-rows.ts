import type { PairRows } from '../../helpline/dispatch/series/kept-return.ts'
import {
  type RideToDrive,
  rankVehicles,
  type VehicleToChoose,
} from '../../helpline/dispatch/vehicles/vehicle-choice.ts'
import type { Place } from '../../helpline/dispatch/volunteer-matching.ts'
import { type Db, fromDateColumn } from './database.ts'

interface VehicleRow {
  id: string
  active: boolean
  localAssociationId: string
  lentToIds: string[]
  seats: number
  wheelchairPlaces: number
  insuredUntil: Date | null
  inspectedUntil: Date | null
  loanUntil: Date | null
  latitude: number | null
  longitude: number | null
  odometerKm: number
  workshop: { from: string; until: string }[]
  taken: { from: string; until: string }[]
}

const day = (date: Date | null): string | null => (date ? fromDateColumn(date) : null)
const placeOf = (latitude: number | null, longitude: number | null): Place | null =>
  latitude === null || longitude === null ? null : { latitude, longitude }
const intervals = (rows: { from: string; until: string }[]) =>
  rows.map(({ from, until }) => ({ from: new Date(from), until: new Date(until) }))

/** These vehicles as far as one ride is concerned; what is given to them already leaves that ride out. */
export async function vehiclesForRide(
  db: Db,
  ids: readonly string[],
  ride: { id: string; busyFrom: Date; busyUntil: Date },
): Promise<VehicleToChoose[]> {
  const rows = await db.$queryRaw<VehicleRow[]>`
    SELECT v.id, v.active, v.local_association_id AS "localAssociationId", v.seats, v.wheelchair_places AS "wheelchairPlaces",
      v.insured_until AS "insuredUntil", v.inspected_until AS "inspectedUntil", v.loan_until AS "loanUntil",
      coalesce(v.latitude, c.latitude) AS latitude, coalesce(v.longitude, c.longitude) AS longitude,
      v.odometer_km AS "odometerKm",
      ARRAY(SELECT l.local_association_id FROM vehicle_lending l WHERE l.vehicle_id = v.id) AS "lentToIds",
      coalesce((SELECT json_agg(json_build_object('from', u.from_at, 'until', u.until_at)) FROM vehicle_unavailability u
        WHERE u.vehicle_id = v.id AND u.from_at < ${ride.busyUntil} AND u.until_at > ${ride.busyFrom}), '[]') AS workshop,
      coalesce((SELECT json_agg(json_build_object('from', s.busy_from, 'until', s.busy_until)) FROM service s
        WHERE s.vehicle_id = v.id AND s.id <> ${ride.id}::uuid AND s.deleted_at IS NULL AND s.state IN ('assigned', 'done')
          AND tstzrange(s.busy_from, s.busy_until) && tstzrange(${ride.busyFrom}, ${ride.busyUntil})), '[]') AS taken
    FROM vehicle v LEFT JOIN comune c ON c.istat_code = v.comune_istat_code
    WHERE v.id = ANY(${[...ids]}::uuid[])`
  return rows.map(({ latitude, longitude, workshop, taken, ...row }) => ({
    ...row,
    insuredUntil: day(row.insuredUntil),
    inspectedUntil: day(row.inspectedUntil),
    loanUntil: day(row.loanUntil),
    depot: placeOf(latitude, longitude),
    workshop: intervals(workshop),
    taken: intervals(taken),
  }))
}

/** What a ride needs of a vehicle; null where the service is not there. */
export async function rideToDrive(db: Db, serviceId: string): Promise<(RideToDrive & { id: string }) | null> {
  const rows = await db.$queryRaw<
    (Omit<RideToDrive & { id: string }, 'place'> & { latitude: number | null; longitude: number | null })[]
  >`
    SELECT s.id, s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.busy_from AS "busyFrom", s.busy_until AS "busyUntil",
      coalesce(r.companions, 0)::int AS companions, (r.wheelchair OR p.mobility IS NOT DISTINCT FROM 'wheelchair') AS wheelchair,
      coalesce(r.from_latitude, p.latitude, c.latitude) AS latitude,
      coalesce(r.from_longitude, p.longitude, c.longitude) AS longitude
    FROM service s JOIN request r ON r.id = s.request_id JOIN assisted_person p ON p.id = s.person_id
    LEFT JOIN comune c ON c.istat_code = p.comune_istat_code
    WHERE s.id = ${serviceId}::uuid AND s.deleted_at IS NULL`
  const [row] = rows
  if (!row) return null
  const { latitude, longitude, ...ride } = row
  return { ...ride, place: placeOf(latitude, longitude) }
}

/** A volunteer's vehicles, and these, held in one order: a car just taken by somebody else is then seen as taken. */
const heldPool = (db: Db, volunteerId: string, also: readonly string[]): Promise<{ id: string }[]> =>
  db.$queryRaw`
    SELECT v.id FROM vehicle v, volunteer o
    WHERE o.id = ${volunteerId}::uuid AND (v.id = ANY(${[...also]}::uuid[]) OR v.active AND (
      v.local_association_id = o.local_association_id OR EXISTS (
        SELECT 1 FROM vehicle_lending l WHERE l.vehicle_id = v.id AND l.local_association_id = o.local_association_id)))
    ORDER BY v.id FOR NO KEY UPDATE OF v`

export const vehicleChoiceWrites = (db: Db): Pick<PairRows, 'lockFreeVehicle' | 'holdPool'> => ({
  async holdPool(volunteerId, also) {
    return (await heldPool(db, volunteerId, also)).map(({ id }) => id)
  },

  async lockFreeVehicle({ id, startsAt, endsAt, busyFrom, busyUntil }, volunteerId) {
    const known = await rideToDrive(db, id)
    // Whoever asks may be about to move it.
    const ride = known && { ...known, startsAt, endsAt, busyFrom, busyUntil }
    const volunteer = await db.volunteer.findUnique({
      where: { id: volunteerId },
      select: { localAssociationId: true },
    })
    if (!ride || !volunteer) return null
    const { localAssociationId } = volunteer
    const pool = await heldPool(db, volunteerId, [])
    const vehicles = await vehiclesForRide(
      db,
      pool.map((vehicle) => vehicle.id),
      ride,
    )
    return rankVehicles(ride, localAssociationId, vehicles).ranked[0]?.vehicle.id ?? null
  },
})
