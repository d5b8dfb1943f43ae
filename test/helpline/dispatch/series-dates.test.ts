import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neededOn } from '../../../helpline/dispatch/series/plan-services.ts'
import { ruleDates } from '../../../helpline/dispatch/series/recurrence.ts'
import { type Repetition, repetitionOf, ruleOf } from '../../../helpline/dispatch/series/repetition.ts'
import {
  datesOf,
  dayOfTime,
  nextDates,
  type SeriesDays,
  seriesDays,
} from '../../../helpline/dispatch/series/series-dates.ts'
import { repetitionDays } from '../../../helpline/dispatch/series/start-series.ts'
import { nationalHolidayOn } from '../../../helpline/territory/holidays.ts'
import {
  addDays,
  formatRomeTime,
  type IsoDate,
  type Weekday,
  weekdayOf,
} from '../../../helpline/territory/rome-time.ts'
import { aRepetition } from '../../support/repetition.ts'

const mwf = ruleOf({ kind: 'weekly', weekdays: [1, 3, 5], everyWeeks: 1 })
const aSeries = (some: Partial<SeriesDays> = {}): SeriesDays => ({
  rule: mwf,
  firstDate: '2026-11-25',
  endsOn: null,
  skipHolidays: false,
  excludedDates: [],
  addedDates: [],
  pausedFrom: null,
  pausedUntil: null,
  ...some,
})

describe('the days of a cycle', () => {
  it('start on the first one the rule names, and end on the last day, both included', () => {
    expect(datesOf(aSeries({ endsOn: '2026-12-02' }), '2026-11-01', '2027-01-01')).toEqual([
      '2026-11-25',
      '2026-11-27',
      '2026-11-30',
      '2026-12-02',
    ])
    expect(
      nextDates(aSeries({ rule: ruleOf({ kind: 'weekly', weekdays: [2], everyWeeks: 1 }) }), '2026-11-01', 1),
    ).toEqual(['2026-12-01'])
  })

  it('leave out holidays, each with its name, unless they were added on purpose', () => {
    const series = aSeries({ rule: 'FREQ=DAILY', skipHolidays: true, addedDates: ['2026-12-26'] })
    expect(
      seriesDays(series, '2026-12-24', '2026-12-27').map(({ date, skippedBecause }) => [date.slice(8), skippedBecause]),
    ).toEqual([
      ['24', null],
      ['25', 'Natale'],
      ['26', null],
      ['27', null],
    ])
  })

  it('leave Easter Monday out of a Monday cycle, in every year', () => {
    const mondays = aSeries({
      rule: ruleOf({ kind: 'weekly', weekdays: [1], everyWeeks: 1 }),
      firstDate: '2026-01-05',
      skipHolidays: true,
    })
    const dates = new Set(datesOf(mondays, '2026-01-05', '2030-12-31'))
    for (const easterMonday of ['2026-04-06', '2027-03-29', '2028-04-17', '2029-04-02', '2030-04-22']) {
      expect(weekdayOf(easterMonday)).toBe(1)
      expect(dates.has(easterMonday)).toBe(false)
      expect(dates.has(addDays(easterMonday, 7))).toBe(nationalHolidayOn(addDays(easterMonday, 7)) === undefined)
    }
  })

  it('know 29 February, and nothing of it in other years', () => {
    const tuesdays = ruleOf({ kind: 'weekly', weekdays: [2], everyWeeks: 1 })
    expect(datesOf(aSeries({ rule: tuesdays }), '2028-02-20', '2028-03-08')).toEqual([
      '2028-02-22',
      '2028-02-29',
      '2028-03-07',
    ])
    expect(ruleDates('FREQ=DAILY', '2027-02-27', '2027-02-27', '2027-03-02')).toEqual([
      '2027-02-27',
      '2027-02-28',
      '2027-03-01',
      '2027-03-02',
    ])
    expect(ruleDates('FREQ=YEARLY', '2024-02-29', '2024-01-01', '2033-01-01')).toEqual([
      '2024-02-29',
      '2028-02-29',
      '2032-02-29',
    ])
  })

  it('stop while in hospital and come back the day it starts again', () => {
    const series = aSeries({ pausedFrom: '2026-11-27', pausedUntil: '2026-12-02' })
    expect(datesOf(series, '2026-11-25', '2026-12-04')).toEqual(['2026-11-25', '2026-12-02', '2026-12-04'])
    expect(nextDates(aSeries({ pausedFrom: '2026-11-27' }), '2026-11-25', 5)).toEqual(['2026-11-25'])
  })

  it('count a time that is skipped as none', () => {
    const series = aSeries({ rule: 'FREQ=DAILY', firstDate: '2026-12-23', skipHolidays: true })
    expect(dayOfTime(series, 4)).toBe('2026-12-28')
    const written = aRepetition({ kind: 'daily', ends: 'times', times: 4, excludedDates: ['2026-12-24'] })
    const { endsOn } = repetitionDays(written, '2026-12-23')
    expect(endsOn).toBe('2026-12-29')
  })

  it('refuse an end before the start, no weekday, and no day at all', () => {
    const refused = (some: Parameters<typeof aRepetition>[0]) => () =>
      repetitionDays(aRepetition({ weekdays: [1], ends: 'on', ...some }), '2026-11-25')
    expect(refused({ endsOn: '2026-11-24' })).toThrow()
    expect(refused({ endsOn: '2099-11-24' })).toThrow()
    expect(refused({ endsOn: '2026-11-29' })).toThrow(/nessuna data/)
    expect(refused({ endsOn: null })).toThrow()
    expect(refused({ ends: 'never', weekdays: [] })).toThrow()
    expect(refused({ ends: 'never', everyWeeks: null })).toThrow()
    expect(refused({ endsOn: '2026-11-30' })).not.toThrow()
  })
})

/** Day by day, with nothing but the calendar. */
function naively(series: SeriesDays, repetition: Repetition, from: IsoDate, until: IsoDate): IsoDate[] {
  const monday = (date: IsoDate) => addDays(date, 1 - weekdayOf(date))
  const named = (date: IsoDate): boolean => {
    switch (repetition.kind) {
      case 'daily':
        return true
      case 'weekly': {
        const weeks = Math.round((Date.parse(monday(date)) - Date.parse(monday(series.firstDate))) / 604_800_000)
        return repetition.weekdays.includes(weekdayOf(date)) && weeks % repetition.everyWeeks === 0
      }
      case 'monthly': {
        if (weekdayOf(date) !== repetition.weekday) return false
        const isLast = addDays(date, 7).slice(5, 7) !== date.slice(5, 7)
        return repetition.place === -1 ? isLast : Math.ceil(Number(date.slice(8)) / 7) === repetition.place
      }
    }
  }
  const dates: IsoDate[] = []
  for (let date = from; date <= until; date = addDays(date, 1)) {
    if (date < series.firstDate || (series.endsOn && date > series.endsOn)) continue
    const isAdded = series.addedDates.includes(date)
    if (!isAdded && !named(date)) continue
    if (series.excludedDates.includes(date)) continue
    if (series.pausedFrom && date >= series.pausedFrom && !(series.pausedUntil && date >= series.pausedUntil)) continue
    if (series.skipHolidays && !isAdded && nationalHolidayOn(date)) continue
    dates.push(date)
  }
  return dates
}

const weekday = fc.constantFrom<Weekday>(1, 2, 3, 4, 5, 6, 7)
const anyRepetition: fc.Arbitrary<Repetition> = fc.oneof(
  fc.constant<Repetition>({ kind: 'daily' }),
  fc.record({
    kind: fc.constant('weekly' as const),
    weekdays: fc.uniqueArray(weekday, { minLength: 1, maxLength: 7 }),
    everyWeeks: fc.integer({ min: 1, max: 8 }),
  }),
  fc.record({ kind: fc.constant('monthly' as const), place: fc.constantFrom(1, 2, 3, 4, -1), weekday }),
)

describe('the days of any cycle', () => {
  const dayAfter = (start: IsoDate, most: number) =>
    fc.integer({ min: 0, max: most }).map((days) => addDays(start, days))

  it('are those counted day by day on the calendar', () => {
    const start = '2027-01-01'
    fc.assert(
      fc.property(
        anyRepetition,
        dayAfter(start, 500),
        fc.option(dayAfter(start, 900), { nil: null }),
        fc.boolean(),
        fc.array(dayAfter(start, 900), { maxLength: 6 }),
        fc.array(dayAfter(start, 900), { maxLength: 6 }),
        fc.option(fc.tuple(dayAfter(start, 900), fc.option(dayAfter(start, 900), { nil: null })), { nil: null }),
        dayAfter(start, 700),
        (repetition, firstDate, endsOn, skipHolidays, excludedDates, addedDates, pause, from) => {
          const series = {
            rule: ruleOf(repetition),
            firstDate,
            endsOn,
            skipHolidays,
            excludedDates,
            addedDates,
            pausedFrom: pause?.[0] ?? null,
            pausedUntil: pause?.[1] ?? null,
          }
          const until = addDays(from, 200)
          expect(datesOf(series, from, until)).toEqual(naively(series, repetition, from, until))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('come from a rule that reads back as what was meant', () => {
    fc.assert(
      fc.property(anyRepetition, (repetition) => {
        const read = repetitionOf(ruleOf(repetition))
        expect(ruleOf(read)).toBe(ruleOf(repetition))
        expect(read.kind).toBe(repetition.kind)
      }),
    )
  })
})

describe('half past eight', () => {
  const daily = { ...aSeries({ rule: 'FREQ=DAILY', firstDate: '2026-03-01' }), wallTime: '08:30', durationMinutes: 60 }
  const rest = { returnKind: null, returnTime: null, fromPlace: null, toPlace: null, volunteerId: null }
  const startsOn = (date: IsoDate) => neededOn({ ...daily, ...rest }, 'transport', date).neededFrom

  it.each([
    ['2026-03-28', '2026-03-28T07:30:00.000Z'],
    ['2026-03-29', '2026-03-29T06:30:00.000Z'],
    ['2026-10-24', '2026-10-24T06:30:00.000Z'],
    ['2026-10-25', '2026-10-25T07:30:00.000Z'],
    ['2027-03-28', '2027-03-28T06:30:00.000Z'],
    ['2027-10-31', '2027-10-31T07:30:00.000Z'],
  ])('stays half past eight in Rome on %s', (date, instant) => {
    expect(startsOn(date).toISOString()).toBe(instant)
    expect(formatRomeTime(startsOn(date))).toBe('08:30')
    expect(datesOf(daily, date, date)).toEqual([date])
  })

  it('is the same wherever the machine stands', { timeout: 60_000 }, () => {
    const program = `
      import { datesOf } from './helpline/dispatch/series/series-dates.ts'
      import { neededOn } from './helpline/dispatch/series/plan-services.ts'
      const series = ${JSON.stringify({ ...daily, ...rest, rule: mwf, firstDate: '2026-10-19' })}
      const dates = datesOf(series, '2026-10-19', '2026-11-02')
      console.log(JSON.stringify(dates.map((date) => neededOn(series, 'transport', date).neededFrom)))`
    const seen = ['UTC', 'Europe/Rome', 'America/New_York', 'Pacific/Kiritimati'].map((TZ) =>
      execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
        env: { ...process.env, TZ },
        encoding: 'utf8',
      }),
    )
    expect(new Set(seen).size).toBe(1)
    expect(JSON.parse(seen[0] ?? '[]')).toEqual([
      '2026-10-19T06:30:00.000Z',
      '2026-10-21T06:30:00.000Z',
      '2026-10-23T06:30:00.000Z',
      '2026-10-26T07:30:00.000Z',
      '2026-10-28T07:30:00.000Z',
      '2026-10-30T07:30:00.000Z',
      '2026-11-02T07:30:00.000Z',
    ])
  })
})
