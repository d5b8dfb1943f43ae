import { addDays, romeDate, romeInstant, type TimeOfDay, weekdayOf } from '../territory/rome-time.ts'

/** After so many calls in vain a person calls. */
export const MOST_SPOKEN_ATTEMPTS = 3

const MINUTE_MS = 60_000
const SUNDAY = 7
/** Nearer than this to what a call is about it is hardly news any more. */
const LAST_MINUTES = 60
const LONGEST_SEARCH_DAYS = 14

type Hours = readonly (readonly [TimeOfDay, TimeOfDay])[]
/** Outside meals and naps. */
const calmHours: Hours = [
  ['09:00', '12:30'],
  ['14:30', '19:00'],
]
const anyHours: Hours = [['08:00', '20:00']]

interface Manner {
  hours: Hours
  onSundays: boolean
  apartMinutes: number
  untilMinutesBefore: number
}

/** From the most to the least considerate; the first that comes in time is taken. */
const manners: readonly Manner[] = [
  { hours: calmHours, onSundays: false, apartMinutes: 60, untilMinutesBefore: LAST_MINUTES },
  { hours: calmHours, onSundays: true, apartMinutes: 60, untilMinutesBefore: LAST_MINUTES },
  { hours: calmHours, onSundays: true, apartMinutes: 15, untilMinutesBefore: LAST_MINUTES },
  { hours: anyHours, onSundays: true, apartMinutes: 15, untilMinutesBefore: 0 },
]
/** What is about today does not wait for another hour to go by. */
const URGENT_FROM = 2

export interface SpokenAttempts {
  /** When it was tried before, oldest first. */
  earlier: readonly Date[]
  /** When what it is about begins. */
  startsAt: Date
  /** Its words are true no longer than this. */
  until?: Date | undefined
  now: Date
}

/** When a call that speaks rings next, or null: it is for a person. */
export function nextSpokenAttempt({ earlier, startsAt, until = startsAt, now }: SpokenAttempts): Date | null {
  if (earlier.length >= MOST_SPOKEN_ATTEMPTS) return null
  const last = earlier.at(-1)
  const isUrgent = romeDate(startsAt) === romeDate(now)
  for (const manner of isUrgent ? manners.slice(URGENT_FROM) : manners) {
    const rested = last ? last.getTime() + manner.apartMinutes * MINUTE_MS : now.getTime()
    const found = nextWithin(manner, new Date(Math.max(now.getTime(), rested)))
    const latest = startsAt.getTime() - manner.untilMinutesBefore * MINUTE_MS
    if (found && found <= until && found.getTime() <= latest) return found
  }
  return null
}

function nextWithin({ hours, onSundays }: Manner, from: Date): Date | null {
  let day = romeDate(from)
  for (let count = 0; count < LONGEST_SEARCH_DAYS; count += 1, day = addDays(day, 1)) {
    if (weekdayOf(day) === SUNDAY && !onSundays) continue
    for (const [opens, closes] of hours) {
      const at = new Date(Math.max(from.getTime(), romeInstant(day, opens).getTime()))
      if (at < romeInstant(day, closes)) return at
    }
  }
  return null
}
