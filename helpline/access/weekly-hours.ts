import type { TimeOfDay } from '../territory/rome-time.ts'
import type { Draft, HoursEntry } from './network-file.ts'

const DAY_MINUTES = 24 * 60
const WEEK_MINUTES = 7 * DAY_MINUTES

const minuteOf = (time: TimeOfDay | '24:00'): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

interface Stretch {
  index: number
  from: number
  to: number
}

/** In minutes from Monday's midnight; what closes after midnight ends on the next day, Sunday's on Monday. */
function stretches(hours: readonly (Draft<HoursEntry> | undefined)[]): Stretch[] {
  return hours.flatMap((entry, index) => {
    const { weekdays, opensAt, closesAt } = entry ?? {}
    if (!weekdays || !opensAt || !closesAt) return []
    const opening = minuteOf(opensAt)
    const length = minuteOf(closesAt) - opening + (closesAt <= opensAt ? DAY_MINUTES : 0)
    return weekdays.flatMap((weekday) => {
      if (weekday === undefined) return []
      const from = (weekday - 1) * DAY_MINUTES + opening
      return [{ index, from, to: from + length }]
    })
  })
}

/** The lines of a week that overlap one written before them. */
export function overlappingHours(hours: readonly (Draft<HoursEntry> | undefined)[]): number[] {
  const overlapping = new Set<number>()
  const before: Stretch[] = []
  for (const stretch of stretches(hours)) {
    const meets = (other: Stretch, shift: number) => other.from + shift < stretch.to && stretch.from < other.to + shift
    if (before.some((other) => [-WEEK_MINUTES, 0, WEEK_MINUTES].some((shift) => meets(other, shift)))) {
      overlapping.add(stretch.index)
    }
    before.push(stretch)
  }
  return [...overlapping]
}
