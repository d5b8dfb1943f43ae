import type { PersonFields } from '../save-person.ts'

/** What of a card can pass into another. */
export interface CardFields extends PersonFields {
  latitude: number | null
  longitude: number | null
}
export type FieldName = keyof CardFields
/** A field that was filled: what stood there, and what the merge wrote. */
export interface FilledField {
  field: FieldName
  before: CardFields[FieldName]
  after: CardFields[FieldName]
}

const LONGEST_WARNING = 200
const LONGEST_NOTES = 4_000

const whereEmpty = [
  'nickname',
  'fiscalCode',
  'birthDate',
  'sex',
  'livesAlone',
  'alreadyHelpedBy',
  'mobility',
  'mayLeaveMessage',
  'listeningPointId',
  'localAssociationId',
] as const satisfies readonly FieldName[]

/** Two texts that both matter to whoever answers stand one after the other. */
function joinedText(kept: string | null, absorbed: string | null, longest: number): string | null {
  if (!kept || !absorbed) return kept ?? absorbed
  if (kept.includes(absorbed)) return kept
  const joined = `${kept} ${absorbed}`
  return joined.length <= longest ? joined : kept
}

/** An address without its comune, or under another one, would send a driver to the wrong place. */
function joinedPlace(kept: CardFields, absorbed: CardFields): Partial<CardFields> {
  const { comuneIstatCode, address, latitude, longitude } = absorbed
  if (kept.comuneIstatCode === null && kept.address === null) return { comuneIstatCode, address, latitude, longitude }
  if (kept.address === null && kept.comuneIstatCode === comuneIstatCode) return { address, latitude, longitude }
  return {}
}

function joined(kept: CardFields, absorbed: CardFields): Partial<CardFields> {
  const taken = Object.fromEntries(
    whereEmpty.filter((field) => kept[field] === null).map((field) => [field, absorbed[field]]),
  ) as Partial<CardFields>
  const membership =
    kept.member === null
      ? { member: absorbed.member, memberUntil: absorbed.memberUntil }
      : kept.member && absorbed.member && kept.memberUntil === null
        ? { memberUntil: absorbed.memberUntil }
        : {}
  return {
    ...taken,
    ...joinedPlace(kept, absorbed),
    ...membership,
    hardOfHearing: kept.hardOfHearing || absorbed.hardOfHearing,
    warning: joinedText(kept.warning, absorbed.warning, LONGEST_WARNING),
    notes: joinedText(kept.notes, absorbed.notes, LONGEST_NOTES),
  }
}

/** What the kept card takes from the absorbed one: never anything in the place of what it says itself. */
export function filledBy(kept: CardFields, absorbed: CardFields): FilledField[] {
  const after = joined(kept, absorbed)
  return (Object.keys(after) as FieldName[])
    .map((field) => ({ field, before: kept[field], after: after[field] ?? null }))
    .filter(({ before, after }) => before !== after && after !== null)
}

export const writtenBy = (filled: readonly FilledField[]): Partial<CardFields> =>
  Object.fromEntries(filled.map(({ field, after }) => [field, after])) as Partial<CardFields>

/** What an undone merge takes back: only where nobody has written since. */
export const takenBack = (card: CardFields, filled: readonly FilledField[]): Partial<CardFields> =>
  Object.fromEntries(
    filled.filter(({ field, after }) => card[field] === after).map(({ field, before }) => [field, before]),
  ) as Partial<CardFields>

/** A card as it was before one merge and those after it: what the later ones brought stands on what this one did. */
export function beforeMerges(card: CardFields, merges: readonly (readonly FilledField[])[]): Partial<CardFields> {
  const back: Partial<CardFields> = {}
  for (const filled of merges.toReversed()) Object.assign(back, takenBack({ ...card, ...back }, filled))
  return back
}

/** Fields that mean something only side by side. */
const together: readonly (readonly FieldName[])[] = [
  ['comuneIstatCode', 'address', 'latitude', 'longitude'],
  ['member', 'memberUntil'],
]

/** What may be filled again once these were taken back: never what somebody has written since. */
export const refillable = (back: Partial<CardFields>): ReadonlySet<FieldName> => {
  const fields = Object.keys(back) as FieldName[]
  return new Set([...fields, ...together.filter((group) => group.some((field) => field in back)).flat()])
}
