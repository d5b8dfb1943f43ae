import { distanceKm, type Place } from '../volunteer-matching.ts'
import { serviceDays } from '../volunteers/volunteer-fitness.ts'
import { type RideNeed, type VehicleFacts, type VehicleObstacle, vehicleObstacles } from './vehicle-fitness.ts'

/** Depots this much farther apart count as different. */
const SAME_DISTANCE_KM = 3
const UNKNOWN_DISTANCE_KM = 20

export interface RideToDrive extends RideNeed {
  place: Place | null
}

export interface VehicleToChoose extends VehicleFacts {
  id: string
  depot: Place | null
  odometerKm: number
}

export interface RankedVehicle<V extends VehicleToChoose = VehicleToChoose> {
  vehicle: V
  reasons: string[]
}

export interface VehicleRanking<V extends VehicleToChoose = VehicleToChoose> {
  ranked: RankedVehicle<V>[]
  excluded: { vehicle: V; obstacles: VehicleObstacle[] }[]
}

/**
 * The vehicles an association may take for a ride, the most sensible first: those with places for wheelchairs are left for who
 * needs them, its own come before those lent to it, then the nearest depot, the smallest, and the one that has driven least.
 */
export function rankVehicles<V extends VehicleToChoose>(
  ride: RideToDrive,
  associationId: string,
  vehicles: readonly V[],
): VehicleRanking<V> {
  const days = serviceDays(ride)
  const ranked: (RankedVehicle<V> & { order: number[] })[] = []
  const excluded: VehicleRanking<V>['excluded'] = []
  for (const vehicle of vehicles) {
    const obstacles = vehicleObstacles(ride, vehicle, associationId, days)
    if (obstacles.length > 0) excluded.push({ vehicle, obstacles })
    else ranked.push(placeOf(ride, associationId, vehicle))
  }
  ranked.sort((a, b) => compare(a.order, b.order) || (a.vehicle.id < b.vehicle.id ? -1 : 1))
  return { ranked: ranked.map(({ vehicle, reasons }) => ({ vehicle, reasons })), excluded }
}

function placeOf<V extends VehicleToChoose>(ride: RideToDrive, associationId: string, vehicle: V) {
  const km = distanceKm(ride.place, vehicle.depot)
  const isOwn = vehicle.localAssociationId === associationId
  const reasons = [
    isOwn ? 'è dell’associazione' : 'è prestato da un’altra associazione',
    km === null ? 'distanza del deposito non nota' : `deposito a circa ${Math.max(1, Math.round(km))} km`,
    ...(ride.wheelchair ? ['ha posto per la carrozzina'] : []),
    ...(!ride.wheelchair && vehicle.wheelchairPlaces > 0 ? ['serve di più a chi è in carrozzina'] : []),
  ]
  const distance = Math.floor((km ?? UNKNOWN_DISTANCE_KM) / SAME_DISTANCE_KM)
  const order = [vehicle.wheelchairPlaces, isOwn ? 0 : 1, distance, vehicle.seats, vehicle.odometerKm]
  return { vehicle, reasons, order }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, value] of a.entries()) if (value !== b[at]) return value - (b[at] ?? 0)
  return 0
}
