import type { SignedIn } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../errors.ts'
import type { LockedContact, RequestFields, RequestRecord } from './contact-records.ts'
import { emptyHelp, emptyInformation } from './empty-request.ts'
import type { RequestKind } from './kinds.ts'
import { type ContactRows, lockContact, olderVersion } from './write-contact.ts'

export type RequestPatch = Partial<RequestFields> & { kind: RequestKind }

export interface RequestRows extends Pick<ContactRows, 'lockContact'> {
  /** How many requests a contact has, and the highest position among them. */
  countRequests(contactId: string): Promise<{ count: number; lastPosition: number }>
  findRequest(requestId: string): Promise<RequestRecord | null>
  addRequest(
    request: RequestPatch & { id: string; contactId: string; personId: string | null; position: number; now: Date },
  ): Promise<RequestRecord>
  updateRequest(known: RequestRecord, patch: RequestPatch): Promise<RequestRecord>
  deleteRequest(requestId: string): Promise<void>
  directoryEntryExists(entryId: string): Promise<boolean>
}

const MOST_REQUESTS = 20

/** Leaves out what belongs to the other kind, so that changing one's mind leaves nothing behind. */
const ofItsKind = (patch: RequestPatch): RequestPatch =>
  patch.kind === 'information' ? { ...patch, ...emptyHelp } : { ...patch, ...emptyInformation }

export async function saveRequest(
  doors: Transactions<RequestRows>,
  occasion: Occasion,
  input: { who: SignedIn; contactId: string; requestId: string; version: number; patch: RequestPatch },
): Promise<RequestRecord> {
  const patch = ofItsKind(input.patch)
  return doors.transaction(occasion, async (tx) => {
    const contact = await lockContact(tx, input.who, input.contactId)
    const known = await tx.findRequest(input.requestId)
    if (known && known.contactId !== contact.id) throw new NotFound('Questa richiesta non è di questo contatto.')
    if (known && known.version !== input.version) {
      // The same first save, sent twice on a slow line.
      if (input.version === 0 && known.version === 1) return known
      throw new Conflict(olderVersion)
    }
    if (!known && input.version !== 0) throw new NotFound('Questa richiesta è stata tolta.')
    if (known && known.state !== 'open')
      throw new NotAllowed('Questa richiesta è già presa in carico o chiusa: non si può più cambiare qui.')
    checkOrder(patch)
    if (patch.directoryEntryId && !(await tx.directoryEntryExists(patch.directoryEntryId))) {
      throw new Invalid('Controlli i campi segnati.', {
        directoryEntryId: 'Questa voce non c’è più: ne scelga un’altra.',
      })
    }
    const saved = known
      ? await tx.updateRequest(known, patch)
      : await addRequest(tx, occasion, contact, input.requestId, patch)
    tx.trace({
      action: known ? 'request.changed' : 'request.written',
      entity: 'request',
      entityId: input.requestId,
      listeningPointId: contact.listeningPointId,
      fields: Object.keys(input.patch),
    })
    tx.announce({ topic: 'contact', entityId: contact.id, listeningPointId: contact.listeningPointId })
    return saved
  })
}

async function addRequest(
  tx: Pick<RequestRows, 'countRequests' | 'addRequest'>,
  { now }: Occasion,
  { id: contactId, personId }: LockedContact,
  id: string,
  patch: RequestPatch,
): Promise<RequestRecord> {
  const { count, lastPosition } = await tx.countRequests(contactId)
  if (count >= MOST_REQUESTS) throw new Invalid(`In un contatto ci stanno al massimo ${MOST_REQUESTS} richieste.`)
  return tx.addRequest({ ...patch, id, contactId, personId, position: lastPosition + 1, now })
}

/** Takes away what is only being written. Twice is once. */
export async function removeRequest(
  doors: Transactions<RequestRows>,
  occasion: Occasion,
  input: { who: SignedIn; contactId: string; requestId: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const contact = await lockContact(tx, input.who, input.contactId)
    const known = await tx.findRequest(input.requestId)
    if (known?.contactId !== contact.id) return
    if (contact.state === 'closed' || known.state !== 'open') {
      throw new NotAllowed('Il contatto è chiuso: la richiesta resta. Se non serve più, la si ritira.')
    }
    await tx.deleteRequest(known.id)
    tx.trace({
      action: 'request.removed',
      entity: 'request',
      entityId: known.id,
      listeningPointId: contact.listeningPointId,
    })
    tx.announce({ topic: 'contact', entityId: contact.id, listeningPointId: contact.listeningPointId })
  })
}

function checkOrder(patch: RequestPatch): void {
  if (patch.neededFrom && patch.neededUntil && patch.neededUntil < patch.neededFrom) {
    throw new Invalid('Controlli i campi segnati.', { neededUntil: 'La fine viene prima dell’inizio.' })
  }
}
