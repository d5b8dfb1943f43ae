import { Invalid } from '../errors.ts'
import { type FeastRule, fallsOn, nationalHolidayOn } from './holidays.ts'
import { addDays, type IsoDate, romeDate, romeInstant, type TimeOfDay, type Weekday, weekdayOf } from './rome-time.ts'

/** `closesAt` not after `opensAt` means the next day: 22:00-06:00 on Friday ends on Saturday. '24:00' is the end of the day. */
export interface WeeklyInterval {
  readonly weekday: Weekday
  readonly opensAt: TimeOfDay
  readonly closesAt: TimeOfDay | '24:00'
}

/** Valid on the days from `validFrom` up to, not including, `validTo`; null is unbounded. The latest to start wins. */
export interface HoursVersion {
  readonly validFrom: IsoDate | null
  readonly validTo: IsoDate | null
  readonly intervals: readonly WeeklyInterval[]
}

/** First and last day are both closed, as people say it: "chiuso dal 10 al 21 agosto". */
export interface Closure {
  readonly fromDate: IsoDate
  readonly toDate: IsoDate
  readonly reason: string
}

/** An interval belongs to the day it starts on: that day's version, holiday and closures decide for all of it. */
export interface OpeningHours {
  readonly versions: readonly HoursVersion[]
  readonly patron: FeastRule | null
  readonly closures: readonly Closure[]
}

export type ClosedReason =
  | { readonly kind: 'outsideHours' }
  | { readonly kind: 'holiday'; readonly name: string }
  | { readonly kind: 'patron'; readonly name: string }
  | { readonly kind: 'closure'; readonly reason: string }

export type OpeningState =
  /** `until` is null when no closing is in sight within a week. */
  { readonly state: 'open'; readonly until: Date | null } | { readonly state: 'closed'; readonly reason: ClosedReason }

/** In milliseconds since 1970; `to` is not inside. */
export interface Period {
  readonly from: number
  readonly to: number
}

const CLOSING_SEARCH_DAYS = 7
const OPENING_SEARCH_DAYS = 120

function versionOn(hours: OpeningHours, day: IsoDate): HoursVersion | undefined {
  let found: HoursVersion | undefined
  for (const version of hours.versions) {
    const valid =
      (version.validFrom === null || version.validFrom <= day) && (version.validTo === null || day < version.validTo)
    if (valid && (!found || (version.validFrom ?? '') > (found.validFrom ?? ''))) found = version
  }
  return found
}

function offReason(hours: OpeningHours, day: IsoDate): ClosedReason | undefined {
  const closure = hours.closures.find((each) => each.fromDate <= day && day <= each.toDate)
  if (closure) return { kind: 'closure', reason: closure.reason }
  const holiday = nationalHolidayOn(day)
  if (holiday !== undefined) return { kind: 'holiday', name: holiday }
  if (hours.patron && fallsOn(hours.patron, day)) return { kind: 'patron', name: hours.patron.name }
  return undefined
}

function intervalsOn(hours: OpeningHours, day: IsoDate): WeeklyInterval[] {
  const weekday = weekdayOf(day)
  return versionOn(hours, day)?.intervals.filter((interval) => interval.weekday === weekday) ?? []
}

function endsTheNextDay({ opensAt, closesAt }: WeeklyInterval): boolean {
  return closesAt <= opensAt
}

/** The intervals of a day as instants, earliest first. */
function periodsOf(intervals: readonly WeeklyInterval[], day: IsoDate): Period[] {
  const periods: Period[] = []
  for (const interval of intervals) {
    const { opensAt, closesAt } = interval
    if (opensAt === closesAt) throw new Invalid("L'orario non è valido: apertura e chiusura coincidono.")
    const from = romeInstant(day, opensAt).getTime()
    const lastDay = closesAt === '24:00' || endsTheNextDay(interval) ? addDays(day, 1) : day
    const to = romeInstant(lastDay, closesAt === '24:00' ? '00:00' : closesAt).getTime()
    // An interval inside the hour skipped in spring does not take place.
    if (from < to) periods.push({ from, to })
  }
  return periods.sort((a, b) => a.from - b.from)
}

/** A day as the table has it; `off` says that none of it takes place. */
interface DayPlan {
  readonly off: ClosedReason | undefined
  readonly periods: readonly Period[]
  /** Those of `periods` that reach into the day after. */
  readonly nights: readonly Period[]
}

const KNOWN_DAYS_LIMIT = 1_000
const knownPlans = new WeakMap<OpeningHours, Map<IsoDate, DayPlan>>()

/** A table that is kept is asked about the same days at every call. */
function planOf(hours: OpeningHours, day: IsoDate): DayPlan {
  let plans = knownPlans.get(hours)
  if (!plans || plans.size >= KNOWN_DAYS_LIMIT) {
    plans = new Map()
    knownPlans.set(hours, plans)
  }
  const known = plans.get(day)
  if (known) return known
  const intervals = intervalsOn(hours, day)
  const plan: DayPlan = {
    off: offReason(hours, day),
    periods: periodsOf(intervals, day),
    nights: periodsOf(intervals.filter(endsTheNextDay), day),
  }
  plans.set(day, plan)
  return plan
}

/** Why the whole day is off, whatever the week says. */
export const dayOff = (hours: OpeningHours, day: IsoDate): ClosedReason | undefined => planOf(hours, day).off

/** When the doors are open on the intervals that start that day, earliest first. */
export function openPeriods(hours: OpeningHours, day: IsoDate): readonly Period[] {
  const { off, periods } = planOf(hours, day)
  return off ? [] : periods
}

function covers(periods: readonly Period[], epochMs: number): boolean {
  return periods.some(({ from, to }) => from <= epochMs && epochMs < to)
}

/** Whether there is a table to judge that moment by: without one `openingState` refuses to answer. */
export function hasHoursAt(hours: OpeningHours, instant: Date): boolean {
  return hasHoursOn(hours, romeDate(instant))
}

export const hasHoursOn = (hours: OpeningHours, day: IsoDate): boolean =>
  (versionOn(hours, day)?.intervals.length ?? 0) > 0

function requireHoursAt(hours: OpeningHours, instant: Date): void {
  if (!hasHoursAt(hours, instant)) {
    throw new Invalid('Gli orari di apertura mancano.', { hours: 'Inserire almeno un orario valido per questa data.' })
  }
}

/** Follows periods that touch or overlap, so that 9-12 and 12-18 close once, at 18. */
function closingAfter(hours: OpeningHours, today: IsoDate, now: number): Date | null {
  let until = now
  for (let offset = -1; offset <= CLOSING_SEARCH_DAYS; offset += 1) {
    for (const { from, to } of openPeriods(hours, addDays(today, offset))) {
      if (from <= until && to > until) until = to
    }
    // Nothing that starts tomorrow can prolong a period that ends today.
    if (offset >= 0 && until < romeInstant(addDays(today, offset + 1), '00:00').getTime()) return new Date(until)
  }
  return null
}

/** Why it is closed at that moment; undefined when it is open. */
export function closedReason(hours: OpeningHours, instant: Date): ClosedReason | undefined {
  requireHoursAt(hours, instant)
  const today = romeDate(instant)
  const yesterday = addDays(today, -1)
  const now = instant.getTime()
  const plan = planOf(hours, today)
  if (!plan.off && covers(plan.periods, now)) return undefined
  const before = planOf(hours, yesterday)
  const isLastNight = covers(before.nights, now)
  if (isLastNight && !before.off) return undefined
  return plan.off ?? (isLastNight ? before.off : undefined) ?? { kind: 'outsideHours' }
}

export function openingState(hours: OpeningHours, instant: Date): OpeningState {
  const reason = closedReason(hours, instant)
  if (reason) return { state: 'closed', reason }
  return { state: 'open', until: closingAfter(hours, romeDate(instant), instant.getTime()) }
}

export const opensOn = (hours: OpeningHours, day: IsoDate): boolean => openPeriods(hours, day).length > 0

/** The first moment after `instant` when closed doors open; null when none is in sight. */
export function nextOpening(hours: OpeningHours, instant: Date): Date | null {
  requireHoursAt(hours, instant)
  const today = romeDate(instant)
  const now = instant.getTime()
  let openUntil = Number.NEGATIVE_INFINITY
  for (let offset = -1; offset <= OPENING_SEARCH_DAYS; offset += 1) {
    for (const { from, to } of openPeriods(hours, addDays(today, offset))) {
      if (from > now && from > openUntil) return new Date(from)
      openUntil = Math.max(openUntil, to)
    }
  }
  return null
}
