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
import type { VehicleOwnership } from '../dispatch/vehicles/vehicle-records.ts'
import type { AlreadyHelpedBy, Mobility, Sex } from '../people/profile.ts'
import type { IsoDate, TimeOfDay } from '../territory/rome-time.ts'
import type { ImportKind } from './import-kinds.ts'

// What a row of each file says, once its cells have been read: references still in the words of the file. `| undefined`
// everywhere an empty cell may stand.

export interface PersonImport {
  code: string
  firstName: string
  lastName: string
  nickname?: string | undefined
  fiscalCode?: string | undefined
  birthDate?: IsoDate | undefined
  sex?: Sex | undefined
  livesAlone?: boolean | undefined
  comune?: string | undefined
  province?: string | undefined
  address?: string | undefined
  phone?: string | undefined
  secondPhone?: string | undefined
  point?: string | undefined
  association?: string | undefined
  alreadyHelpedBy?: AlreadyHelpedBy | undefined
  member?: boolean | undefined
  mobility?: Mobility | undefined
  hardOfHearing?: boolean | undefined
  consent?: boolean | undefined
  notes?: string | undefined
}

export interface VolunteerImport {
  code: string
  firstName: string
  lastName: string
  fiscalCode?: string | undefined
  birthDate?: IsoDate | undefined
  association: string
  comune?: string | undefined
  province?: string | undefined
  phone: string
  startedOn: IsoDate
  endedOn?: IsoDate | undefined
  occasional?: boolean | undefined
  wheelchairTrained?: boolean | undefined
  licenceUntil?: IsoDate | undefined
  insuredUntil?: IsoDate | undefined
  skills?: HelpKind[] | undefined
}

export const vehicleOwnershipNames: Record<VehicleOwnership, string> = { owned: 'proprietà', onLoan: 'comodato' }

export interface VehicleImport {
  code: string
  plate: string
  name?: string | undefined
  association: string
  ownership: VehicleOwnership
  lender?: string | undefined
  loanUntil?: IsoDate | undefined
  seats: number
  wheelchairPlaces?: number | undefined
  insuredUntil?: IsoDate | undefined
  inspectedUntil?: IsoDate | undefined
  odometerKm?: number | undefined
}

export interface DirectoryEntryImport {
  code: string
  name: string
  informationKinds: InformationKind[]
  description: string
  forWhom?: string | undefined
  address?: string | undefined
  comune?: string | undefined
  province?: string | undefined
  /** Names or codes of comuni, letters of provinces, or everywhere. */
  served?: string[] | undefined
  phone?: string | undefined
  openingTimes?: string | undefined
  howToReach?: string | undefined
  lastCheckedOn?: IsoDate | undefined
}

export interface ContactImport {
  code: string
  direction: ContactDirection
  day: IsoDate
  time?: TimeOfDay | undefined
  provenance: Provenance
  purpose?: OutboundPurpose | undefined
  point?: string | undefined
  association?: string | undefined
  person?: string | undefined
  callerType?: CallerType | undefined
  callerName?: string | undefined
  callerPhone?: string | undefined
  request?: string | undefined
  notes?: string | undefined
}

export interface RequestImport {
  code: string
  contact: string
  kind: RequestKind
  informationKind?: InformationKind | undefined
  helpKind?: HelpKind | undefined
  state: RequestState
  unmetCause?: UnmetCause | undefined
  fulfilledBy?: FulfilledBy | undefined
  answer?: string | undefined
  referredTo?: string | undefined
  urgent?: boolean | undefined
  neededDay?: IsoDate | undefined
  neededTime?: TimeOfDay | undefined
  fromPlace?: string | undefined
  toPlace?: string | undefined
  facility?: string | undefined
  destination?: DestinationKind | undefined
  insideProvince?: boolean | undefined
  notes?: string | undefined
}

/** How a service of the past ended: an outcome, or that it was not covered or was cancelled. */
export const serviceEndings = ['done', 'noShow', 'lateCancellation', 'turnedAway', 'unmet', 'cancelled'] as const
export type ServiceEnding = (typeof serviceEndings)[number]

export interface ServiceImport {
  code: string
  request: string
  day: IsoDate
  time: TimeOfDay
  ending: ServiceEnding
  endTime?: TimeOfDay | undefined
  minutes?: number | undefined
  volunteer?: string | undefined
  vehicle?: string | undefined
  association?: string | undefined
  fulfilledBy?: FulfilledBy | undefined
  unmetCause?: UnmetCause | undefined
  km?: number | undefined
  passengers?: number | undefined
  destination?: DestinationKind | undefined
  insideProvince?: boolean | undefined
}

export interface ImportRowTypes {
  person: PersonImport
  volunteer: VolunteerImport
  vehicle: VehicleImport
  directoryEntry: DirectoryEntryImport
  contact: ContactImport
  request: RequestImport
  service: ServiceImport
}
export type ImportRow<K extends ImportKind = ImportKind> = ImportRowTypes[K]
export type ColumnKey<K extends ImportKind = ImportKind> = { [P in K]: keyof ImportRowTypes[P] & string }[K]

/** Why a row stays out. `column` is the key of a column; without it the whole row is meant. */
export interface Finding {
  column?: string
  reason: string
}
