import type { IsoDate } from '../territory/rome-time.ts'

/** Before this day is too long ago: a telephone may have changed. */
export const aYearBefore = (today: IsoDate): IsoDate =>
  `${Number(today.slice(0, 4)) - 1}${today.slice(4).replace('-02-29', '-02-28')}`

/** An entry nobody has checked for a year is shown as such. */
export const isStale = (lastCheckedOn: IsoDate | null, today: IsoDate): boolean =>
  lastCheckedOn === null || lastCheckedOn < aYearBefore(today)
