import { Invalid } from '../errors.ts'
import { addDays, type InstantRange, type IsoDate, romeDate, romeMonth } from '../territory/rome-time.ts'

export interface ReportMonth {
  /** 'YYYY-MM' */
  month: string
  /** 'novembre 2026' */
  name: string
  period: InstantRange
  days: IsoDate[]
}

const monthName = new Intl.DateTimeFormat('it-IT', { timeZone: 'Europe/Rome', month: 'long', year: 'numeric' })

/** A month of the calendar in Rome, from its first midnight to the next month's. */
export function reportMonth(month: string): ReportMonth {
  const match = /^(20\d{2})-(0[1-9]|1[0-2])$/.exec(month)
  if (!match) throw new Invalid('Questo mese non c’è.', { month: 'Scriva il mese come 2026-11.' })
  const period = romeMonth(Number(match[1]), Number(match[2]))
  const days: IsoDate[] = []
  for (let day = `${month}-01`; day.startsWith(month); day = addDays(day, 1)) days.push(day)
  return { month, name: monthName.format(period.from), period, days }
}

/** There is nothing to count in a month that has not begun. */
export function begunMonth(month: string, now: Date): ReportMonth {
  const found = reportMonth(month)
  if (found.period.from > now) {
    throw new Invalid('Questo mese non è ancora cominciato.', {
      month: `L’ultimo mese che si può leggere è ${romeDate(now).slice(0, 7)}.`,
    })
  }
  return found
}
