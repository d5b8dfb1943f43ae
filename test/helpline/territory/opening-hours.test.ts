import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Invalid } from '../../../helpline/errors.ts'
import {
  type HoursVersion,
  hasHoursAt,
  nextOpening,
  type OpeningHours,
  openingState,
  type WeeklyInterval,
} from '../../../helpline/territory/opening-hours.ts'
import { patronSaints } from '../../../helpline/territory/patron-saints.ts'
import { formatRomeDateTime, romeInstant, type Weekday } from '../../../helpline/territory/rome-time.ts'

const week = [1, 2, 3, 4, 5, 6, 7] as const
const each = (weekdays: readonly Weekday[], ...spans: [string, string][]): WeeklyInterval[] =>
  weekdays.flatMap((weekday) => spans.map(([opensAt, closesAt]) => ({ weekday, opensAt, closesAt })))
const always = (intervals: WeeklyInterval[]): HoursVersion[] => [{ validFrom: null, validTo: null, intervals }]
const officeHours = each([1, 2, 3, 4, 5], ['09:00', '12:00'], ['15:00', '18:00'])
const hoursOf = (overrides: Partial<OpeningHours> = {}): OpeningHours => ({
  versions: always(officeHours),
  patron: patronSaints.Cremona,
  closures: [],
  ...overrides,
})
const at = (text: string) => romeInstant(text.slice(0, 10), text.slice(11))
const openUntil = (text: string) => ({ state: 'open', until: at(text) })
const closed = (reason: object) => ({ state: 'closed', reason })
const outside = closed({ kind: 'outsideHours' })

describe('the state of a listening point', () => {
  it.each([
    ['2026-11-24 08:59', outside],
    ['2026-11-24 09:00', openUntil('2026-11-24 12:00')],
    ['2026-11-24 11:59', openUntil('2026-11-24 12:00')],
    ['2026-11-24 12:00', outside],
    ['2026-11-24 13:00', outside],
    ['2026-11-24 15:00', openUntil('2026-11-24 18:00')],
    ['2026-11-24 18:00', outside],
    ['2026-11-28 10:00', outside],
    ['2026-03-30 09:00', openUntil('2026-03-30 12:00')],
    ['2026-10-26 09:00', openUntil('2026-10-26 12:00')],
    ['2026-04-06 10:00', closed({ kind: 'holiday', name: "Lunedì dell'Angelo" })],
    ['2026-10-04 10:00', closed({ kind: 'holiday', name: "San Francesco d'Assisi" })],
    ['2026-12-25 03:00', closed({ kind: 'holiday', name: 'Natale' })],
    ['2026-11-13 10:00', closed({ kind: 'patron', name: "Sant'Omobono" })],
  ])('at %s', (moment, expected) => {
    expect(openingState(hoursOf(), at(moment))).toEqual(expected)
  })

  it('is judged to the millisecond at both ends', () => {
    const opens = at('2026-11-24 09:00').getTime()
    const closes = at('2026-11-24 12:00').getTime()
    const states = [opens - 1, opens, closes - 1, closes].map((ms) => openingState(hoursOf(), new Date(ms)).state)
    expect(states).toEqual(['closed', 'open', 'open', 'closed'])
  })

  it('closes for its own closures, first and last day included, and says why', () => {
    const closures = [{ fromDate: '2026-08-10', toDate: '2026-08-21', reason: 'chiusura estiva' }]
    const state = (moment: string) => openingState(hoursOf({ closures }), at(moment))
    expect(state('2026-08-07 10:00').state).toBe('open')
    expect(state('2026-08-10 10:00')).toEqual(closed({ kind: 'closure', reason: 'chiusura estiva' }))
    expect(state('2026-08-21 17:59')).toEqual(closed({ kind: 'closure', reason: 'chiusura estiva' }))
    expect(state('2026-08-24 09:00').state).toBe('open')
  })

  it('follows the version that is valid on the day, the latest where two are', () => {
    const mornings = each([1, 2, 3, 4, 5], ['08:00', '13:00'])
    const versions = [
      { validFrom: null, validTo: '2026-12-01', intervals: officeHours },
      { validFrom: '2026-12-01', validTo: null, intervals: mornings },
      { validFrom: '2026-12-28', validTo: null, intervals: each([1], ['10:00', '11:00']) },
    ]
    const state = (moment: string) => openingState(hoursOf({ versions }), at(moment)).state
    expect([state('2026-11-30 08:30'), state('2026-11-30 17:00')]).toEqual(['closed', 'open'])
    expect([state('2026-12-01 08:30'), state('2026-12-01 17:00')]).toEqual(['open', 'closed'])
    expect([state('2026-12-28 08:30'), state('2026-12-28 10:30')]).toEqual(['closed', 'open'])
  })

  it('joins intervals that touch, across midnight too, and sees no closing where there is none', () => {
    const joined = hoursOf({ versions: always(each([2], ['09:00', '12:00'], ['12:00', '18:00'])) })
    expect(openingState(joined, at('2026-11-24 10:00'))).toEqual(openUntil('2026-11-24 18:00'))
    const overMidnight = hoursOf({
      versions: always([...each([2], ['20:00', '24:00']), ...each([3], ['00:00', '06:00'])]),
    })
    expect(openingState(overMidnight, at('2026-11-24 21:00'))).toEqual(openUntil('2026-11-25 06:00'))
    const dayAndNight = hoursOf({ versions: always(each(week, ['00:00', '24:00'])), patron: null })
    expect(openingState(dayAndNight, at('2026-11-24 21:00'))).toEqual({ state: 'open', until: null })
    expect(openingState(dayAndNight, at('2026-12-04 21:00'))).toEqual(openUntil('2026-12-08 00:00'))
  })
})

describe('a shift that crosses midnight', () => {
  const nights = hoursOf({ versions: always(each([5], ['22:00', '06:00'])) })

  it.each([
    ['2026-11-27 05:00', 'closed'],
    ['2026-11-27 22:00', 'open'],
    ['2026-11-28 00:00', 'open'],
    ['2026-11-28 05:59', 'open'],
    ['2026-11-28 06:00', 'closed'],
    ['2026-11-28 22:30', 'closed'],
  ])('belongs to the day it starts on: %s is %s', (moment, state) => {
    expect(openingState(nights, at(moment)).state).toBe(state)
  })

  it('ends in the holiday it runs into, and does not take place on the holiday night', () => {
    const everyNight = hoursOf({ versions: always(each(week, ['22:00', '06:00'])) })
    expect(openingState(everyNight, at('2026-12-25 05:00'))).toEqual(openUntil('2026-12-25 06:00'))
    expect(openingState(everyNight, at('2026-12-27 05:00'))).toEqual(closed({ kind: 'holiday', name: 'Santo Stefano' }))
  })

  it('lasts an hour less in spring and an hour more in autumn', () => {
    const saturdays = hoursOf({ versions: always(each([6], ['22:00', '06:00'])) })
    const length = (moment: string) => {
      const state = openingState(saturdays, at(moment))
      return state.state === 'open' && state.until ? (state.until.getTime() - at(moment).getTime()) / 3_600_000 : null
    }
    expect([length('2026-03-28 22:00'), length('2026-11-21 22:00'), length('2026-10-24 22:00')]).toEqual([7, 8, 9])
  })

  it('does not take place inside the hour that spring skips', () => {
    const skipped = hoursOf({ versions: always(each([7], ['02:00', '03:00'])) })
    expect(openingState(skipped, at('2026-03-29 03:00')).state).toBe('closed')
    expect(openingState(skipped, at('2026-03-22 02:00')).state).toBe('open')
  })
})

describe('a missing table', () => {
  it.each([
    ['no version', []],
    ['no interval', always([])],
    ['none valid yet', [{ validFrom: '2026-12-01', validTo: null, intervals: officeHours }]],
    ['none valid any more', [{ validFrom: null, validTo: '2026-11-24', intervals: officeHours }]],
  ] as [string, HoursVersion[]][])('is refused, never open: %s', (_, versions) => {
    const hours = hoursOf({ versions })
    expect(hasHoursAt(hours, at('2026-11-24 10:00'))).toBe(false)
    expect(() => openingState(hours, at('2026-11-24 10:00'))).toThrow(Invalid)
    expect(() => nextOpening(hours, at('2026-11-24 10:00'))).toThrow(Invalid)
  })

  it.each([
    ['09:00', '09:00'],
    ['9:00', '12:00'],
    ['24:00', '12:00'],
  ])('so is an interval from %s to %s', (opensAt, closesAt) => {
    const hours = hoursOf({ versions: always(each([2], [opensAt, closesAt])) })
    expect(() => openingState(hours, at('2026-11-24 10:00'))).toThrow(Invalid)
  })
})

describe('the next opening', () => {
  it.each([
    ['2026-11-24 08:00', 'martedì 24 novembre alle 09:00'],
    ['2026-11-24 09:00', 'martedì 24 novembre alle 15:00'],
    ['2026-11-24 13:00', 'martedì 24 novembre alle 15:00'],
    ['2026-11-24 18:00', 'mercoledì 25 novembre alle 09:00'],
    ['2026-11-27 18:00', 'lunedì 30 novembre alle 09:00'],
    ['2026-04-03 18:00', 'martedì 7 aprile alle 09:00'],
    ['2026-11-12 20:00', 'lunedì 16 novembre alle 09:00'],
    ['2026-12-24 18:00', 'lunedì 28 dicembre alle 09:00'],
    ['2026-12-31 20:00', 'lunedì 4 gennaio alle 09:00'],
  ])('after %s is %s', (moment, expected) => {
    const next = nextOpening(hoursOf(), at(moment))
    expect(next && formatRomeDateTime(next)).toBe(expected)
  })

  it('looks over a long closure, and admits when none is in sight', () => {
    const closedUntil = (toDate: string) =>
      hoursOf({ closures: [{ fromDate: '2026-08-03', toDate, reason: 'lavori' }] })
    expect(nextOpening(closedUntil('2026-09-30'), at('2026-08-03 10:00'))).toEqual(at('2026-10-01 09:00'))
    expect(nextOpening(closedUntil('2027-12-31'), at('2026-08-03 10:00'))).toBeNull()
  })

  it('is not the second of two intervals that touch', () => {
    const joined = hoursOf({ versions: always(each([2], ['09:00', '12:00'], ['12:00', '18:00'])) })
    expect(nextOpening(joined, at('2026-11-24 10:00'))).toEqual(at('2026-12-01 09:00'))
  })

  it('is not inside the hour that spring skips', () => {
    const skipped = hoursOf({ versions: always(each([7], ['02:00', '03:00'])) })
    expect(nextOpening(skipped, at('2026-03-28 12:00'))).toEqual(at('2026-04-12 02:00'))
  })

  it('is open when it comes, closed until then', () => {
    const moments = fc.date({ min: at('2026-01-01 00:00'), max: at('2027-01-01 00:00'), noInvalidDate: true })
    fc.assert(
      fc.property(moments, fc.double({ min: 0, max: 1, noNaN: true }), (moment, share) => {
        const now = openingState(hoursOf(), moment)
        const next = nextOpening(hoursOf(), moment)
        if (!next) throw new Error('a point that opens every week always reopens')
        expect(openingState(hoursOf(), next).state).toBe('open')
        const closedFrom = now.state === 'open' && now.until ? now.until.getTime() : moment.getTime()
        const between = new Date(closedFrom + Math.floor((next.getTime() - 1 - closedFrom) * share))
        expect(openingState(hoursOf(), between).state).toBe('closed')
      }),
    )
  })
})

describe('every minute of 2026', () => {
  // Nothing of ours: Intl writes the wall clock once an hour, the days off are typed in.
  const wallHour = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Rome',
    weekday: 'short',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  })
  const daysOff = new Set(
    '01/01 06/01 05/04 06/04 25/04 01/05 02/06 15/08 04/10 01/11 13/11 08/12 25/12 26/12'.split(' '),
  )
  const summer = (date: string) => date.slice(3) === '08' && date >= '10' && date < '22'

  it('is open exactly when a brute-force reading of the table says so', () => {
    const hours = hoursOf({
      versions: always([...officeHours, ...each([5], ['22:00', '06:00']), ...each([7], ['02:00', '04:30'])]),
      closures: [{ fromDate: '2026-08-10', toDate: '2026-08-21', reason: 'chiusura estiva' }],
    })
    const start = Date.UTC(2026, 0, 1)
    const end = Date.UTC(2027, 0, 1)
    const wrong: string[] = []
    let minutesOpen = 0
    let yesterdayOff = false
    let today = { date: '', off: true }
    for (let hour = start; hour < end; hour += 3_600_000) {
      const [weekday = '', date = '', clock = ''] = wallHour
        .format(hour)
        .split(', ')
        .flatMap((part) => part.split(' '))
      if (date !== today.date) {
        yesterdayOff = today.off
        today = { date, off: daysOff.has(date) || summer(date) }
      }
      for (let minute = 0; minute < 60; minute += 1) {
        const time = Number(clock) * 60 + minute
        const working = !['Sat', 'Sun'].includes(weekday) && !today.off
        const open =
          (working && ((time >= 540 && time < 720) || (time >= 900 && time < 1080))) ||
          (weekday === 'Fri' && time >= 1320 && !today.off) ||
          (weekday === 'Sat' && time < 360 && !yesterdayOff) ||
          (weekday === 'Sun' && time >= 120 && time < 270 && !today.off)
        if (open) minutesOpen += 1
        const instant = new Date(hour + minute * 60_000)
        if ((openingState(hours, instant).state === 'open') !== open) wrong.push(instant.toISOString())
      }
    }
    expect(wrong.slice(0, 5)).toEqual([])
    expect(minutesOpen).toBeGreaterThan(90_000)
  }, 60_000)
})
