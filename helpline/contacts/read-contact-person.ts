import type { SignedIn } from '../access/permissions.ts'
import type { Mobility } from '../people/profile.ts'
import type { TimelineEntry } from './person-timeline.ts'
import { type ContactRows, readContact } from './write-contact.ts'

/** What whoever speaks with a person must not miss, and what saves asking again. */
export interface PersonAtHand {
  personId: string
  hardOfHearing: boolean
  warning: string | null
  mobility: Mobility | null
  address: string | null
  comuneIstatCode: string | null
  comuneName: string | null
  awaitsCallback: boolean
  openRequests: (TimelineEntry & { kind: 'request' })[]
  /** Others who use one of the same numbers. */
  sameNumber: string[]
}

export interface PersonAtHandRows {
  findPersonAtHand(personId: string): Promise<PersonAtHand | null>
}

/** Of the person a contact is for; its opening has been traced already. */
export async function readContactPerson(
  rows: Pick<ContactRows, 'findContact'> & PersonAtHandRows,
  who: SignedIn,
  contactId: string,
): Promise<PersonAtHand | null> {
  const contact = await readContact(rows, who, contactId)
  if (!contact.person) return null
  const person = await rows.findPersonAtHand(contact.person.id)
  return person && { ...person, openRequests: person.openRequests.filter((each) => each.contactId !== contactId) }
}
