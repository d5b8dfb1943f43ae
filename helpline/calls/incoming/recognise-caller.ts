import { fullName } from '../../people/person-summary.ts'
import type { PhoneKind } from '../../territory/phone-numbers.ts'
import type { Caller, Candidate } from '../call-records.ts'

export const unknownCaller: Caller = { candidates: [], institution: null }

/** The point that follows whoever calls: the one who called last decides for a family, then the institution's. */
export function pointOfCaller({ candidates, institution }: Caller): string | undefined {
  const followed = candidates.find((candidate) => candidate.listeningPointId !== null)
  return followed?.listeningPointId ?? institution?.listeningPointId ?? undefined
}

/** Known for certain only when nobody else uses the number. */
export function onlyCandidate({ candidates }: Caller): Candidate | undefined {
  return candidates.length === 1 ? candidates[0] : undefined
}

const kindWords: Record<PhoneKind, string> = {
  landline: 'un telefono fisso',
  mobile: 'un cellulare',
  tollFree: 'un numero verde',
  foreign: 'un numero estero',
  other: 'un numero italiano',
  withheld: 'un numero nascosto',
  invalid: 'un numero che non conosciamo',
}

const spokenName = ({ person, through }: Candidate): string => {
  if (!through) return fullName(person)
  return through.name ? `${through.name}, per ${fullName(person)}` : `qualcuno per ${fullName(person)}`
}

const MOST_NAMES_SPOKEN = 3

/** What an operator hears before answering. */
export function announceCaller({ candidates, institution }: Caller, kind: PhoneKind): string {
  if (candidates.length > 0 && candidates.length <= MOST_NAMES_SPOKEN) {
    return `Chiama ${candidates.map(spokenName).join(', oppure ')}.`
  }
  if (institution) return `Chiama ${institution.name}.`
  return `Chiamata da ${kindWords[kind]}.`
}
