import type { Store } from '../../adapters/postgres/store.ts'
import type { AnswerOf, InputOf } from '../../contract/endpoint.ts'
import type { peopleEndpoints } from '../../contract/people.ts'
import { duplicateReasonNames, likelyDuplicates } from '../../helpline/people/likely-duplicates.ts'
import { summarisePerson } from '../../helpline/people/person-summary.ts'
import { isReachable, parsePhoneNumber } from '../../helpline/territory/phone-numbers.ts'
import type { IsoDate } from '../../helpline/territory/rome-time.ts'

type Endpoint = typeof peopleEndpoints.listLikelyDuplicates

const MOST_NUMBERS = 10
/** Of less than this, everybody's name is like everybody else's. */
const SHORTEST_NAME = 4

/** Asked while somebody types: what cannot be read yet is left out. */
export async function duplicateViews(
  store: Pick<Store, 'findNearPeople'>,
  query: InputOf<Endpoint>['query'],
  today: IsoDate,
): Promise<AnswerOf<Endpoint>> {
  const { firstName, lastName, birthDate = null, comuneIstatCode = null, fiscalCode = null } = query
  if (`${firstName}${lastName}`.length < SHORTEST_NAME && !fiscalCode) return []
  const phonesE164 = query.phones
    .split(',')
    .slice(0, MOST_NUMBERS)
    .map(parsePhoneNumber)
    .flatMap((phone) => (isReachable(phone) ? phone.e164 : []))
  const typed = { firstName, lastName, birthDate, comuneIstatCode, fiscalCode, phonesE164 }
  return likelyDuplicates(typed, await store.findNearPeople(typed, query.except ?? null)).map(
    ({ person, reasons }) => ({
      ...summarisePerson(person, today),
      why: reasons.map((reason) => duplicateReasonNames[reason]).join(', '),
    }),
  )
}
