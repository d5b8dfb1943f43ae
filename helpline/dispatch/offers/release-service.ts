import type { Change, Occasion } from '../../changes/change.ts'
import { releasedText } from '../offer-texts.ts'
import type { LockedService, ServiceLock } from '../service-records.ts'
import { type TellVolunteerRows, tellVolunteer } from './tell-volunteer.ts'

export interface ReleaseRows extends ServiceLock, TellVolunteerRows {
  /** The yes becomes a no: for this service the same volunteer is not asked again. */
  takeBackAcceptance(offerId: string): Promise<void>
  /** Nobody's any more: no volunteer, no vehicle, nobody told; what was asked before may be asked again. */
  reopenService(service: LockedService): Promise<void>
}

/** Takes a service from whoever had said yes and looks for somebody else; the person hears of it with the next yes. */
export async function releaseVolunteer(
  tx: ReleaseRows & Change,
  occasion: Occasion,
  service: LockedService,
): Promise<void> {
  const { id, listeningPointId } = service
  await tellVolunteer(tx, occasion, service, {
    intentKey: `released:${id}:${service.version}`,
    body: ({ personName }) => releasedText(service.startsAt, personName),
  })
  if (service.acceptedOfferId) await tx.takeBackAcceptance(service.acceptedOfferId)
  await tx.reopenService(service)
  tx.trace({ action: 'service.released', entity: 'service', entityId: id, listeningPointId, fields: ['volunteer'] })
  tx.announce({ topic: 'service', entityId: id, listeningPointId })
  const wave = service.lastWave + 1
  // This wave may have been looked for once already, and nobody was found.
  const key = `make-offers:${id}:${wave}:released:${service.version}`
  tx.ask({ name: 'make-offers', payload: { serviceId: id, wave }, key })
}
