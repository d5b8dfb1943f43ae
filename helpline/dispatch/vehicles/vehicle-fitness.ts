import type { IsoDate } from '../../territory/rome-time.ts'
import { type ServiceDays, serviceDays } from '../volunteers/volunteer-fitness.ts'

/** What keeps a vehicle from a ride, the weightiest first. */
export const vehicleObstacleKinds = [
  'notInUse',
  'notLent',
  'insuranceLapsed',
  'inspectionLapsed',
  'loanEnded',
  'inWorkshop',
  'noWheelchairPlace',
  'tooFewSeats',
  'taken',
] as const
export type VehicleObstacle = (typeof vehicleObstacleKinds)[number]
export const vehicleObstacleNames: Record<VehicleObstacle, string> = {
  notInUse: 'non è più in uso',
  notLent: 'non è dell’associazione, e non le è prestato',
  insuranceLapsed: 'assicurazione scaduta',
  inspectionLapsed: 'revisione scaduta',
  loanEnded: 'il comodato è finito',
  inWorkshop: 'è in officina',
  noWheelchairPlace: 'non ha posto per la carrozzina',
  tooFewSeats: 'non ha abbastanza posti',
  taken: 'è già impegnato',
}

export interface RideNeed {
  startsAt: Date
  endsAt: Date
  /** The way to the next service included. */
  busyFrom: Date
  busyUntil: Date
  wheelchair: boolean
  /** Besides the person helped. */
  companions: number
}

interface Interval {
  from: Date
  until: Date
}

export interface VehicleFacts {
  active: boolean
  localAssociationId: string
  lentToIds: readonly string[]
  /** The driver's included. */
  seats: number
  wheelchairPlaces: number
  insuredUntil: IsoDate | null
  inspectedUntil: IsoDate | null
  loanUntil: IsoDate | null
  workshop: readonly Interval[]
  /** Rides already given to it, this one left out. */
  taken: readonly Interval[]
}

const lapsed = (until: IsoDate | null, { last }: ServiceDays): boolean => until !== null && until < last

/** Who sits in a wheelchair takes its place, everybody else a seat; one is the driver's. */
const seatsNeeded = ({ wheelchair, companions }: RideNeed): number => 1 + companions + (wheelchair ? 0 : 1)

export const mayBorrow = (vehicle: Pick<VehicleFacts, 'localAssociationId' | 'lentToIds'>, associationId: string) =>
  vehicle.localAssociationId === associationId || vehicle.lentToIds.includes(associationId)

/** Every reason why this vehicle cannot do this ride for an association; null: whoever's. */
export function vehicleObstacles(
  ride: RideNeed,
  vehicle: VehicleFacts,
  associationId: string | null,
  days: ServiceDays = serviceDays(ride),
): VehicleObstacle[] {
  const found: VehicleObstacle[] = []
  const meets = ({ from, until }: Interval) => from < ride.busyUntil && ride.busyFrom < until
  if (!vehicle.active) found.push('notInUse')
  if (associationId !== null && !mayBorrow(vehicle, associationId)) found.push('notLent')
  if (lapsed(vehicle.insuredUntil, days)) found.push('insuranceLapsed')
  if (lapsed(vehicle.inspectedUntil, days)) found.push('inspectionLapsed')
  if (lapsed(vehicle.loanUntil, days)) found.push('loanEnded')
  if (vehicle.workshop.some(meets)) found.push('inWorkshop')
  if (ride.wheelchair && vehicle.wheelchairPlaces === 0) found.push('noWheelchairPlace')
  if (vehicle.seats < seatsNeeded(ride)) found.push('tooFewSeats')
  if (vehicle.taken.some(meets)) found.push('taken')
  return found
}
