import type { IsoDate } from '../../territory/rome-time.ts'
import { type PaperState, paperState } from '../volunteers/volunteer-papers.ts'
import type { VehicleObstacle } from './vehicle-fitness.ts'
import type { VehicleOwnership } from './vehicle-records.ts'

export const vehiclePapers = ['insurance', 'inspection', 'loan'] as const
export type VehiclePaper = (typeof vehiclePapers)[number]
export const vehiclePaperNames: Record<VehiclePaper, string> = {
  insurance: 'assicurazione',
  inspection: 'revisione',
  loan: 'comodato',
}

export interface PaperOfVehicle {
  paper: VehiclePaper
  until: IsoDate | null
  state: PaperState
}

export interface VehicleWithPapers {
  ownership: VehicleOwnership
  loanUntil: IsoDate | null
  insuredUntil: IsoDate | null
  inspectedUntil: IsoDate | null
}

export function vehiclePapersOf(vehicle: VehicleWithPapers, today: IsoDate): PaperOfVehicle[] {
  const paper = (name: VehiclePaper, until: IsoDate | null): PaperOfVehicle => ({
    paper: name,
    until,
    state: until === null ? 'missing' : paperState(until, today),
  })
  return [
    paper('insurance', vehicle.insuredUntil),
    paper('inspection', vehicle.inspectedUntil),
    // A loan may have no end.
    ...(vehicle.ownership === 'onLoan' && vehicle.loanUntil !== null ? [paper('loan', vehicle.loanUntil)] : []),
  ]
}

/** Which rides a paper that is not in order keeps it from. */
export const vehicleBlockedBy: Record<VehiclePaper, VehicleObstacle> = {
  insurance: 'insuranceLapsed',
  inspection: 'inspectionLapsed',
  loan: 'loanEnded',
}
