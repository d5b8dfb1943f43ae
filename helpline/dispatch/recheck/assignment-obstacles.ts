import { isRide } from '../service-times.ts'
import {
  type RideNeed,
  type VehicleFacts,
  type VehicleObstacle,
  vehicleObstacleNames,
  vehicleObstacles,
} from '../vehicles/vehicle-fitness.ts'
import {
  type ServiceNeed,
  serviceDays,
  type VolunteerFacts,
  type VolunteerObstacle,
  volunteerObstacleNames,
  volunteerObstacles,
} from '../volunteers/volunteer-fitness.ts'

/** A service with who and what was assigned to it, as things stand now. */
export interface AssignmentFacts {
  service: ServiceNeed & RideNeed
  volunteer: VolunteerFacts & { localAssociationId: string }
  vehicle: VehicleFacts | null
  person: { member: boolean | null; memberUntil: string | null }
  /** Road law lets some associations carry their own members only. */
  membersOnly: boolean
}

export interface AssignmentObstacles {
  volunteer: VolunteerObstacle[]
  vehicle: VehicleObstacle[]
  notAMember: boolean
}

/** Everything that undoes an assignment. A kind of help one does not usually do is no such thing, once the yes was said. */
export function assignmentObstacles(facts: AssignmentFacts): AssignmentObstacles {
  const { service, volunteer, vehicle, person, membersOnly } = facts
  const days = serviceDays(service)
  const isMember = person.member === true && (person.memberUntil === null || person.memberUntil >= days.last)
  return {
    volunteer: volunteerObstacles(service, volunteer, days).filter((obstacle) => obstacle !== 'notASkill'),
    vehicle: vehicle ? vehicleObstacles(service, vehicle, volunteer.localAssociationId, days) : [],
    notAMember: membersOnly && isRide(service.helpKind) && !isMember,
  }
}

export const isSound = ({ volunteer, vehicle, notAMember }: AssignmentObstacles): boolean =>
  volunteer.length === 0 && vehicle.length === 0 && !notAMember

/**
 * Somebody’s own word or need, which stands: another volunteer is looked for at once. A paper that lapsed may be renewed, and
 * waits for a person.
 */
const final: ReadonlySet<VolunteerObstacle> = new Set([
  'notAVolunteer',
  'volunteerRefuses',
  'personRefuses',
  'wheelchairUntrained',
  'away',
])
export const isFinal = (obstacle: VolunteerObstacle): boolean => final.has(obstacle)

export const notAMemberWords = 'la persona non risulta socia, e l’associazione può accompagnare solo i soci'

export const obstacleWords = ({ volunteer, vehicle, notAMember }: AssignmentObstacles): string[] => [
  ...volunteer.map((obstacle) => `volontario: ${volunteerObstacleNames[obstacle]}`),
  ...vehicle.map((obstacle) => `automezzo: ${vehicleObstacleNames[obstacle]}`),
  ...(notAMember ? [notAMemberWords] : []),
]
