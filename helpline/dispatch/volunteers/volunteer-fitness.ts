import type { HelpKind } from '../../contacts/kinds.ts'
import { type IsoDate, romeDate } from '../../territory/rome-time.ts'
import { isRide } from '../service-times.ts'
import type { PairingKind } from './pairings.ts'

/** What keeps a volunteer from a service, the weightiest first. */
export const volunteerObstacleKinds = [
  'notASkill',
  'notAVolunteer',
  'volunteerRefuses',
  'personRefuses',
  'insuranceLapsed',
  'licenceMissing',
  'licenceLapsed',
  'wheelchairUntrained',
  'wheelchairTrainingLapsed',
  'away',
] as const
export type VolunteerObstacle = (typeof volunteerObstacleKinds)[number]
export const volunteerObstacleNames: Record<VolunteerObstacle, string> = {
  notASkill: 'non fa questo tipo di aiuto',
  notAVolunteer: 'quel giorno non è volontario',
  volunteerRefuses: 'preferisce non andare da questa persona',
  personRefuses: 'la persona preferisce qualcun altro',
  insuranceLapsed: 'assicurazione scaduta',
  licenceMissing: 'patente non registrata',
  licenceLapsed: 'patente scaduta',
  wheelchairUntrained: 'non è formato per la carrozzina',
  wheelchairTrainingLapsed: 'formazione per la carrozzina scaduta',
  away: 'è assente',
}

/** Nobody may wave these through, not even the volunteer who says yes. */
const binding: ReadonlySet<VolunteerObstacle> = new Set([
  'notAVolunteer',
  'personRefuses',
  'insuranceLapsed',
  'licenceMissing',
  'licenceLapsed',
  'wheelchairUntrained',
  'wheelchairTrainingLapsed',
])
export const isBinding = (obstacle: VolunteerObstacle): boolean => binding.has(obstacle)

export interface ServiceNeed {
  helpKind: HelpKind
  startsAt: Date
  endsAt: Date
  wheelchair: boolean
}

/** What is known of a volunteer, as far as one service is concerned. */
export interface VolunteerFacts {
  skills: readonly HelpKind[]
  startedOn: IsoDate
  endedOn: IsoDate | null
  insuredUntil: IsoDate | null
  licenceUntil: IsoDate | null
  wheelchairTrained: boolean
  /** null: as long as they like. */
  wheelchairTrainedUntil?: IsoDate | null | undefined
  /** With the person helped. */
  pairings: readonly PairingKind[]
  timeOff: readonly { from: Date; until: Date }[]
}

/** The civil days a service touches: a paper must be valid on both. */
export interface ServiceDays {
  first: IsoDate
  last: IsoDate
}
export const serviceDays = ({ startsAt, endsAt }: Pick<ServiceNeed, 'startsAt' | 'endsAt'>): ServiceDays => ({
  first: romeDate(startsAt),
  last: romeDate(new Date(endsAt.getTime() - 1)),
})

const lapsed = (until: IsoDate | null | undefined, { last }: ServiceDays): boolean =>
  until !== null && until !== undefined && until < last

/** Every reason why this volunteer cannot do this service, whoever assigns it; the hours already taken are the database's. */
export function volunteerObstacles(
  service: ServiceNeed,
  volunteer: VolunteerFacts,
  days: ServiceDays = serviceDays(service),
): VolunteerObstacle[] {
  const found: VolunteerObstacle[] = []
  const { endedOn, licenceUntil, pairings } = volunteer
  if (!volunteer.skills.includes(service.helpKind)) found.push('notASkill')
  if (volunteer.startedOn > days.first || lapsed(endedOn, days)) found.push('notAVolunteer')
  if (pairings.includes('volunteerRefuses')) found.push('volunteerRefuses')
  if (pairings.includes('personRefuses')) found.push('personRefuses')
  if (lapsed(volunteer.insuredUntil, days)) found.push('insuranceLapsed')
  if (isRide(service.helpKind)) {
    if (licenceUntil === null) found.push('licenceMissing')
    else if (lapsed(licenceUntil, days)) found.push('licenceLapsed')
  }
  if (service.wheelchair) {
    if (!volunteer.wheelchairTrained) found.push('wheelchairUntrained')
    else if (lapsed(volunteer.wheelchairTrainedUntil, days)) found.push('wheelchairTrainingLapsed')
  }
  if (volunteer.timeOff.some(({ from, until }) => from < service.endsAt && service.startsAt < until)) found.push('away')
  return found
}
