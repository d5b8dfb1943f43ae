import type { SignedIn } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import { NotAllowed } from '../errors.ts'
import type { ContactRecord } from './contact-records.ts'
import { type ContactRows, lockContact, readContact } from './write-contact.ts'

const REOPENED_WITHIN_HOURS = 24

export interface ReopenRows extends Pick<ContactRows, 'findContact' | 'lockContact'> {
  reopenContactRow(contactId: string): Promise<void>
  /** What was solved only because the contact was closed is being written again. */
  reopenInformationRequests(contactId: string, closedAt: Date): Promise<void>
}

/** Closed a moment too early: it is being written again, as before. Twice is once. */
export async function reopenContact(
  doors: Transactions<ReopenRows>,
  occasion: Occasion,
  input: { who: SignedIn; contactId: string },
): Promise<ContactRecord> {
  return doors.transaction(occasion, async (tx) => {
    const contact = await lockContact(tx, input.who, input.contactId)
    if (contact.state === 'closed') {
      const { closedAt } = contact
      const oldest = new Date(occasion.now.getTime() - REOPENED_WITHIN_HOURS * 3_600_000)
      if (!closedAt || closedAt < oldest) {
        throw new NotAllowed('È chiuso da più di un giorno: per quello che è successo dopo apra un nuovo contatto.')
      }
      await tx.reopenInformationRequests(contact.id, closedAt)
      await tx.reopenContactRow(contact.id)
      const { id: entityId, listeningPointId } = contact
      tx.trace({ action: 'contact.reopened', entity: 'contact', entityId, listeningPointId })
      tx.announce({ topic: 'contact', entityId, listeningPointId })
    }
    return readContact(tx, input.who, contact.id)
  })
}
