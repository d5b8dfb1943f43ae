import { describe, expect, it } from 'vitest'
import { isLimited, limitState, type NumberLimit } from '../../../helpline/calls/limits/number-limit.ts'

const now = new Date('2026-11-24T10:00:00+01:00')
const days = (count: number) => new Date(now.getTime() + count * 24 * 3_600_000)

const aLimit = (overrides: Partial<NumberLimit> = {}): NumberLimit => ({
  fromAt: days(-1),
  untilAt: days(1),
  liftedAt: null,
  needsApproval: false,
  approvedById: null,
  ...overrides,
})

describe('a limited number', () => {
  it.each<[string, Partial<NumberLimit>, boolean, string]>([
    ['nobody’s', {}, false, 'inForce'],
    ['an assisted person’s, by one alone', {}, true, 'awaitingApproval'],
    ['an assisted person’s, by two', { approvedById: 'b' }, true, 'inForce'],
    [
      'an assisted person’s when it was limited, nobody’s now, by one alone',
      { needsApproval: true },
      false,
      'awaitingApproval',
    ],
    ['the same, by two', { needsApproval: true, approvedById: 'b' }, false, 'inForce'],
    ['over to the second', { untilAt: now }, false, 'expired'],
    ['a second before', { untilAt: new Date(now.getTime() + 1000) }, false, 'inForce'],
    ['lifted', { liftedAt: days(-0.5) }, false, 'lifted'],
    ['lifted and over', { liftedAt: days(-2), untilAt: days(-1) }, false, 'lifted'],
    ['over without a second word', { needsApproval: true, untilAt: days(-1) }, true, 'expired'],
  ])('%s', (_what, limit, isKnown, expected) => {
    expect(limitState(aLimit(limit), isKnown, now)).toBe(expected)
    expect(isLimited([aLimit(limit)], isKnown, now)).toBe(expected === 'inForce')
  })

  it('is limited by any of its limits, by none that has not begun, and by nothing at all', () => {
    expect(isLimited([aLimit({ untilAt: days(-1) }), aLimit()], false, now)).toBe(true)
    expect(isLimited([aLimit({ fromAt: days(0.5) })], false, now)).toBe(false)
    expect(isLimited([], false, now)).toBe(false)
  })

  it('that becomes an assisted person’s later is free again until a second person agrees', () => {
    const limit = aLimit()
    expect([isLimited([limit], false, now), isLimited([limit], true, now)]).toEqual([true, false])
  })
})
