import { describe, expect, it } from 'vitest'
import { createClock } from '../../adapters/clock.ts'

describe('the clock', () => {
  it('is real unless told otherwise', () => {
    const clock = createClock()
    expect(clock.isReal).toBe(true)
    const before = Date.now()
    const read = clock.now().getTime()
    expect(read).toBeGreaterThanOrEqual(before)
    expect(read).toBeLessThanOrEqual(Date.now())
  })

  it('starts where it is told and runs on from there', async () => {
    const startAt = new Date('2026-11-24T09:00:00Z')
    const before = Date.now()
    const clock = createClock({ startAt })
    const first = clock.now().getTime()
    const passed = Date.now() - before
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(clock.isReal).toBe(false)
    expect(first - startAt.getTime()).toBeGreaterThanOrEqual(0)
    expect(first - startAt.getTime()).toBeLessThanOrEqual(passed + 1)
    expect(clock.now().getTime() - first).toBeGreaterThanOrEqual(15)
  })

  it('reads the same in every process that shares the offset, also one started later', async () => {
    const one = createClock({ startAt: new Date('2026-11-24T09:00:00Z') })
    await new Promise((resolve) => setTimeout(resolve, 30))
    const other = createClock({ offsetMs: one.offsetMs })
    const [before, read, after] = [one.now(), other.now(), one.now()].map((instant) => instant.getTime())
    expect(read).toBeGreaterThanOrEqual((before ?? 0) - 1)
    expect(read).toBeLessThanOrEqual((after ?? 0) + 1)
  })
})
