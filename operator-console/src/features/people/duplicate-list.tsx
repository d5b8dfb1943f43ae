import type { PersonCard } from '../../../../contract/people.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { PersonLine } from '../../summaries/person-line.tsx'
import { LinkButton } from '../../ui/button.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { words } from './words.ts'

/** Other cards that may be of the same person, and why. */
export function DuplicateList({ card }: { card: PersonCard }) {
  const { firstName, lastName, birthDate, comuneIstatCode, fiscalCode } = card
  const query = {
    firstName,
    lastName,
    phones: card.phoneNumbers.map(({ e164 }) => e164).join(','),
    except: card.id,
    ...(birthDate ? { birthDate } : {}),
    ...(comuneIstatCode ? { comuneIstatCode } : {}),
    ...(fiscalCode ? { fiscalCode } : {}),
  }
  const likely = useAnswer('listLikelyDuplicates', { query })
  return (
    <Answer answer={likely} lines={2}>
      {(people) =>
        people.length === 0 ? (
          <p className="soft">{words.duplicatesNone}</p>
        ) : (
          <div className="stack">
            <p>{words.duplicatesIntro}</p>
            <ul className="plain-list stack">
              {people.map((person) => (
                <li key={person.id} className="stack-tight">
                  <PersonLine person={person} />
                  <span>{words.inCommon(person.why)}</span>
                  <div className="row">
                    <LinkButton href={paths.compareCards(card.id, person.id)}>
                      {words.compareWith(person.name, person.cardNumber)}
                    </LinkButton>
                  </div>
                </li>
              ))}
            </ul>
          </div>
        )
      }
    </Answer>
  )
}
