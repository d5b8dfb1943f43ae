import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unansweredInARow } from '../../../helpline/messages/active/companion-records.ts'
import {
  companionRhythms,
  firstCallOn,
  isPausedOn,
  nextCallOn,
  type Pause,
  type Rhythm,
} from '../../../helpline/messages/active/companion-rhythm.ts'
import { nationalHolidayOn } from '../../../helpline/territory/holidays.ts'
import type { OpeningHours } from '../../../helpline/territory/opening-hours.ts'
import { addDays, type Weekday, weekdayOf } from '../../../helpline/territory/rome-time.ts'

const weekly: Rhythm = { rhythm: 'weekly', everyDays: 7, weekday: null }
const noPause: Pause = { pausedFrom: null, pausedUntil: null }
/** Monday to Friday. */
const office: OpeningHours = {
  versions: [
    {
      validFrom: null,
      validTo: null,
      intervals: ([1, 2, 3, 4, 5] as const).map((weekday) => ({ weekday, opensAt: '09:00', closesAt: '12:00' })),
    },
  ],
  patron: null,
  closures: [{ fromDate: '2026-08-10', toDate: '2026-08-21', reason: 'ferie' }],
}
const next = (rhythm: Rhythm, calledOn: string, more: Partial<Parameters<typeof nextCallOn>[0]> = {}) =>
  nextCallOn({ rhythm, calledOn, isHeard: true, hours: office, pause: noPause, ...more })

describe('when to call somebody next', () => {
  it.each([
    ['a week later', weekly, '2026-11-24', '2026-12-01'],
    ['two weeks later', { ...weekly, rhythm: 'twiceAMonth' as const }, '2026-11-24', '2026-12-09'],
    ['so many days later', { ...weekly, rhythm: 'everyDays' as const, everyDays: 3 }, '2026-11-24', '2026-11-27'],
    [
      'on the weekday they prefer, after a call made late',
      { ...weekly, weekday: 2 as const },
      '2026-11-26',
      '2026-12-01',
    ],
    [
      'on the weekday they prefer, after a call made early',
      { ...weekly, weekday: 2 as const },
      '2026-11-23',
      '2026-12-01',
    ],
    ['never on a closed day: Saturday becomes Monday', { ...weekly, weekday: 6 as const }, '2026-11-21', '2026-11-30'],
    ['never on a feast', weekly, '2026-12-18', '2026-12-28'],
    ['on Easter Monday nobody calls', weekly, '2027-03-22', '2027-03-30'],
    ['after the holidays of the point', weekly, '2026-08-05', '2026-08-24'],
    ['across the change of the clock', weekly, '2026-10-20', '2026-10-27'],
  ])('%s', (_, rhythm, calledOn, expected) => expect(next(rhythm, calledOn)).toBe(expected))

  it('who did not answer is called again on the next working day', () => {
    expect(next(weekly, '2026-11-27', { isHeard: false })).toBe('2026-11-30')
  })

  it('a pause is waited for, and without an end it keeps the day', () => {
    const pause = { pausedFrom: '2026-11-28', pausedUntil: '2026-12-11' }
    expect(next(weekly, '2026-11-24', { pause })).toBe('2026-12-14')
    expect(next(weekly, '2026-11-24', { pause: { ...pause, pausedUntil: null } })).toBe('2026-12-01')
    expect(isPausedOn(pause, '2026-12-11')).toBe(true)
    expect(isPausedOn(pause, '2026-12-12')).toBe(false)
  })

  it('a new plan begins on the first working day they like, today too', () => {
    const first = (weekday: Weekday | null, today: string) =>
      firstCallOn({ weekday, today, hours: office, pause: noPause })
    expect(first(null, '2026-11-24')).toBe('2026-11-24')
    expect(first(5, '2026-11-24')).toBe('2026-11-27')
    expect(first(null, '2026-11-28')).toBe('2026-11-30')
  })

  it('is always later than today, a working day, and within three days of the rhythm unless all is closed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_000 }),
        fc.constantFrom(...companionRhythms),
        fc.integer({ min: 1, max: 60 }),
        fc.option(fc.constantFrom<Weekday>(1, 2, 3, 4, 5, 6, 7)),
        fc.boolean(),
        (offset, rhythm, everyDays, weekday, isHeard) => {
          const calledOn = addDays('2026-01-01', offset)
          const on = nextCallOn({
            ...{ rhythm: { rhythm, everyDays, weekday }, calledOn, isHeard },
            ...{ hours: undefined, pause: noPause },
          })
          expect(on > calledOn).toBe(true)
          expect(weekdayOf(on)).not.toBe(7)
          expect(nationalHolidayOn(on)).toBeUndefined()
        },
      ),
    )
  })
})

describe('how often in a row nobody answered', () => {
  const silent = { outcome: 'noAnswer', hasRaisedAlarm: false } as const
  const heard = { outcome: 'answered', hasRaisedAlarm: false } as const
  it.each([
    [[], 0],
    [[silent], 1],
    [[silent, { ...silent, outcome: 'answeringMachine' as const }], 2],
    [[silent, heard, silent], 1],
    [[heard, silent, silent], 0],
    // What an alarm was raised for is told already.
    [[silent, { ...silent, hasRaisedAlarm: true }, silent], 1],
    [[{ ...silent, outcome: 'wrongNumber' as const }, silent], 2],
    [[{ ...silent, outcome: 'refused' as const }, silent], 0],
  ])('%j', (calls, expected) => expect(unansweredInARow(calls)).toBe(expected))
})
