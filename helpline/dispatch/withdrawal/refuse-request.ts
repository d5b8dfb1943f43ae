import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import type { RequestRecord } from '../../contacts/contact-records.ts'
import type { UnmetCause } from '../../contacts/kinds.ts'
import { Invalid, NotAllowed, NotFound } from '../../errors.ts'
import { isRide } from '../service-times.ts'
import type { TakeInChargeRows } from '../take-in-charge.ts'

export interface RefuseRows extends Pick<TakeInChargeRows, 'lockRequest' | 'findRequest'> {
  refuseRequest(requestId: string, refusal: Refusal & { personId: string | null; now: Date }): Promise<void>
}

interface Refusal {
  cause: UnmetCause
  /** Whom the person was sent to. */
  referredTo: string | null
}

/** Help that is not given, said at once and not taken in charge: the need is kept and counted with its cause. Twice is once. */
export async function refuseRequest(
  doors: Transactions<RefuseRows>,
  occasion: Occasion,
  { who, requestId, cause, referredTo }: Refusal & { who: SignedIn; requestId: string },
): Promise<RequestRecord> {
  return doors.transaction(occasion, async (tx) => {
    const origin = await tx.lockRequest(requestId)
    const request = await tx.findRequest(requestId)
    if (!origin || !request) throw new NotFound('Questa richiesta non c’è.')
    const { listeningPointId, personId } = origin
    if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('Questa richiesta è di un altro punto d’ascolto.')
    if (request.state === 'unmet' && request.unmetCause === cause) return request
    if (request.state !== 'open') throw new NotAllowed('Questa richiesta è già presa in carico o finita.')
    if (!request.helpKind) throw new Invalid('Controlli i campi segnati.', { helpKind: 'Scelga il tipo d’aiuto.' })
    if (cause === 'medicalTransport' && !isRide(request.helpKind)) {
      throw new Invalid('Controlli i campi segnati.', { cause: 'Solo un viaggio può essere un trasporto sanitario.' })
    }
    await tx.refuseRequest(requestId, { cause, referredTo, personId, now: occasion.now })
    tx.trace({
      action: 'request.unmet',
      entity: 'request',
      entityId: requestId,
      listeningPointId,
      fields: ['unmetCause', 'referredTo'],
    })
    tx.announce({ topic: 'contact', entityId: request.contactId, listeningPointId })
    const refused = await tx.findRequest(requestId)
    if (!refused) throw new NotFound('Questa richiesta non c’è.')
    return refused
  })
}
