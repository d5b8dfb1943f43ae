import { Invalid } from '../../errors.ts'
import { isFiscalCode, wasBornOn } from '../../people/fiscal-code.ts'
import { takesSms } from '../../territory/phone-numbers.ts'
import type { IsoDate } from '../../territory/rome-time.ts'
import type {
  Absence,
  AvailabilityLine,
  Pairing,
  Training,
  VolunteerFields,
  VolunteerLists,
} from './volunteer-records.ts'

type Sentences = Record<string, string>

const YOUNGEST_YEARS = 14
const yearsAfter = (day: IsoDate, years: number): IsoDate => `${Number(day.slice(0, 4)) + years}${day.slice(4)}`

function fieldSentences(fields: VolunteerFields, today: IsoDate): Sentences {
  const wrong: Sentences = {}
  const { fiscalCode, birthDate, endedOn, quietFrom, quietUntil } = fields
  if (fiscalCode !== null && !isFiscalCode(fiscalCode)) {
    wrong.fiscalCode = 'L’ultima lettera non torna con le altre: ricontrolli il codice fiscale.'
  } else if (fiscalCode !== null && birthDate !== null && !wasBornOn(fiscalCode, birthDate)) {
    wrong.fiscalCode = 'Il codice fiscale dice un’altra data di nascita: controlli tutti e due.'
  }
  if (birthDate !== null && yearsAfter(birthDate, YOUNGEST_YEARS) > today) {
    wrong.birthDate = 'Controlli l’anno di nascita.'
  }
  if (endedOn !== null && endedOn < fields.startedOn) wrong.endedOn = 'È prima del giorno in cui ha cominciato.'
  if ((quietFrom === null) !== (quietUntil === null)) {
    wrong[quietFrom === null ? 'quietFrom' : 'quietUntil'] = 'Scriva tutte e due le ore, o nessuna.'
  }
  if (fields.preferredChannel !== 'voice' && !takesSms(fields.phoneE164)) {
    wrong.preferredChannel = 'Questo numero non riceve messaggi: scelga la telefonata.'
  }
  return wrong
}

function availabilitySentences(lines: readonly AvailabilityLine[], wrong: Sentences): void {
  for (const [at, { fromTime, untilTime, validFrom, validUntil }] of lines.entries()) {
    if (untilTime <= fromTime) wrong[`availability.${at}.untilTime`] = 'La fine viene dopo l’inizio.'
    if (validFrom !== null && validUntil !== null && validUntil < validFrom) {
      wrong[`availability.${at}.validUntil`] = 'La fine viene dopo l’inizio.'
    }
  }
}

function absenceSentences(absences: readonly Absence[], wrong: Sentences): void {
  for (const [at, { from, until }] of absences.entries()) {
    if (until <= from) wrong[`timeOff.${at}.until`] = 'La fine viene dopo l’inizio.'
  }
}

function trainingSentences(trainings: readonly Training[], wrong: Sentences, today: IsoDate): void {
  for (const [at, { heldOn, validUntil }] of trainings.entries()) {
    if (heldOn > today) wrong[`trainings.${at}.heldOn`] = 'Un corso si scrive quando è stato fatto.'
    if (validUntil !== null && validUntil < heldOn) wrong[`trainings.${at}.validUntil`] = 'La fine viene dopo il corso.'
  }
}

function pairingSentences(pairings: readonly Pairing[], wrong: Sentences): void {
  const seen = new Set<string>()
  for (const [at, { personId, kind }] of pairings.entries()) {
    // Who refuses or is refused may be known all the same: the refusal counts.
    const key = `${personId} ${kind}`
    if (seen.has(key)) wrong[`pairings.${at}.personId`] = 'Questa persona è già nell’elenco.'
    seen.add(key)
  }
}

/** Refuses, with a sentence beside each field, what cannot be a volunteer's card. */
export function checkVolunteer(
  fields: VolunteerFields,
  lists: Partial<VolunteerLists>,
  today: IsoDate,
  known: Sentences,
): void {
  const wrong = { ...fieldSentences(fields, today), ...known }
  availabilitySentences(lists.availability ?? [], wrong)
  absenceSentences(lists.timeOff ?? [], wrong)
  trainingSentences(lists.trainings ?? [], wrong, today)
  pairingSentences(lists.pairings ?? [], wrong)
  if (Object.keys(wrong).length > 0) throw new Invalid('Controlli i campi segnati.', wrong)
}
