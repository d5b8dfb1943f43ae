import type { OpeningRows } from '../../access/trace-opening.ts'
import type { HelpKind } from '../../contacts/kinds.ts'
import type { MessageChannel } from '../../reaching/message-channel.ts'
import type { IsoDate, TimeOfDay, Weekday } from '../../territory/rome-time.ts'
import type { AssociationReads } from './own-association.ts'
import type { PairingKind } from './pairings.ts'
import type { ServiceNeed } from './volunteer-fitness.ts'
import type { NewRegisterEntry, RegisterEntry } from './volunteer-register.ts'

/** What may be written on a volunteer's card. */
export interface VolunteerFields {
  firstName: string
  lastName: string
  fiscalCode: string | null
  birthDate: IsoDate | null
  birthPlace: string | null
  localAssociationId: string
  comuneIstatCode: string | null
  address: string | null
  phoneE164: string
  preferredChannel: MessageChannel
  occasional: boolean
  startedOn: IsoDate
  endedOn: IsoDate | null
  insuredUntil: IsoDate | null
  licenceUntil: IsoDate | null
  wheelchairTrained: boolean
  wheelchairTrainedUntil: IsoDate | null
  quietFrom: TimeOfDay | null
  quietUntil: TimeOfDay | null
  /** -1 less often, 0, 1 more often. */
  wantsMoreOften: number
}

export interface AvailabilityLine {
  weekday: Weekday
  fromTime: TimeOfDay
  untilTime: TimeOfDay | '24:00'
  validFrom: IsoDate | null
  validUntil: IsoDate | null
}
export interface Absence {
  from: Date
  until: Date
}
export interface Pairing {
  personId: string
  kind: PairingKind
}
export interface Training {
  title: string
  heldOn: IsoDate
  validUntil: IsoDate | null
}

/** Each list is written whole. */
export interface VolunteerLists {
  skills: HelpKind[]
  availability: AvailabilityLine[]
  timeOff: Absence[]
  pairings: Pairing[]
  trainings: Training[]
}

export interface VolunteerCard extends VolunteerFields, Omit<VolunteerLists, 'pairings'> {
  id: string
  pairings: (Pairing & { personName: string })[]
  associationName: string
  listeningPointId: string | null
  comuneName: string | null
  version: number
}

/** A volunteer as far as a line in a list needs. */
export interface VolunteerLine
  extends Pick<
    VolunteerCard,
    | 'id'
    | 'firstName'
    | 'lastName'
    | 'associationName'
    | 'comuneName'
    | 'phoneE164'
    | 'skills'
    | 'endedOn'
    | 'insuredUntil'
    | 'licenceUntil'
    | 'wheelchairTrained'
    | 'wheelchairTrainedUntil'
    | 'trainings'
  > {}

export interface VolunteerFilter {
  /** null: of every point. */
  listeningPointIds: readonly string[] | null
  search?: string | undefined
  localAssociationId?: string | undefined
  skill?: HelpKind | undefined
  comuneIstatCode?: string | undefined
  /** Only those with a paper that ends before this day, or that they lack. */
  lapsingBefore?: IsoDate | undefined
  /** Who has left is shown when asked for. */
  present: boolean
  today: IsoDate
  limit: number
}

/** A service somebody has taken on. */
export interface TakenOn extends ServiceNeed {
  id: string
  personId: string
}

export interface VolunteerReads extends AssociationReads {
  /** By surname. */
  listVolunteers(filter: VolunteerFilter): Promise<VolunteerLine[]>
  findVolunteer(volunteerId: string): Promise<VolunteerCard | null>
  /** Those to come, soonest first. */
  servicesTakenOn(volunteerId: string, now: Date): Promise<TakenOn[]>
  registerOfVolunteer(volunteerId: string): Promise<RegisterEntry[]>
}

export interface VolunteerRows extends VolunteerReads, OpeningRows {
  /** Waits for whoever changes the same one, or gives them a service. */
  lockVolunteer(volunteerId: string): Promise<void>
  /** false where that id is taken already. */
  addVolunteer(volunteerId: string, fields: VolunteerFields): Promise<boolean>
  /** false where the version is no longer the current one. */
  changeVolunteer(volunteerId: string, version: number, fields: Partial<VolunteerFields>): Promise<boolean>
  saveVolunteerLists(volunteerId: string, lists: Partial<VolunteerLists>): Promise<void>
  volunteerWithFiscalCode(fiscalCode: string): Promise<string | null>
  comuneExists(istatCode: string): Promise<boolean>
  peopleThere(ids: readonly string[]): Promise<string[]>
  addRegisterEntries(entries: readonly NewRegisterEntry[], now: Date): Promise<void>
}
