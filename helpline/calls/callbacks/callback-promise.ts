import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import { Invalid, NotAllowed, NotFound } from '../../errors.ts'
import { isReachable, parsePhoneNumber } from '../../territory/phone-numbers.ts'
import { type CallbackRows, checkPlan, checkVisible } from './work-callback.ts'

/** What a call-back needs to know of the contact it is promised, or solved, in. */
export interface ContactOrigin {
  id: string
  listeningPointId: string
  personId: string | null
  occurredAt: Date
  /** The number of whoever was on the line. */
  e164: string | null
}

export interface PromiseRows extends Pick<CallbackRows, 'lockCallbacks'> {
  findContactOrigin(contactId: string): Promise<ContactOrigin | null>
  isActivePoint(listeningPointId: string): Promise<boolean>
  personExists(personId: string): Promise<boolean>
  /** false where that id is taken already. */
  addPromisedCallback(callback: {
    id: string
    listeningPointId: string
    e164: string
    personId: string | null
    contactId: string | null
    createdAt: Date
    nextAttemptAt: Date
    notes: string | null
  }): Promise<boolean>
}

/** "La richiamiamo giovedì alle dieci": written by hand, under an id the console chose. Sent twice it is one promise. */
export async function promiseCallback(
  doors: Transactions<PromiseRows>,
  occasion: Occasion,
  input: {
    who: SignedIn
    callbackId: string
    listeningPointId: string
    /** As typed. */
    phone: string
    personId: string | null
    contactId: string | null
    nextAttemptAt: Date
    notes: string | null
  },
): Promise<void> {
  const { who, listeningPointId, personId } = input
  if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('Può promettere solo per i Suoi punti d’ascolto.')
  checkPlan(input.nextAttemptAt, occasion.now)
  const phone = parsePhoneNumber(input.phone)
  if (!isReachable(phone)) {
    throw new Invalid('Controlli il numero.', {
      phone: 'Questo numero non sembra giusto: lo ricontrolli con il prefisso.',
    })
  }
  await doors.transaction(occasion, async (tx) => {
    if (!(await tx.isActivePoint(listeningPointId))) throw new NotFound('Questo punto d’ascolto non è attivo.')
    const contact = input.contactId ? await visibleContact(tx, who, input.contactId) : null
    if (personId && !(await tx.personExists(personId))) {
      throw new Invalid('Scelga la persona dall’elenco.', { personId: 'Questa scheda non c’è più.' })
    }
    const added = await tx.addPromisedCallback({
      id: input.callbackId,
      listeningPointId,
      e164: phone.e164,
      personId: personId ?? contact?.personId ?? null,
      contactId: contact?.id ?? null,
      createdAt: occasion.now,
      nextAttemptAt: input.nextAttemptAt,
      notes: input.notes,
    })
    // The same promise sent twice; another's id opens nothing.
    if (!added) {
      checkVisible(await tx.lockCallbacks(input.callbackId), who)
      return
    }
    tx.trace({ action: 'callback.promised', entity: 'callback', entityId: input.callbackId, listeningPointId })
    tx.announce({ topic: 'callback', entityId: input.callbackId, listeningPointId })
  })
}

export async function visibleContact(
  rows: Pick<PromiseRows, 'findContactOrigin'>,
  who: SignedIn,
  contactId: string,
): Promise<ContactOrigin> {
  const contact = await rows.findContactOrigin(contactId)
  if (!contact) throw new NotFound('Questo contatto non c’è.')
  if (!maySeePoint(who, contact.listeningPointId)) {
    throw new NotAllowed('Questo contatto è di un altro punto d’ascolto.')
  }
  return contact
}
