import type { Occasion, Transactions } from '../changes/change.ts'
import { Invalid } from '../errors.ts'
import { formatRomeDate, formatRomeTime } from '../territory/rome-time.ts'
import {
  type Addressed,
  type Clash,
  changeAssignment,
  laterBy,
  type RememberChange,
  type Retold,
  type ServiceChangeRows,
  serviceToChange,
  UNDO_SECONDS,
} from './board/service-change.ts'
import { type AssignmentFacts, assignmentObstacles, notAMemberWords } from './recheck/assignment-obstacles.ts'
import type { LockedService } from './service-records.ts'
import { isRide } from './service-times.ts'
import { vehicleObstacleNames } from './vehicles/vehicle-fitness.ts'
import { volunteerObstacleNames } from './volunteers/volunteer-fitness.ts'

export interface HandChange extends Retold {
  /** Until then it may be undone, and nobody has been told. */
  tellAt: Date
}

/**
 * An operator says who goes, because they said so: to whoever had said yes before, it is said that they need not. What the
 * ranking merely advises against is the operator's to decide; papers, refusals and hours already taken are nobody's.
 */
export async function assignByHand(
  doors: Transactions<ServiceChangeRows & RememberChange>,
  occasion: Occasion,
  /** 'any': the one it has if it fits, or the most sensible free one. */
  input: Addressed & { volunteerId: string; vehicleId: string | 'any' | null },
): Promise<HandChange> {
  return doors.transaction(occasion, async (tx) => {
    const { volunteerId } = input
    const service = await serviceToChange(tx, input, occasion, [volunteerId])
    const asked = input.vehicleId === 'any' ? null : input.vehicleId
    const held = asked ? await tx.holdPool(volunteerId, [asked]) : []
    if (asked && !held.includes(asked)) refuse('vehicleId', 'Questo automezzo non c’è più.')
    const facts = await tx.assignmentFacts(service.id, volunteerId, asked)
    if (!facts) return refuse('volunteerId', 'Questo volontario non c’è più.')
    const against = await namedObstacles(tx, service, facts, { volunteerId, vehicleId: asked })
    if (Object.keys(against).length > 0) throw new Invalid('Così non si può assegnare.', against)
    const vehicleBefore = await tx.assignedVehicleId(service.id)
    const vehicleId = input.vehicleId === 'any' ? await sensibleVehicle(tx, service, volunteerId, vehicleBefore) : asked
    const tellAt = laterBy(occasion, UNDO_SECONDS)
    await tx.rememberChange(service.id, tellAt)
    const { toCall } = await changeAssignment(
      tx,
      occasion,
      service,
      {
        startsAt: service.startsAt,
        endsAt: service.endsAt,
        busyFrom: service.busyFrom,
        busyUntil: service.busyUntil,
        volunteerId,
        vehicleId,
        localAssociationId: service.localAssociationId ?? facts.volunteer.localAssociationId,
        assignedAt: occasion.now,
      },
      { tellAt, action: service.state === 'assigned' ? 'service.reassigned' : 'service.assigned', vehicleBefore },
    )
    return { toCall, tellAt }
  })
}

/** The one it has, if it fits still; or the most sensible free one. */
export async function sensibleVehicle(
  tx: ServiceChangeRows,
  service: LockedService,
  volunteerId: string,
  current: string | null,
): Promise<string | null> {
  if (!isRide(service.helpKind)) return null
  const held = await tx.holdPool(volunteerId, current ? [current] : [])
  if (current && held.includes(current)) {
    const facts = await tx.assignmentFacts(service.id, volunteerId, current)
    const fits = facts && assignmentObstacles(facts).vehicle.length === 0
    if (fits && !(await tx.vehicleClash(current, service))) return current
  }
  return tx.lockFreeVehicle(service, volunteerId)
}

/** What would be in the way, before anything is saved. */
export async function checkAssignment(
  doors: Transactions<ServiceChangeRows>,
  occasion: Occasion,
  input: Addressed & { volunteerId: string; vehicleId: string | null },
): Promise<AssignmentConflicts> {
  return doors.transaction(occasion, async (tx) => {
    const service = await serviceToChange(tx, input, occasion)
    const facts = await tx.assignmentFacts(service.id, input.volunteerId, input.vehicleId)
    return facts
      ? namedObstacles(tx, service, facts, input)
      : { volunteerId: 'Questo volontario o questo automezzo non c’è più.' }
  })
}

/** A sentence for each of those that cannot be. */
export interface AssignmentConflicts {
  volunteerId?: string
  vehicleId?: string
}

async function namedObstacles(
  tx: ServiceChangeRows,
  service: LockedService,
  facts: AssignmentFacts,
  { volunteerId, vehicleId }: { volunteerId: string; vehicleId: string | null },
): Promise<AssignmentConflicts & Record<string, string>> {
  const { volunteer, vehicle, notAMember } = assignmentObstacles(facts)
  const clash = await tx.volunteerClash(volunteerId, service)
  const against = [
    ...volunteer.map((obstacle) => volunteerObstacleNames[obstacle]),
    ...(clash ? [clashWords(clash)] : []),
    ...(notAMember ? [notAMemberWords] : []),
  ]
  const taken = vehicleId ? await tx.vehicleClash(vehicleId, service) : null
  const againstVehicle = [
    ...vehicle.filter((obstacle) => obstacle !== 'taken').map((obstacle) => vehicleObstacleNames[obstacle]),
    ...(taken ? [clashWords(taken)] : []),
  ]
  return {
    ...(against.length > 0 ? { volunteerId: sentence(against) } : {}),
    ...(againstVehicle.length > 0 ? { vehicleId: sentence(againstVehicle) } : {}),
  }
}

const clashWords = ({ startsAt, endsAt }: Clash): string =>
  `è già impegnato ${formatRomeDate(startsAt)} dalle ${formatRomeTime(startsAt)} alle ${formatRomeTime(endsAt)}`

const sentence = (parts: readonly string[]): string => {
  const text = parts.join('; ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function refuse(field: string, words: string): never {
  throw new Invalid('Così non si può assegnare.', { [field]: words })
}
