import { Invalid } from '../errors.ts'
import { addDays, type InstantRange, type IsoDate, isoDateOf, romeDate, romeInstant } from '../territory/rome-time.ts'

/** Civil days in Rome: `from` is inside, `until` is not. */
export interface Period {
  from: IsoDate
  until: IsoDate
}

const FIRST_YEAR = 1995
const MOST_YEARS = 12

const monthName = new Intl.DateTimeFormat('it-IT', { timeZone: 'UTC', month: 'long', year: 'numeric' })
const dayName = new Intl.DateTimeFormat('it-IT', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' })
const atUtcMidnight = (day: IsoDate) => new Date(`${day}T00:00:00Z`)

const yearOf = (day: IsoDate): number => Number(day.slice(0, 4))
const monthOf = (day: IsoDate): number => Number(day.slice(5, 7))
const startsMonth = (day: IsoDate): boolean => day.endsWith('-01')
const startsYear = (day: IsoDate): boolean => day.endsWith('-01-01')

export function addMonths(firstOfMonth: IsoDate, months: number): IsoDate {
  const count = yearOf(firstOfMonth) * 12 + monthOf(firstOfMonth) - 1 + months
  return isoDateOf(Math.floor(count / 12), (count % 12) + 1, 1)
}

const monthsBetween = (from: IsoDate, until: IsoDate): number =>
  (yearOf(until) - yearOf(from)) * 12 + monthOf(until) - monthOf(from)

export function yearPeriod(year: number): Period {
  return { from: isoDateOf(year, 1, 1), until: isoDateOf(year + 1, 1, 1) }
}

export function quarterPeriod(year: number, quarter: 1 | 2 | 3 | 4): Period {
  const from = isoDateOf(year, quarter * 3 - 2, 1)
  return { from, until: addMonths(from, 3) }
}

/** 'YYYY-MM' */
export function monthPeriod(month: string): Period {
  if (!/^(19|20)\d{2}-(0[1-9]|1[0-2])$/.test(month)) {
    throw new Invalid('Questo mese non c’è.', { month: 'Scriva il mese come 2026-11.' })
  }
  const from = `${month}-01`
  return { from, until: addMonths(from, 1) }
}

/** 'month' and 'year' only where the period is exactly one of them. */
export function periodShape({ from, until }: Period): 'month' | 'year' | 'other' {
  if (startsMonth(from) && until === addMonths(from, 1)) return 'month'
  return startsYear(from) && until === yearPeriod(yearOf(from)).until ? 'year' : 'other'
}

/** 'novembre 2026', '2013', '2° trimestre 2026', 'dal 13 aprile 2012 al 12 luglio 2012' */
export function periodName(period: Period): string {
  const { from, until } = period
  const shape = periodShape(period)
  if (shape === 'month') return monthName.format(atUtcMidnight(from))
  if (shape === 'year') return from.slice(0, 4)
  const quarter = Math.ceil(monthOf(from) / 3)
  if (startsMonth(from) && monthOf(from) % 3 === 1 && until === addMonths(from, 3)) {
    return `${quarter}° trimestre ${yearOf(from)}`
  }
  return `dal ${dayName.format(atUtcMidnight(from))} al ${dayName.format(atUtcMidnight(addDays(until, -1)))}`
}

export function daysOf({ from, until }: Period): IsoDate[] {
  const days: IsoDate[] = []
  for (let day = from; day < until; day = addDays(day, 1)) days.push(day)
  return days
}

export const dayCount = ({ from, until }: Period): number =>
  Math.round((atUtcMidnight(until).getTime() - atUtcMidnight(from).getTime()) / 86_400_000)

/** Whole months count one each, the days of a begun month are its share: a year is exactly twelve. */
export function monthCount({ from, until }: Period): number {
  const intoFrom = Number(from.slice(8)) - 1
  const intoUntil = Number(until.slice(8)) - 1
  const length = (day: IsoDate) => {
    const first = `${day.slice(0, 7)}-01`
    return dayCount({ from: first, until: addMonths(first, 1) })
  }
  return monthsBetween(from, until) - intoFrom / length(from) + intoUntil / length(until)
}

export const instantsOf = ({ from, until }: Period): InstantRange => ({
  from: romeInstant(from, '00:00'),
  to: romeInstant(until, '00:00'),
})

/** The same days `years` earlier; the 29th of February becomes the 1st of March, and never nothing. */
export function yearsBefore({ from, until }: Period, years: number): Period {
  const earlier = (day: IsoDate) => {
    const leap = new Date(Date.UTC(yearOf(day) - years, monthOf(day) - 1, Number(day.slice(8))))
    return leap.toISOString().slice(0, 10)
  }
  const first = earlier(from)
  const end = earlier(until)
  return { from: first, until: end > first ? end : addDays(first, 1) }
}

/** A period cut where tallies are kept: whole years, whole months of the rest, and the days left over at either end. */
export interface PeriodUnits {
  /** First days of years. */
  years: IsoDate[]
  /** First days of months. */
  months: IsoDate[]
  days: Period[]
}

export function unitsOf({ from, until }: Period): PeriodUnits {
  const units: PeriodUnits = { years: [], months: [], days: [] }
  let day = from
  while (day < until) {
    const year = startsYear(day) ? yearPeriod(yearOf(day)).until : null
    const month = startsMonth(day) ? addMonths(day, 1) : null
    if (year && year <= until) {
      units.years.push(day)
      day = year
    } else if (month && month <= until) {
      units.months.push(day)
      day = month
    } else {
      const nextMonth = addMonths(`${day.slice(0, 7)}-01`, 1)
      const end = nextMonth < until ? nextMonth : until
      units.days.push({ from: day, until: end })
      day = end
    }
  }
  return units
}

/** What can be asked for: days that follow each other, already begun, and not more years than anybody compares. */
export function askedPeriod({ from, until }: Period, now: Date): Period {
  if (until <= from) {
    throw new Invalid('Il periodo finisce prima di cominciare.', { until: 'Scelga un giorno dopo l’inizio.' })
  }
  if (yearOf(from) < FIRST_YEAR) {
    throw new Invalid('Il periodo comincia troppo indietro.', { from: `Il primo anno è il ${FIRST_YEAR}.` })
  }
  const today = romeDate(now)
  if (from > today) {
    throw new Invalid('Questo periodo non è ancora cominciato.', { from: 'Scelga un giorno fino a oggi.' })
  }
  if (monthsBetween(from, until) > MOST_YEARS * 12) {
    throw new Invalid('Il periodo è troppo lungo.', { until: `Al massimo ${MOST_YEARS} anni.` })
  }
  return { from, until }
}
