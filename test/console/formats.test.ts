import { describe, expect, it } from 'vitest'
import { formatCount, formatElapsed, formatMoment } from '../../operator-console/src/formats.ts'

const now = new Date('2026-11-24T10:00:00+01:00')

describe('how things are written on screen', () => {
  it('writes numbers the Italian way, four digits included', () => {
    expect(formatCount(1683)).toBe('1.683')
    expect(formatCount(181110)).toBe('181.110')
  })

  it.each([
    ['2026-11-24T09:04:00+01:00', 'oggi alle 09:04'],
    ['2026-11-23T23:59:00+01:00', 'ieri alle 23:59'],
    ['2026-11-25T00:00:00+01:00', 'domani alle 00:00'],
    ['2026-11-19T16:52:00+01:00', 'giovedì 19 novembre alle 16:52'],
    ['2025-11-19T16:52:00+01:00', 'mercoledì 19 novembre 2025 alle 16:52'],
  ])('%s is %j', (moment, words) => expect(formatMoment(moment, now)).toBe(words))

  it.each([
    ['2026-11-24T10:00:00+01:00', '0 secondi'],
    ['2026-11-24T09:59:59+01:00', '1 secondo'],
    ['2026-11-24T09:58:55+01:00', '1 minuto e 5 secondi'],
    ['2026-11-24T09:40:00+01:00', '20 minuti'],
    ['2026-11-24T10:00:30+01:00', '0 secondi'],
  ])('from %s until ten it is %j', (since, words) => expect(formatElapsed(since, now)).toBe(words))
})
