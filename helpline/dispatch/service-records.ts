import type { HelpKind } from '../contacts/kinds.ts'
import type { ServiceLeg, ServiceState } from './service-states.ts'

/** A service as those who change it need it, held until their transaction ends. */
export interface LockedService {
  id: string
  requestId: string
  personId: string
  helpKind: HelpKind
  listeningPointId: string
  localAssociationId: string | null
  startsAt: Date
  endsAt: Date
  busyFrom: Date
  busyUntil: Date
  wheelchair: boolean
  /** Its own, or those of its request. */
  fromPlace: string | null
  toPlace: string | null
  leg: ServiceLeg
  /** Of a way back within the same service: when it starts. */
  returnAt: Date | null
  /** Of a return called when ready: the end of the time kept for it. */
  calledUntil: Date | null
  readyAt: Date | null
  state: ServiceState
  volunteerId: string | null
  /** Whoever said yes. */
  acceptedOfferId: string | null
  assignedAt: Date | null
  toldPersonAt: Date | null
  /** The person has heard of a volunteer who does not come any more. */
  toldBefore: boolean
  /** The hour the person has heard of. */
  toldStartsAt: Date | null
  /** Since when the person waits for another volunteer and has not heard so. */
  lostVolunteerAt: Date | null
  personConfirmedAt: Date | null
  /** Whoever had said yes cannot come any more. */
  wantsOutAt: Date | null
  version: number
  /** The highest wave with offers; 0 before the first. */
  lastWave: number
  openOffers: number
}

export const isOpenService = (service: { state: ServiceState }): boolean =>
  service.state === 'planned' || service.state === 'offering'

/** A return called when ready, while nobody has called it: it has no hour of its own, and goes with its outward way. */
export const isAwaitedReturn = (service: { calledUntil: Date | null; readyAt: Date | null }): boolean =>
  service.calledUntil !== null && service.readyAt === null

export interface ServiceLock {
  lockService(serviceId: string): Promise<LockedService | null>
}
