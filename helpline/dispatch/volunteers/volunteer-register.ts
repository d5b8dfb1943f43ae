import type { IsoDate } from '../../territory/rome-time.ts'

export const registerEntryKinds = ['entered', 'changed', 'left'] as const
export type RegisterEntryKind = (typeof registerEntryKinds)[number]
export const registerEntryKindNames: Record<RegisterEntryKind, string> = {
  entered: 'iscrizione',
  changed: 'variazione',
  left: 'cessazione',
}

/** What the decree of 6 October 2021 asks of a register: who, where they live, from when and until when. */
export interface RegisteredData {
  firstName: string
  lastName: string
  fiscalCode: string | null
  birthDate: IsoDate | null
  birthPlace: string | null
  residence: string | null
  startedOn: IsoDate
  endedOn: IsoDate | null
}

export interface NewRegisterEntry {
  kind: RegisterEntryKind
  localAssociationId: string
  volunteerId: string
  content: RegisteredData
}

export interface RegisterEntry extends NewRegisterEntry {
  number: number
  at: Date
  hash: string
}

export interface VolunteerToRegister extends RegisteredData {
  id: string
  localAssociationId: string
  /** Who helps now and then is not entered. */
  occasional: boolean
}

export type RegisterGap = 'fiscalCode' | 'residence'
export const registerGapNames: Record<RegisterGap, string> = {
  fiscalCode: 'il codice fiscale, o data e luogo di nascita',
  residence: 'la residenza',
}

/** What is missing before somebody can be entered. */
export function registerGaps(volunteer: RegisteredData): RegisterGap[] {
  const isKnown = volunteer.fiscalCode !== null || (volunteer.birthDate !== null && volunteer.birthPlace !== null)
  return [...(isKnown ? [] : (['fiscalCode'] as const)), ...(volunteer.residence ? [] : (['residence'] as const))]
}

const dataOf = ({
  firstName,
  lastName,
  fiscalCode,
  birthDate,
  birthPlace,
  residence,
  startedOn,
  endedOn,
}: RegisteredData): RegisteredData => ({
  ...{ firstName, lastName, fiscalCode, birthDate, birthPlace },
  ...{ residence, startedOn, endedOn },
})

const names = Object.keys as (data: RegisteredData) => (keyof RegisteredData)[]
export const differs = (a: RegisteredData, b: RegisteredData): boolean =>
  names(dataOf(a)).some((name) => a[name] !== b[name])

export const isRegistered = (last: Pick<NewRegisterEntry, 'content'> | null): boolean =>
  last !== null && last.content.endedOn === null

/** What the register must say after a volunteer's card is what it is now; `last` is its newest entry about them. */
export function registerEntries(
  last: Pick<NewRegisterEntry, 'localAssociationId' | 'content'> | null,
  volunteer: VolunteerToRegister,
  today: IsoDate,
): NewRegisterEntry[] {
  const content = dataOf(volunteer)
  const write = (kind: RegisterEntryKind): NewRegisterEntry => {
    const { id: volunteerId, localAssociationId } = volunteer
    return { kind, volunteerId, localAssociationId, content }
  }
  const entering = registerGaps(content).length === 0 && content.endedOn === null ? [write('entered')] : []
  if (last === null || !isRegistered(last)) {
    // Who has left is entered anew when they come back; a slip about how they left is put right.
    const isCorrection =
      last?.localAssociationId === volunteer.localAssociationId && content.endedOn !== null && !volunteer.occasional
    if (volunteer.occasional) return []
    return isCorrection && differs(last.content, content) ? [write('changed')] : entering
  }
  const leaving = { ...write('left'), localAssociationId: last.localAssociationId }
  if (volunteer.occasional) return [{ ...leaving, content: { ...last.content, endedOn: today } }]
  if (last.localAssociationId !== volunteer.localAssociationId) {
    return [{ ...leaving, content: { ...last.content, endedOn: content.endedOn ?? today } }, ...entering]
  }
  if (content.endedOn !== null) return [leaving]
  return differs(last.content, content) ? [write('changed')] : []
}
