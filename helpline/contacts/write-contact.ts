import { maySeePoint, type SignedIn } from '../access/permissions.ts'
import { type OpeningRows, traceOpening } from '../access/trace-opening.ts'
import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../errors.ts'
import type { ContactFields, ContactRecord, LockedContact } from './contact-records.ts'
import type { CallerType, ContactDirection, OutboundPurpose, Provenance } from './kinds.ts'
import { type MoveRows, moveRequests } from './move-requests.ts'
import { missingInContact } from './what-is-missing.ts'

export interface NewContact {
  id: string
  direction: ContactDirection
  purpose: OutboundPurpose | null
  servesRequestId: string | null
  personId: string | null
  provenance: Provenance
  listeningPointId: string
  localAssociationId: string | null
  operatorId: string
  occurredAt: Date
  recordedAt: Date
  callerType: CallerType | null
  callerName: string | null
  notes: string | null
}

export interface ContactRows extends OpeningRows, MoveRows {
  findContact(contactId: string): Promise<ContactRecord | null>
  /** Holds the contact against other writers until the transaction ends. */
  lockContact(contactId: string): Promise<LockedContact | null>
  /** false where that id is taken already. */
  addContact(contact: NewContact): Promise<boolean>
  /** Whose request it is, and the point it came to. */
  findServedRequest(requestId: string): Promise<{ personId: string | null; listeningPointId: string } | null>
  /** The point that follows a local association; null where there is no such association. */
  pointOfAssociation(localAssociationId: string): Promise<{ listeningPointId: string | null } | null>
  updateContact(contactId: string, fields: Partial<ContactFields>): Promise<void>
  closeContactRow(contactId: string, now: Date): Promise<void>
  solveInformationRequests(contactId: string, now: Date): Promise<void>
  personExists(personId: string): Promise<boolean>
}

type Doors = Pick<ContactRows, 'findContact'> & Transactions<ContactRows>

export const olderVersion =
  'Nel frattempo un’altra persona ha scritto qui. Quello che ha scritto Lei è ancora sullo schermo: lo confronti e salvi di nuovo.'

/** A contact one may see, or the sentence that says why not. */
export async function readContact(
  rows: Pick<ContactRows, 'findContact'>,
  who: SignedIn,
  contactId: string,
): Promise<ContactRecord> {
  return visible(who, await rows.findContact(contactId))
}

/** The same, held for writing. */
export async function lockContact(
  rows: Pick<ContactRows, 'lockContact'>,
  who: SignedIn,
  contactId: string,
): Promise<LockedContact> {
  return visible(who, await rows.lockContact(contactId))
}

function visible<C extends { listeningPointId: string; speakerIds: readonly string[] }>(
  who: SignedIn,
  contact: C | null,
): C {
  if (!contact) throw new NotFound('Questo contatto non c’è.')
  if (!maySeePoint(who, contact.listeningPointId) && !contact.speakerIds.includes(who.operatorId)) {
    throw new NotAllowed('Questo contatto è di un altro punto d’ascolto.')
  }
  return contact
}

const openingOf = ({ id: entityId, listeningPointId }: ContactRecord) =>
  ({ entity: 'contact', entityId, listeningPointId }) as const

/** Opening a contact shows who called and why: it is traced like the opening of a card. */
export async function openContactCard(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; contactId: string },
): Promise<ContactRecord> {
  return doors.transaction(occasion, async (tx) => {
    const contact = await readContact(tx, input.who, input.contactId)
    await traceOpening(tx, occasion, openingOf(contact))
    return contact
  })
}

export interface ContactOpening {
  direction: ContactDirection
  purpose: OutboundPurpose | null
  servesRequestId: string | null
  provenance: Provenance
  listeningPointId: string
  localAssociationId: string | null
  occurredAt: Date
}

export interface ContactStart extends ContactOpening {
  who: SignedIn
  contactId: string
}

/** A visit, a letter, a call on the association's own line or made from it: also days later, with its true moment. */
export async function startContact(doors: Doors, occasion: Occasion, input: ContactStart): Promise<ContactRecord> {
  return doors.transaction(occasion, async (tx) => {
    const added = await addOpenedContact(tx, occasion, input)
    const contact = await readContact(tx, input.who, input.contactId)
    if (!added) await traceOpening(tx, occasion, openingOf(contact))
    return contact
  })
}

/** The contact as it was added; null where it is there already. */
export async function addOpenedContact(
  tx: Pick<ContactRows, 'addContact' | 'findServedRequest' | 'pointOfAssociation'> & Change,
  occasion: Occasion,
  { who, contactId, ...opening }: ContactStart,
  fields: Partial<ContactFields> = {},
): Promise<LockedContact | null> {
  const { direction, provenance, listeningPointId, localAssociationId, occurredAt } = opening
  refuseOpening(who, occasion, opening)
  if (localAssociationId) await refuseStrangersAssociation(tx, who, localAssociationId)
  const purpose = direction === 'outbound' ? opening.purpose : null
  const servesRequestId = direction === 'outbound' ? opening.servesRequestId : null
  const served = servesRequestId ? await servedRequest(tx, who, servesRequestId) : null
  const personId = fields.personId ?? (purpose === 'toAssistedPerson' && served ? served.personId : null)
  const added = await tx.addContact({
    id: contactId,
    direction,
    purpose,
    servesRequestId,
    personId,
    provenance,
    listeningPointId,
    localAssociationId,
    operatorId: who.operatorId,
    occurredAt,
    recordedAt: occasion.now,
    callerType: fields.callerType ?? null,
    callerName: fields.callerName ?? null,
    notes: fields.notes ?? null,
  })
  if (!added) return null
  tellStarted(tx, { contactId, listeningPointId })
  return { id: contactId, listeningPointId, speakerIds: [], personId, state: 'draft', closedAt: null, version: 1 }
}

/** What an opening may not be, whatever else there is. */
export function refuseOpening(
  who: SignedIn,
  { now }: Occasion,
  { listeningPointId, occurredAt, direction, purpose }: ContactOpening,
): void {
  if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('Può scrivere solo per i Suoi punti d’ascolto.')
  if (occurredAt > now) {
    throw new Invalid('Controlli la data.', { occurredAt: 'Il contatto non può essere nel futuro.' })
  }
  if (direction === 'outbound' && !purpose) {
    throw new Invalid('Manca ancora qualcosa.', { purpose: 'Scelga perché ha chiamato.' })
  }
}

export function tellStarted(
  change: Change,
  { contactId: entityId, listeningPointId }: { contactId: string; listeningPointId: string },
): void {
  change.trace({ action: 'contact.started', entity: 'contact', entityId, listeningPointId })
  change.announce({ topic: 'contact', entityId, listeningPointId })
}

async function refuseStrangersAssociation(
  tx: Pick<ContactRows, 'pointOfAssociation'>,
  who: SignedIn,
  localAssociationId: string,
): Promise<void> {
  const association = await tx.pointOfAssociation(localAssociationId)
  if (!association || !maySeePoint(who, association.listeningPointId)) {
    throw new Invalid('Controlli i campi segnati.', { localAssociationId: 'Scelga un’associazione dei Suoi punti.' })
  }
}

async function servedRequest(tx: Pick<ContactRows, 'findServedRequest'>, who: SignedIn, requestId: string) {
  const request = await tx.findServedRequest(requestId)
  if (!request) throw new NotFound('Questa richiesta non c’è.')
  if (!maySeePoint(who, request.listeningPointId)) {
    throw new NotAllowed('Questa richiesta è di un altro punto d’ascolto.')
  }
  return request
}

export async function changeContact(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; contactId: string; version: number; fields: Partial<ContactFields> },
): Promise<ContactRecord> {
  return doors.transaction(occasion, async (tx) => {
    const contact = await lockContact(tx, input.who, input.contactId)
    if (contact.version !== input.version) throw new Conflict(olderVersion)
    await writeFields(tx, contact, input.fields)
    await moveRequests(tx, contact, input.fields.personId)
    return readContact(tx, input.who, contact.id)
  })
}

export async function writeFields(
  tx: Pick<ContactRows, 'updateContact' | 'personExists'> & Change,
  { id: entityId, listeningPointId }: LockedContact,
  fields: Partial<ContactFields>,
): Promise<void> {
  await refuseUnknownPerson(tx, fields)
  await tx.updateContact(entityId, fields)
  tx.trace({ action: 'contact.changed', entity: 'contact', entityId, listeningPointId, fields: Object.keys(fields) })
  tx.announce({ topic: 'contact', entityId, listeningPointId })
}

export async function refuseUnknownPerson(
  tx: Pick<ContactRows, 'personExists'>,
  { personId }: Partial<ContactFields>,
): Promise<void> {
  if (personId && !(await tx.personExists(personId))) {
    throw new Invalid('Scelga la persona dall’elenco.', { personId: 'Questa scheda non c’è più.' })
  }
}

/** Ends the writing. What was only told is solved with it; what must be done goes on by itself. Twice is once. */
export async function closeContact(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; contactId: string; version: number },
): Promise<ContactRecord> {
  return doors.transaction(occasion, async (tx) => {
    await lockContact(tx, input.who, input.contactId)
    const contact = await readContact(tx, input.who, input.contactId)
    if (contact.state === 'closed') return contact
    if (contact.version !== input.version) throw new Conflict(olderVersion)
    const missing = missingInContact(contact)
    if (Object.keys(missing).length > 0)
      throw new Invalid('Manca ancora qualcosa: è scritto accanto ai campi.', missing)
    await tx.solveInformationRequests(contact.id, occasion.now)
    await tx.closeContactRow(contact.id, occasion.now)
    tx.trace({
      action: 'contact.closed',
      entity: 'contact',
      entityId: contact.id,
      listeningPointId: contact.listeningPointId,
    })
    tx.announce({ topic: 'contact', entityId: contact.id, listeningPointId: contact.listeningPointId })
    return readContact(tx, input.who, contact.id)
  })
}
