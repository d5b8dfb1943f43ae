import type { Change, Occasion } from '../../changes/change.ts'
import { romeDate } from '../../territory/rome-time.ts'
import { keptText } from '../board/change-texts.ts'
import { type TellVolunteerRows, tellVolunteer } from '../offers/tell-volunteer.ts'
import { askForReturn, type PairRows, pairReturn } from '../series/kept-return.ts'
import { watchReturn } from '../series/plan-services.ts'
import { isAwaitedReturn, isOpenService, type LockedService } from '../service-records.ts'

export interface CalledOffReturn {
  id: string
  /** Who was to go, and with what. */
  volunteerId: string | null
  vehicleId: string | null
}

export interface BringReturnBackRows extends PairRows, TellVolunteerRows {
  assignedVolunteerId(serviceId: string): Promise<string | null>
  lockVolunteers(ids: string[]): Promise<void>
  /** The return that was called off when its outward way was closed in vain, or after; null where it has another one. */
  calledOffReturn(outwardServiceId: string): Promise<CalledOffReturn | null>
  /** Planned again, and nobody's; whoever was asked before may be asked again. */
  uncancel(service: LockedService): Promise<void>
  /** In charge again, if it had ended as solved; false where it has ended in another way. */
  takeUpAgain(requestId: string): Promise<boolean>
}

/** Before the services, like everybody: a return that comes back is kept for one of these. */
export async function holdForReturn(
  tx: Pick<BringReturnBackRows, 'assignedVolunteerId' | 'lockVolunteers' | 'calledOffReturn'>,
  outwardServiceId: string,
): Promise<void> {
  const called = await tx.calledOffReturn(outwardServiceId)
  if (!called) return
  const ids = [called.volunteerId, await tx.assignedVolunteerId(outwardServiceId)].flatMap((id) => id ?? [])
  if (ids.length > 0) await tx.lockVolunteers([...new Set(ids)])
}

/**
 * The person was taken there after all, and waits to be brought home: until the end of its day the return that was called off is
 * there again, kept for whoever had it or asked of them first.
 */
export async function bringReturnBack(
  tx: BringReturnBackRows & Change,
  occasion: Occasion,
  outward: LockedService,
): Promise<void> {
  const called = outward.leg === 'outward' ? await tx.calledOffReturn(outward.id) : null
  const cancelled = called && (await tx.lockService(called.id))
  if (!called || cancelled?.state !== 'cancelled') return
  const { now } = occasion
  if (romeDate(cancelled.calledUntil ?? cancelled.startsAt) < romeDate(now)) return
  if (!(await tx.takeUpAgain(cancelled.requestId))) return
  await tx.uncancel(cancelled)
  await tx.planAgain(called.id)
  const { id: entityId, listeningPointId } = cancelled
  tx.trace({ action: 'service.plannedAgain', entity: 'service', entityId, listeningPointId })
  tx.announce({ topic: 'service', entityId, listeningPointId })
  const back = await tx.lockService(called.id)
  if (!back || !isOpenService(back)) return
  const { calledUntil } = back
  if (calledUntil && isAwaitedReturn(back)) watchReturn(tx, back.id, calledUntil > now ? calledUntil : now)
  const to = takerOf(outward, cancelled, called)
  if (to) await pairReturn(tx, occasion, outward, to)
  else if (!isAwaitedReturn(back)) askForReturn(tx, back, now)
  await tellWhoIsKept(tx, occasion, called.id)
}

function takerOf(outward: LockedService, cancelled: LockedService, { volunteerId, vehicleId }: CalledOffReturn) {
  if (volunteerId) return { volunteerId, vehicleId, localAssociationId: cancelled.localAssociationId }
  const { localAssociationId } = outward
  return outward.volunteerId && { volunteerId: outward.volunteerId, vehicleId, localAssociationId }
}

/** They have heard that they need not wait any more. */
async function tellWhoIsKept(tx: BringReturnBackRows & Change, occasion: Occasion, returnId: string): Promise<void> {
  const back = await tx.lockService(returnId)
  const calledUntil = back?.state === 'assigned' ? back.calledUntil : null
  if (!back || !calledUntil) return
  await tellVolunteer(tx, occasion, back, {
    intentKey: `return-again:${back.id}:${back.version}`,
    body: ({ personName }) => keptText(calledUntil, personName),
  })
}
