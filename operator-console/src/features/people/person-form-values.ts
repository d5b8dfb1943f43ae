import type { PersonCard } from '../../../../contract/people.ts'
import { alreadyHelpedByNames, mobilityNames, sexNames } from '../../../../helpline/people/profile.ts'
import type { InputFor } from '../../api-client.ts'
import { birthdayFromText, dayFromText } from '../../ui/italian-moment.ts'
import { words as uiWords } from '../../ui/words.ts'
import { words } from './words.ts'

/** What the form holds: texts as typed. */
export interface PersonForm {
  firstName: string
  lastName: string
  nickname: string
  fiscalCode: string
  birthDate: string
  sex: PersonCard['sex']
  livesAlone: boolean | null
  comune: { istatCode: string; name: string } | null
  address: string
  alreadyHelpedBy: PersonCard['alreadyHelpedBy']
  member: boolean | null
  memberUntil: string
  mobility: PersonCard['mobility']
  hardOfHearing: boolean
  mayLeaveMessage: boolean | null
  warning: string
  notes: string
  phones: { number: string; label: string }[]
}

export const emptyForm: PersonForm = {
  firstName: '',
  lastName: '',
  nickname: '',
  fiscalCode: '',
  birthDate: '',
  sex: null,
  livesAlone: null,
  comune: null,
  address: '',
  alreadyHelpedBy: null,
  member: null,
  memberUntil: '',
  mobility: null,
  hardOfHearing: false,
  mayLeaveMessage: null,
  warning: '',
  notes: '',
  phones: [{ number: '', label: '' }],
}

const typedDay = (day: string | null): string => day?.split('-').reverse().join('/') ?? ''

export const formOf = (card: PersonCard): PersonForm => ({
  firstName: card.firstName,
  lastName: card.lastName,
  nickname: card.nickname ?? '',
  fiscalCode: card.fiscalCode ?? '',
  birthDate: typedDay(card.birthDate),
  sex: card.sex,
  livesAlone: card.livesAlone,
  comune: card.comuneIstatCode && card.comune ? { istatCode: card.comuneIstatCode, name: card.comune } : null,
  address: card.address ?? '',
  alreadyHelpedBy: card.alreadyHelpedBy,
  member: card.member,
  memberUntil: typedDay(card.memberUntil),
  mobility: card.mobility,
  hardOfHearing: card.hardOfHearing,
  mayLeaveMessage: card.mayLeaveMessage,
  warning: card.warning ?? '',
  notes: card.notes ?? '',
  phones: card.phoneNumbers.map(({ number, label }) => ({ number, label: label ?? '' })),
})

export type PersonBody = InputFor<'registerPerson'>['body']

/** What is sent, or the sentences beside the fields that cannot be. */
export function bodyOf(form: PersonForm, now: Date): { body: PersonBody; wrong: Record<string, string> } {
  const birthDate = birthdayFromText(form.birthDate, now)
  const memberUntil = form.memberUntil.trim() ? dayFromText(form.memberUntil, now, 'ahead') : null
  const text = (value: string) => value.trim() || null
  const body: PersonBody = {
    firstName: form.firstName,
    lastName: form.lastName,
    nickname: text(form.nickname),
    fiscalCode: text(form.fiscalCode),
    birthDate,
    sex: form.sex,
    livesAlone: form.livesAlone,
    comuneIstatCode: form.comune?.istatCode ?? null,
    address: text(form.address),
    alreadyHelpedBy: form.alreadyHelpedBy,
    member: form.member,
    memberUntil,
    mobility: form.mobility,
    hardOfHearing: form.hardOfHearing,
    mayLeaveMessage: form.mayLeaveMessage,
    warning: text(form.warning),
    notes: text(form.notes),
    phones: form.phones
      .filter(({ number }) => number.trim())
      .map(({ number, label }) => ({ number, label: text(label) })),
  }
  const wrong: Record<string, string> = {}
  if (form.birthDate.trim() && !birthDate) wrong.birthDate = uiWords.birthdayNotUnderstood
  if (form.memberUntil.trim() && !memberUntil) wrong.memberUntil = words.dayWrong
  return { body, wrong }
}

type BodyField = keyof PersonBody
const fieldsOf = (body: PersonBody) => Object.keys(body) as BodyField[]
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Only what differs from the card goes out, so that two people on one card do not overwrite each other. */
export const changesOf = (body: PersonBody, before: PersonBody): Partial<PersonBody> =>
  Object.fromEntries(
    fieldsOf(body)
      .filter((field) => !isSame(body[field], before[field]))
      .map((field) => [field, body[field]]),
  )

/** Fields that two people have written differently since the form was opened. */
export const clashesOf = (mine: PersonBody, seen: PersonBody, theirs: PersonBody): BodyField[] =>
  fieldsOf(theirs).filter(
    (field) =>
      !isSame(theirs[field], seen[field]) && !isSame(mine[field], seen[field]) && !isSame(mine[field], theirs[field]),
  )

/** Fields that somebody else has written, and this form has not. */
export const newsOf = (mine: PersonBody, seen: PersonBody, theirs: PersonBody): BodyField[] =>
  fieldsOf(theirs).filter((field) => !isSame(theirs[field], seen[field]) && isSame(mine[field], seen[field]))

export const formFieldOf = (field: BodyField): keyof PersonForm =>
  field === 'comuneIstatCode' ? 'comune' : (field as keyof PersonForm)

/** The fields of a form that somebody has written and not saved. */
export type TypedHere = Partial<PersonForm>

export const typedIn = (mine: PersonForm, fields: readonly BodyField[]): TypedHere | null =>
  fields.length === 0 ? null : Object.fromEntries(fields.map(formFieldOf).map((field) => [field, mine[field]]))

/** What was written for one card, on the one it was merged into: no number of that one is taken away. */
export function carriedTo(form: PersonForm, typed: TypedHere): TypedHere {
  if (!typed.phones) return typed
  const digits = (number: string) => number.replaceAll(/\D/g, '')
  const known = new Set(form.phones.map(({ number }) => digits(number)))
  return { ...typed, phones: [...form.phones, ...typed.phones.filter(({ number }) => !known.has(digits(number)))] }
}

export const typedFacts = (typed: TypedHere): (readonly [string, string])[] =>
  (Object.keys(typed) as (keyof PersonForm)[]).map((field) => [
    words.fields[field === 'comune' ? 'comuneIstatCode' : field],
    valueInWords({ ...emptyForm, ...typed }, field),
  ])

const choiceNames: Partial<Record<keyof PersonForm, Readonly<Record<string, string>>>> = {
  sex: sexNames,
  mobility: mobilityNames,
  alreadyHelpedBy: alreadyHelpedByNames,
}

export function valueInWords(form: PersonForm, field: keyof PersonForm): string {
  const value = form[field]
  if (field === 'phones')
    return (
      form.phones
        .map(({ number }) => number.trim())
        .filter(Boolean)
        .join(', ') || words.nothing
    )
  if (field === 'comune') return form.comune?.name ?? words.nothing
  if (typeof value === 'boolean') return value ? uiWords.yes : uiWords.no
  return (typeof value === 'string' && (choiceNames[field]?.[value] ?? value)) || words.nothing
}
