import type { PersonRecord } from '../people/person-summary.ts'
import type { Mobility } from '../people/profile.ts'
import type {
  CallerType,
  ContactDirection,
  ContactState,
  DestinationKind,
  HelpKind,
  InformationKind,
  OutboundPurpose,
  Provenance,
  RequestKind,
  RequestState,
  ReturnKind,
  UnmetCause,
  WithdrawalReason,
} from './kinds.ts'
import type { WrittenRepetition } from './written-repetition.ts'

/** What an operator writes in a request; everything may be missing while it is being typed. */
export interface RequestFields {
  kind: RequestKind
  informationKind: InformationKind | null
  answer: string | null
  directoryEntryId: string | null
  referredTo: string | null
  helpKind: HelpKind | null
  urgent: boolean
  neededFrom: Date | null
  neededUntil: Date | null
  fromPlace: string | null
  toPlace: string | null
  facilityId: string | null
  destinationKind: DestinationKind | null
  insideProvince: boolean | null
  returnKind: ReturnKind | null
  returnAt: Date | null
  companions: number | null
  /** How the person moves that day; null: as their card says. */
  mobility: Mobility | null
  wheelchair: boolean
  recognisedBy: string | null
  /** null: once. */
  repetition: WrittenRepetition | null
  notes: string | null
}

export interface RequestRecord extends RequestFields {
  id: string
  contactId: string
  personId: string | null
  position: number
  state: RequestState
  createdAt: Date
  version: number
  serviceIds: string[]
  /** Of one nobody could meet. */
  unmetCause: UnmetCause | null
  /** Of one that was taken back. */
  withdrawalReason: WithdrawalReason | null
  withdrawalNote: string | null
}

export interface ContactRecord {
  id: string
  direction: ContactDirection
  provenance: Provenance
  purpose: OutboundPurpose | null
  occurredAt: Date
  recordedAt: Date
  listeningPointId: string
  listeningPointName: string
  localAssociationName: string | null
  operatorName: string | null
  callId: string | null
  /** Those who spoke in its call: each may open it, wherever they work. */
  speakerIds: string[]
  callerE164: string | null
  person: PersonRecord | null
  callerType: CallerType | null
  callerName: string | null
  notes: string | null
  state: ContactState
  closedAt: Date | null
  version: number
  requests: RequestRecord[]
}

/** What writing in a contact must know of it, read under its lock. */
export interface LockedContact {
  id: string
  listeningPointId: string
  speakerIds: string[]
  personId: string | null
  state: ContactState
  closedAt: Date | null
  version: number
}

export interface ContactFields {
  personId: string | null
  callerType: CallerType | null
  callerName: string | null
  notes: string | null
}
