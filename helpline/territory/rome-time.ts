import { Invalid } from '../errors.ts'

/** Civil date in Europe/Rome, 'YYYY-MM-DD'. Compares and sorts as text. */
export type IsoDate = string
/** Civil time in Europe/Rome, 'HH:MM' from 00:00 to 23:59. */
export type TimeOfDay = string
/** 1 is Monday, 7 is Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

export interface RomeParts {
  year: number
  month: number
  day: number
  weekday: Weekday
  hour: number
  minute: number
  isoDate: IsoDate
}

/** Half-open: `from` is inside, `to` is not. */
export interface InstantRange {
  from: Date
  to: Date
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const KNOWN_DAYS_LIMIT = 20_000

const wallClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Rome',
  calendar: 'gregory',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
})
const longDate = new Intl.DateTimeFormat('it-IT', {
  timeZone: 'Europe/Rome',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
})
const longDateWithYear = new Intl.DateTimeFormat('it-IT', {
  timeZone: 'Europe/Rome',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

function offsetFromIntl(epochMs: number): number {
  const part: Record<string, number> = {}
  for (const { type, value } of wallClock.formatToParts(epochMs)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMs / 1000) * 1000
}

const offsetAtUtcMidnight = new Map<number, number>()

function midnightOffset(utcDay: number): number {
  const known = offsetAtUtcMidnight.get(utcDay)
  if (known !== undefined) return known
  if (offsetAtUtcMidnight.size >= KNOWN_DAYS_LIMIT) offsetAtUtcMidnight.clear()
  const offset = offsetFromIntl(utcDay * DAY)
  offsetAtUtcMidnight.set(utcDay, offset)
  return offset
}

/** Asking Intl costs microseconds: it is asked once a day, and at every instant only on the two days that change. */
function offsetAt(epochMs: number): number {
  const utcDay = Math.floor(epochMs / DAY)
  const offset = midnightOffset(utcDay)
  return offset === midnightOffset(utcDay + 1) ? offset : offsetFromIntl(epochMs)
}

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : `${value}`)

export function isoDateOf(year: number, month: number, day: number): IsoDate {
  return `${year < 1000 ? String(year).padStart(4, '0') : year}-${twoDigits(month)}-${twoDigits(day)}`
}

const knownMidnights = new Map<IsoDate, number>()

/** A schedule asks for the same few days over and over. */
function utcMidnightOf(isoDate: IsoDate): number {
  const known = knownMidnights.get(isoDate)
  if (known !== undefined) return known
  if (knownMidnights.size >= KNOWN_DAYS_LIMIT) knownMidnights.clear()
  const epochMs = parsedMidnight(isoDate)
  knownMidnights.set(isoDate, epochMs)
  return epochMs
}

function parsedMidnight(isoDate: IsoDate): number {
  if (/^\d{4}-\d{2}-\d{2}$/.test(isoDate)) {
    const day = Number(isoDate.slice(8))
    const epochMs = Date.UTC(Number(isoDate.slice(0, 4)), Number(isoDate.slice(5, 7)) - 1, day)
    const date = new Date(epochMs)
    // Date.UTC rolls 30 February over to March, and month 13 to January.
    if (date.getUTCDate() === day && date.getUTCMonth() + 1 === Number(isoDate.slice(5, 7))) return epochMs
  }
  throw new Invalid('La data non è valida.', { date: 'Scrivere una data esistente, come 2026-11-24.' })
}

function minuteOfDay(time: TimeOfDay): number {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) {
    throw new Invalid("L'ora non è valida.", { time: "Scrivere un'ora da 00:00 a 23:59." })
  }
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

export function romeParts(instant: Date): RomeParts {
  const epochMs = instant.getTime()
  if (Number.isNaN(epochMs)) throw new Invalid('La data non è valida.')
  const wall = new Date(epochMs + offsetAt(epochMs))
  const year = wall.getUTCFullYear()
  const month = wall.getUTCMonth() + 1
  const day = wall.getUTCDate()
  return {
    year,
    month,
    day,
    weekday: (wall.getUTCDay() || 7) as Weekday,
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    isoDate: isoDateOf(year, month, day),
  }
}

/** A time skipped in spring moves forward by an hour; a time that happens twice in autumn is the first of the two. */
export function romeInstant(isoDate: IsoDate, time: TimeOfDay): Date {
  const wallMs = utcMidnightOf(isoDate) + minuteOfDay(time) * MINUTE
  const before = offsetAt(wallMs - DAY)
  const after = offsetAt(wallMs + DAY)
  const early = wallMs - before
  if (before === after || offsetAt(early) === before) return new Date(early)
  const late = wallMs - after
  return new Date(offsetAt(late) === after ? late : early)
}

let lastInstant = Number.NaN
let lastDate: IsoDate = ''

/** Whoever judges a moment asks about it again and again. */
export function romeDate(instant: Date): IsoDate {
  const epochMs = instant.getTime()
  if (epochMs !== lastInstant) {
    lastDate = romeParts(instant).isoDate
    lastInstant = epochMs
  }
  return lastDate
}

export function weekdayOf(isoDate: IsoDate): Weekday {
  return (new Date(utcMidnightOf(isoDate)).getUTCDay() || 7) as Weekday
}

export function addDays(isoDate: IsoDate, days: number): IsoDate {
  const date = new Date(utcMidnightOf(isoDate) + days * DAY)
  return isoDateOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
}

export function romeDay(isoDate: IsoDate): InstantRange {
  return { from: romeInstant(isoDate, '00:00'), to: romeInstant(addDays(isoDate, 1), '00:00') }
}

export function romeMonth(year: number, month: number): InstantRange {
  const next = month === 12 ? isoDateOf(year + 1, 1, 1) : isoDateOf(year, month + 1, 1)
  return { from: romeInstant(isoDateOf(year, month, 1), '00:00'), to: romeInstant(next, '00:00') }
}

const knownLongDates = new Map<IsoDate, string>()

/** 'martedì 24 novembre' */
export function formatRomeDate(instant: Date): string {
  const { isoDate } = romeParts(instant)
  const known = knownLongDates.get(isoDate)
  if (known !== undefined) return known
  if (knownLongDates.size >= KNOWN_DAYS_LIMIT) knownLongDates.clear()
  const text = longDate.format(instant)
  knownLongDates.set(isoDate, text)
  return text
}

/** 'martedì 24 novembre 2026' */
export function formatRomeDateWithYear(instant: Date): string {
  return longDateWithYear.format(instant)
}

/** '10:00' */
export function formatRomeTime(instant: Date): string {
  const { hour, minute } = romeParts(instant)
  return `${twoDigits(hour)}:${twoDigits(minute)}`
}

/** 'martedì 24 novembre alle 10:00' */
export function formatRomeDateTime(instant: Date): string {
  return `${formatRomeDate(instant)} alle ${formatRomeTime(instant)}`
}
