import type { Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid } from '../errors.ts'
import type { ConsentPurpose } from './profile.ts'
import { existingCard, type PersonRows } from './save-person.ts'

export interface ConsentRow {
  id: string
  purpose: ConsentPurpose
  given: boolean
  /** In what way it was said: by voice, on a signed form. */
  how: string
  at: Date
}

/** Nothing is written over: who asks whether a consent holds looks at the last word on that purpose. */
export interface ConsentRecord extends ConsentRow {
  byName: string | null
}

export interface ConsentRows extends PersonRows {
  /** Holds the card against a merge until the transaction ends. */
  personExists(personId: string): Promise<boolean>
  /** false where that id is taken already. */
  addConsent(personId: string, consent: ConsentRow, operatorId: string | null): Promise<boolean>
  listConsents(personId: string): Promise<ConsentRecord[]>
}

export async function recordConsent(
  doors: Transactions<ConsentRows>,
  occasion: Occasion,
  { personId, consent }: { personId: string; consent: Omit<ConsentRow, 'at'> & { at: Date | null } },
): Promise<ConsentRecord[]> {
  const { actor, now } = occasion
  const said = consent.at ?? now
  if (said > now) throw new Invalid('Controlli i campi segnati.', { at: 'Questo momento è nel futuro.' })
  return doors.transaction(occasion, async (tx) => {
    await tx.personExists(personId)
    const { listeningPointId } = await existingCard(tx, personId)
    const at = afterTheOthers(said, consent.purpose, await tx.listConsents(personId))
    const operatorId = actor.kind === 'operator' ? actor.operatorId : null
    if (await tx.addConsent(personId, { ...consent, at }, operatorId)) {
      const action = consent.given ? 'person.consentGiven' : 'person.consentWithdrawn'
      tx.trace({ action, entity: 'person', entityId: personId, listeningPointId, fields: [consent.purpose] })
      tx.announce({ topic: 'person', entityId: personId, listeningPointId: null })
    }
    const consents = await tx.listConsents(personId)
    if (!consents.some(({ id }) => id === consent.id)) throw new Conflict('Riapra la scheda e riprovi.')
    return consents
  })
}

/** Of a day without an hour all words have one moment: the one written later is the later. */
function afterTheOthers(said: Date, purpose: ConsentPurpose, known: readonly ConsentRecord[]): Date {
  const taken = new Set(known.filter((each) => each.purpose === purpose).map(({ at }) => at.getTime()))
  let at = said.getTime()
  while (taken.has(at)) at += 1
  return new Date(at)
}
