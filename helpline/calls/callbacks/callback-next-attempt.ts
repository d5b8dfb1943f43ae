import { nationalHolidayOn } from '../../territory/holidays.ts'
import { hasHoursAt, type OpeningHours, openingState } from '../../territory/opening-hours.ts'
import { romeParts } from '../../territory/rome-time.ts'

const QUARTER_MS = 15 * 60_000
const SEARCH_DAYS = 21
const DAY_MS = 24 * 3_600_000
const SUNDAY = 7

/** How long after the first, the second and every later attempt in vain: another moment of the day, then another day. */
const GAP_MS = [90 * 60_000, 4 * 3_600_000, DAY_MS + 2 * 3_600_000] as const

/** When older people are glad to hear the telephone: never at lunch, at rest or at supper. */
const courteousHours = [
  { from: 9, to: 12 },
  { from: 15, to: 18 },
] as const

function isCourteous(moment: Date): boolean {
  const { hour, weekday, isoDate } = romeParts(moment)
  if (weekday === SUNDAY || nationalHolidayOn(isoDate) !== undefined) return false
  return courteousHours.some(({ from, to }) => from <= hour && hour < to)
}

const isOpen = (hours: OpeningHours, moment: Date): boolean =>
  hasHoursAt(hours, moment) && openingState(hours, moment).state === 'open'

/**
 * When to try again: a quarter of an hour that is open and courteous, later each time. `hours` undefined (the call centre, always
 * open) or without an opening in sight: courtesy alone decides.
 */
export function proposeNextAttempt(input: { attempts: number; hours: OpeningHours | undefined; now: Date }): Date {
  const { hours, now } = input
  const gap = GAP_MS[Math.min(Math.max(input.attempts, 1), GAP_MS.length) - 1] ?? DAY_MS
  const first = Math.ceil((now.getTime() + gap) / QUARTER_MS) * QUARTER_MS
  let courteous: Date | undefined
  for (let at = first; at < first + SEARCH_DAYS * DAY_MS; at += QUARTER_MS) {
    const moment = new Date(at)
    if (!isCourteous(moment)) continue
    if (!hours || isOpen(hours, moment)) return moment
    courteous ??= moment
  }
  return courteous ?? new Date(first)
}
