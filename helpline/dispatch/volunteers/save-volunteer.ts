import type { SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid, NotFound } from '../../errors.ts'
import { isReachable, parsePhoneNumber } from '../../territory/phone-numbers.ts'
import { romeDate } from '../../territory/rome-time.ts'
import { requireAssociation } from './own-association.ts'
import { checkVolunteer } from './volunteer-check.ts'
import type { VolunteerCard, VolunteerFields, VolunteerLists, VolunteerRows } from './volunteer-records.ts'
import { differs, isRegistered, registerEntries, registerGapNames, registerGaps } from './volunteer-register.ts'

type Doors = Transactions<VolunteerRows>

/** As typed: the number in any form; what is left out stays as it is. */
export interface VolunteerChange extends Partial<Omit<VolunteerFields, 'phoneE164'>>, Partial<VolunteerLists> {
  phone?: string | undefined
}

export type NewVolunteer = VolunteerChange &
  Pick<VolunteerFields, 'firstName' | 'lastName' | 'localAssociationId' | 'startedOn'> & { phone: string }

const unsaid: Omit<VolunteerFields, 'firstName' | 'lastName' | 'localAssociationId' | 'startedOn' | 'phoneE164'> = {
  ...{ fiscalCode: null, birthDate: null, birthPlace: null, comuneIstatCode: null, address: null },
  ...{ preferredChannel: 'sms', occasional: false, endedOn: null, insuredUntil: null, licenceUntil: null },
  ...{ wheelchairTrained: false, wheelchairTrainedUntil: null, quietFrom: null, quietUntil: null, wantsMoreOften: 0 },
}

/** The same registration sent twice on a slow line is one volunteer. */
export async function registerVolunteer(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; volunteerId: string; change: NewVolunteer },
): Promise<VolunteerCard> {
  const { who, volunteerId } = input
  const { fields: given, lists } = partsOf(input.change)
  const { firstName, lastName, localAssociationId, startedOn } = input.change
  const phoneE164 = given.phoneE164 as string
  const fields: VolunteerFields = {
    ...unsaid,
    ...{ firstName, lastName, localAssociationId, startedOn },
    ...given,
    phoneE164,
  }
  return doors.transaction(occasion, async (tx) => {
    const association = await requireAssociation(tx, who, localAssociationId)
    if (!association.active) {
      throw new Invalid('Questa associazione non è più in uso.', {
        localAssociationId: 'Scelga un’associazione in uso.',
      })
    }
    checkVolunteer(fields, lists, romeDate(occasion.now), await knownSentences(tx, volunteerId, fields, lists))
    if (await tx.addVolunteer(volunteerId, fields)) {
      await tx.saveVolunteerLists(volunteerId, lists)
      await keepRegister(tx, occasion, volunteerId)
      await told(tx, volunteerId, 'volunteer.registered', Object.keys(input.change))
    }
    return existing(tx, who, volunteerId)
  })
}

export async function changeVolunteer(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; volunteerId: string; version: number; change: VolunteerChange },
): Promise<VolunteerCard> {
  const { who, volunteerId, version } = input
  const { fields: given, lists } = partsOf(input.change)
  return doors.transaction(occasion, async (tx) => {
    await tx.lockVolunteer(volunteerId)
    const card = await existing(tx, who, volunteerId)
    const fields = { ...fieldsOf(card), ...given }
    if (fields.localAssociationId !== card.localAssociationId)
      await requireAssociation(tx, who, fields.localAssociationId)
    checkVolunteer(fields, lists, romeDate(occasion.now), await knownSentences(tx, volunteerId, fields, lists))
    if (!(await tx.changeVolunteer(volunteerId, version, given))) {
      throw new Conflict(
        'Nel frattempo un’altra persona ha cambiato questa scheda. Quello che ha scritto è ancora qui: lo confronti e salvi di nuovo.',
      )
    }
    await tx.saveVolunteerLists(volunteerId, lists)
    await keepRegister(tx, occasion, volunteerId)
    await told(tx, volunteerId, 'volunteer.changed', Object.keys(input.change))
    return existing(tx, who, volunteerId)
  })
}

/** The register follows the card in the same transaction. */
export async function keepRegister(tx: VolunteerRows, occasion: Occasion, volunteerId: string): Promise<number> {
  const card = await tx.findVolunteer(volunteerId)
  if (!card) return 0
  const last = (await tx.registerOfVolunteer(volunteerId)).at(-1) ?? null
  const volunteer = { ...card, residence: residenceOf(card) }
  const gaps = registerGaps(volunteer)
  if (gaps.length > 0 && last && isRegistered(last) && !volunteer.occasional && differs(last.content, volunteer)) {
    const sentence = `È nel registro dei volontari: serve ${gaps.map((gap) => registerGapNames[gap]).join(' e ')}.`
    throw new Invalid(sentence, { [gaps[0] === 'residence' ? 'address' : 'fiscalCode']: sentence })
  }
  const entries = registerEntries(last, volunteer, romeDate(occasion.now))
  if (entries.length > 0) await tx.addRegisterEntries(entries, occasion.now)
  return entries.length
}

export const residenceOf = ({ address, comuneName }: Pick<VolunteerCard, 'address' | 'comuneName'>): string | null =>
  address && comuneName ? `${address}, ${comuneName}` : null

const listNames = ['skills', 'availability', 'timeOff', 'pairings', 'trainings'] as const

function partsOf(change: VolunteerChange): { fields: Partial<VolunteerFields>; lists: Partial<VolunteerLists> } {
  const { phone, skills, availability, timeOff, pairings, trainings, ...fields } = change
  const lists = { skills, availability, timeOff, pairings, trainings }
  const given = Object.fromEntries(listNames.filter((name) => lists[name]).map((name) => [name, lists[name]]))
  if (phone === undefined) return { fields, lists: given }
  const parsed = parsePhoneNumber(phone)
  if (!isReachable(parsed)) {
    throw new Invalid('Controlli il numero di telefono.', {
      phone: 'Questo numero non sembra giusto: lo ricontrolli con il prefisso.',
    })
  }
  return { fields: { ...fields, phoneE164: parsed.e164 }, lists: given }
}

function fieldsOf(card: VolunteerCard): VolunteerFields {
  const { skills, availability, timeOff, pairings, trainings, ...rest } = card
  const { id, version, associationName, comuneName, listeningPointId, ...fields } = rest
  return fields
}

/** What only the database knows about what was typed. */
async function knownSentences(
  tx: VolunteerRows,
  volunteerId: string,
  { fiscalCode, comuneIstatCode }: VolunteerFields,
  { pairings = [] }: Partial<VolunteerLists>,
): Promise<Record<string, string>> {
  const wrong: Record<string, string> = {}
  if (comuneIstatCode !== null && !(await tx.comuneExists(comuneIstatCode))) {
    wrong.comuneIstatCode = 'Scelga il Comune dall’elenco.'
  }
  const holder = fiscalCode === null ? null : await tx.volunteerWithFiscalCode(fiscalCode)
  if (holder !== null && holder !== volunteerId) {
    wrong.fiscalCode = 'Questo codice fiscale è già di un altro volontario: lo cerchi nell’elenco.'
  }
  const there = new Set(await tx.peopleThere(pairings.map(({ personId }) => personId)))
  for (const [at, { personId }] of pairings.entries()) {
    if (!there.has(personId)) wrong[`pairings.${at}.personId`] = 'Questa scheda non c’è più.'
  }
  return wrong
}

async function existing(tx: VolunteerRows, who: SignedIn, volunteerId: string): Promise<VolunteerCard> {
  const card = await tx.findVolunteer(volunteerId)
  if (!card) throw new NotFound('Questo volontario non c’è.')
  await requireAssociation(tx, who, card.localAssociationId)
  return card
}

async function told(tx: VolunteerRows & Change, entityId: string, action: string, fields: string[]): Promise<void> {
  const listeningPointId = (await tx.findVolunteer(entityId))?.listeningPointId ?? null
  tx.trace({ action, entity: 'volunteer', entityId, listeningPointId, fields })
  tx.announce({ topic: 'volunteer', entityId, listeningPointId })
}
