import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accountabilityPeriods,
  dueUrgency,
  reportingRhythms,
} from '../../../helpline/reports/accountability-periods.ts'
import { addDays } from '../../../helpline/territory/rome-time.ts'

describe('the periods of an agreement', () => {
  it('follow the agreement, not the calendar', () => {
    const agreement = { startsOn: '2012-04-13', endsOn: '2013-04-12', reportingRhythm: 'quarterly' } as const
    expect(accountabilityPeriods(agreement)).toEqual([
      { from: '2012-04-13', until: '2012-07-13' },
      { from: '2012-07-13', until: '2012-10-13' },
      { from: '2012-10-13', until: '2013-01-13' },
      { from: '2013-01-13', until: '2013-04-13' },
    ])
  })

  it('keep the last day of a short month, and come back to their own day after it', () => {
    const agreement = { startsOn: '2027-12-31', endsOn: '2028-04-29', reportingRhythm: 'monthly' } as const
    expect(accountabilityPeriods(agreement)).toEqual([
      { from: '2027-12-31', until: '2028-01-31' },
      { from: '2028-01-31', until: '2028-02-29' },
      { from: '2028-02-29', until: '2028-03-31' },
      { from: '2028-03-31', until: '2028-04-30' },
    ])
  })

  it('cover every day of the agreement once', () => {
    const day = fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2010-01-01', days))
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 0, max: 1500 }),
        fc.constantFrom(...reportingRhythms),
        (startsOn, length, rhythm) => {
          const endsOn = addDays(startsOn, length)
          const periods = accountabilityPeriods({ startsOn, endsOn, reportingRhythm: rhythm })
          expect(periods[0]?.from).toBe(startsOn)
          expect(periods.at(-1)?.until).toBe(addDays(endsOn, 1))
          periods.forEach((period, index) => {
            expect(period.from < period.until).toBe(true)
            if (index > 0) expect(period.from).toBe(periods[index - 1]?.until)
          })
        },
      ),
    )
  })
})

describe('a due date', () => {
  it.each([
    ['2026-11-20', 'late'],
    ['2026-11-21', 'soon'],
    ['2026-12-21', 'soon'],
    ['2026-12-22', 'later'],
  ])('%s seen on 21 November is %s', (dueOn, urgency) => {
    expect(dueUrgency(dueOn, '2026-11-21')).toBe(urgency)
  })
})
