import { describe, expect, it } from 'vitest'
import { createClock } from '../../adapters/clock.ts'

describe('the clock', () => {
  it('is real unless told otherwise', () => {
    const clock = createClock()
    expect(clock.isReal).toBe(true)
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(50)
  })

  it('starts where it is told and runs on from there', async () => {
    const startAt = new Date('2026-11-24T09:00:00Z')
    const clock = createClock({ startAt })
    const first = clock.now().getTime()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(clock.isReal).toBe(false)
    expect(first - startAt.getTime()).toBeLessThan(50)
    expect(clock.now().getTime() - first).toBeGreaterThanOrEqual(15)
  })

  it('reads the same in every process that shares the offset, also one started later', async () => {
    const one = createClock({ startAt: new Date('2026-11-24T09:00:00Z') })
    await new Promise((resolve) => setTimeout(resolve, 30))
    const other = createClock({ offsetMs: one.offsetMs })
    expect(Math.abs(one.now().getTime() - other.now().getTime())).toBeLessThan(5)
  })
})
