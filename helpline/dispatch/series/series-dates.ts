import { nationalHolidayOn } from '../../territory/holidays.ts'
import { addDays, type IsoDate } from '../../territory/rome-time.ts'
import { ruleDates } from './recurrence.ts'

/** On which days a cycle takes place. */
export interface SeriesDays {
  rule: string
  firstDate: IsoDate
  /** The last day it may fall on; null: until somebody ends it. */
  endsOn: IsoDate | null
  skipHolidays: boolean
  excludedDates: readonly IsoDate[]
  addedDates: readonly IsoDate[]
  pausedFrom: IsoDate | null
  /** The day it starts again; null while nobody knows. */
  pausedUntil: IsoDate | null
}

export interface SeriesDay {
  date: IsoDate
  /** Why nothing happens on a day the rule names. */
  skippedBecause: string | null
}

const WINDOW_DAYS = 366
/** Further ahead than this nothing is looked for. */
const MOST_WINDOWS = 12

/** Every day the cycle names from `from` to `until`, both included, with those it skips and why. */
export function seriesDays(series: SeriesDays, from: IsoDate, until: IsoDate): SeriesDay[] {
  const first = from < series.firstDate ? series.firstDate : from
  const last = series.endsOn !== null && series.endsOn < until ? series.endsOn : until
  const added = new Set(series.addedDates.filter((date) => first <= date && date <= last))
  const named = new Set([...ruleDates(series.rule, series.firstDate, first, last), ...added])
  const excluded = new Set(series.excludedDates)
  return [...named].sort().map((date) => ({
    date,
    skippedBecause: excluded.has(date)
      ? 'tolto a mano'
      : isPaused(series, date)
        ? 'in pausa'
        : series.skipHolidays && !added.has(date)
          ? (nationalHolidayOn(date) ?? null)
          : null,
  }))
}

export const isPaused = (series: Pick<SeriesDays, 'pausedFrom' | 'pausedUntil'>, date: IsoDate): boolean =>
  series.pausedFrom !== null && series.pausedFrom <= date && (series.pausedUntil === null || date < series.pausedUntil)

export const datesOf = (series: SeriesDays, from: IsoDate, until: IsoDate): IsoDate[] =>
  seriesDays(series, from, until).flatMap(({ date, skippedBecause }) => (skippedBecause === null ? [date] : []))

/** The first `count` days from `from` on; fewer where the cycle ends before. */
export function nextDates(series: SeriesDays, from: IsoDate, count: number): IsoDate[] {
  const found: IsoDate[] = []
  let start = from < series.firstDate ? series.firstDate : from
  for (let window = 0; window < MOST_WINDOWS && found.length < count; window += 1) {
    if (series.endsOn !== null && start > series.endsOn) break
    if (series.pausedUntil === null && isPaused(series, start)) break
    const end = addDays(start, WINDOW_DAYS)
    found.push(...datesOf(series, start, end))
    start = addDays(end, 1)
  }
  return found.slice(0, count)
}

/** "Per dieci volte": the day of the tenth time that really takes place; null where it never comes. */
export const dayOfTime = (series: SeriesDays, times: number): IsoDate | null =>
  nextDates({ ...series, endsOn: null }, series.firstDate, times)[times - 1] ?? null
