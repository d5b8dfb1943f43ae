import type { Change, Occasion } from '../../changes/change.ts'
import { freeCode, type MakeOffersDoors, type MakeOffersRows, writeOffer } from '../make-offers.ts'
import { isAwaitedReturn, type LockedService } from '../service-records.ts'
import type { TellSearchingRows } from '../telling/tell-searching.ts'

const MINUTE_MS = 60_000
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS
/** Whoever has just written has the telephone in their hand. */
const ANSWERED_WITHIN_MINUTES = 30
/** Others are not kept waiting for them; nobody is asked while the change may still be undone. */
const OTHERS_AFTER_MINUTES = 1

/** What a volunteer was asked; null: nobody asked, they said it themselves. */
export interface AskedQuestion {
  askedStartsAt: Date | null
  askedReturnAt: Date | null
  askedToPlace: string | null
}

export interface AskAnewRows
  extends Pick<
      MakeOffersRows,
      'lockVolunteersToAsk' | 'addOffer' | 'addOutboundMessage' | 'addPageLink' | 'markOffering'
    >,
    Pick<MakeOffersDoors, 'serviceToOffer'>,
    Pick<TellSearchingRows, 'undoableUntil'> {
  /** Whether another question about this service awaits their answer. */
  isAskedOf(volunteerId: string, serviceId: string, exceptOfferId: string): Promise<boolean>
  withdrawOffer(offerId: string): Promise<void>
}

/** A yes counts for what was asked: at another hour, or to another place, the service is another one. */
export function isSameQuestion(
  { askedStartsAt, askedReturnAt, askedToPlace }: AskedQuestion,
  service: Pick<LockedService, 'startsAt' | 'returnAt' | 'toPlace' | 'calledUntil' | 'readyAt'>,
): boolean {
  // A return that nobody has called yet was asked for with no hour.
  if (askedStartsAt === null || isAwaitedReturn(service)) return true
  return (
    askedStartsAt.getTime() === service.startsAt.getTime() &&
    askedReturnAt?.getTime() === service.returnAt?.getTime() &&
    askedToPlace === service.toPlace
  )
}

/** They would go, and it has changed since they were asked: they are asked once more, as it is now. */
export async function askAnew(
  tx: AskAnewRows & Change,
  occasion: Occasion,
  { id: offerId, volunteerId }: { id: string; volunteerId: string },
  current: LockedService,
): Promise<void> {
  const { now } = occasion
  const { id: serviceId, listeningPointId, startsAt } = current
  await tx.withdrawOffer(offerId)
  if (await tx.isAskedOf(volunteerId, serviceId, offerId)) return
  const service = await tx.serviceToOffer(serviceId)
  const [volunteer] = await tx.lockVolunteersToAsk([volunteerId], new Date(now.getTime() - WEEK_MS))
  if (!service || !volunteer) return
  if (current.state === 'planned') await tx.markOffering(serviceId)
  const wave = current.lastWave + 1
  const expiresAt = new Date(Math.min(now.getTime() + ANSWERED_WITHIN_MINUTES * MINUTE_MS, startsAt.getTime()))
  await writeOffer(tx, occasion, service, volunteer, {
    ...{ listeningPointId, wave, rank: 0, expiresAt },
    reasons: ['avrebbe detto sì, prima che cambiasse'],
    code: freeCode(`${serviceId}${volunteerId}`, new Set(volunteer.usedCodes)),
    sendAt: (await tx.undoableUntil(current)) ?? undefined,
  })
  tx.announce({ topic: 'service', entityId: serviceId, listeningPointId })
  tx.ask({
    name: 'close-wave',
    payload: { serviceId, wave },
    key: `close-wave:${serviceId}:${wave}`,
    runAt: expiresAt,
  })
  if (current.openOffers > 0) return
  // This wave was perhaps to be asked of others: it is they who come next.
  tx.ask({
    name: 'make-offers',
    payload: { serviceId, wave: wave + 1 },
    key: `make-offers:${serviceId}:${wave + 1}`,
    runAt: new Date(now.getTime() + OTHERS_AFTER_MINUTES * MINUTE_MS),
  })
}
