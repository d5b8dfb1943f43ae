import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OpeningHours, Period } from '../../../helpline/territory/opening-hours.ts'
import { formatRomeTime } from '../../../helpline/territory/rome-time.ts'
import { joined, mondayOf, weekCoverage, without } from '../../../helpline/territory/week-coverage.ts'

const hours = (opensAt: string, closesAt: string, more: Partial<OpeningHours> = {}): OpeningHours => ({
  versions: [
    {
      ...{ validFrom: null, validTo: null },
      intervals: ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => ({ weekday, opensAt, closesAt })),
    },
  ],
  patron: null,
  closures: [],
  ...more,
})
const always = { validFrom: null, validTo: null }
const times = (periods: readonly Period[] | undefined) =>
  periods?.map(({ from, to }) => `${formatRomeTime(new Date(from))}-${formatRomeTime(new Date(to))}`)

describe('a week of the network', () => {
  const points = [
    { id: 'cremona', name: 'Cremona', neighbourIds: ['crema'], hours: hours('09:00', '12:00') },
    { id: 'crema', name: 'Crema', neighbourIds: [], hours: hours('11:00', '13:00') },
    { id: 'lodi', name: 'Lodi', neighbourIds: ['gone'], hours: hours('22:00', '02:00') },
  ]
  const holders = [
    { prefix: '0372', listeningPointId: 'cremona', ...always },
    { prefix: '0373', listeningPointId: 'crema', validFrom: null, validTo: '2026-11-26' },
    { prefix: '0373', listeningPointId: 'lodi', validFrom: '2026-11-26', validTo: null },
  ]
  const week = weekCoverage(points, holders, '2026-11-26')
  const gaps = (prefix: string, day: number) =>
    times(week.districts.find((district) => district.prefix === prefix)?.days[day]?.gaps)

  it('runs from Monday to Sunday, whatever its day', () => {
    expect([week.days[0], week.days[6]]).toEqual(['2026-11-23', '2026-11-29'])
    expect(mondayOf('2026-11-29')).toBe('2026-11-23')
    expect(mondayOf('2026-11-23')).toBe('2026-11-23')
  })

  it('shows the hours in which others are open and a district is not', () => {
    // Cremona and its neighbour Crema cover 9 to 13; Lodi is awake at night, before and after midnight.
    expect(gaps('0372', 0)).toEqual(['00:00-02:00', '22:00-00:00'])
    expect(gaps('0373', 0)).toEqual(['00:00-02:00', '09:00-11:00', '22:00-00:00'])
    // From Thursday the district is Lodi's.
    expect(gaps('0373', 3)).toEqual(['09:00-13:00'])
    expect(gaps('02', 0)).toEqual([])
  })

  it('counts holidays, the patron and closures', () => {
    const closures = [{ fromDate: '2026-12-09', toDate: '2026-12-10', reason: 'ferie' }]
    const patron = { kind: 'fixed', name: 'Patrono', month: 12, day: 11 } as const
    const closed = {
      ...points[0],
      id: 'a',
      name: 'A',
      neighbourIds: [],
      hours: hours('09:00', '12:00', { closures, patron }),
    }
    const [days] = weekCoverage([closed], [], '2026-12-08').points.map((point) => point.days)
    expect(days?.map(({ off, open }) => off?.kind ?? open.length)).toEqual([
      ...[1, 'holiday', 'closure', 'closure', 'patron', 1, 1],
    ])
  })
})

const anyPeriods = fc
  .array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 40 })), { maxLength: 8 })
  .map((pairs) => pairs.map(([from, length]) => ({ from, to: from + length })))
const covers = (periods: readonly Period[], at: number) => periods.some(({ from, to }) => from <= at && at < to)

describe('periods', () => {
  it('joined cover the same moments, apart from each other', () => {
    fc.assert(
      fc.property(anyPeriods, (periods) => {
        const one = joined(periods)
        for (let at = 0; at < 250; at += 1) expect(covers(one, at)).toBe(covers(periods, at))
        for (const [index, { from }] of one.entries())
          if (index > 0) expect(from).toBeGreaterThan(one[index - 1]?.to ?? 0)
      }),
    )
  })

  it('without others keep every moment the others do not cover, and no other', () => {
    fc.assert(
      fc.property(anyPeriods, anyPeriods, (periods, taken) => {
        const left = without(joined(periods), joined(taken))
        for (let at = 0; at < 250; at += 1) expect(covers(left, at)).toBe(covers(periods, at) && !covers(taken, at))
      }),
    )
  })
})
