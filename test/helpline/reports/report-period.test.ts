import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  askedPeriod,
  dayCount,
  daysOf,
  instantsOf,
  monthCount,
  monthPeriod,
  periodName,
  quarterPeriod,
  unitsOf,
  yearPeriod,
  yearsBefore,
} from '../../../helpline/reports/report-period.ts'
import { addDays } from '../../../helpline/territory/rome-time.ts'

const HOUR = 3_600_000
const aDay = fc
  .date({ min: new Date('2009-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const aPeriod = fc.tuple(aDay, fc.nat(2_000)).map(([from, days]) => ({ from, until: addDays(from, days + 1) }))

describe('a period', () => {
  it('is cut into years, months and days that hold each of its days once', () => {
    fc.assert(
      fc.property(aPeriod, (period) => {
        const { years, months, days } = unitsOf(period)
        const held = [
          ...years.flatMap((year) => daysOf(yearPeriod(Number(year.slice(0, 4))))),
          ...months.flatMap((month) => daysOf(monthPeriod(month.slice(0, 7)))),
          ...days.flatMap(daysOf),
        ]
        expect(held.sort()).toEqual(daysOf(period))
        // Only the ends are left to days: never a whole month.
        expect(days.length).toBeLessThanOrEqual(2)
        for (const left of days) expect(dayCount(left)).toBeLessThan(31)
      }),
    )
  })

  it('meets the next one at a single instant of Rome, at both clock changes and at the year’s midnight too', () => {
    fc.assert(
      fc.property(aPeriod, fc.nat(400), (period, more) => {
        const next = { from: period.until, until: addDays(period.until, more + 1) }
        expect(instantsOf(period).to).toEqual(instantsOf(next).from)
      }),
    )
    const lengthHours = (from: string) => {
      const { from: start, to } = instantsOf({ from, until: addDays(from, 1) })
      return (to.getTime() - start.getTime()) / HOUR
    }
    expect(['2026-03-28', '2026-03-29', '2026-10-25', '2026-12-31'].map(lengthHours)).toEqual([24, 23, 25, 24])
    expect(instantsOf(yearPeriod(2026))).toEqual({
      from: new Date('2025-12-31T23:00:00Z'),
      to: new Date('2026-12-31T23:00:00Z'),
    })
  })

  it('has the months and the days the association divides by', () => {
    expect([monthCount(yearPeriod(2013)), dayCount(yearPeriod(2013))]).toEqual([12, 365])
    expect([monthCount(quarterPeriod(2024, 1)), dayCount(quarterPeriod(2024, 1))]).toEqual([3, 91])
    expect(monthCount({ from: '2012-04-13', until: '2012-10-13' })).toBeCloseTo(6, 1)
    fc.assert(
      fc.property(aPeriod, aDay, (period, day) => {
        if (period.from < day && day < period.until) {
          const parts = monthCount({ ...period, until: day }) + monthCount({ ...period, from: day })
          expect(parts).toBeCloseTo(monthCount(period), 9)
        }
      }),
    )
  })

  it('is called as people call it', () => {
    expect([
      periodName(monthPeriod('2026-11')),
      periodName(yearPeriod(2013)),
      periodName(quarterPeriod(2026, 2)),
      periodName({ from: '2012-04-13', until: '2012-07-14' }),
    ]).toEqual(['novembre 2026', '2013', '2° trimestre 2026', 'dal 13 aprile 2012 al 13 luglio 2012'])
  })

  it('has the same days of the years before', () => {
    expect(yearsBefore(yearPeriod(2013), 2)).toEqual(yearPeriod(2011))
    expect(yearsBefore({ from: '2024-02-29', until: '2024-03-10' }, 1)).toEqual({
      from: '2023-03-01',
      until: '2023-03-10',
    })
    // The day of a leap year alone is still a day.
    expect(yearsBefore({ from: '2024-02-29', until: '2024-03-01' }, 1)).toEqual({
      from: '2023-03-01',
      until: '2023-03-02',
    })
  })

  it.each([
    ['that ends before it begins', { from: '2026-05-02', until: '2026-05-01' }, 'until'],
    ['of no days', { from: '2026-05-01', until: '2026-05-01' }, 'until'],
    ['that has not begun', { from: '2026-11-22', until: '2026-12-01' }, 'from'],
    ['of before there was a helpline', { from: '1980-01-01', until: '1981-01-01' }, 'from'],
    ['of a lifetime', { from: '2000-01-01', until: '2026-01-01' }, 'until'],
  ])('%s is refused in words beside the field', (_what, period, field) => {
    const now = new Date('2026-11-21T22:59:00Z')
    expect(() => askedPeriod(period, now)).toThrow(expect.objectContaining({ fields: { [field]: expect.any(String) } }))
  })

  it('may begin today, in Rome', () => {
    const period = { from: '2026-11-22', until: '2026-12-01' }
    expect(askedPeriod(period, new Date('2026-11-21T23:00:00Z'))).toEqual(period)
  })
})
