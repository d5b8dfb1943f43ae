import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict } from '../../errors.ts'
import type { ReleaseRows } from '../offers/release-service.ts'
import { keepReturn, type MoveReturnRows, pairReturn } from '../series/kept-return.ts'
import { isOpenService, type LockedService } from '../service-records.ts'
import { tellingPrefix } from '../tell-person.ts'
import { moveReturnAlong } from './move-service.ts'
import {
  type Addressed,
  askNextWave,
  changedMeanwhile,
  changePrefix,
  type ServiceChangeRows,
  serviceToChange,
} from './service-change.ts'

export interface RememberedService {
  /** Of the change. */
  version: number
  volunteerId: string | null
  startsAt: Date
  endsAt: Date
}

export interface UndoChangeRows extends ServiceChangeRows, ReleaseRows, MoveReturnRows {
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
    const service = await serviceToChange(tx, input, occasion, change?.volunteerId ? [change.volunteerId] : [])
    if (change?.version !== service.version) throw new Conflict(changedMeanwhile)
    const volunteers = await tx.withdrawUnsentMessages(changePrefix(service.id, service.version))
    const person = await tx.withdrawUnsentMessages(tellingPrefix(service))
    if (volunteers.alreadySent + person.alreadySent > 0)
      throw new Conflict('Le persone sono già state avvisate: per tornare indietro lo cambi di nuovo.')
    const revived = await tx.reviveNews(service.id, service.version)
    await moveReturnAlong(tx, occasion, service, change.endsAt)
    await tx.restoreService(service.id)
    const { listeningPointId } = service
    tx.trace({ action: 'service.changeUndone', entity: 'service', entityId: service.id, listeningPointId })
    tx.announce({ topic: 'service', entityId: service.id, listeningPointId })
    const restored = await tx.lockService(service.id)
    if (restored && isOpenService(restored)) askNextWave(tx, restored, occasion.now)
    if (restored) tellOfChangeBefore(tx, restored, revived)
    if (restored) await keepAgain(tx, occasion, service, restored)
  })
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
