import type { HelpKind } from '../../contacts/kinds.ts'
import type { IsoDate } from '../../territory/rome-time.ts'
import type { AssociationReads } from '../volunteers/own-association.ts'
import type { OdometerReading, OdometerTrip } from './odometer.ts'
import type { RideNeed } from './vehicle-fitness.ts'

export const vehicleOwnerships = ['owned', 'onLoan'] as const
export type VehicleOwnership = (typeof vehicleOwnerships)[number]
export const vehicleOwnershipNames: Record<VehicleOwnership, string> = {
  owned: 'di proprietà',
  onLoan: 'in comodato',
}

export interface VehicleFields {
  plate: string
  name: string
  localAssociationId: string
  ownership: VehicleOwnership
  lender: string | null
  loanUntil: IsoDate | null
  /** The driver's included. */
  seats: number
  wheelchairPlaces: number
  depotAddress: string | null
  comuneIstatCode: string | null
  insuredUntil: IsoDate | null
  inspectedUntil: IsoDate | null
  active: boolean
}

export interface WorkshopPeriod {
  from: Date
  until: Date
  reason: string
}

/** Each list is written whole. */
export interface VehicleLists {
  lentToIds: string[]
  workshop: WorkshopPeriod[]
}

export interface VehicleCard extends VehicleFields, VehicleLists {
  id: string
  associationName: string
  listeningPointId: string | null
  comuneName: string | null
  lentTo: { id: string; name: string }[]
  odometerKm: number
  version: number
}

export interface VehicleFilter {
  /** Of the associations of these points, or lent to them; null: every one. */
  listeningPointIds: readonly string[] | null
  search?: string | undefined
  localAssociationId?: string | undefined
  wheelchair?: boolean | undefined
  lapsingBefore?: IsoDate | undefined
  active: boolean
  limit: number
}

/** A ride a vehicle has been given. */
export interface GivenRide extends RideNeed {
  id: string
  helpKind: HelpKind
  /** Of whoever drives it. */
  associationId: string | null
}

export interface VehicleReads extends AssociationReads {
  /** By name. */
  listVehicles(filter: VehicleFilter): Promise<VehicleCard[]>
  findVehicle(vehicleId: string): Promise<VehicleCard | null>
  /** Those to come, soonest first. */
  ridesGiven(vehicleId: string, now: Date): Promise<GivenRide[]>
  /** What was read, and what its services drove. */
  odometerOf(vehicleId: string): Promise<{ readings: OdometerReading[]; trips: OdometerTrip[] }>
  /** Every association in use, to choose to whom one lends. */
  associationsInUse(): Promise<{ id: string; name: string; listeningPointId: string | null }[]>
}

export interface VehicleRows extends VehicleReads {
  /** Waits for whoever changes the same one, or gives it a ride. */
  lockVehicle(vehicleId: string): Promise<void>
  /** false where that id is taken already. */
  addVehicle(vehicleId: string, fields: VehicleFields): Promise<boolean>
  /** false where the version is no longer the current one. */
  changeVehicle(vehicleId: string, version: number, fields: Partial<VehicleFields>): Promise<boolean>
  saveVehicleLists(vehicleId: string, lists: Partial<VehicleLists>): Promise<void>
  vehicleWithPlate(plate: string): Promise<string | null>
  comuneExists(istatCode: string): Promise<boolean>
  addReading(vehicleId: string, reading: { readAt: Date; km: number }): Promise<void>
  removeReading(vehicleId: string, readingId: string): Promise<boolean>
  /** What the dashboard says now, as far as anybody has read it. */
  setOdometer(vehicleId: string, km: number): Promise<void>
}
