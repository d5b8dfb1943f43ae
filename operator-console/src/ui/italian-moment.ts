import {
  addDays,
  type IsoDate,
  isoDateOf,
  romeDate,
  romeInstant,
  type TimeOfDay,
  weekdayOf,
} from '../../../helpline/territory/rome-time.ts'

/** Days and times as people say and write them: 'domani', 'giovedì', '26/11', '9.30', '930'. */

const weekdays = ['lunedi', 'martedi', 'mercoledi', 'giovedi', 'venerdi', 'sabato', 'domenica'] as const
const months = [
  'gennaio',
  'febbraio',
  'marzo',
  'aprile',
  'maggio',
  'giugno',
  'luglio',
  'agosto',
  'settembre',
  'ottobre',
  'novembre',
  'dicembre',
] as const
const nearDays: Record<string, number> = { oggi: 0, domani: 1, dopodomani: 2, ieri: -1, altroieri: -2 }

const bare = (text: string): string =>
  text
    .trim()
    .toLocaleLowerCase('it')
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f'’]/g, '')

function existing(year: number, month: number, day: number): IsoDate | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? isoDateOf(year, month, day) : null
}

const yearOf = (day: IsoDate): number => Number(day.slice(0, 4))

export type Leaning = 'ahead' | 'back'

/** Without its year, a date is the nearest one on the side the form asks about. */
function withoutYear(month: number, day: number, today: IsoDate, leaning: Leaning): IsoDate | null {
  const year = yearOf(today)
  const candidates = leaning === 'ahead' ? [year, year + 1] : [year, year - 1]
  const dates = candidates.map((each) => existing(each, month, day)).filter((date) => date !== null)
  return dates.find((date) => (leaning === 'ahead' ? date >= today : date <= today)) ?? dates[0] ?? null
}

function namedWeekday(text: string, today: IsoDate, leaning: Leaning): IsoDate | null {
  const index = weekdays.findIndex((name) => text.length >= 3 && name.startsWith(text))
  if (index < 0) return null
  const away = (index + 1 - weekdayOf(today) + 7) % 7
  return addDays(today, leaning === 'ahead' ? away || 7 : away === 0 ? -7 : away - 7)
}

/** The first year from `earliest` on that ends in these two figures; four say it all. */
function wholeYear(year: string, earliest: number): number {
  const written = Number(year)
  return year.length === 4 ? written : earliest + ((((written - earliest) % 100) + 100) % 100)
}

const monthNumber = (text: string): number =>
  /^\d+$/.test(text) ? Number(text) : months.findIndex((name) => text.length >= 3 && name.startsWith(text)) + 1

interface WrittenDay {
  day: number
  month: number
  year: string | undefined
}

function writtenDay(text: string): WrittenDay | null {
  const [, isoYear, isoMonth, isoDay] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  if (isoYear) return { day: Number(isoDay), month: Number(isoMonth), year: isoYear }
  // 'giovedì 26 novembre': the number decides, the weekday only accompanies it.
  const written = /^(?:[a-z]+\s+)?(\d{1,2})[\s./-]+([a-z]+|\d{1,2})(?:[\s./-]+(\d{4}|\d{2}))?$/.exec(text)
  return written && { day: Number(written[1]), month: monthNumber(written[2] ?? ''), year: written[3] }
}

/** Looking back, a year in two figures may be one to come, but not further ahead than this. */
const MOST_YEARS_TO_COME = 10
/** Nobody is older: a year of birth in two figures is the earliest that does not make them so. */
const OLDEST_YEARS = 110

export function dayFromText(typed: string, now: Date, leaning: Leaning): IsoDate | null {
  const text = bare(typed)
  const today = romeDate(now)
  const near = nearDays[text.replaceAll(/\s/g, '')]
  if (near !== undefined) return addDays(today, near)
  const written = writtenDay(text)
  if (!written) return namedWeekday(text, today, leaning)
  const { day, month, year } = written
  if (year === undefined) return withoutYear(month, day, today, leaning)
  const earliest = leaning === 'ahead' ? 2000 : yearOf(today) + MOST_YEARS_TO_COME - 99
  return existing(wholeYear(year, earliest), month, day)
}

/** A day of birth always says its year: nothing else tells which one is meant. */
export function birthdayFromText(typed: string, now: Date): IsoDate | null {
  const written = writtenDay(bare(typed))
  if (!written?.year) return null
  const year = wholeYear(written.year, yearOf(romeDate(now)) - OLDEST_YEARS)
  return existing(year, written.month, written.day)
}

export function timeFromText(typed: string): TimeOfDay | null {
  const text = bare(typed)
  const match =
    /^(?:alle|ore)?\s*(\d{1,2})(?:\s*[:.,h ]\s*(\d{1,2}))?$/.exec(text) ??
    /^(?:alle|ore)?\s*(\d{1,2})(\d{2})$/.exec(text)
  if (!match) return text === 'mezzogiorno' ? '12:00' : null
  const hour = Number(match[1])
  const minute = Number(match[2] ?? '0')
  if (hour > 23 || minute > 59) return null
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** 'giovedì 9.30', 'domani alle 15': a day and a time in one breath; null where there is only one of them. */
export function splitMoment(typed: string): { day: string; time: string } | null {
  const parts = /^(.*\S)\s+((?:alle|ore)?\s*\d{1,2}(?:\s*[:.,h]\s*\d{2})?|\d{3,4})$/i.exec(typed.trim())
  const [, day = '', time = ''] = parts ?? []
  const bareDay = day.replace(/\s+(alle|ore)$/i, '')
  // After a date in figures, three or four more are its year.
  if (/^\d{3,4}$/.test(time) && /\d/.test(bareDay)) return null
  return /\p{L}|\d\D+\d/u.test(bareDay) && timeFromText(time) ? { day: bareDay, time: time.trim() } : null
}

export const momentOf = (day: IsoDate, time: TimeOfDay): string => romeInstant(day, time).toISOString()
