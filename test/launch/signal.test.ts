import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { signalIfThere } from '../../launch/signal.ts'

describe('telling a process', () => {
  it('reaches one that runs', async () => {
    const child = spawn('sleep', ['60'])
    const ended = once(child, 'exit')
    signalIfThere(child.pid as number, 'SIGTERM')
    expect(await ended).toEqual([null, 'SIGTERM'])
  })

  it('is nothing when it has ended since it was seen', async () => {
    const child = spawn('true')
    await once(child, 'exit')
    expect(() => signalIfThere(child.pid as number, 'SIGTERM')).not.toThrow()
  })
})
