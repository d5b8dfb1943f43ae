import type { SignedIn } from '../access/permissions.ts'
import type { Change, Occasion } from '../changes/change.ts'
import type { ContactFields, ContactRecord } from './contact-records.ts'
import { type ContactOpening, type NewContact, refuseOpening, tellStarted } from './write-contact.ts'
import {
  MOST_REQUESTS,
  type NewRequest,
  newRequests,
  type RequestSave,
  refuseBackwards,
  tellWritten,
} from './write-request.ts'

export interface WholeRows {
  /**
   * A new contact, its requests and what `tell` says of them, in one stroke. null, and nothing is written, where an id is taken
   * already or the person, a directory entry or a facility is not there.
   */
  addWholeContact(
    occasion: Occasion,
    contact: NewContact,
    requests: readonly NewRequest[],
    tell: (change: Change) => void,
  ): Promise<ContactRecord | null>
}

interface Whole {
  who: SignedIn
  contactId: string
  opening: ContactOpening
  fields: Partial<ContactFields>
  requests: readonly RequestSave[]
}

/** The short way of a first save that asks nothing beforehand; null sends it the long way, which also says what is wrong. */
export async function addWhole(
  doors: WholeRows,
  occasion: Occasion,
  { who, contactId, opening, fields, requests }: Whole,
): Promise<ContactRecord | null> {
  const { direction, localAssociationId } = opening
  const [purpose, servesRequestId] =
    direction === 'outbound' ? [opening.purpose, opening.servesRequestId] : [null, null]
  const isNew = requests.every(({ version }) => version === 0) && requests.length <= MOST_REQUESTS
  if (servesRequestId || localAssociationId || !isNew) return null
  refuseOpening(who, occasion, opening)
  for (const { patch } of requests) refuseBackwards(patch)
  const { personId = null, callerType = null, callerName = null, notes = null } = fields
  const contact = {
    ...{ ...opening, purpose, servesRequestId, personId, callerType, callerName, notes },
    ...{ id: contactId, operatorId: who.operatorId, recordedAt: occasion.now },
  }
  return doors.addWholeContact(
    occasion,
    contact,
    newRequests(requests, { contactId, personId, now: occasion.now }),
    (change) => {
      tellStarted(change, { contactId, ...opening })
      for (const save of requests) tellWritten(change, contact, save, 'request.written')
    },
  )
}
