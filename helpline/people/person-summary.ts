import { formatPhone } from '../territory/phone-numbers.ts'
import type { IsoDate } from '../territory/rome-time.ts'
import { ageOn } from './profile.ts'

/** A person as far as a line in a list needs. */
export interface PersonRecord {
  id: string
  cardNumber: number
  firstName: string
  lastName: string
  birthDate: IsoDate | null
  comuneName: string | null
  phonesE164: string[]
}

export interface PersonSummary {
  id: string
  cardNumber: number
  name: string
  age: number | null
  comune: string | null
  phones: string[]
}

export const fullName = (person: Pick<PersonRecord, 'firstName' | 'lastName'>): string =>
  `${person.firstName} ${person.lastName}`

export const summarisePerson = (person: PersonRecord, today: IsoDate): PersonSummary => ({
  id: person.id,
  cardNumber: person.cardNumber,
  name: fullName(person),
  age: person.birthDate ? ageOn(person.birthDate, today) : null,
  comune: person.comuneName,
  phones: person.phonesE164.map(formatPhone),
})
