import { describe, expect, it } from 'vitest'
import { waitingText } from '../../operator-console/src/formats.ts'

describe('how long somebody has waited', () => {
  it.each([
    [0, '0 minuti'],
    [1, '1 minuto'],
    [59, '59 minuti'],
    [60, '1 ora'],
    [61, '1 ora e 1 minuto'],
    [150, '2 ore e 30 minuti'],
    [24 * 60, '1 giorno'],
    [25 * 60 + 59, '1 giorno e 1 ora'],
    [3 * 24 * 60 + 120, '3 giorni e 2 ore'],
    [-5, '0 minuti'],
  ])('%i minutes: %s', (minutes, expected) => {
    const now = new Date('2026-11-24T10:00:00+01:00')
    expect(waitingText(new Date(now.getTime() - minutes * 60_000).toISOString(), now)).toBe(expected)
  })
})
