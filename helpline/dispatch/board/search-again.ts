import type { Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, NotAllowed } from '../../errors.ts'
import { type ReleaseRows, releaseVolunteer } from '../offers/release-service.ts'
import { isAwaitedReturn } from '../service-records.ts'
import { type Addressed, askNextWave, type ServiceChangeRows, serviceToChange } from './service-change.ts'

/** Volunteers are asked at once; whoever had said yes is told that they need not go. */
export async function searchAgain(
  doors: Transactions<ServiceChangeRows & ReleaseRows>,
  occasion: Occasion,
  input: Addressed,
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const service = await serviceToChange(tx, input, occasion)
    if (service.state === 'assigned') return releaseVolunteer(tx, occasion, service)
    if (isAwaitedReturn(service)) {
      throw new NotAllowed('Per questo ritorno si chiede ai volontari quando la persona è pronta.')
    }
    if (service.openOffers > 0) throw new Conflict('Si sta già aspettando la risposta di qualcuno.')
    askNextWave(tx, service, occasion.now)
    const { id: entityId, listeningPointId } = service
    tx.trace({ action: 'service.searchedAgain', entity: 'service', entityId, listeningPointId })
    tx.announce({ topic: 'service', entityId, listeningPointId })
  })
}
