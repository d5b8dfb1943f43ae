import type { ContactView, RequestView } from '../../../../contract/contacts.ts'
import { queryClient, queryKey } from '../../queries.ts'

const keyOf = (contactId: string) => queryKey('readContact', { params: { contactId } })

const update = (contactId: string, change: (contact: ContactView) => ContactView): void => {
  queryClient.setQueryData<ContactView>(keyOf(contactId), (kept) => kept && change(kept))
}

export function rememberContact(contact: ContactView): void {
  queryClient.setQueryData<ContactView>(keyOf(contact.id), (kept) =>
    kept && kept.version > contact.version ? kept : contact,
  )
}

export function rememberRequest(request: RequestView): void {
  update(request.contactId, (contact) => ({
    ...contact,
    requests: [...contact.requests.filter(({ id }) => id !== request.id), request].sort(
      (a, b) => a.position - b.position,
    ),
  }))
}

export function forgetRequest(contactId: string, requestId: string): void {
  update(contactId, (contact) => ({ ...contact, requests: contact.requests.filter(({ id }) => id !== requestId) }))
}
