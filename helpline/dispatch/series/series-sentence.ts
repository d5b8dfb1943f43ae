import type { MonthPlace, WrittenRepetition } from '../../contacts/written-repetition.ts'
import {
  formatRomeDateWithYear,
  type IsoDate,
  romeInstant,
  type TimeOfDay,
  type Weekday,
} from '../../territory/rome-time.ts'
import { type Repetition, repetitionFrom, repetitionOf } from './repetition.ts'
import type { SeriesDays } from './series-dates.ts'

export const weekdayNames: Record<Weekday, string> = {
  1: 'lunedì',
  2: 'martedì',
  3: 'mercoledì',
  4: 'giovedì',
  5: 'venerdì',
  6: 'sabato',
  7: 'domenica',
}
const placeNames: Record<MonthPlace, readonly [string, string]> = {
  1: ['il primo', 'la prima'],
  2: ['il secondo', 'la seconda'],
  3: ['il terzo', 'la terza'],
  4: ['il quarto', 'la quarta'],
  [-1]: ['l’ultimo', 'l’ultima'],
}
const weekCounts = ['', 'una', 'due', 'tre', 'quattro', 'cinque', 'sei', 'sette', 'otto']
/** More exceptions than these are counted, not listed. */
const MOST_LISTED = 3

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} e ${names.at(-1)}`

const the = (weekday: Weekday): string => (weekday === 7 ? 'la domenica' : `il ${weekdayNames[weekday]}`)

export function repetitionInWords(repetition: Repetition): string {
  if (repetition.kind === 'daily') return 'ogni giorno'
  if (repetition.kind === 'monthly') {
    const { place, weekday } = repetition
    return `${placeNames[place][weekday === 7 ? 1 : 0]} ${weekdayNames[weekday]} di ogni mese`
  }
  const days = [...repetition.weekdays].sort()
  const { everyWeeks } = repetition
  if (everyWeeks > 1) return `ogni ${weekCounts[everyWeeks] ?? everyWeeks} settimane, ${listed(days.map(the))}`
  if (days.length === 7) return 'ogni giorno'
  if (days.join('') === '12345') return 'ogni giorno dal lunedì al venerdì'
  return `ogni ${listed(days.map((day) => weekdayNames[day]))}`
}

/** '31 marzo', with the year where it is not this one. */
function dayInWords(date: IsoDate, today: IsoDate): string {
  const words = formatRomeDateWithYear(romeInstant(date, '12:00')).replace(/^\S+ /, '')
  return date.slice(0, 4) === today.slice(0, 4) ? words.replace(/ \d{4}$/, '') : words
}
const shortTime = (time: TimeOfDay): string => time.replace(/^0/, '')
/** 'al 31 marzo', 'all’8 marzo'. */
const upTo = (words: string): string => (/^(8|11) /.test(words) ? `all’${words}` : `al ${words}`)
const from = (words: string): string => (/^(8|11) /.test(words) ? `dall’${words}` : `dal ${words}`)
const theDay = (words: string): string => (/^(8|11) /.test(words) ? `l’${words}` : `il ${words}`)

export interface SpokenSeries extends SeriesDays {
  wallTime: TimeOfDay
}

/** 'Ogni lunedì, mercoledì e venerdì alle 8:30, fino al 31 marzo, tranne i festivi.' */
export function seriesSentence(series: SpokenSeries, today: IsoDate): string {
  const inWords = (date: IsoDate) => dayInWords(date, today)
  const parts = [`${repetitionInWords(repetitionOf(series.rule))} alle ${shortTime(series.wallTime)}`]
  if (series.firstDate > today) parts.push(from(inWords(series.firstDate)))
  if (series.endsOn) parts.push(`fino ${upTo(inWords(series.endsOn))}`)
  parts.push(...exceptionsInWords(series, today))
  const pause = pauseInWords(series, today)
  if (pause) parts.push(pause)
  const text = parts.join(', ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function exceptionsInWords(
  { skipHolidays, excludedDates, addedDates }: Pick<SeriesDays, 'skipHolidays' | 'excludedDates' | 'addedDates'>,
  today: IsoDate,
): string[] {
  const parts: string[] = []
  const inWords = (date: IsoDate) => theDay(dayInWords(date, today))
  const ahead = (dates: readonly IsoDate[]) => [...dates].filter((date) => date >= today).sort()
  const exceptions = skipHolidays ? ['i festivi'] : []
  const excluded = ahead(excludedDates)
  if (excluded.length > MOST_LISTED) exceptions.push(`${excluded.length} date`)
  else exceptions.push(...excluded.map(inWords))
  if (exceptions.length > 0) parts.push(`tranne ${listed(exceptions)}`)
  const added = ahead(addedDates)
  if (added.length > MOST_LISTED) parts.push(`più ${added.length} date`)
  else if (added.length > 0) parts.push(`più ${listed(added.map(inWords))}`)
  return parts
}

/** 'ogni lunedì e mercoledì, fino al 31 marzo, tranne i festivi', as far as it is typed. */
export function writtenInWords(written: WrittenRepetition, today: IsoDate): string {
  const { kind, weekdays, ends, endsOn, times } = written
  const hasNoDay = kind === 'weekly' && weekdays.length === 0
  const parts = [hasNoDay ? 'certi giorni della settimana' : repetitionInWords(repetitionFrom(written))]
  if (ends === 'on' && endsOn) parts.push(`fino ${upTo(dayInWords(endsOn, today))}`)
  if (ends === 'times' && times !== null) parts.push(times === 1 ? 'una volta' : `${times} volte`)
  return [...parts, ...exceptionsInWords(written, today)].join(', ')
}

export function pauseInWords(
  { pausedFrom, pausedUntil }: Pick<SeriesDays, 'pausedFrom' | 'pausedUntil'>,
  today: IsoDate,
): string | null {
  if (pausedFrom === null || (pausedUntil !== null && pausedUntil <= today)) return null
  const start = `in pausa ${from(dayInWords(pausedFrom, today))}`
  return pausedUntil ? `${start} finché riprende ${theDay(dayInWords(pausedUntil, today))}` : start
}
