import { words } from './words.ts'

const MINUTE_MS = 60_000
const HOUR_MINUTES = 60
const DAY_MINUTES = 24 * HOUR_MINUTES

/** '12 minuti', '2 ore e 5 minuti', '3 giorni e 1 ora': as long as one says it. */
export function waitingText(sinceIso: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(sinceIso)) / MINUTE_MS))
  if (minutes < HOUR_MINUTES) return words.minutes(minutes)
  const [whole, rest] =
    minutes < DAY_MINUTES
      ? [
          words.hours(Math.floor(minutes / HOUR_MINUTES)),
          minutes % HOUR_MINUTES && words.minutes(minutes % HOUR_MINUTES),
        ]
      : [words.days(Math.floor(minutes / DAY_MINUTES)), hoursBeyondDays(minutes)]
  return rest ? `${whole}${words.and}${rest}` : whole
}

function hoursBeyondDays(minutes: number): string | 0 {
  const hours = Math.floor((minutes % DAY_MINUTES) / HOUR_MINUTES)
  return hours && words.hours(hours)
}
