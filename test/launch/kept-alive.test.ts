import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type KeptAlive, keepAlive, nextPauseMs } from '../../launch/kept-alive.ts'
import { isRunning, until } from '../support/processes.ts'

describe('the pause before a fallen process starts again', () => {
  it('doubles while it keeps falling, up to half a minute, and is forgotten once it ran well', () => {
    const pauses = [250]
    for (let fall = 0; fall < 9; fall++) pauses.push(nextPauseMs(pauses.at(-1) ?? 0, 100))
    expect(nextPauseMs(0, 100)).toBe(250)
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    expect(nextPauseMs(30_000, 60_000)).toBe(250)
  })
})

describe('a process kept alive', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-kept-'))
  const kept: KeptAlive[] = []
  afterEach(async () => {
    for (const each of kept.splice(0)) await each.stop('SIGKILL')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function keep(code: string): { process: KeptAlive; said: string[]; fallen: Promise<void> } {
    const said: string[] = []
    let process!: KeptAlive
    const fallen = new Promise<void>((resolve) => {
      process = keepAlive({ name: 'prova', nodeArguments: ['-e', code], environment: {} }, (line) => {
        said.push(line)
        resolve()
      })
    })
    kept.push(process)
    return { process, said, fallen }
  }

  it('starts again when it is killed, and says so', async () => {
    const { process: kept, said } = keep('setInterval(() => {}, 1000)')
    const first = kept.pid() as number
    process.kill(first, 'SIGKILL')
    await until(() => kept.pid() !== undefined && kept.pid() !== first)
    expect(kept.falls()).toBe(1)
    expect(said).toEqual(['prova si è fermato (SIGKILL): riparte fra 0.25 s'])
  })

  it('ends when it is asked to, after what it had to finish', async () => {
    const trace = path.join(folder, 'trace')
    writeFileSync(trace, '')
    const { process: kept, said } = keep(`
      const fs = require('node:fs')
      process.on('SIGTERM', () => setTimeout(() => { fs.appendFileSync('${trace}', 'finished'); process.exit(0) }, 100))
      fs.appendFileSync('${trace}', 'up ')
      setInterval(() => {}, 1000)`)
    const pid = kept.pid() as number
    await until(() => readFileSync(trace, 'utf8') === 'up ')
    await kept.stop('SIGTERM')
    expect(readFileSync(trace, 'utf8')).toBe('up finished')
    expect(isRunning(pid)).toBe(false)
    expect(said).toEqual([])
  })

  it('does not start again in the pause in which it is stopped', async () => {
    const trace = path.join(folder, 'fallen')
    const { process: kept, fallen } = keep(`
      const fs = require('node:fs')
      if (fs.existsSync('${trace}')) setInterval(() => {}, 1000)
      else fs.writeFileSync('${trace}', '')`)
    await fallen
    await kept.stop('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(kept.falls()).toBe(1)
    expect(kept.pid()).toBeUndefined()
  })
})
