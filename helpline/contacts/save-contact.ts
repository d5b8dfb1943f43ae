import type { SignedIn } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import { Conflict } from '../errors.ts'
import { addWhole, type WholeRows } from './add-whole.ts'
import type { ContactFields, ContactRecord, LockedContact } from './contact-records.ts'
import { moveRequests } from './move-requests.ts'
import {
  addOpenedContact,
  type ContactOpening,
  type ContactRows,
  lockContact,
  olderVersion,
  readContact,
  refuseUnknownPerson,
  writeFields,
} from './write-contact.ts'
import { type RequestRows, type RequestSave, writeRequests } from './write-request.ts'

export interface ContactSave {
  who: SignedIn
  contactId: string
  /** How it came about, where it may be new. */
  opening: ContactOpening | null
  /** Of what is being changed; 0 for a contact the server has never seen. */
  version: number
  fields: Partial<ContactFields>
  requests: readonly RequestSave[]
}

type Doors = WholeRows & Transactions<ContactRows & RequestRows>

/** Everything there is to save of a contact, its opening and its requests too, at once: all of it, or none. Twice is once. */
export async function saveContact(doors: Doors, occasion: Occasion, input: ContactSave): Promise<ContactRecord> {
  const { who, contactId, opening, fields, requests } = input
  if (opening && input.version === 0) {
    const added = await addWhole(doors, occasion, { who, contactId, opening, fields, requests })
    if (added) return added
  }
  return doors.transaction(occasion, async (tx) => {
    if (opening && input.version === 0) await refuseUnknownPerson(tx, fields)
    const added =
      opening && input.version === 0
        ? await addOpenedContact(tx, occasion, { who, contactId, ...opening }, fields)
        : null
    const contact = added ?? (await lockContact(tx, who, contactId))
    const isChanged = !added && Object.keys(fields).length > 0 && !isRepeated(input, contact)
    if (isChanged) {
      if (contact.version !== input.version) throw new Conflict(olderVersion)
      await writeFields(tx, contact, fields)
    }
    const personId = fields.personId === undefined ? contact.personId : fields.personId
    const held = { ...contact, personId, isNew: added !== null }
    if (requests.length > 0) await writeRequests(tx, occasion, held, requests)
    // After what was typed for whom it was before.
    if (isChanged) await moveRequests(tx, contact, fields.personId)
    return readContact(tx, who, contactId)
  })
}

/** The same first save, sent twice on a slow line. */
const isRepeated = ({ opening, version }: ContactSave, contact: LockedContact): boolean =>
  opening !== null && version === 0 && contact.version === 1
