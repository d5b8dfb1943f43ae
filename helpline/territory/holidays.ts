import { addDays, type IsoDate, isoDateOf, type Weekday, weekdayOf } from './rome-time.ts'

export interface Holiday {
  date: IsoDate
  name: string
}

/** A feast that comes every year. `name` is shown to people. */
export type FeastRule =
  | { readonly kind: 'fixed'; readonly name: string; readonly month: number; readonly day: number }
  | {
      readonly kind: 'movable'
      readonly name: string
      readonly month: number
      readonly weekday: Weekday
      readonly occurrence: 1 | 2 | 3 | 4 | 'last'
    }

interface NationalFeast {
  month: number
  day: number
  name: string
  firstYear?: number
}

const nationalFeasts: readonly NationalFeast[] = [
  { month: 1, day: 1, name: 'Capodanno' },
  { month: 1, day: 6, name: 'Epifania' },
  { month: 4, day: 25, name: 'Festa della Liberazione' },
  { month: 5, day: 1, name: 'Festa del Lavoro' },
  { month: 6, day: 2, name: 'Festa della Repubblica' },
  { month: 8, day: 15, name: 'Ferragosto' },
  // Legge 8 ottobre 2025, n. 151: a public holiday since 2026.
  { month: 10, day: 4, name: "San Francesco d'Assisi", firstYear: 2026 },
  { month: 11, day: 1, name: 'Ognissanti' },
  { month: 12, day: 8, name: 'Immacolata Concezione' },
  { month: 12, day: 25, name: 'Natale' },
  { month: 12, day: 26, name: 'Santo Stefano' },
]

/** The Gregorian computus, in the anonymous form published in Nature in 1876. */
export function easterSunday(year: number): IsoDate {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const yearInCentury = year % 100
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(yearInCentury / 4) - epact - (yearInCentury % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451)
  const dayFromMarch = epact + toSunday - 7 * late + 114
  return isoDateOf(year, Math.floor(dayFromMarch / 31), (dayFromMarch % 31) + 1)
}

/** Sorted by date. Two feasts on one day (25 April 2011) are one holiday with both names. */
export function nationalHolidays(year: number): Holiday[] {
  const easter = easterSunday(year)
  const names = new Map<IsoDate, string>()
  const add = (date: IsoDate, name: string): void => {
    const other = names.get(date)
    names.set(date, other === undefined ? name : `${other} e ${name}`)
  }
  add(easter, 'Pasqua')
  add(addDays(easter, 1), "Lunedì dell'Angelo")
  for (const feast of nationalFeasts) {
    if (year >= (feast.firstYear ?? 0)) add(isoDateOf(year, feast.month, feast.day), feast.name)
  }
  return [...names].map(([date, name]) => ({ date, name })).sort((a, b) => (a.date < b.date ? -1 : 1))
}

const KNOWN_YEARS_LIMIT = 200
const namesByYear = new Map<number, ReadonlyMap<IsoDate, string>>()

/** The name of the national holiday on that day, if it is one. */
export function nationalHolidayOn(isoDate: IsoDate): string | undefined {
  const year = Number(isoDate.slice(0, 4))
  let names = namesByYear.get(year)
  if (!names) {
    if (namesByYear.size >= KNOWN_YEARS_LIMIT) namesByYear.clear()
    names = new Map(nationalHolidays(year).map(({ date, name }) => [date, name]))
    namesByYear.set(year, names)
  }
  return names.get(isoDate)
}

export function fallsOn(rule: FeastRule, isoDate: IsoDate): boolean {
  if (Number(isoDate.slice(5, 7)) !== rule.month) return false
  const day = Number(isoDate.slice(8, 10))
  if (rule.kind === 'fixed') return day === rule.day
  if (weekdayOf(isoDate) !== rule.weekday) return false
  if (rule.occurrence === 'last') return addDays(isoDate, 7).slice(5, 7) !== isoDate.slice(5, 7)
  return Math.ceil(day / 7) === rule.occurrence
}
