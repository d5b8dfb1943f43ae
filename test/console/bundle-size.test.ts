import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Manifest } from 'vite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const FIRST_LOAD_BYTES = 300_000
const LATER_PAGE_BYTES = 100_000
const PAGE = /^features\/.*-page\.tsx$|^frame\/.*-page\.tsx$/

describe('what a browser must fetch', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-bundle-'))
  let manifest: Manifest
  const sizes = new Map<string, number>()

  beforeAll(async () => {
    // As people get it: without what React says to developers.
    vi.stubEnv('NODE_ENV', 'production')
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true, manifest: true } })
    vi.unstubAllEnvs()
    manifest = JSON.parse(readFileSync(path.join(folder, '.vite/manifest.json'), 'utf8'))
  }, 150_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Everything that runs before this one does. */
  function scriptsOf(entry: string, found = new Set<string>()): Set<string> {
    const chunk = manifest[entry]
    if (!chunk || found.has(chunk.file)) return found
    if (chunk.file.endsWith('.js')) found.add(chunk.file)
    for (const name of chunk.imports ?? []) scriptsOf(name, found)
    return found
  }
  function compressedBytes(files: Iterable<string>): number {
    let sum = 0
    for (const file of files) {
      const known = sizes.get(file) ?? gzipSync(readFileSync(path.join(folder, file))).length
      sizes.set(file, known)
      sum += known
    }
    return sum
  }
  const entry = () => {
    const found = Object.keys(manifest).find((name) => manifest[name]?.isEntry)
    if (!found) throw new Error('The console has no entry')
    return found
  }

  it('at first, up to the workplace: under 300 kB of compressed script', () => {
    const scripts = scriptsOf(entry())
    expect(scripts.size).toBeGreaterThan(0)
    expect(compressedBytes(scripts)).toBeLessThan(FIRST_LOAD_BYTES)
  })

  it('for each later page: under 100 kB more', () => {
    const first = scriptsOf(entry())
    const later = Object.keys(manifest).filter((name) => manifest[name]?.isDynamicEntry)
    expect(later.filter((name) => PAGE.test(name.replace(/^src\//, ''))).length).toBeGreaterThan(25)
    const tooLarge = later
      .map((name) => {
        const more = [...scriptsOf(name)].filter((file) => !first.has(file))
        return { name, bytes: compressedBytes(more) }
      })
      .filter(({ bytes }) => bytes > LATER_PAGE_BYTES)
    expect(tooLarge).toEqual([])
  })
})
