import { keepPreviousData } from '@tanstack/react-query'
import { type LikelyDuplicate, peopleEndpoints } from '../../../contract/people.ts'
import type { InputFor } from '../api-client.ts'
import { useAnswer } from '../queries.ts'
import { PersonLine } from '../summaries/person-line.tsx'
import { Button } from '../ui/button.tsx'
import { useRested } from './use-rested.ts'
import { words } from './words.ts'

const SHORTEST_NAME = 4

export interface TypedSoFar {
  firstName: string
  lastName: string
  birthDate: string | null
  comuneIstatCode: string | null
  fiscalCode: string | null
  phones: readonly string[]
}

type Query = NonNullable<InputFor<'listLikelyDuplicates'>['query']>

/** What can be read already of what is being typed. */
function queryOf({ phones, ...typed }: TypedSoFar): Query {
  const { shape } = peopleEndpoints.listLikelyDuplicates.query
  const optional = ['birthDate', 'comuneIstatCode', 'fiscalCode'] as const
  const read = optional.filter((field) => typed[field] && shape[field].safeParse(typed[field]).success)
  return {
    firstName: typed.firstName.trim(),
    lastName: typed.lastName.trim(),
    phones: phones.filter((phone) => phone.trim()).join(','),
    ...Object.fromEntries(read.map((field) => [field, typed[field]])),
  }
}

interface LikelyDuplicatesProps {
  typed: TypedSoFar
  onPick: (person: LikelyDuplicate) => void
}

/** Cards that may be of the person being written down: one press and the card that exists is used. */
export function LikelyDuplicates({ typed, onPick }: LikelyDuplicatesProps) {
  const query = JSON.parse(useRested(JSON.stringify(queryOf(typed)))) as Query
  const enabled = `${query.firstName}${query.lastName}`.length >= SHORTEST_NAME || query.fiscalCode !== undefined
  const found = useAnswer('listLikelyDuplicates', { query }, { enabled, placeholderData: keepPreviousData })
  const people = enabled ? (found.data ?? []) : []
  return (
    <div role="status">
      {people.length > 0 && (
        <div className="notice" data-kind="warning">
          <strong className="notice-title">{words.perhapsKnown}</strong>
          <ul className="plain-list stack">
            {people.map((person) => (
              <li key={person.id} className="stack-tight">
                <PersonLine person={person} />
                <span>{words.inCommon(person.why)}</span>
                <span className="row">
                  <Button onPress={() => onPick(person)}>{words.takeCardOf(person.name)}</Button>
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
