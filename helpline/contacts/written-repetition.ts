import type { IsoDate, Weekday } from '../territory/rome-time.ts'

export const repetitionKinds = ['daily', 'weekly', 'monthly'] as const
export type RepetitionKind = (typeof repetitionKinds)[number]
/** Which of its weekdays in a month; -1 is the last. */
export const monthPlaces = [1, 2, 3, 4, -1] as const
export type MonthPlace = (typeof monthPlaces)[number]
export const repetitionEnds = ['on', 'times', 'never'] as const
export type RepetitionEnd = (typeof repetitionEnds)[number]
export const MOST_WEEKS_APART = 8
const MOST_TIMES = 200

/** "Si ripete", as it is being typed in a request: what is missing is null, and what its kind or its end does not use stays. */
export interface WrittenRepetition {
  kind: RepetitionKind
  weekdays: Weekday[]
  everyWeeks: number | null
  place: MonthPlace
  weekday: Weekday
  ends: RepetitionEnd
  endsOn: IsoDate | null
  times: number | null
  skipHolidays: boolean
  excludedDates: IsoDate[]
  addedDates: IsoDate[]
}

const isWithin = (count: number | null, most: number): boolean => count !== null && count >= 1 && count <= most

/** What it still needs, a sentence beside each field. */
export function missingInRepetition(written: WrittenRepetition): Record<string, string> {
  const { kind, ends } = written
  const missing: Record<string, string> = {}
  if (kind === 'weekly' && written.weekdays.length === 0) missing['repetition.weekdays'] = 'Scelga almeno un giorno.'
  if (kind === 'weekly' && !isWithin(written.everyWeeks, MOST_WEEKS_APART)) {
    missing['repetition.everyWeeks'] = `Scriva ogni quante settimane, da 1 a ${MOST_WEEKS_APART}.`
  }
  if (ends === 'on' && !written.endsOn) missing['repetition.endsOn'] = 'Scriva l’ultimo giorno.'
  if (ends === 'times' && !isWithin(written.times, MOST_TIMES)) {
    missing['repetition.times'] = `Scriva quante volte, da 1 a ${MOST_TIMES}.`
  }
  return missing
}
