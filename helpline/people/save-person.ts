import type { SignedIn } from '../access/permissions.ts'
import { type OpeningRows, traceOpening } from '../access/trace-opening.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { isReachable, parsePhoneNumber } from '../territory/phone-numbers.ts'
import { type IsoDate, romeDate } from '../territory/rome-time.ts'
import type { PersonRecord } from './person-summary.ts'
import type { AlreadyHelpedBy, Mobility, RelationKind, Sex } from './profile.ts'

/** What may be written on a card. */
export interface PersonFields {
  firstName: string
  lastName: string
  nickname: string | null
  fiscalCode: string | null
  birthDate: IsoDate | null
  sex: Sex | null
  livesAlone: boolean | null
  comuneIstatCode: string | null
  address: string | null
  alreadyHelpedBy: AlreadyHelpedBy | null
  member: boolean | null
  memberUntil: IsoDate | null
  mobility: Mobility | null
  hardOfHearing: boolean
  mayLeaveMessage: boolean | null
  warning: string | null
  notes: string | null
  listeningPointId: string | null
  localAssociationId: string | null
}

export interface CardPhone {
  e164: string
  label: string | null
}

/** Somebody close to a person: with a card of their own, or only a name and a number. */
export interface CardRelation {
  id: string
  kind: RelationKind
  name: string
  phoneE164: string | null
  informInAlarm: boolean
  notes: string | null
  relatedPersonId: string | null
}

/** What a comune belongs to. */
export interface PlaceOfCard {
  ambito: string | null
  /** As they were until 2015; ATS and ASST came after. */
  asl: string | null
  ats: string | null
  asst: string | null
  district: { prefix: string; name: string } | null
}

export interface PersonCard extends PersonRecord, PersonFields {
  version: number
  listeningPointName: string | null
  cardPhones: CardPhone[]
  relations: CardRelation[]
}

export interface CardChange extends Partial<PersonFields> {
  phones?: { number: string; label: string | null }[]
}

export interface PersonRows extends OpeningRows {
  findPersonCard(personId: string): Promise<PersonCard | null>
  /** Whom a card stands for now: a card that was merged leads to the one it went into. */
  findLivingPerson(personId: string): Promise<{ id: string; listeningPointId: string | null } | null>
  /** false where that id is taken already. */
  addPerson(
    personId: string,
    fields: Partial<PersonFields> & { firstName: string; lastName: string },
    phones: CardPhone[],
    now: Date,
  ): Promise<boolean>
  /** false where the version is no longer the current one. */
  updatePerson(
    personId: string,
    version: number,
    fields: Partial<PersonFields>,
    phones: CardPhone[] | undefined,
    now: Date,
  ): Promise<boolean>
  comuneExists(istatCode: string): Promise<boolean>
  fiscalCodeHolder(fiscalCode: string): Promise<string | null>
}

export const CARD_HAS_CHANGED =
  'Nel frattempo un’altra persona ha cambiato questa scheda. Quello che ha scritto è ancora qui: lo confronti e salvi di nuovo.'
export const NUMBER_LOOKS_WRONG = 'Questo numero non sembra giusto: lo ricontrolli con il prefisso.'

type Doors = Transactions<PersonRows>

const openingOf = ({ id: entityId, listeningPointId }: Pick<PersonCard, 'id' | 'listeningPointId'>) =>
  ({ entity: 'person', entityId, listeningPointId }) as const

/** Opening a card is itself traced: who looked, and when. A card that was merged leads to the one it went into. */
export async function openPersonCard(doors: Doors, occasion: Occasion, personId: string): Promise<PersonCard> {
  return doors.transaction(occasion, async (tx) => {
    const living = await tx.findLivingPerson(personId)
    const card = living && (await tx.findPersonCard(living.id))
    if (!card) throw new NotFound('Questa scheda non c’è.')
    await traceOpening(tx, occasion, openingOf(card))
    return card
  })
}

/** A person's history is part of their card. */
export async function openHistory(doors: Doors, occasion: Occasion, personId: string): Promise<string> {
  return doors.transaction(occasion, async (tx) => {
    const living = await tx.findLivingPerson(personId)
    if (!living) throw new NotFound('Questa scheda non c’è.')
    await traceOpening(tx, occasion, openingOf(living))
    return living.id
  })
}

export async function registerPerson(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; personId: string; change: CardChange & { firstName: string; lastName: string } },
): Promise<PersonCard> {
  const { phones: typed, ...fields } = input.change
  const phones = cardPhones(typed ?? [])
  return doors.transaction(occasion, async (tx) => {
    await checkFields(tx, occasion, input.personId, fields)
    const placed = { ...fields, listeningPointId: fields.listeningPointId ?? input.who.listeningPointIds[0] ?? null }
    const added = await tx.addPerson(input.personId, placed, phones, occasion.now)
    if (added) {
      tx.trace({
        action: 'person.registered',
        entity: 'person',
        entityId: input.personId,
        listeningPointId: placed.listeningPointId,
        fields: Object.keys(input.change),
      })
      tx.announce({ topic: 'person', entityId: input.personId, listeningPointId: null })
    }
    const card = await existingCard(tx, input.personId)
    // The same registration sent twice on a slow line is one card; to whoever asks with another's id it is an opening.
    if (!added) await traceOpening(tx, occasion, openingOf(card))
    return card
  })
}

export async function changePerson(
  doors: Doors,
  occasion: Occasion,
  input: { personId: string; version: number; change: CardChange },
): Promise<PersonCard> {
  const { phones: typed, ...fields } = input.change
  const phones = typed ? cardPhones(typed) : undefined
  return doors.transaction(occasion, async (tx) => {
    const card = await existingCard(tx, input.personId)
    await checkFields(tx, occasion, input.personId, fields)
    if (!(await tx.updatePerson(input.personId, input.version, fields, phones, occasion.now))) {
      throw new Conflict(CARD_HAS_CHANGED)
    }
    tx.trace({
      action: 'person.changed',
      entity: 'person',
      entityId: input.personId,
      listeningPointId: card.listeningPointId,
      fields: Object.keys(input.change),
    })
    tx.announce({ topic: 'person', entityId: input.personId, listeningPointId: null })
    return existingCard(tx, input.personId)
  })
}

export async function existingCard(rows: Pick<PersonRows, 'findPersonCard'>, personId: string): Promise<PersonCard> {
  const card = await rows.findPersonCard(personId)
  if (!card) throw new NotFound('Questa scheda non c’è più: forse è stata unita a un’altra. La cerchi di nuovo.')
  return card
}

async function checkFields(
  rows: PersonRows,
  occasion: Occasion,
  personId: string,
  fields: Partial<PersonFields>,
): Promise<void> {
  const wrong: Record<string, string> = {}
  if (fields.birthDate && fields.birthDate > romeDate(occasion.now))
    wrong.birthDate = 'La data di nascita è nel futuro: la ricontrolli.'
  if (fields.comuneIstatCode && !(await rows.comuneExists(fields.comuneIstatCode))) {
    wrong.comuneIstatCode = 'Scelga il Comune dall’elenco.'
  }
  if (fields.fiscalCode) {
    const holder = await rows.fiscalCodeHolder(fields.fiscalCode)
    if (holder && holder !== personId)
      wrong.fiscalCode = 'Questo codice fiscale è già su un’altra scheda: la cerchi prima di crearne una nuova.'
  }
  if (Object.keys(wrong).length > 0) throw new Invalid('Controlli i campi segnati.', wrong)
}

function cardPhones(typed: { number: string; label: string | null }[]): CardPhone[] {
  const wrong: Record<string, string> = {}
  const phones = new Map<string, CardPhone>()
  typed.forEach((phone, index) => {
    const parsed = parsePhoneNumber(phone.number)
    if (!isReachable(parsed)) {
      wrong[`phones.${index}.number`] = NUMBER_LOOKS_WRONG
      return
    }
    if (!phones.has(parsed.e164)) phones.set(parsed.e164, { e164: parsed.e164, label: phone.label })
  })
  if (Object.keys(wrong).length > 0) throw new Invalid('Controlli i numeri di telefono.', wrong)
  return [...phones.values()]
}
