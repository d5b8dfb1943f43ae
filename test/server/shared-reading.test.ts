import { describe, expect, it } from 'vitest'
import { sharedReading } from '../../server/calls/shared-reading.ts'

/** Readings that end when they are told to. */
function aBoard() {
  const readings: { key: string; end: (value?: unknown) => void; fail: () => void }[] = []
  const ask = sharedReading(
    (key: string) => key,
    (key) =>
      new Promise((resolve, reject) => readings.push({ key, end: resolve, fail: () => reject(new Error('lost')) })),
  )
  return { readings, ask }
}

describe('a reading that many ask for at once', () => {
  it('is one for all who asked before it began, and never one that had begun before', async () => {
    const { readings, ask } = aBoard()
    const first = ask('cremona')
    const others = [ask('cremona'), ask('cremona'), ask('cremona')]
    expect(readings).toHaveLength(1)
    readings[0]?.end('old')
    expect(await first).toBe('old')
    await Promise.resolve()
    expect(readings).toHaveLength(2)
    const later = ask('cremona')
    readings[1]?.end('new')
    expect(await Promise.all(others)).toEqual(['new', 'new', 'new'])
    await Promise.resolve()
    readings[2]?.end('newer')
    expect(await later).toBe('newer')
    void ask('cremona')
    expect(readings).toHaveLength(4)
  })

  it('is not another point’s', () => {
    const { readings, ask } = aBoard()
    void ask('cremona')
    void ask('crema')
    expect(readings.map(({ key }) => key)).toEqual(['cremona', 'crema'])
  })

  it('that fails is told to those who shared it, and the next ones ask again', async () => {
    const { readings, ask } = aBoard()
    const first = ask('cremona')
    const second = ask('cremona')
    readings[0]?.fail()
    await expect(first).rejects.toThrow('lost')
    await Promise.resolve()
    readings[1]?.end('there')
    expect(await second).toBe('there')
  })
})
