import type { PersonSummary } from '../../../contract/people.ts'
import { ageInWords } from '../formats.ts'

export const personText = (person: PersonSummary): string =>
  [person.name, ageInWords(person.age), person.comune].filter(Boolean).join(', ')

/** A person in two lines, enough to tell two of one name apart. */
export const PersonLine = ({ person }: { person: PersonSummary }) => (
  <>
    <strong>{person.name}</strong>
    <span>{[ageInWords(person.age), person.comune, ...person.phones].filter(Boolean).join(' · ')}</span>
  </>
)
