import { RRuleTemporal } from 'rrule-temporal'
import { Invalid } from '../../errors.ts'
import type { IsoDate } from '../../territory/rome-time.ts'

const noon = (day: IsoDate): string => `${day.replaceAll('-', '')}T120000`

/**
 * The days an RFC 5545 rule names from `from` to `until`, both included. They are worked out as civil days, at noon in a zone
 * whose clocks never change; which instant half past eight is on each of them, Rome says.
 */
export function ruleDates(rule: string, firstDate: IsoDate, from: IsoDate, until: IsoDate): IsoDate[] {
  const first = from < firstDate ? firstDate : from
  if (until < first) return []
  const recurrence = readRule(`DTSTART;TZID=UTC:${noon(firstDate)}\nRRULE:${rule}`)
  return recurrence
    .between(new Date(`${first}T00:00:00Z`), new Date(`${until}T23:59:59Z`), true)
    .map((occurrence) => occurrence.toString().slice(0, 10))
}

function readRule(rruleString: string): RRuleTemporal {
  try {
    return new RRuleTemporal({ rruleString })
  } catch {
    throw new Invalid('La ripetizione non si capisce: la scriva di nuovo.')
  }
}
