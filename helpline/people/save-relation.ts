import type { Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid } from '../errors.ts'
import { isReachable, parsePhoneNumber } from '../territory/phone-numbers.ts'
import type { RelationKind } from './profile.ts'
import { CARD_HAS_CHANGED, existingCard, NUMBER_LOOKS_WRONG, type PersonCard, type PersonRows } from './save-person.ts'

const MOST_RELATIONS = 20

export interface RelationRow {
  kind: RelationKind
  name: string | null
  relatedPersonId: string | null
  phoneE164: string | null
  informInAlarm: boolean
  notes: string | null
}

export interface RelationRows extends PersonRows {
  personExists(personId: string): Promise<boolean>
  /** false where the relation is of another card. */
  writeRelation(personId: string, relationId: string, relation: RelationRow): Promise<boolean>
  deleteRelation(personId: string, relationId: string): Promise<boolean>
}

export interface RelationInput {
  personId: string
  relationId: string
  /** Of the card. */
  version: number
}

type TypedRelation = Omit<RelationRow, 'phoneE164'> & { phone: string | null }

/** Somebody close is added under an id the console chose, or changed: sent twice, it is one. */
export async function saveRelation(
  doors: Transactions<RelationRows>,
  occasion: Occasion,
  input: RelationInput & { relation: TypedRelation },
): Promise<PersonCard> {
  const { personId, relationId, relation } = input
  return doors.transaction(occasion, async (tx) => {
    const card = await existingCard(tx, personId)
    const row = await checkedRelation(tx, personId, relation)
    const known = card.relations.find(({ id }) => id === relationId)
    if (known && isWritten(known, row)) return card
    if (!known && card.relations.length >= MOST_RELATIONS) {
      throw new Invalid(`Al massimo ${MOST_RELATIONS} persone vicine su una scheda.`)
    }
    await touchCard(tx, occasion, card, input.version)
    if (!(await tx.writeRelation(personId, relationId, row))) throw new Conflict('Riapra la scheda e riprovi.')
    return existingCard(tx, personId)
  })
}

export async function removeRelation(
  doors: Transactions<RelationRows>,
  occasion: Occasion,
  { personId, relationId, version }: RelationInput,
): Promise<PersonCard> {
  return doors.transaction(occasion, async (tx) => {
    const card = await existingCard(tx, personId)
    if (!card.relations.some(({ id }) => id === relationId)) return card
    await touchCard(tx, occasion, card, version)
    await tx.deleteRelation(personId, relationId)
    return existingCard(tx, personId)
  })
}

async function touchCard(
  tx: Parameters<Parameters<Transactions<RelationRows>['transaction']>[1]>[0],
  occasion: Occasion,
  { id: personId, listeningPointId }: PersonCard,
  version: number,
): Promise<void> {
  if (!(await tx.updatePerson(personId, version, {}, undefined, occasion.now))) throw new Conflict(CARD_HAS_CHANGED)
  tx.trace({ action: 'person.changed', entity: 'person', entityId: personId, listeningPointId, fields: ['relations'] })
  tx.announce({ topic: 'person', entityId: personId, listeningPointId: null })
}

async function checkedRelation(tx: RelationRows, personId: string, typed: TypedRelation): Promise<RelationRow> {
  const { phone, ...relation } = typed
  const wrong: Record<string, string> = {}
  const parsed = phone ? parsePhoneNumber(phone) : null
  if (parsed && !isReachable(parsed)) wrong.phone = NUMBER_LOOKS_WRONG
  if (!relation.name && !relation.relatedPersonId) wrong.name = 'Scriva il nome, o scelga la sua scheda.'
  if (relation.relatedPersonId === personId) wrong.relatedPersonId = 'È la scheda stessa: ne scelga un’altra.'
  else if (relation.relatedPersonId && !(await tx.personExists(relation.relatedPersonId))) {
    wrong.relatedPersonId = 'Questa scheda non c’è più.'
  }
  if (Object.keys(wrong).length > 0) throw new Invalid('Controlli i campi segnati.', wrong)
  return { ...relation, phoneE164: parsed && isReachable(parsed) ? parsed.e164 : null }
}

const isWritten = (known: PersonCard['relations'][number], row: RelationRow): boolean =>
  known.kind === row.kind &&
  (row.relatedPersonId !== null || known.name === row.name) &&
  known.relatedPersonId === row.relatedPersonId &&
  known.phoneE164 === row.phoneE164 &&
  known.informInAlarm === row.informInAlarm &&
  known.notes === row.notes
