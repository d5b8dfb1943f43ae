import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import type { RequestRecord } from '../../contacts/contact-records.ts'
import type { ContactRows } from '../../contacts/write-contact.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import type { EndServiceRows } from '../cancel-service.ts'
import type { TakeInChargeRows } from '../take-in-charge.ts'

export interface TakeBackRows
  extends Pick<TakeInChargeRows, 'lockRequest' | 'findRequest'>,
    Pick<ContactRows, 'lockContact'>,
    Pick<EndServiceRows, 'servicesOfRequest'> {
  /** Open again, as before it was refused. */
  reopenRequest(requestId: string): Promise<void>
}

/** Refused by mistake: as long as its contact is being written the request is open again, and no unmet need is counted. Twice is once. */
export async function takeBackRefusal(
  doors: Transactions<TakeBackRows>,
  occasion: Occasion,
  { who, requestId }: { who: SignedIn; requestId: string },
): Promise<RequestRecord> {
  return doors.transaction(occasion, async (tx) => {
    const contactId = (await tx.findRequest(requestId))?.contactId
    // The contact before its requests, as whoever closes it takes them.
    const contact = contactId ? await tx.lockContact(contactId) : null
    const origin = await tx.lockRequest(requestId)
    const request = await tx.findRequest(requestId)
    if (!contact || !origin || !request) throw new NotFound('Questa richiesta non c’è.')
    const { listeningPointId } = origin
    if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('Questa richiesta è di un altro punto d’ascolto.')
    if (request.state === 'open') return request
    if (request.state !== 'unmet' || (await tx.servicesOfRequest(requestId)).length > 0) {
      throw new NotAllowed('Questa richiesta non è stata rifiutata: non c’è niente da annullare.')
    }
    if (contact.state !== 'draft') {
      throw new NotAllowed('Il contatto è chiuso: per annullare il rifiuto prima lo riapra.')
    }
    await tx.reopenRequest(requestId)
    tx.trace({
      action: 'request.refusalTakenBack',
      entity: 'request',
      entityId: requestId,
      listeningPointId,
      fields: ['unmetCause', 'referredTo'],
    })
    tx.announce({ topic: 'contact', entityId: request.contactId, listeningPointId })
    const open = await tx.findRequest(requestId)
    if (!open) throw new NotFound('Questa richiesta non c’è.')
    return open
  })
}
