import type { RequestView } from '../contract/contacts.ts'
import type { RequestRecord } from '../helpline/contacts/contact-records.ts'

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

export const viewRequest = (request: RequestRecord): RequestView => ({
  ...request,
  createdAt: request.createdAt.toISOString(),
  neededFrom: iso(request.neededFrom),
  neededUntil: iso(request.neededUntil),
  returnAt: iso(request.returnAt),
})
