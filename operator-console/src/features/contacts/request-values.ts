import {
  type PersonAtHandView,
  type RequestFields,
  type RequestView,
  requestFields,
} from '../../../../contract/contacts.ts'
import {
  destinationKindNames,
  helpKindNames,
  informationKindNames,
  returnKindNames,
  unmetCauseNames,
  withdrawalReasonNames,
} from '../../../../helpline/contacts/kinds.ts'
import { homeAsPlace } from '../../../../helpline/contacts/ride-from-card.ts'
import { writtenInWords } from '../../../../helpline/dispatch/series/series-sentence.ts'
import { mobilityNames } from '../../../../helpline/people/profile.ts'
import { romeDate } from '../../../../helpline/territory/rome-time.ts'
import { helplineNow } from '../../clock.ts'
import { formatWholeMoment } from '../../formats.ts'
import { words as uiWords } from '../../ui/words.ts'
import { words } from './words.ts'

const fieldNames = Object.keys(requestFields.shape) as (keyof RequestFields)[]

export const fieldsOf = (view: RequestView): RequestFields =>
  Object.fromEntries(fieldNames.map((name) => [name, view[name]])) as unknown as RequestFields

const namesOf: Partial<Record<keyof RequestFields, Readonly<Record<string, string>>>> = {
  informationKind: informationKindNames,
  helpKind: helpKindNames,
  destinationKind: destinationKindNames,
  returnKind: returnKindNames,
  mobility: mobilityNames,
}
const moments: readonly (keyof RequestFields)[] = ['neededFrom', 'neededUntil', 'returnAt']

/** A field's value as one reads it; null where there is nothing to read. */
export function valueInWords(field: keyof RequestFields, value: RequestFields[keyof RequestFields]): string | null {
  if (value === null || value === '') return null
  if (typeof value === 'boolean') return value ? uiWords.yes : uiWords.no
  if (typeof value === 'object') return writtenInWords(value, romeDate(helplineNow()))
  const text = String(value)
  return moments.includes(field) ? formatWholeMoment(text) : (namesOf[field]?.[text] ?? text)
}

/** Chosen from a list, and written in words beside it. */
const byId: ReadonlySet<keyof RequestFields> = new Set(['directoryEntryId', 'facilityId'])

/** What a request says, for one who only reads it. */
export function requestFacts(view: RequestView): (readonly [string, string | null])[] {
  return [
    [words.unmetWhy, view.unmetCause && unmetCauseNames[view.unmetCause]],
    [words.withdrawnWhy, view.withdrawalReason && withdrawalReasonNames[view.withdrawalReason]],
    [words.withdrawNote, view.withdrawalNote],
    ...writtenFacts(view),
  ]
}

/** What is written in a request. */
export const writtenFacts = (fields: RequestFields): (readonly [string, string | null])[] =>
  fieldNames
    .filter((name) => name !== 'kind' && !byId.has(name) && fields[name] !== false)
    .map((name) => [words.fields[name], valueInWords(name, fields[name])] as const)

/** How the person's home is written as a place. */
export const homeOf = (person: PersonAtHandView | null, comune: string | null): string =>
  homeAsPlace({ address: person?.address ?? null, comune: person?.comune ?? comune })

/** What a ride need not be told again, because the person's card says it; what is written already stays. */
export const rideDefaults = (
  shown: RequestFields,
  person: PersonAtHandView | null,
  home: string | null,
): Partial<RequestFields> => ({
  ...(shown.fromPlace || !home ? {} : { fromPlace: home }),
  ...(shown.mobility || !person?.mobility
    ? {}
    : { mobility: person.mobility, wheelchair: shown.wheelchair || person.mobility === 'wheelchair' }),
})

/** What is missing in one request, out of what a contact's closing said: 'requests.<id>.<field>'. */
export function missingOf(missing: Readonly<Record<string, string>>, requestId: string): Record<string, string> {
  const prefix = `requests.${requestId}.`
  return Object.fromEntries(
    Object.entries(missing)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, sentence]) => [key.slice(prefix.length), sentence]),
  )
}

/** A field being written is no longer missing; an answer may also be where somebody was sent. */
export function withoutTyped(
  missing: Readonly<Record<string, string>>,
  requestId: string,
  typed: readonly string[],
): Record<string, string> {
  const fields = typed.includes('referredTo') ? [...typed, 'answer'] : typed
  const keys = fields.map((field) => `requests.${requestId}.${field}`)
  const isTyped = (key: string) => keys.some((typed) => key === typed || key.startsWith(`${typed}.`))
  return Object.fromEntries(Object.entries(missing).filter(([key]) => !isTyped(key)))
}
