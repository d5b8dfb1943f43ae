import { nationalHolidayOn } from '../../helpline/territory/holidays.ts'
import { addDays, type IsoDate, weekdayOf } from '../../helpline/territory/rome-time.ts'

export interface YearDays {
  /** 'YYYY-MM-DD' by its place in the year, from 0. */
  dates: IsoDate[]
  /** The first day of each month, and the day after the last one. */
  monthStarts: number[]
  weekdays: Uint8Array
  isWorking: Uint8Array
}

export function daysOf(year: number): YearDays {
  const dates: IsoDate[] = []
  for (let date = `${year}-01-01`; date.startsWith(String(year)); date = addDays(date, 1)) dates.push(date)
  const monthStarts = Array.from({ length: 12 }, (_, month) =>
    dates.indexOf(`${year}-${String(month + 1).padStart(2, '0')}-01`),
  )
  const weekdays = Uint8Array.from(dates, (date) => weekdayOf(date))
  return {
    dates,
    monthStarts: [...monthStarts, dates.length],
    weekdays,
    isWorking: Uint8Array.from(dates, (date, day) =>
      (weekdays[day] as number) <= 5 && !nationalHolidayOn(date) ? 1 : 0,
    ),
  }
}

/** The first working day from `day` on; where the year has none left, its last day, never one before `notBefore`. */
export function workingDay({ isWorking }: YearDays, day: number, notBefore: number): number {
  for (let next = day; next < isWorking.length; next++) if (isWorking[next]) return next
  for (let back = isWorking.length - 1; back >= notBefore; back--) if (isWorking[back]) return back
  return Math.min(notBefore, isWorking.length - 1)
}
