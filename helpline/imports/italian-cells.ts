import { type IsoDate, isoDateOf, type TimeOfDay } from '../territory/rome-time.ts'
import { nameFinder } from './plain-name.ts'

// What people and spreadsheets write in a cell, read as one thing or not at all. undefined: it could not be understood.

const monthNames = [
  ...['gennaio', 'febbraio', 'marzo', 'aprile', 'maggio', 'giugno'],
  ...['luglio', 'agosto', 'settembre', 'ottobre', 'novembre', 'dicembre'],
]
const monthNamed = nameFinder([
  ...monthNames.map((name, index) => [name, index + 1] as const),
  ...monthNames.map((name, index) => [name.slice(0, 3), index + 1] as const),
])
const FIRST_YEAR = 1900
const LAST_YEAR = 2100

function existing(year: number, month: number, day: number): IsoDate | undefined {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) return undefined
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate() ? isoDateOf(year, month, day) : undefined
}

/** '12/3/2013', '12-03-2013', '12.3.2013', '12 marzo 2013', '2013-03-12'. A year of two digits says too little. */
export function readItalianDate(text: string): IsoDate | undefined {
  const numbers = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text)
  if (numbers) return existing(Number(numbers[3]), Number(numbers[2]), Number(numbers[1]))
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (iso) return existing(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const words = /^(\d{1,2})[°º]?\s+([a-zà-ù]+)\.?\s+(\d{4})$/i.exec(text)
  return words ? existing(Number(words[3]), monthNamed(words[2] as string) ?? 0, Number(words[1])) : undefined
}

/** '9', '9.30', '09:30', 'ore 9,30', '09:30:00'. */
export function readItalianTime(text: string): TimeOfDay | undefined {
  const parts = /^(?:ore\s*|h\s*)?(\d{1,2})(?:[:.,h](\d{2}))?(?:[:.]\d{2})?$/i.exec(text)
  if (!parts) return undefined
  const [hour, minute] = [Number(parts[1]), Number(parts[2] ?? '0')]
  if (hour > 23 || minute > 59) return undefined
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

const yesOrNo = nameFinder([
  ...['sì', 's', 'yes', 'y', 'vero', 'true', '1', 'x'].map((word) => [word, true] as const),
  ...['no', 'n', 'falso', 'false', '0'].map((word) => [word, false] as const),
])
export const readYesOrNo = (text: string): boolean | undefined => yesOrNo(text)

/** '1.250', '1250', '12,0': a whole number, within what a column of the database takes. */
export function readWholeNumber(text: string): number | undefined {
  const parts = /^(\d{1,3}(?:\.\d{3})+|\d{1,9})(?:,0+)?$/.exec(text)
  if (!parts) return undefined
  const value = Number((parts[1] as string).replaceAll('.', ''))
  return value <= 2_000_000_000 ? value : undefined
}

const CONTROL_VALUES: Record<'odd' | 'even', readonly number[]> = {
  odd: [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23],
  even: Array.from({ length: 26 }, (_, index) => index),
}

/** Sixteen characters whose last one agrees with the others; digits may stand as letters where two people would share a code. */
export function readFiscalCode(text: string): string | undefined {
  const code = text.toUpperCase().replaceAll(/\s/g, '')
  if (!/^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/.test(code)) {
    return undefined
  }
  let sum = 0
  for (let at = 0; at < 15; at++) {
    const character = code.charCodeAt(at)
    const value = character < 65 ? character - 48 : character - 65
    sum += (at % 2 === 0 ? CONTROL_VALUES.odd : CONTROL_VALUES.even)[value] as number
  }
  return code.charCodeAt(15) - 65 === sum % 26 ? code : undefined
}
