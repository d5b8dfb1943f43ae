import type { Change, Occasion } from '../../changes/change.ts'
import { releasedText, returnReleasedText } from '../offer-texts.ts'
import { freeReturn, type ReturnRows } from '../series/kept-return.ts'
import { isAwaitedReturn, type LockedService } from '../service-records.ts'
import { askToTellSearching } from '../telling/tell-searching.ts'
import { type NoLongerTheirsRows, tellNoLongerTheirs } from './no-longer-theirs.ts'

export interface ReleaseRows extends ReturnRows, NoLongerTheirsRows {
  /** The yes becomes a no: for this service the same volunteer is not asked again. */
  takeBackAcceptance(offerId: string): Promise<void>
  /** Nobody's any more: no volunteer, no vehicle, nobody told; what was asked before may be asked again. */
  reopenService(service: LockedService, now: Date): Promise<void>
}

/** Takes a service from whoever had said yes and looks for somebody else; where none is soon found, the person hears so. */
export async function releaseVolunteer(
  tx: ReleaseRows & Change,
  occasion: Occasion,
  service: LockedService,
): Promise<void> {
  const { id, listeningPointId } = service
  const isAwaited = isAwaitedReturn(service)
  const text = isAwaited ? returnReleasedText : releasedText
  await tellNoLongerTheirs(tx, occasion, service, {
    intentKey: `released:${id}:${service.version}`,
    body: ({ personName, startsAt }) => text(startsAt, personName),
  })
  if (service.acceptedOfferId) await tx.takeBackAcceptance(service.acceptedOfferId)
  if (isAwaited) {
    await tx.planAgain(id)
  } else {
    await tx.reopenService(service, occasion.now)
    await freeReturn(tx, service)
    askToTellSearching(tx, occasion, service)
  }
  tx.trace({ action: 'service.released', entity: 'service', entityId: id, listeningPointId, fields: ['volunteer'] })
  tx.announce({ topic: 'service', entityId: id, listeningPointId })
  if (isAwaited) return
  const wave = service.lastWave + 1
  // This wave may have been looked for once already, and nobody was found.
  const key = `make-offers:${id}:${wave}:released:${service.version}`
  tx.ask({ name: 'make-offers', payload: { serviceId: id, wave }, key })
}
