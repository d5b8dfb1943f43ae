import { addDays, type IsoDate, isoDateOf } from '../territory/rome-time.ts'
import type { Period } from './report-period.ts'

export const reportingRhythms = ['monthly', 'quarterly', 'halfYearly', 'yearly'] as const
export type ReportingRhythm = (typeof reportingRhythms)[number]
export const reportingRhythmNames: Record<ReportingRhythm, string> = {
  monthly: 'ogni mese',
  quarterly: 'ogni tre mesi',
  halfYearly: 'ogni sei mesi',
  yearly: 'ogni anno',
}

const monthsOf: Record<ReportingRhythm, number> = { monthly: 1, quarterly: 3, halfYearly: 6, yearly: 12 }

/** The same day so many months later, or the last of a shorter month: counted from the start, it never drifts. */
export function monthsAfter(start: IsoDate, months: number): IsoDate {
  const count = Number(start.slice(0, 4)) * 12 + Number(start.slice(5, 7)) - 1 + months
  const [year, month] = [Math.floor(count / 12), (count % 12) + 1]
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return isoDateOf(year, month, Math.min(Number(start.slice(8)), lastDay))
}

/** An agreement accounts by its own months, from the day it starts; what is left at its end is the last period. */
export function accountabilityPeriods(agreement: {
  startsOn: IsoDate
  /** The last day, included. */
  endsOn: IsoDate
  reportingRhythm: ReportingRhythm
}): Period[] {
  const { startsOn, endsOn, reportingRhythm } = agreement
  const end = addDays(endsOn, 1)
  const periods: Period[] = []
  for (let from = startsOn, count = 1; from < end; count += 1) {
    const next = monthsAfter(startsOn, monthsOf[reportingRhythm] * count)
    const until = next < end ? next : end
    periods.push({ from, until })
    from = until
  }
  return periods
}

export const dueUrgencies = ['late', 'soon', 'later'] as const
export type DueUrgency = (typeof dueUrgencies)[number]
const SOON_DAYS = 30

export function dueUrgency(dueOn: IsoDate, today: IsoDate): DueUrgency {
  if (dueOn < today) return 'late'
  return dueOn <= addDays(today, SOON_DAYS) ? 'soon' : 'later'
}
