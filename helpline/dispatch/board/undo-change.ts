import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict } from '../../errors.ts'
import { keepReturn, pairReturn } from '../series/kept-return.ts'
import { isOpenService, type LockedService } from '../service-records.ts'
import { tellingPrefix } from '../tell-person.ts'
import { type MoveServiceRows, moveReturnAlong, volunteerOfReturn } from './move-service.ts'
import { type Addressed, askNextWave, changedMeanwhile, changePrefix, serviceToChange } from './service-change.ts'

export interface RememberedService {
  /** Of the change. */
  version: number
  volunteerId: string | null
  startsAt: Date
  endsAt: Date
  tellAt: Date
}

export interface UndoChangeRows extends MoveServiceRows {
  /** Those not yet on their way do not leave any more; how many had already left. */
  withdrawUnsentMessages(intentPrefix: string): Promise<{ alreadySent: number }>
  /** What a change had withdrawn may leave after all; the messages. */
  reviveNews(serviceId: string, version: number): Promise<string[]>
  /** How it was before the last change by hand. */
  rememberedChange(serviceId: string): Promise<RememberedService | null>
  /** Everything as it was, what people had been told included. */
  restoreService(serviceId: string): Promise<void>
}

/** Puts back what was just changed by hand, as long as nobody has been told. */
export async function undoChange(
  doors: Transactions<UndoChangeRows>,
  occasion: Occasion,
  input: Addressed,
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const change = await tx.rememberedChange(input.serviceId)
    const along = change && (await movedAlong(tx, input.serviceId, change))
    const volunteers = [change, along].flatMap((each) => each?.volunteerId ?? [])
    const returnVolunteer = along && (await volunteerOfReturn(tx, input.serviceId))
    const service = await serviceToChange(
      tx,
      input,
      occasion,
      returnVolunteer ? [...volunteers, returnVolunteer] : volunteers,
    )
    if (change?.version !== service.version) throw new Conflict(changedMeanwhile)
    const back = along && (await tx.lockService(along.id))
    if (along && (back?.version !== along.version || back.volunteerId !== returnVolunteer))
      throw new Conflict(changedMeanwhile)
    await nobodyIsTold(tx, back ? [service, back] : [service])
    await moveReturnAlong(tx, occasion, service, change.endsAt)
    // Both make room before either is where it was: the same volunteer and the same car may have both.
    if (back) for (const each of [service, back]) await tx.setAside(each.id, each)
    const restored = await restore(tx, occasion, service)
    if (restored) await keepAgain(tx, occasion, service, restored)
    if (back) await restore(tx, occasion, back)
  })
}

/** The return that was moved in the same moment. */
async function movedAlong(tx: UndoChangeRows, outwardServiceId: string, change: RememberedService) {
  const id = await tx.returnIdOf(outwardServiceId)
  const changed = id && (await tx.rememberedChange(id))
  return id && changed && changed.tellAt.getTime() === change.tellAt.getTime() ? { ...changed, id } : null
}

async function nobodyIsTold(tx: UndoChangeRows, services: readonly LockedService[]): Promise<void> {
  let alreadySent = 0
  for (const service of services) {
    const volunteers = await tx.withdrawUnsentMessages(changePrefix(service.id, service.version))
    const person = await tx.withdrawUnsentMessages(tellingPrefix(service))
    alreadySent += volunteers.alreadySent + person.alreadySent
  }
  if (alreadySent > 0) throw new Conflict('Le persone sono già state avvisate: per tornare indietro lo cambi di nuovo.')
}

async function restore(
  tx: UndoChangeRows & Change,
  occasion: Occasion,
  service: LockedService,
): Promise<LockedService | null> {
  const { id: entityId, listeningPointId } = service
  const revived = await tx.reviveNews(entityId, service.version)
  await tx.restoreService(entityId)
  tx.trace({ action: 'service.changeUndone', entity: 'service', entityId, listeningPointId })
  tx.announce({ topic: 'service', entityId, listeningPointId })
  const restored = await tx.lockService(entityId)
  if (!restored) return null
  // Whoever was asked for what is no more.
  await tx.withdrawOtherOffers(entityId, restored.acceptedOfferId)
  if (isOpenService(restored)) askNextWave(tx, restored, occasion.now)
  tellOfChangeBefore(tx, restored, revived)
  return restored
}

/** A change before this one, of which nobody had heard when this one was made, stands again. */
function tellOfChangeBefore(tx: Change, { id: serviceId, version, state }: LockedService, revived: string[]): void {
  for (const messageId of revived) {
    tx.ask({ name: 'send-message', payload: { messageId }, key: `send-message:${messageId}:revived:${version}` })
  }
  if (state === 'assigned')
    tx.ask({ name: 'tell-person', payload: { serviceId }, key: `tell-person:${serviceId}:${version}:1` })
}

/** The return is again with whoever has the outward way again. */
async function keepAgain(
  tx: UndoChangeRows & Change,
  occasion: Occasion,
  undone: LockedService,
  { id, leg, volunteerId, localAssociationId }: LockedService,
): Promise<void> {
  if (!volunteerId) return
  const to = { volunteerId, vehicleId: await tx.assignedVehicleId(id), localAssociationId }
  if (volunteerId === undone.volunteerId) await keepReturn(tx, occasion, { id, leg }, to)
  else await pairReturn(tx, occasion, { id, leg }, to)
}
