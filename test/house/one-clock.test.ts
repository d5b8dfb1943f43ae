import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const READINGS = ['Date.now()', 'globalThis.Date.now()', 'new Date()', 'new Date', 'Date()']
const MADE_FROM_SOMETHING = 'new Date(0)'
const FREE_FILES = [
  'adapters/clock.ts',
  'operator-console/src/clock.ts',
  'phone-simulator/thing.ts',
  'test/thing.test.ts',
]

describe('the one clock', () => {
  const house = mkdtempSync(path.join(tmpdir(), 'filo-clock-'))
  let reported: string[] = []
  afterAll(() => rmSync(house, { recursive: true, force: true }))

  beforeAll(() => {
    for (const file of ['biome.json', 'biome-one-clock.grit', '.gitignore']) cpSync(file, path.join(house, file))
    READINGS.forEach((reading, index) => {
      write(`helpline/calls/reading-${index}.ts`, reading)
    })
    write('helpline/calls/made.ts', MADE_FROM_SOMETHING)
    for (const file of FREE_FILES) write(file, 'Date.now()')
    const biome = path.resolve('node_modules/@biomejs/biome/bin/biome')
    const { stdout } = spawnSync(process.execPath, [biome, 'lint', '--reporter=github', '.'], {
      cwd: house,
      encoding: 'utf8',
    })
    reported = stdout.split('\n').filter((line) => line.includes('Time is read in adapters/clock.ts only'))
  })

  function write(file: string, expression: string): void {
    mkdirSync(path.dirname(path.join(house, file)), { recursive: true })
    writeFileSync(path.join(house, file), `export const at = ${expression}\n`)
  }

  const isReported = (file: string) => reported.some((line) => line.includes(`/${file},`))

  it.each([...READINGS.entries()])('is not passed by (%i: %s)', (index) => {
    expect(isReported(`helpline/calls/reading-${index}.ts`)).toBe(true)
  })

  it('lets an instant be made from something', () => {
    expect(isReported('helpline/calls/made.ts')).toBe(false)
  })

  it.each(FREE_FILES)('may be read in %s', (file) => {
    expect(isReported(file)).toBe(false)
  })
})
