import { type IsoDate, romeDay } from '../../territory/rome-time.ts'
import type { DaySheetReads, SheetService } from './day-sheet.ts'

export interface VehicleOfPage {
  vehicleId: string
  day: IsoDate
  name: string
  plate: string
  depotAddress: string | null
}

export interface VehiclePageReads extends Pick<DaySheetReads, 'sheetServices'> {
  vehicleOfPage(tokenHash: string, now: Date): Promise<VehicleOfPage | null>
}

/** Who drives on a day; where the vehicle is, as far as that is known. */
export interface VehicleDay extends VehicleOfPage {
  services: SheetService[]
  /** Out with somebody now; null: at its place, or with whoever drove last. */
  outWith: SheetService | null
}

export async function readVehicleDay(reads: VehiclePageReads, vehicle: VehicleOfPage, now: Date): Promise<VehicleDay> {
  const services = await reads.sheetServices({ day: romeDay(vehicle.day), vehicleIds: [vehicle.vehicleId] })
  const isOut = ({ startsAt, endsAt, state }: SheetService) => state === 'assigned' && startsAt <= now && now < endsAt
  return { ...vehicle, services, outWith: services.find(isOut) ?? null }
}
