import Holidays from 'date-holidays'
import { describe, expect, it } from 'vitest'
import {
  easterSunday,
  type FeastRule,
  fallsOn,
  nationalHolidayOn,
  nationalHolidays,
} from '../../../helpline/territory/holidays.ts'
import { patronSaints } from '../../../helpline/territory/patron-saints.ts'
import { addDays } from '../../../helpline/territory/rome-time.ts'
import { telephoneDistricts } from '../../../helpline/territory/telephone-districts.ts'

const oracle = new Holidays('IT', { timezone: 'Europe/Rome' })

function daysOf(rule: FeastRule, year: number): string[] {
  const days: string[] = []
  for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) if (fallsOn(rule, day)) days.push(day)
  return days
}

describe('national holidays', () => {
  it.each(Array.from({ length: 21 }, (_, index) => 2020 + index))(
    'agree with an independent calendar in %i',
    (year) => {
      const expected = oracle.getHolidays(year).filter((holiday) => holiday.type === 'public')
      const dates = [...new Set(expected.map((holiday) => holiday.date.slice(0, 10)))].sort()
      expect(nationalHolidays(year).map((holiday) => holiday.date)).toEqual(dates)
    },
  )

  it.each([
    [2013, '2013-03-31'],
    [2019, '2019-04-21'],
    [2024, '2024-03-31'],
    [2026, '2026-04-05'],
    [2038, '2038-04-25'],
  ])('puts Easter of %i on %s', (year, date) => {
    expect(easterSunday(year)).toBe(date)
  })

  it('has 4 October since 2026 only', () => {
    expect(nationalHolidayOn('2025-10-04')).toBeUndefined()
    expect(nationalHolidayOn('2026-10-04')).toBe("San Francesco d'Assisi")
    expect(nationalHolidayOn('2027-10-04')).toBe("San Francesco d'Assisi")
  })

  it('names both feasts when two fall on one day', () => {
    expect(nationalHolidayOn('2011-04-25')).toBe("Lunedì dell'Angelo e Festa della Liberazione")
    expect(nationalHolidays(2011).filter((holiday) => holiday.date === '2011-04-25')).toHaveLength(1)
  })

  it('names Easter Monday and leaves ordinary days alone', () => {
    expect(nationalHolidayOn('2026-04-06')).toBe("Lunedì dell'Angelo")
    expect(nationalHolidayOn('2026-04-07')).toBeUndefined()
  })
})

describe('patron saints', () => {
  it.each([
    ['Cremona', 2026, '2026-11-13'],
    ['Milano', 2026, '2026-12-07'],
    ['Treviglio', 2024, '2024-02-28'],
    ['Seregno', 2026, '2026-04-27'],
    ['Seregno', 2029, '2029-04-30'],
    ['Mortara', 2026, '2026-05-04'],
    ['Mortara', 2028, '2028-05-01'],
    ['Vigevano', 2026, '2026-10-11'],
    ['Vigevano', 2028, '2028-10-08'],
  ] as const)('%s keeps it in %i on %s', (town, year, date) => {
    expect(daysOf(patronSaints[town], year)).toEqual([date])
  })

  it('each come exactly once in every year', () => {
    for (const rule of Object.values(patronSaints)) {
      for (const year of [2024, 2025, 2026, 2027, 2028]) expect(daysOf(rule, year)).toHaveLength(1)
    }
  })

  it('agree with an independent calendar on the one saint it knows', () => {
    const milano = new Holidays('IT', '25', 'MI', { timezone: 'Europe/Rome' })
    const names = milano
      .getHolidays(2026)
      .filter((holiday) => holiday.date.startsWith(daysOf(patronSaints.Milano, 2026)[0] ?? '?'))
    expect(names.map((holiday) => holiday.name)).toContain("Sant'Ambrogio")
  })

  it('are known for most towns that have a telephone district', () => {
    expect(telephoneDistricts.filter((district) => district.name in patronSaints).length).toBeGreaterThan(25)
  })
})
