import { type IsoDate, romeDay } from '../../territory/rome-time.ts'

const DAY_MS = 86_400_000

export interface VehiclePageRows {
  /** A new way to the page of a vehicle's day; only its hash is kept. */
  addVehiclePageLink(link: {
    vehicleId: string
    dayOn: IsoDate
    createdAt: Date
    expiresAt: Date
  }): Promise<{ token: string }>
}

/** For paper that stays in the car: it leads to that day, until the day after. */
export async function newVehicleDayToken(
  rows: VehiclePageRows,
  vehicleId: string,
  dayOn: IsoDate,
  now: Date,
): Promise<string> {
  const expiresAt = new Date(romeDay(dayOn).to.getTime() + DAY_MS)
  return (await rows.addVehiclePageLink({ vehicleId, dayOn, createdAt: now, expiresAt })).token
}
