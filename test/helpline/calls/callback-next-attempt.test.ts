import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proposeNextAttempt } from '../../../helpline/calls/callbacks/callback-next-attempt.ts'
import { nationalHolidayOn } from '../../../helpline/territory/holidays.ts'
import { type OpeningHours, openingState } from '../../../helpline/territory/opening-hours.ts'
import { formatRomeTime, romeParts } from '../../../helpline/territory/rome-time.ts'

const weekdays = [1, 2, 3, 4, 5] as const
const usual: OpeningHours = {
  versions: [
    {
      validFrom: null,
      validTo: null,
      intervals: weekdays.flatMap((weekday) => [
        { weekday, opensAt: '09:00', closesAt: '12:00' },
        { weekday, opensAt: '15:00', closesAt: '18:00' },
      ]),
    },
  ],
  patron: { kind: 'fixed', name: 'Sant’Omobono', month: 11, day: 13 },
  closures: [{ fromDate: '2026-12-28', toDate: '2027-01-08', reason: 'ferie' }],
}
const rome = (text: string) => new Date(`${text}:00+01:00`)

describe('when to try again', () => {
  it.each([
    ['in the morning, later in the morning', 1, '2026-11-24T09:05', '2026-11-24T10:45'],
    ['not at lunch', 1, '2026-11-24T10:40', '2026-11-24T15:00'],
    ['not in the evening', 1, '2026-11-24T17:00', '2026-11-25T09:00'],
    ['the second time in another part of the day', 2, '2026-11-24T09:05', '2026-11-24T15:00'],
    ['from the third on, another day', 3, '2026-11-24T09:05', '2026-11-25T11:15'],
    ['the tenth as the third', 10, '2026-11-24T09:05', '2026-11-25T11:15'],
    ['after the weekend', 1, '2026-11-27T17:30', '2026-11-30T09:00'],
    ['after the patron saint', 1, '2026-11-12T17:30', '2026-11-16T09:00'],
    ['after the holidays of the point', 1, '2026-12-24T17:00', '2027-01-11T09:00'],
  ])('%s', (_what, attempts, now, expected) => {
    expect(proposeNextAttempt({ attempts, hours: usual, now: rome(now) })).toEqual(rome(expected))
  })

  it('at the call centre, always open, it is courtesy alone: also on Saturday, never on Sunday or a holiday', () => {
    const at = (now: string) => proposeNextAttempt({ attempts: 1, hours: undefined, now: rome(now) })
    expect(at('2026-11-27T20:00')).toEqual(rome('2026-11-28T09:00'))
    expect(at('2026-11-28T20:00')).toEqual(rome('2026-11-30T09:00'))
    expect(at('2026-12-24T20:00')).toEqual(rome('2026-12-28T09:00'))
  })

  it('is still some hour where the point has no hours at all', () => {
    const hours = { versions: [], patron: null, closures: [] }
    expect(proposeNextAttempt({ attempts: 1, hours, now: rome('2026-11-24T20:00') })).toEqual(rome('2026-11-25T09:00'))
  })

  it('is open, courteous and to come, whenever it is asked, also across the changes of clock', () => {
    const moments = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 6 }), (now, attempts) => {
        const next = proposeNextAttempt({ attempts, hours: usual, now })
        const { hour, isoDate } = romeParts(next)
        expect(next > now).toBe(true)
        expect(openingState(usual, next).state).toBe('open')
        expect(nationalHolidayOn(isoDate)).toBeUndefined()
        expect((hour >= 9 && hour < 12) || (hour >= 15 && hour < 18), formatRomeTime(next)).toBe(true)
      }),
    )
  })
})
