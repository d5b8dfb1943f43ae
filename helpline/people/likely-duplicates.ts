import type { IsoDate } from '../territory/rome-time.ts'
import type { PersonRecord } from './person-summary.ts'

/** What is known of somebody who may have a card already. */
export interface TypedPerson {
  firstName: string
  lastName: string
  birthDate: IsoDate | null
  comuneIstatCode: string | null
  fiscalCode: string | null
  phonesE164: readonly string[]
}

/** A card that has something in common with what is typed. */
export interface NearPerson extends PersonRecord {
  fiscalCode: string | null
  comuneIstatCode: string | null
  /** 0 nothing alike, 1 the same name, whatever the order and the accents. */
  nameLikeness: number
}

export const duplicateReasons = [
  'sameFiscalCode',
  'samePhone',
  'sameName',
  'similarName',
  'sameBirthDate',
  'sameComune',
] as const
export type DuplicateReason = (typeof duplicateReasons)[number]
export const duplicateReasonNames: Record<DuplicateReason, string> = {
  sameFiscalCode: 'stesso codice fiscale',
  samePhone: 'stesso telefono',
  sameName: 'stesso nome',
  similarName: 'nome simile',
  sameBirthDate: 'stessa data di nascita',
  sameComune: 'stesso Comune',
}

const SIMILAR = 0.45
const SAME = 0.85
const MOST_SHOWN = 5

const weights: Record<DuplicateReason, number> = {
  sameFiscalCode: 100,
  samePhone: 40,
  sameName: 30,
  similarName: 15,
  sameBirthDate: 40,
  sameComune: 10,
}

const differ = (one: string | null, other: string | null): boolean => one !== null && other !== null && one !== other
const agree = (one: string | null, other: string | null): boolean => one !== null && one === other

/** Why the card may be of the person being written down; empty where it is likely somebody else's. */
export function reasonsOf(typed: TypedPerson, near: NearPerson): DuplicateReason[] {
  const facts: Record<DuplicateReason, boolean> = {
    sameFiscalCode: agree(typed.fiscalCode, near.fiscalCode),
    samePhone: near.phonesE164.some((phone) => typed.phonesE164.includes(phone)),
    sameName: near.nameLikeness >= SAME,
    similarName: near.nameLikeness >= SIMILAR && near.nameLikeness < SAME,
    sameBirthDate: agree(typed.birthDate, near.birthDate),
    sameComune: agree(typed.comuneIstatCode, near.comuneIstatCode),
  }
  const reasons = duplicateReasons.filter((reason) => facts[reason])
  if (facts.sameFiscalCode) return reasons
  if (!facts.sameName && !facts.similarName) return []
  // Husband and wife, or two of one name, have each their own code and their own birthday.
  const isSomebodyElse =
    differ(typed.fiscalCode, near.fiscalCode) ||
    (differ(typed.birthDate, near.birthDate) && !(facts.samePhone && facts.sameName))
  if (isSomebodyElse) return []
  return facts.sameName || facts.samePhone || facts.sameBirthDate || facts.sameComune ? reasons : []
}

export interface LikelyDuplicate {
  person: NearPerson
  reasons: DuplicateReason[]
}

/** The likeliest first. */
export function likelyDuplicates(typed: TypedPerson, near: readonly NearPerson[]): LikelyDuplicate[] {
  const weight = ({ person, reasons }: LikelyDuplicate) =>
    reasons.reduce((total, reason) => total + weights[reason], person.nameLikeness)
  return near
    .map((person) => ({ person, reasons: reasonsOf(typed, person) }))
    .filter(({ reasons }) => reasons.length > 0)
    .sort((a, b) => weight(b) - weight(a) || a.person.cardNumber - b.person.cardNumber)
    .slice(0, MOST_SHOWN)
}
