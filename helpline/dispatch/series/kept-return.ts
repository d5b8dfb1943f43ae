import type { Change, Occasion } from '../../changes/change.ts'
import { isAwaitedReturn, isOpenService, type LockedService, type ServiceLock } from '../service-records.ts'
import type { ServiceTimes } from '../service-times.ts'
import { watchReturn } from './plan-services.ts'

export interface ReturnRows extends ServiceLock {
  /** Of the return of an outward way, if it has one that is not cancelled. */
  returnIdOf(outwardServiceId: string): Promise<string | null>
  /** Nobody's, and nobody is asked: as before somebody took its outward way. */
  planAgain(serviceId: string): Promise<void>
}

export interface PairRows extends ReturnRows {
  isVolunteerBusy(volunteerId: string, service: LockedService): Promise<boolean>
  isVehicleFree(vehicleId: string, service: LockedService): Promise<boolean>
  /** The vehicles of a volunteer, and these, in the one order everybody takes them in; those that are there. */
  holdPool(volunteerId: string, also: readonly string[]): Promise<string[]>
  lockFreeVehicle(service: LockedService, volunteerId: string): Promise<string | null>
  assignService(
    service: LockedService,
    to: { volunteerId: string; vehicleId: string | null; localAssociationId: string | null; now: Date },
  ): Promise<void>
  preferVolunteer(serviceId: string, volunteerId: string): Promise<void>
}

type Outward = Pick<LockedService, 'id' | 'leg'>
interface Taker {
  volunteerId: string
  vehicleId: string | null
  localAssociationId: string | null
}

/** The return of an outward way. Held after it and before any vehicle, by everybody. */
export async function holdReturn(tx: Omit<ReturnRows, 'planAgain'>, outward: Outward): Promise<LockedService | null> {
  const returnId = outward.leg === 'outward' ? await tx.returnIdOf(outward.id) : null
  return returnId ? tx.lockService(returnId) : null
}

/** Whoever leaves an outward way leaves the return that was kept for them with it. */
export async function freeReturn(tx: ReturnRows & Change, outward: LockedService): Promise<void> {
  const back = await holdReturn(tx, outward)
  if (!back || !isAwaitedReturn(back) || back.state !== 'assigned' || back.volunteerId !== outward.volunteerId) return
  await tx.planAgain(back.id)
  const { id: entityId, listeningPointId } = back
  tx.trace({ action: 'service.returnFreed', entity: 'service', entityId, listeningPointId, fields: ['volunteer'] })
  tx.announce({ topic: 'service', entityId, listeningPointId })
}

/**
 * Somebody takes the outward way. A return called when ready is kept for them with it, where they are free; one at a fixed hour
 * is asked of them before anybody else.
 */
export async function pairReturn(
  tx: PairRows & Change,
  { now }: Pick<Occasion, 'now'>,
  outward: Outward,
  to: Taker,
  askAt: Date = now,
): Promise<void> {
  const back = await holdReturn(tx, outward)
  if (!back || !isOpenService(back)) return
  await tx.preferVolunteer(back.id, to.volunteerId)
  if (isAwaitedReturn(back)) return keepFor(tx, { now }, back, to)
  askForReturn(tx, back, askAt)
  tx.announce({ topic: 'service', entityId: back.id, listeningPointId: back.listeningPointId })
}

/** The same volunteer, at another time or with another vehicle: only what is kept for them is looked at again. */
export async function keepReturn(
  tx: PairRows & Change,
  occasion: Pick<Occasion, 'now'>,
  outward: Outward,
  to: Taker,
): Promise<void> {
  const back = await holdReturn(tx, outward)
  if (back && isOpenService(back) && isAwaitedReturn(back)) await keepFor(tx, occasion, back, to)
}

async function keepFor(
  tx: PairRows & Change,
  { now }: Pick<Occasion, 'now'>,
  back: LockedService,
  to: Taker,
): Promise<void> {
  if (await tx.isVolunteerBusy(to.volunteerId, back)) return
  await tx.holdPool(to.volunteerId, to.vehicleId ? [to.vehicleId] : [])
  const sameCar = to.vehicleId !== null && (await tx.isVehicleFree(to.vehicleId, back)) ? to.vehicleId : null
  const vehicleId = sameCar ?? (await tx.lockFreeVehicle(back, to.volunteerId))
  await tx.assignService(back, { ...to, vehicleId, now })
  const { id: entityId, listeningPointId } = back
  tx.trace({ action: 'service.returnReserved', entity: 'service', entityId, listeningPointId, fields: ['volunteer'] })
  tx.announce({ topic: 'service', entityId, listeningPointId })
}

export function askForReturn(tx: Change, back: LockedService, runAt: Date): void {
  const wave = back.lastWave + 1
  const key = `make-offers:${back.id}:${wave}:return:${back.version}`
  tx.ask({ name: 'make-offers', payload: { serviceId: back.id, wave }, key, runAt })
}

export interface MoveReturnRows extends ReturnRows {
  /** As part of a change that counts its version. */
  writeWindow(serviceId: string, window: ServiceTimes & { calledUntil: Date }): Promise<void>
}

/** The time kept for a return that nobody has, and until when it is awaited, a while later or earlier. */
export async function moveWindow(tx: MoveReturnRows & Change, back: LockedService, byMs: number): Promise<void> {
  if (!back.calledUntil || byMs === 0) return
  const moved = (at: Date) => new Date(at.getTime() + byMs)
  const { startsAt, endsAt, busyFrom, busyUntil, id: entityId, listeningPointId } = back
  const calledUntil = moved(back.calledUntil)
  await tx.writeWindow(entityId, {
    startsAt: moved(startsAt),
    endsAt: moved(endsAt),
    busyFrom: moved(busyFrom),
    busyUntil: moved(busyUntil),
    calledUntil,
  })
  watchReturn(tx, entityId, calledUntil)
  tx.trace({ action: 'service.moved', entity: 'service', entityId, listeningPointId, fields: ['startsAt'] })
  tx.announce({ topic: 'service', entityId, listeningPointId })
}
