import type { z } from 'zod'
import type { contactView } from '../../contract/contacts.ts'
import type { ContactRecord } from '../../helpline/contacts/contact-records.ts'
import { summarisePerson } from '../../helpline/people/person-summary.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import { viewRequest } from '../request-view.ts'

export function viewContactLine(
  { callerE164, person, ...contact }: Omit<ContactRecord, 'requests'>,
  now: Date,
): Omit<z.infer<typeof contactView>, 'requests'> {
  return {
    ...contact,
    occurredAt: contact.occurredAt.toISOString(),
    recordedAt: contact.recordedAt.toISOString(),
    closedAt: contact.closedAt?.toISOString() ?? null,
    callerPhone: callerE164 ? formatPhone(callerE164) : null,
    person: person ? summarisePerson(person, romeDate(now)) : null,
  }
}

export const viewContact = ({ requests, ...contact }: ContactRecord, now: Date): z.infer<typeof contactView> => ({
  ...viewContactLine(contact, now),
  requests: requests.map(viewRequest),
})
