import type { Change, Occasion } from '../../changes/change.ts'
import type { IsoDate } from '../../territory/rome-time.ts'
import { sensibleVehicle } from '../assign-by-hand.ts'
import { canStay, type MoveServiceRows } from '../board/move-service.ts'
import { changeAssignment } from '../board/service-change.ts'
import { type CancelServiceRows, cancelService } from '../cancel-service.ts'
import type { LockedService } from '../service-records.ts'
import type { ServiceLeg } from '../service-states.ts'
import { type PlannedLeg, plannedLegs, type ServiceTimes } from '../service-times.ts'
import { askingDay, neededOn, type PlanRows, watchReturn } from './plan-services.ts'
import type { SeriesFields, SeriesOrigin, SeriesRecord } from './series-records.ts'

export interface LegChange extends ServiceTimes {
  leg: ServiceLeg
  returnAt: Date | null
  calledUntil: Date | null
  fromPlace: string | null
  toPlace: string | null
}

export interface RescheduleRows extends MoveServiceRows, CancelServiceRows, PlanRows {
  /** Which way it is, from where to where and whether back; an open one also when. */
  writeLeg(serviceId: string, leg: LegChange): Promise<void>
  /** They leave their cycle, which may make those days again. */
  detachServices(ids: string[]): Promise<void>
  /** Whatever became of it. */
  hasReturnOn(seriesId: string, date: IsoDate): Promise<boolean>
}

type Tx = RescheduleRows & Change

/** Puts the services of one day where the cycle now says; the names of whoever must be called. */
export async function rescheduleDay(
  tx: Tx,
  occasion: Occasion,
  series: SeriesRecord,
  origin: SeriesOrigin,
  { date, held }: { date: IsoDate; held: readonly LockedService[] },
): Promise<string[]> {
  if (origin.helpKind === null) return []
  const [there, back] = plannedLegs(neededOn(series, origin.helpKind, date))
  const outward = held.find(({ leg }) => leg !== 'return')
  const returning = held.find(({ leg }) => leg === 'return')
  const toCall: string[] = []
  const moves = [
    ...(outward && there ? [{ service: outward, planned: there }] : []),
    ...(returning && back ? [{ service: returning, planned: back }] : []),
  ]
  // Later, the way back makes room first: the same volunteer may have both.
  if (outward && there && there.startsAt > outward.startsAt) moves.reverse()
  for (const { service, planned } of moves) toCall.push(...(await moveLeg(tx, occasion, series, service, planned)))
  // Whoever is already there is brought back all the same.
  if (outward && returning && !back) {
    await cancelService(tx, occasion, returning)
    await tx.detachServices([returning.id])
  }
  // A way back somebody cancelled is still there, and is not made again.
  if (outward && back && !returning && !(await tx.hasReturnOn(series.id, date))) {
    await addReturn(tx, occasion, series, origin, { outward, back, date })
  }
  return toCall
}

const placesOf = ({ fromPlace, toPlace }: SeriesFields, leg: ServiceLeg) =>
  leg === 'return' ? { fromPlace: toPlace, toPlace: fromPlace } : { fromPlace, toPlace }

/** Whoever had said yes keeps it where they can; the others are asked again. Everybody hears of it once. */
async function moveLeg(
  tx: Tx,
  occasion: Occasion,
  series: SeriesFields,
  service: LockedService,
  planned: PlannedLeg,
): Promise<string[]> {
  const { leg, returnAt, calledUntil, startsAt, endsAt, busyFrom, busyUntil } = planned
  const times = { startsAt, endsAt, busyFrom, busyUntil }
  const { now } = occasion
  await tx.writeLeg(service.id, { ...times, leg, returnAt, calledUntil, ...placesOf(series, leg) })
  if (calledUntil) watchReturn(tx, service.id, calledUntil)
  if (service.state === 'planned') {
    askAgain(tx, service, askingDay(startsAt), now)
    tx.trace({
      action: 'service.moved',
      entity: 'service',
      entityId: service.id,
      listeningPointId: service.listeningPointId,
    })
    tx.announce({ topic: 'service', entityId: service.id, listeningPointId: service.listeningPointId })
    return []
  }
  const moved = { ...service, ...times }
  const vehicleBefore = await tx.assignedVehicleId(service.id)
  await tx.setAside(service.id, { ...times, returnAt })
  const stays = service.volunteerId !== null && (await canStay(tx, moved, service.volunteerId))
  const volunteerId = stays ? service.volunteerId : null
  const { toCall } = await changeAssignment(
    tx,
    occasion,
    service,
    {
      ...times,
      volunteerId,
      vehicleId: volunteerId ? await sensibleVehicle(tx, moved, volunteerId, vehicleBefore) : null,
      localAssociationId: service.localAssociationId,
      assignedAt: volunteerId ? now : null,
    },
    { tellAt: now, action: 'service.moved', vehicleBefore },
  )
  return toCall
}

function askAgain(tx: Change, service: LockedService, from: Date, now: Date): void {
  if (service.calledUntil) return
  const wave = service.lastWave + 1
  tx.ask({
    name: 'make-offers',
    payload: { serviceId: service.id, wave },
    key: `make-offers:${service.id}:${wave}:${service.version}`,
    runAt: from > now ? from : now,
  })
}

/** The wait became long: the way back is now a service of its own. */
async function addReturn(
  tx: Tx,
  occasion: Occasion,
  series: SeriesRecord,
  origin: SeriesOrigin,
  { outward, back, date }: { outward: LockedService; back: PlannedLeg; date: IsoDate },
): Promise<void> {
  const { leg, ...times } = back
  const id = await tx.addService({
    requestId: outward.requestId,
    personId: outward.personId,
    helpKind: outward.helpKind,
    listeningPointId: outward.listeningPointId,
    localAssociationId: outward.localAssociationId,
    destinationKind: origin.destinationKind,
    insideProvince: origin.insideProvince,
    createdAt: occasion.now,
    ...times,
    leg,
    ...placesOf(series, leg),
    outwardServiceId: outward.id,
    seriesId: series.id,
    occurrenceOn: date,
    preferredVolunteerId: outward.volunteerId ?? series.volunteerId,
  })
  const { listeningPointId } = outward
  tx.trace({ action: 'service.planned', entity: 'service', entityId: id, listeningPointId })
  tx.announce({ topic: 'service', entityId: id, listeningPointId })
  const from = askingDay(back.startsAt)
  tx.ask({
    name: 'make-offers',
    payload: { serviceId: id, wave: 1 },
    key: `make-offers:${id}:1`,
    runAt: from > occasion.now ? from : occasion.now,
  })
}
