import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import type { RecheckSubject } from '../../changes/jobs.ts'
import { noticeTime } from '../../reaching/quiet-hours.ts'
import { againOnConflict } from '../answer-offer.ts'
import { changeAssignment, holdService, type ServiceChangeRows } from '../board/service-change.ts'
import { type ReleaseRows, releaseVolunteer } from '../offers/release-service.ts'
import type { LockedService } from '../service-records.ts'
import { type AssignmentFacts, assignmentObstacles, isFinal, isSound, obstacleWords } from './assignment-obstacles.ts'

export interface RecheckRows extends ServiceChangeRows, ReleaseRows {
  flagOf(serviceId: string): Promise<string[] | null>
  saveFlag(serviceId: string, reasons: string[], since: Date): Promise<void>
  clearFlag(serviceId: string): Promise<void>
}

export interface RecheckDoors extends Transactions<RecheckRows> {
  /** Assigned and still to come, of this volunteer, vehicle, person…; those that carry a flag too. */
  servicesToRecheck(subject: RecheckSubject, now: Date): Promise<string[]>
}

/**
 * Something an assignment rests on has changed: whatever does not stand any more is offered to others, given another vehicle, or
 * flagged for a person. Looking again changes nothing and tells nobody; at night nothing is taken from anybody who can hear of it
 * in the morning.
 */
export async function recheckServices(doors: RecheckDoors, occasion: Occasion, subject: RecheckSubject): Promise<void> {
  for (const serviceId of await doors.servicesToRecheck(subject, occasion.now)) {
    await againOnConflict(() =>
      doors.transaction(occasion, (tx) => recheckService(tx, occasion, serviceId, subject.about !== 'all')),
    )
  }
}

async function recheckService(
  tx: RecheckRows & Change,
  occasion: Occasion,
  serviceId: string,
  mayRelease: boolean,
): Promise<void> {
  const service = await holdService(tx, serviceId)
  if (!service) return
  if (service.state !== 'assigned' || !service.volunteerId || service.startsAt <= occasion.now) {
    return flag(tx, occasion, service, [])
  }
  const vehicleId = await tx.assignedVehicleId(service.id)
  const facts = await tx.assignmentFacts(service.id, service.volunteerId, vehicleId)
  if (!facts) return
  const found = assignmentObstacles(facts)
  if (isSound(found)) return flag(tx, occasion, service, [])
  const mustGo = found.volunteer.some(isFinal)
  if (mustGo && mayRelease) {
    const morning = noticeTime(service.startsAt, occasion.now)
    if (morning <= occasion.now) return releaseVolunteer(tx, occasion, service)
    lookAgain(tx, service, morning)
  }
  // Whoever must go needs no other vehicle.
  const isHelped = !mustGo && found.vehicle.length > 0 && (await giveAnotherVehicle(tx, occasion, service, facts))
  return flag(tx, occasion, service, obstacleWords(isHelped ? { ...found, vehicle: [] } : found))
}

function lookAgain(tx: Change, { id }: LockedService, runAt: Date): void {
  const key = `recheck-services:service:${id}:${runAt.toISOString()}`
  tx.ask({ name: 'recheck-services', payload: { about: 'service', id }, key, runAt })
}

async function giveAnotherVehicle(
  tx: RecheckRows & Change,
  occasion: Occasion,
  service: LockedService,
  { volunteer }: AssignmentFacts,
): Promise<boolean> {
  const { volunteerId } = service
  const vehicleId = volunteerId && (await tx.lockFreeVehicle(service, volunteerId))
  if (!vehicleId) return false
  const { startsAt, endsAt, busyFrom, busyUntil } = service
  await changeAssignment(
    tx,
    occasion,
    service,
    {
      startsAt,
      endsAt,
      busyFrom,
      busyUntil,
      volunteerId,
      vehicleId,
      localAssociationId: service.localAssociationId ?? volunteer.localAssociationId,
      assignedAt: occasion.now,
    },
    {
      tellAt: noticeTime(service.startsAt, occasion.now),
      action: 'service.vehicleChanged',
      vehicleBefore: await tx.assignedVehicleId(service.id),
    },
  )
  return true
}

async function flag(
  tx: RecheckRows & Change,
  { now }: Occasion,
  { id: entityId, listeningPointId }: LockedService,
  reasons: string[],
): Promise<void> {
  const known = (await tx.flagOf(entityId)) ?? []
  if (known.join('\n') === reasons.join('\n')) return
  if (reasons.length > 0) await tx.saveFlag(entityId, reasons, now)
  else await tx.clearFlag(entityId)
  const action = reasons.length > 0 ? 'service.flagged' : 'service.unflagged'
  tx.trace({ action, entity: 'service', entityId, listeningPointId })
  tx.announce({ topic: 'service', entityId, listeningPointId })
}
