import type { Weekday } from '../../../../helpline/territory/rome-time.ts'
import { spansFromText, spanText } from '../../ui/typed-hours.ts'
import { words } from './words.ts'

/** The hours of a week as people write them, a line a day: '9-12, 15.30-18'. */
export interface Interval {
  readonly weekday: Weekday
  readonly opensAt: string
  readonly closesAt: string
}

export type WeekText = Readonly<Record<Weekday, string>>

export const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]

const longTime = (time: string): string => time.replace(/^0(?=\d)/, '')

const longSpan = ({ opensAt, closesAt }: Omit<Interval, 'weekday'>): string =>
  `${longTime(opensAt)}–${longTime(closesAt)}${closesAt <= opensAt ? words.nextDay : ''}`

const inOrder = (intervals: readonly Interval[], weekday: Weekday): Interval[] =>
  intervals.filter((each) => each.weekday === weekday).sort((a, b) => (a.opensAt < b.opensAt ? -1 : 1))

/** To be typed over. */
export const weekAsText = (intervals: readonly Interval[]): WeekText =>
  Object.fromEntries(
    weekdays.map((weekday) => [weekday, inOrder(intervals, weekday).map(spanText).join(', ')]),
  ) as unknown as WeekText

/** To be read: the days that are alike together, 'lun–ven 9:00–12:00 e 15:00–18:00'. */
export function weekInWords(intervals: readonly Interval[]): string[] {
  const groups: { days: Weekday[]; text: string }[] = []
  for (const weekday of weekdays) {
    const text = inOrder(intervals, weekday).map(longSpan).join(words.and)
    const last = groups.at(-1)
    if (last?.text === text) last.days.push(weekday)
    else groups.push({ days: [weekday], text })
  }
  return groups
    .filter(({ text }) => text !== '')
    .map(({ days, text }) => {
      const [first, last] = [days[0], days.at(-1)]
      const name = (day: Weekday | undefined) => (day ? words.shortDays[day] : '')
      return `${first === last ? name(first) : `${name(first)}–${name(last)}`} ${text}`
    })
}

export const spansInWords = (typed: string): string | null => {
  const spans = spansFromText(typed)
  if (!spans) return null
  return spans.length === 0 ? words.hoursClosed : spans.map(longSpan).join(words.and)
}
