import { type SignedIn, visiblePoints } from '../access/permissions.ts'
import { Invalid } from '../errors.ts'
import type { ContactRecord } from './contact-records.ts'

/** Those that came in, newest first; or those still to be finished, both ways, the one written longest ago first. */
export const contactScopes = ['inbound', 'drafts'] as const
export type ContactScope = (typeof contactScopes)[number]

export type ContactLine = Omit<ContactRecord, 'requests'> & { requestCount: number }

export interface ContactListReads {
  /** When a contact happened and when it was written; null where there is none. */
  findContactMoments(contactId: string): Promise<ContactPlace | null>
  listContacts(search: {
    scope: ContactScope
    /** null: at every point. */
    listeningPointIds: readonly string[] | null
    after: ContactPlace | null
    limit: number
  }): Promise<ContactLine[]>
}

/** Where a contact stands in both lists, also once it is in one of them no more. */
export interface ContactPlace {
  id: string
  occurredAt: Date
  recordedAt: Date
}

export async function listContacts(
  reads: ContactListReads,
  { who, scope, limit, cursor }: { who: SignedIn; scope: ContactScope; limit: number; cursor: string | undefined },
): Promise<{ contacts: ContactLine[]; next: string | null }> {
  const after = cursor === undefined ? null : await reads.findContactMoments(cursor)
  if (cursor !== undefined && !after) {
    throw new Invalid('Questa pagina non c’è.', { cursor: 'Ricominci dalla prima.' })
  }
  const found = await reads.listContacts({ scope, listeningPointIds: visiblePoints(who), after, limit: limit + 1 })
  const contacts = found.slice(0, limit)
  return { contacts, next: found.length > limit ? (contacts.at(-1)?.id ?? null) : null }
}
