import type { SignedIn } from '../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../errors.ts'
import type { LockedContact, RequestFields, RequestRecord } from './contact-records.ts'
import { emptyHelp, emptyInformation } from './empty-request.ts'
import type { RequestKind } from './kinds.ts'
import { notAsked } from './ride-or-not.ts'
import { endsBeforeItBegins } from './what-is-missing.ts'
import { type ContactRows, lockContact, olderVersion } from './write-contact.ts'

export type RequestPatch = Partial<RequestFields> & { kind: RequestKind }

export interface NewRequest extends RequestPatch {
  id: string
  contactId: string
  personId: string | null
  position: number
  now: Date
}

export interface RequestRows extends Pick<ContactRows, 'lockContact'> {
  /** How many requests a contact has, and the highest position among them. */
  countRequests(contactId: string): Promise<{ count: number; lastPosition: number }>
  findRequest(requestId: string): Promise<RequestRecord | null>
  /** The ids of those that were taken already. */
  addRequests(requests: readonly NewRequest[]): Promise<string[]>
  updateRequest(known: RequestRecord, patch: RequestPatch): Promise<RequestRecord>
  deleteRequest(requestId: string): Promise<void>
  directoryEntryExists(entryId: string): Promise<boolean>
  facilityExists(facilityId: string): Promise<boolean>
}

export const MOST_REQUESTS = 20

export interface RequestSave {
  requestId: string
  /** 0 for one the server has never seen. */
  version: number
  patch: RequestPatch
}

/** Leaves out what belongs to the other kinds, so that changing one's mind leaves nothing behind. */
function ofItsKind(patch: RequestPatch, known: RequestRecord | null): RequestPatch {
  if (patch.kind === 'information') return { ...patch, ...emptyHelp }
  const { helpKind = null, returnKind = null } = { ...known, ...patch }
  const before = known ? known.helpKind : helpKind
  return { ...patch, ...emptyInformation, ...notAsked({ helpKind, returnKind }, before) }
}

export async function saveRequest(
  doors: Transactions<RequestRows>,
  occasion: Occasion,
  { who, contactId, ...save }: { who: SignedIn; contactId: string } & RequestSave,
): Promise<RequestRecord> {
  return doors.transaction(occasion, async (tx) => {
    const contact = await lockContact(tx, who, contactId)
    await writeRequests(tx, occasion, contact, [save])
    const saved = await tx.findRequest(save.requestId)
    if (!saved) throw new NotFound('Questa richiesta è stata tolta.')
    return saved
  })
}

/** Writes some requests of one contact, which is held or has just been added: all of them, or none. */
export async function writeRequests(
  tx: RequestRows & Change,
  { now }: Occasion,
  contact: LockedContact & { isNew?: boolean },
  saves: readonly RequestSave[],
): Promise<void> {
  const added: RequestSave[] = []
  for (const save of saves) {
    const known = contact.isNew ? null : await tx.findRequest(save.requestId)
    const patch = ofItsKind(save.patch, known)
    const isRepeated = known !== null && !mayWrite(known, contact, save)
    if (isRepeated) continue
    // Written again under its id, it would come back with no more than what has just been typed.
    if (known === null && save.version > 0) throw new NotFound('Questa richiesta è stata tolta.')
    await refuseImpossible(tx, patch, known)
    if (known) await tx.updateRequest(known, patch)
    else added.push(save)
    tellWritten(tx, contact, save, known ? 'request.changed' : 'request.written')
  }
  await addRequests(tx, now, contact, added)
  tx.announce({ topic: 'contact', entityId: contact.id, listeningPointId: contact.listeningPointId })
}

export const tellWritten = (
  change: Change,
  { listeningPointId }: { listeningPointId: string },
  { requestId: entityId, patch }: RequestSave,
  action: 'request.written' | 'request.changed',
): void => change.trace({ action, entity: 'request', entityId, listeningPointId, fields: Object.keys(patch) })

/** false for the same first save, sent twice on a slow line. */
function mayWrite(known: RequestRecord, contact: LockedContact, { version }: RequestSave): boolean {
  if (known.contactId !== contact.id) throw new NotFound('Questa richiesta non è di questo contatto.')
  if (known.version !== version) {
    if (version === 0 && known.version === 1) return false
    throw new Conflict(olderVersion)
  }
  if (known.state !== 'open')
    throw new NotAllowed('Questa richiesta è già presa in carico o chiusa: non si può più cambiare qui.')
  return true
}

async function addRequests(
  tx: Pick<RequestRows, 'countRequests' | 'addRequests'>,
  now: Date,
  { id: contactId, personId, state, isNew }: LockedContact & { isNew?: boolean },
  added: readonly RequestSave[],
): Promise<void> {
  if (added.length === 0) return
  if (added.some(({ version }) => version !== 0)) throw new NotFound('Questa richiesta è stata tolta.')
  // The closing is what solves an information: one added after it would stay open for ever.
  if (state === 'closed') throw new NotAllowed('Il contatto è chiuso: per aggiungere una richiesta prima lo riapra.')
  const { count, lastPosition } = isNew ? { count: 0, lastPosition: 0 } : await tx.countRequests(contactId)
  if (count + added.length > MOST_REQUESTS) {
    throw new Invalid(`In un contatto ci stanno al massimo ${MOST_REQUESTS} richieste.`)
  }
  const taken = await tx.addRequests(newRequests(added, { contactId, personId, now }, lastPosition))
  if (taken.length > 0) throw new NotFound('Questa richiesta non è di questo contatto.')
}

/** As they are to be added after the last of their contact. */
export const newRequests = (
  added: readonly RequestSave[],
  of: { contactId: string; personId: string | null; now: Date },
  lastPosition = 0,
): NewRequest[] =>
  added.map(({ requestId: id, patch }, index) => ({
    ...ofItsKind(patch, null),
    ...of,
    id,
    position: lastPosition + 1 + index,
  }))

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

export function refuseBackwards(request: Partial<RequestFields>): void {
  if (endsBeforeItBegins(request)) {
    throw new Invalid('Controlli i campi segnati.', { neededUntil: 'La fine viene prima dell’inizio.' })
  }
}

async function refuseImpossible(
  tx: Pick<RequestRows, 'directoryEntryExists' | 'facilityExists'>,
  patch: RequestPatch,
  known: RequestRecord | null,
): Promise<void> {
  const { directoryEntryId, facilityId } = patch
  refuseBackwards({ ...known, ...patch })
  if (directoryEntryId && !(await tx.directoryEntryExists(directoryEntryId))) {
    throw new Invalid('Controlli i campi segnati.', {
      directoryEntryId: 'Questa voce non c’è più: ne scelga un’altra.',
    })
  }
  if (facilityId && !(await tx.facilityExists(facilityId))) {
    throw new Invalid('Controlli i campi segnati.', { facilityId: 'Questa struttura non c’è più: ne scelga un’altra.' })
  }
}
