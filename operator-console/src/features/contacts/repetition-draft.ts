import type { RepetitionBody, SeriesSummary } from '../../../../contract/series.ts'
import { type MonthPlace, monthPlaces, type RepetitionKind } from '../../../../helpline/dispatch/series/repetition.ts'
import { romeDate, type Weekday, weekdayOf } from '../../../../helpline/territory/rome-time.ts'
import { understoodDay } from '../../ui/day-field.tsx'
import { seriesWords as words } from './series-words.ts'

export const endKinds = ['on', 'times', 'never'] as const
export type EndKind = (typeof endKinds)[number]

/** A repetition as it is being typed. */
export interface RepetitionDraft {
  kind: RepetitionKind
  weekdays: Weekday[]
  everyWeeks: string
  place: MonthPlace
  weekday: Weekday
  ends: EndKind
  endsOn: string
  times: string
  skipHolidays: boolean
  excludedDates: string[]
  addedDates: string[]
  volunteerId: string | null
}

/** What is saved, or a first guess from the day of the first time. */
export function draftOf(series: SeriesSummary | null, neededFrom: string | null = null): RepetitionDraft {
  const weekday = neededFrom ? weekdayOf(romeDate(new Date(neededFrom))) : 1
  const place = neededFrom ? Math.ceil(Number(romeDate(new Date(neededFrom)).slice(8)) / 7) : 1
  const guess: RepetitionDraft = {
    kind: 'weekly',
    weekdays: neededFrom ? [weekday] : [],
    everyWeeks: '1',
    place: monthPlaces.find((each) => each === place) ?? -1,
    weekday,
    ends: 'on',
    endsOn: '',
    times: '',
    skipHolidays: true,
    excludedDates: [],
    addedDates: [],
    volunteerId: null,
  }
  if (!series) return guess
  const { repetition, endsOn, skipHolidays, excludedDates, addedDates, volunteerId } = series
  return {
    ...guess,
    kind: repetition.kind,
    ...(repetition.kind === 'weekly'
      ? { weekdays: repetition.weekdays, everyWeeks: String(repetition.everyWeeks) }
      : repetition.kind === 'monthly'
        ? { place: repetition.place, weekday: repetition.weekday }
        : {}),
    ends: endsOn ? 'on' : 'never',
    endsOn: endsOn ? endsOn.split('-').reverse().join('/') : '',
    skipHolidays,
    excludedDates,
    addedDates,
    volunteerId,
  }
}

const wholeNumber = (typed: string): number | null => (/^\d{1,3}$/.test(typed.trim()) ? Number(typed) : null)

export function wrongIn(draft: RepetitionDraft): Record<string, string> {
  const wrong: Record<string, string> = {}
  if (draft.kind === 'weekly' && !wholeNumber(draft.everyWeeks)) wrong.everyWeeks = words.notANumber
  if (draft.kind === 'weekly' && draft.weekdays.length === 0) wrong.weekdays = words.weekdaysMissing
  if (draft.ends === 'on' && !understoodDay(draft.endsOn, 'ahead')) wrong.ends = words.endMissing
  if (draft.ends === 'times' && !wholeNumber(draft.times)) wrong.ends = words.notANumber
  return wrong
}

/** null while something is missing. */
export function bodyOf(draft: RepetitionDraft): RepetitionBody | null {
  if (Object.keys(wrongIn(draft)).length > 0) return null
  const { kind, skipHolidays, excludedDates, addedDates, volunteerId } = draft
  return {
    repetition:
      kind === 'daily'
        ? { kind }
        : kind === 'weekly'
          ? { kind, weekdays: draft.weekdays, everyWeeks: wholeNumber(draft.everyWeeks) ?? 1 }
          : { kind, place: draft.place, weekday: draft.weekday },
    ends: endsOf(draft),
    skipHolidays,
    excludedDates,
    addedDates,
    volunteerId,
  }
}

function endsOf({ ends, endsOn, times }: RepetitionDraft): RepetitionBody['ends'] {
  if (ends === 'never') return { kind: 'never' }
  if (ends === 'times') return { kind: 'times', times: wholeNumber(times) ?? 1 }
  return { kind: 'on', date: understoodDay(endsOn, 'ahead') ?? '' }
}
