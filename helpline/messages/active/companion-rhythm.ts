import { nationalHolidayOn } from '../../territory/holidays.ts'
import { hasHoursOn, type OpeningHours, opensOn } from '../../territory/opening-hours.ts'
import { addDays, type IsoDate, type Weekday, weekdayOf } from '../../territory/rome-time.ts'

export const companionRhythms = ['weekly', 'twiceAMonth', 'everyDays'] as const
export type CompanionRhythm = (typeof companionRhythms)[number]
export const companionRhythmNames: Record<CompanionRhythm, string> = {
  weekly: 'ogni settimana',
  twiceAMonth: 'due volte al mese',
  everyDays: 'ogni tanti giorni',
}

export const companionDayParts = ['morning', 'afternoon'] as const
export type CompanionDayPart = (typeof companionDayParts)[number]
export const companionDayPartNames: Record<CompanionDayPart, string> = { morning: 'mattina', afternoon: 'pomeriggio' }

export const MOST_DAYS_BETWEEN = 60

export interface Rhythm {
  rhythm: CompanionRhythm
  /** Of 'everyDays'. */
  everyDays: number
  weekday: Weekday | null
}

export interface Pause {
  pausedFrom: IsoDate | null
  /** The last day; null: until further notice. */
  pausedUntil: IsoDate | null
}

const SUNDAY = 7
const WEEK = 7
const SEARCH_DAYS = 120
const fixedGap: Record<Exclude<CompanionRhythm, 'everyDays'>, number> = { weekly: 7, twiceAMonth: 14 }

export const daysBetween = ({ rhythm, everyDays }: Rhythm): number =>
  rhythm === 'everyDays' ? everyDays : fixedGap[rhythm]

export const isPausedOn = ({ pausedFrom, pausedUntil }: Pause, day: IsoDate): boolean =>
  pausedFrom !== null && pausedFrom <= day && (pausedUntil === null || day <= pausedUntil)

/** `hours` undefined, or without any that day (a call centre): every day but Sundays and feasts. */
function isWorkingDay(hours: OpeningHours | undefined, day: IsoDate): boolean {
  if (hours && hasHoursOn(hours, day)) return opensOn(hours, day)
  return weekdayOf(day) !== SUNDAY && nationalHolidayOn(day) === undefined
}

/** The first day, from this one on, when the point works and the plan does not rest. */
export function callableFrom(day: IsoDate, hours: OpeningHours | undefined, pause: Pause): IsoDate {
  let candidate = day
  for (let step = 0; step < SEARCH_DAYS; step += 1) {
    if (isPausedOn(pause, candidate)) {
      // Without an end it keeps its day, which comes back with the plan.
      if (pause.pausedUntil === null) return candidate
      candidate = addDays(pause.pausedUntil, 1)
    } else if (isWorkingDay(hours, candidate)) return candidate
    else candidate = addDays(candidate, 1)
  }
  return day
}

interface CallMade {
  rhythm: Rhythm
  calledOn: IsoDate
  isHeard: boolean
  hours: OpeningHours | undefined
  pause: Pause
}

/**
 * When to call next. Heard: by the rhythm, on the weekday they prefer that is nearest to it. Not heard: the next working day, because
 * somebody alone did not answer.
 */
export function nextCallOn(input: CallMade): IsoDate {
  const { rhythm, calledOn, isHeard, hours, pause } = input
  if (!isHeard) return callableFrom(addDays(calledOn, 1), hours, pause)
  const gap = daysBetween(rhythm)
  const exact = addDays(calledOn, gap)
  const { weekday } = rhythm
  // Below a week a weekday would break the rhythm.
  if (weekday === null || gap < WEEK) return callableFrom(exact, hours, pause)
  const earliest = addDays(exact, -3)
  const ahead = (weekday - weekdayOf(earliest) + WEEK) % WEEK
  return callableFrom(addDays(earliest, ahead), hours, pause)
}

/** Somebody had called already: a further call in vain takes nothing from what was promised. */
export const nextAfterFurtherCall = (call: CallMade, promisedOn: IsoDate): IsoDate =>
  !call.isHeard && promisedOn > call.calledOn ? promisedOn : nextCallOn(call)

/** The first call of a new plan. */
export function firstCallOn(input: {
  weekday: Weekday | null
  today: IsoDate
  hours: OpeningHours | undefined
  pause: Pause
}): IsoDate {
  const { weekday, today, hours, pause } = input
  const ahead = weekday === null ? 0 : (weekday - weekdayOf(today) + WEEK) % WEEK
  return callableFrom(addDays(today, ahead), hours, pause)
}
