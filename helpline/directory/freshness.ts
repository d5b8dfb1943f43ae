import type { IsoDate } from '../territory/rome-time.ts'

/** An entry nobody has checked for a year is shown as such: its telephone may have changed. */
export function isStale(lastCheckedOn: IsoDate | null, today: IsoDate): boolean {
  if (lastCheckedOn === null) return true
  const aYearAgo = `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`
  return lastCheckedOn < aYearAgo
}
