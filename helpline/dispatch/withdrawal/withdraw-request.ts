import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import type { RequestRecord } from '../../contacts/contact-records.ts'
import type { WithdrawalReason } from '../../contacts/kinds.ts'
import { Conflict, NotAllowed, NotFound } from '../../errors.ts'
import { romeDate } from '../../territory/rome-time.ts'
import { type CancelServiceRows, cancelService, tellPersonOff } from '../cancel-service.ts'
import { isOpenService, type LockedService } from '../service-records.ts'
import { personCalledOffText } from '../spoken-texts.ts'
import type { TakeInChargeRows } from '../take-in-charge.ts'

export interface WithdrawRows extends CancelServiceRows, Pick<TakeInChargeRows, 'lockRequest' | 'findRequest'> {
  /** Services still to be done, in the order of their ids; one somebody has set out for is for its closing to tell. */
  openServicesOf(requestId: string, now: Date): Promise<string[]>
  /** Its cycles bring nothing more; held first, like whoever adds their services holds them. */
  endSeriesOf(requestId: string, endsOn: string): Promise<void>
  noteWithdrawal(requestId: string, reason: WithdrawalReason, note: string | null): Promise<void>
}

/** Who says so expects nobody; of the others somebody else spoke. */
const isTheirWord: ReadonlySet<WithdrawalReason> = new Set(['notNeeded', 'solvedOtherwise'])

interface Withdrawing {
  who: SignedIn
  requestId: string
  reason: WithdrawalReason
  note: string | null
}

/**
 * The person takes the request back, or it was written by mistake: what is still to be done is called off and whoever expected it
 * is told. What was done already stays done. Twice is once.
 */
export async function withdrawRequest(
  doors: Transactions<WithdrawRows>,
  occasion: Occasion,
  { who, requestId, reason, note }: Withdrawing,
): Promise<RequestRecord> {
  return doors.transaction(occasion, async (tx) => {
    await tx.endSeriesOf(requestId, romeDate(occasion.now))
    // Services before their request: whoever closes a service takes them in this order too.
    const expected = await tx.openServicesOf(requestId, occasion.now)
    const services: LockedService[] = []
    for (const serviceId of expected) {
      const service = await tx.lockService(serviceId)
      if (service && (isOpenService(service) || service.state === 'assigned')) services.push(service)
    }
    const origin = await tx.lockRequest(requestId)
    const request = await tx.findRequest(requestId)
    if (!origin || !request) throw new NotFound('Questa richiesta non c’è.')
    const { listeningPointId } = origin
    if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('Questa richiesta è di un altro punto d’ascolto.')
    if (request.state === 'withdrawn') return request
    if (request.state !== 'open' && request.state !== 'takenInCharge') {
      throw new NotAllowed('Questa richiesta è già finita: non c’è più niente da ritirare.')
    }
    const left = await tx.openServicesOf(requestId, occasion.now)
    if (left.some((serviceId) => !services.some(({ id }) => id === serviceId))) {
      throw new Conflict('Proprio ora la richiesta è stata presa in carico: la guardi di nuovo.')
    }
    await tx.noteWithdrawal(requestId, reason, note)
    for (const service of services) {
      // A way back goes with its outward way.
      if ((await tx.lockService(service.id))?.state === 'cancelled') continue
      await cancelService(tx, occasion, service)
      if (!isTheirWord.has(reason)) await tellPersonOff(tx, occasion, service, personCalledOffText)
    }
    const begun = (await tx.servicesOfRequest(requestId)).some(({ state }) => state === 'assigned')
    if (services.length === 0 && !begun) {
      await tx.endRequest(requestId, { state: 'withdrawn', unmetCause: null, fulfilledBy: null }, occasion.now)
      tx.trace({ action: 'request.withdrawn', entity: 'request', entityId: requestId, listeningPointId })
    }
    tx.announce({ topic: 'contact', entityId: request.contactId, listeningPointId })
    const saved = await tx.findRequest(requestId)
    if (!saved) throw new NotFound('Questa richiesta non c’è.')
    return saved
  })
}
