const WINDOW_MS = 60_000
/** A page opened, answered and opened again; and guesses, all together. */
const MOST_A_MINUTE = 30
const MOST_GUESSES_A_MINUTE = 120

/** How often each page is asked for; nothing is kept of who asks. */
export function pageLimit(now: () => Date) {
  let windowStart = 0
  const counts = new Map<string, number>()
  const isTooOften = (key: string, most: number): boolean => {
    const at = now().getTime()
    if (Math.abs(at - windowStart) >= WINDOW_MS) {
      counts.clear()
      windowStart = at
    }
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count > most
  }
  return {
    page: (volunteerId: string) => isTooOften(volunteerId, MOST_A_MINUTE),
    guess: () => isTooOften('', MOST_GUESSES_A_MINUTE),
  }
}
