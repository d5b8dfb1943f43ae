import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_SPOKEN_ATTEMPTS, nextSpokenAttempt } from '../../../helpline/reaching/spoken-attempts.ts'
import { formatRomeTime, romeDate, weekdayOf } from '../../../helpline/territory/rome-time.ts'

const next = (now: string, startsAt: string, ...earlier: string[]): string | null => {
  const at = nextSpokenAttempt({
    now: new Date(now),
    startsAt: new Date(startsAt),
    earlier: earlier.map((each) => new Date(each)),
  })
  return at && `${romeDate(at)} ${formatRomeTime(at)}`
}

describe('when a call that speaks rings', () => {
  // 24 November 2026 is a Tuesday.
  it.each([
    ['by day at once', '2026-11-24T10:00+01:00', '2026-11-26T09:00+01:00', [], '2026-11-24 10:00'],
    ['not before nine', '2026-11-24T08:10+01:00', '2026-11-26T09:00+01:00', [], '2026-11-24 09:00'],
    ['not while people eat', '2026-11-24T12:30+01:00', '2026-11-26T09:00+01:00', [], '2026-11-24 14:30'],
    ['a minute before they eat', '2026-11-24T12:29+01:00', '2026-11-26T09:00+01:00', [], '2026-11-24 12:29'],
    ['not after seven', '2026-11-24T19:00+01:00', '2026-11-26T12:00+01:00', [], '2026-11-25 09:00'],
    ['an hour after the last', '2026-11-24T10:05+01:00', '2026-11-26T09:00+01:00', ['10:00'], '2026-11-24 11:00'],
    [
      'after lunch where the hour ends in it',
      '2026-11-24T11:45+01:00',
      '2026-11-26T09:00+01:00',
      ['11:40'],
      '2026-11-24 14:30',
    ],
    ['not a fourth time', '2026-11-24T13:00+01:00', '2026-11-26T09:00+01:00', ['09:00', '10:00', '11:00'], null],
    ['on Monday for what is later', '2026-11-28T19:30+01:00', '2026-12-02T09:00+01:00', [], '2026-11-30 09:00'],
    [
      'on Monday for what is on Monday afternoon',
      '2026-11-29T10:00+01:00',
      '2026-11-30T15:00+01:00',
      [],
      '2026-11-30 09:00',
    ],
    ['on Sunday for early on Monday', '2026-11-29T08:00+01:00', '2026-11-30T09:30+01:00', [], '2026-11-29 09:00'],
    ['on Sunday for Sunday', '2026-11-28T20:00+01:00', '2026-11-29T11:00+01:00', [], '2026-11-29 09:00'],
    [
      'a quarter of an hour later for today',
      '2026-11-24T10:02+01:00',
      '2026-11-24T17:00+01:00',
      ['10:00'],
      '2026-11-24 10:15',
    ],
    ['over lunch where lunch is too late', '2026-11-24T12:40+01:00', '2026-11-24T14:45+01:00', [], '2026-11-24 12:40'],
    [
      'in the evening where the morning is too late',
      '2026-11-24T19:30+01:00',
      '2026-11-25T09:00+01:00',
      [],
      '2026-11-24 19:30',
    ],
    ['at eight after a night', '2026-11-24T22:00+01:00', '2026-11-25T09:00+01:00', [], '2026-11-25 08:00'],
    ['at no hour where the night leaves none', '2026-11-24T22:00+01:00', '2026-11-25T07:30+01:00', [], null],
    ['never once it has begun', '2026-11-24T10:00+01:00', '2026-11-24T09:59+01:00', [], null],
    // The clocks go back on 25 October, forward on 28 March: both are Sundays.
    ['at nine of the new hour in autumn', '2026-10-24T20:00+02:00', '2026-10-26T09:30+01:00', [], '2026-10-25 09:00'],
    ['at nine of the new hour in spring', '2027-03-27T20:00+01:00', '2027-03-28T11:00+02:00', [], '2027-03-28 09:00'],
    ['on the Monday after', '2027-03-27T19:30+01:00', '2027-03-30T11:00+02:00', [], '2027-03-29 09:00'],
  ] as const)('%s', (_, now, startsAt, times, expected) => {
    const day = now.slice(0, 11)
    const earlier = times.map((time) => `${day}${time}${now.slice(16)}`)
    expect(next(now, startsAt, ...earlier)).toBe(expected)
  })

  it('never at night, never too soon after the last, never when it is over', () => {
    const year = new Date('2026-01-01T00:00Z').getTime()
    const minute = 60_000
    const minutes = fc.integer({ min: 0, max: 365 * 24 * 60 })
    fc.assert(
      fc.property(
        minutes,
        fc.integer({ min: 1, max: 20_000 }),
        fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 4 }),
        (at, ahead, gaps) => {
          const now = new Date(year + at * minute)
          const startsAt = new Date(now.getTime() + ahead * minute)
          const ago = gaps.map((_, index) => gaps.slice(index).reduce((sum, gap) => sum + gap, 0))
          const earlier = ago.map((minutesAgo) => new Date(now.getTime() - minutesAgo * minute))
          const found = nextSpokenAttempt({ now, startsAt, earlier })
          if (earlier.length >= MOST_SPOKEN_ATTEMPTS) expect(found).toBeNull()
          if (!found) return
          const time = formatRomeTime(found)
          expect(time >= '08:00' && time < '20:00').toBe(true)
          expect(found >= now && found <= startsAt).toBe(true)
          const last = earlier.at(-1)
          if (last) expect(found.getTime() - last.getTime()).toBeGreaterThanOrEqual(15 * minute)
          const isLate = startsAt.getTime() - found.getTime() < 3 * 24 * 60 * minute
          if (weekdayOf(romeDate(found)) === 7) expect(isLate).toBe(true)
        },
      ),
    )
  })
})
