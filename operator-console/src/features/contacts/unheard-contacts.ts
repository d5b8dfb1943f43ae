import type { ContactView } from '../../../../contract/contacts.ts'
import { asApiError, call, type InputFor, isRefusal } from '../../api-client.ts'
import { helplineNow } from '../../clock.ts'
import { draftsUnder, dropDraft, keepDraft, readDraft, whoTypes } from '../../drafts.ts'
import { markUnsaved } from '../../unsaved.ts'
import { rememberContact } from './contact-cache.ts'

export type Opening = InputFor<'openContact'>['body']

const AGAIN_MS = 5_000

/** Contacts opened here while the line was away: the server has not heard of them yet. */
const unheard = new Map<string, Opening>()

export const openingOf = (contactId: string): Opening | null => unheard.get(contactId) ?? null

type Names = Pick<ContactView, 'listeningPointName' | 'operatorName'>
interface KeptOpening {
  opening: Opening
  names: Names
}

const OPENINGS = 'opening '

/** It goes with the first thing that is saved, or alone as soon as there is a line; until then the window keeps it. */
export function keepOpening(contactId: string, opening: Opening, names: Names): void {
  keepDraft(OPENINGS + contactId, { opening, names } satisfies KeptOpening)
  remember(contactId, opening, names)
  again(contactId)
}

function remember(contactId: string, opening: Opening, names: Names): void {
  unheard.set(contactId, opening)
  markUnsaved(opening, true)
  rememberContact(unheardContact(contactId, opening, names))
}

/** Those a window that was closed, or a browser that went away, had not sent. */
export function takeUpOpenings(): void {
  for (const contactId of draftsUnder(OPENINGS)) {
    const kept = readDraft<KeptOpening>(OPENINGS + contactId)
    if (!kept || unheard.has(contactId)) continue
    remember(contactId, kept.opening, kept.names)
    again(contactId, 0)
  }
}

export function heardOf(contactId: string): void {
  const opening = unheard.get(contactId)
  if (opening) markUnsaved(opening, false)
  unheard.delete(contactId)
  dropDraft(OPENINGS + contactId)
}

export async function sendOpening(contactId: string): Promise<void> {
  const opening = unheard.get(contactId)
  if (!opening) return
  rememberContact(await call('openContact', { params: { contactId }, body: opening }))
  heardOf(contactId)
}

/** What there is on screen until the server has its own. */
export const unheardContact = (
  id: string,
  { direction = 'inbound', purpose = null, provenance, listeningPointId, occurredAt }: Opening,
  names: Names,
): ContactView => ({
  ...{ id, direction, purpose, provenance, listeningPointId, occurredAt, ...names },
  ...{ recordedAt: helplineNow().toISOString(), state: 'draft', closedAt: null, version: 0, requests: [] },
  ...{ localAssociationName: null, callId: null, callerPhone: null, person: null },
  ...{ callerType: null, callerName: null, notes: null },
})

function again(contactId: string, afterMs = AGAIN_MS, openedBy = whoTypes()): void {
  setTimeout(() => {
    // Never in the name of whoever signs in next.
    if (whoTypes() !== openedBy) return heardOf(contactId)
    sendOpening(contactId).catch((error: unknown) => {
      if (!isRefusal(asApiError(error))) again(contactId, AGAIN_MS, openedBy)
    })
  }, afterMs)
}
