import type { PersonCard } from '../../../../contract/people.ts'
import type { InputFor } from '../../api-client.ts'
import { dayFromText } from '../../ui/italian-moment.ts'
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
  mobility: null,
  hardOfHearing: false,
  mayLeaveMessage: null,
  warning: '',
  notes: '',
  phones: [{ number: '', label: '' }],
}

export const formOf = (card: PersonCard): PersonForm => ({
  firstName: card.firstName,
  lastName: card.lastName,
  nickname: card.nickname ?? '',
  fiscalCode: card.fiscalCode ?? '',
  birthDate: card.birthDate?.split('-').reverse().join('/') ?? '',
  sex: card.sex,
  livesAlone: card.livesAlone,
  comune: card.comuneIstatCode && card.comune ? { istatCode: card.comuneIstatCode, name: card.comune } : null,
  address: card.address ?? '',
  alreadyHelpedBy: card.alreadyHelpedBy,
  member: card.member,
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
  const birthDate = form.birthDate.trim() ? dayFromText(form.birthDate, now, 'back') : null
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
    mobility: form.mobility,
    hardOfHearing: form.hardOfHearing,
    mayLeaveMessage: form.mayLeaveMessage,
    warning: text(form.warning),
    notes: text(form.notes),
    phones: form.phones
      .filter(({ number }) => number.trim())
      .map(({ number, label }) => ({ number, label: text(label) })),
  }
  return { body, wrong: form.birthDate.trim() && !birthDate ? { birthDate: words.birthDateWrong } : {} }
}

/** Only what differs from the card goes out, so that two people on one card do not overwrite each other. */
export function changesOf(body: PersonBody, before: PersonBody): Partial<PersonBody> {
  const names = Object.keys(body) as (keyof PersonBody)[]
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(body[name]) !== JSON.stringify(before[name]))
      .map((name) => [name, body[name]]),
  )
}
