import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, NotAllowed, NotFound } from '../../errors.ts'
import { type CancelServiceRows, cancelService, tellPersonOff } from '../cancel-service.ts'
import { isOpenService } from '../service-records.ts'

export interface CancelOccurrenceRows extends CancelServiceRows {
  assignedVolunteerId(serviceId: string): Promise<string | null>
  lockVolunteers(ids: string[]): Promise<void>
}

/** "Solo questo": it is cancelled, and a cycle does not make it again. */
export async function cancelOccurrence(
  doors: Transactions<CancelOccurrenceRows>,
  occasion: Occasion,
  { who, serviceId, version }: { who: SignedIn; serviceId: string; version: number },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const volunteerId = await tx.assignedVolunteerId(serviceId)
    if (volunteerId) await tx.lockVolunteers([volunteerId])
    const service = await tx.lockService(serviceId)
    if (!service) throw new NotFound('Questo servizio non c’è.')
    if (!maySeePoint(who, service.listeningPointId)) {
      throw new NotAllowed('Questo servizio è di un altro punto d’ascolto.')
    }
    if (service.state === 'cancelled') return
    if (service.version !== version) throw new Conflict('Nel frattempo il servizio è cambiato: lo guardi di nuovo.')
    if (!isOpenService(service) && service.state !== 'assigned') throw new NotAllowed('Questo servizio è già chiuso.')
    await cancelService(tx, occasion, service)
    await tellPersonOff(tx, occasion, service)
  })
}
