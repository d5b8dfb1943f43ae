import type { Change } from '../../changes/change.ts'

export interface OutgoingContactRows {
  /**
   * The contact of the last call this operator made through us to a number of this person's since then, if nothing is written of it
   * on any list.
   */
  findContactOfCallMade(call: { operatorId: string; personId: string; since: Date }): Promise<string | null>
  addOutgoingContact(contact: {
    personId: string
    operatorId: string | null
    listeningPointId: string
    notes: string
    isOpen: boolean
    now: Date
  }): Promise<string>
  /** Says what it was about, unless somebody has written in it; closes it unless it goes on or holds requests. */
  settleOutgoingContact(contactId: string, settling: { notes: string; isOpen: boolean; now: Date }): Promise<void>
}

interface OutgoingContact {
  personId: string
  /** null: a volunteer, from their own telephone. */
  operatorId: string | null
  listeningPointId: string
  notes: string
  /** Something to write down arises from it. */
  isOpen: boolean
  since: Date
  now: Date
}

/** The one outgoing contact of a call on a list: that of the call made through us, or a new one. */
export async function writeOutgoingContact(tx: OutgoingContactRows & Change, input: OutgoingContact): Promise<string> {
  const { personId, operatorId, listeningPointId, notes, isOpen, since, now } = input
  const made = operatorId ? await tx.findContactOfCallMade({ operatorId, personId, since }) : null
  if (made) await tx.settleOutgoingContact(made, { notes, isOpen, now })
  const contactId =
    made ?? (await tx.addOutgoingContact({ personId, operatorId, listeningPointId, notes, isOpen, now }))
  const action = made ? 'contact.changed' : 'contact.started'
  tx.trace({ action, entity: 'contact', entityId: contactId, listeningPointId })
  tx.announce({ topic: 'contact', entityId: contactId, listeningPointId })
  return contactId
}
