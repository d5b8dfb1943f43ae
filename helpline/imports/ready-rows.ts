import type {
  CallerType,
  ContactDirection,
  DestinationKind,
  FulfilledBy,
  HelpKind,
  InformationKind,
  OutboundPurpose,
  Provenance,
  RequestKind,
  RequestState,
  UnmetCause,
} from '../contacts/kinds.ts'
import type { DirectoryFields } from '../directory/directory-records.ts'
import type { ServiceOutcome, ServiceState } from '../dispatch/service-states.ts'
import type { VehicleOwnership } from '../dispatch/vehicles/vehicle-records.ts'
import type { AlreadyHelpedBy, Mobility, Sex } from '../people/profile.ts'
import type { IsoDate } from '../territory/rome-time.ts'
import type { ImportKind } from './import-kinds.ts'

// Rows with every reference found, ready to be written many at a time.

export interface ReadyPerson {
  id: string
  firstName: string
  lastName: string
  nickname: string | null
  fiscalCode: string | null
  birthDate: IsoDate | null
  sex: Sex | null
  livesAlone: boolean | null
  comuneIstatCode: string | null
  address: string | null
  listeningPointId: string | null
  localAssociationId: string | null
  alreadyHelpedBy: AlreadyHelpedBy | null
  member: boolean | null
  mobility: Mobility | null
  hardOfHearing: boolean
  notes: string | null
  /** The first is the preferred one. */
  phones: string[]
  consent: boolean | null
  createdAt: Date
}

export interface ReadyVolunteer {
  id: string
  firstName: string
  lastName: string
  fiscalCode: string | null
  birthDate: IsoDate | null
  localAssociationId: string
  comuneIstatCode: string | null
  phoneE164: string
  startedOn: IsoDate
  endedOn: IsoDate | null
  occasional: boolean
  wheelchairTrained: boolean
  licenceUntil: IsoDate | null
  insuredUntil: IsoDate | null
  skills: HelpKind[]
}

export interface ReadyVehicle {
  id: string
  plate: string
  name: string
  localAssociationId: string
  ownership: VehicleOwnership
  lender: string | null
  loanUntil: IsoDate | null
  seats: number
  wheelchairPlaces: number
  insuredUntil: IsoDate | null
  inspectedUntil: IsoDate | null
  odometerKm: number
}

export interface ReadyDirectoryEntry extends DirectoryFields {
  id: string
  lastCheckedOn: IsoDate | null
}

export interface ReadyContact {
  id: string
  direction: ContactDirection
  provenance: Provenance
  purpose: OutboundPurpose | null
  occurredAt: Date
  recordedAt: Date
  listeningPointId: string
  localAssociationId: string | null
  personId: string | null
  servesRequestId: string | null
  callerType: CallerType | null
  callerName: string | null
  callerE164: string | null
  notes: string | null
}

export interface ReadyRequest {
  id: string
  contactId: string
  position: number
  kind: RequestKind
  informationKind: InformationKind | null
  helpKind: HelpKind | null
  state: RequestState
  personId: string | null
  createdAt: Date
  recordedAt: Date
  urgent: boolean
  answer: string | null
  referredTo: string | null
  neededFrom: Date | null
  fromPlace: string | null
  toPlace: string | null
  facilityId: string | null
  destinationKind: DestinationKind | null
  insideProvince: boolean | null
  notes: string | null
  takenInChargeAt: Date | null
  fulfilledBy: FulfilledBy | null
  unmetCause: UnmetCause | null
  closedAt: Date | null
}

export interface ReadyService {
  id: string
  requestId: string
  personId: string
  helpKind: HelpKind
  listeningPointId: string
  localAssociationId: string | null
  startsAt: Date
  endsAt: Date
  state: ServiceState
  outcome: ServiceOutcome | null
  volunteerId: string | null
  vehicleId: string | null
  fulfilledBy: FulfilledBy | null
  unmetCause: UnmetCause | null
  km: number | null
  minutes: number | null
  passengers: number | null
  destinationKind: DestinationKind | null
  insideProvince: boolean | null
  createdAt: Date
  recordedAt: Date
}

export interface ReadyRowTypes {
  person: ReadyPerson
  volunteer: ReadyVolunteer
  vehicle: ReadyVehicle
  directoryEntry: ReadyDirectoryEntry
  contact: ReadyContact
  request: ReadyRequest
  service: ReadyService
}
export type ReadyRow<K extends ImportKind = ImportKind> = ReadyRowTypes[K]
