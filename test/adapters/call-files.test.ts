import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCallFiles } from '../../adapters/journal/call-files.ts'
import type { JournalContent } from '../../helpline/calls/offline/journal-entries.ts'
import { journalReplay } from '../../helpline/calls/offline/replay-journal.ts'

const TERESA = '+390372448678'
const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 9, 0, second))
const content = (recordingSid: string): JournalContent => ({
  kind: 'fact',
  twilioCallSid: `CA${'a'.repeat(32)}`,
  fact: { kind: 'recorded', recordingSid, durationSeconds: 4 },
})
const saidBy = (entry: { content: JournalContent } | undefined) =>
  entry?.content.kind === 'fact' && entry.content.fact.kind === 'recorded' ? entry.content.fact.recordingSid : undefined

describe('the files of a server', () => {
  let folder: string
  const open = () => openCallFiles(folder, 'un segreto')
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'filo-files-'))
    return () => rmSync(folder, { recursive: true, force: true })
  })
  afterEach(() => undefined)

  const journalFolder = () => path.join(folder, 'calls', 'journal')
  const entries = () => readdirSync(journalFolder()).filter((name) => name.endsWith('.json'))

  it('keeps a snapshot through a restart, its instants included, for its owner only', async () => {
    const sheet = {
      takenAt: at(1),
      keptDays: 30,
      points: [],
      districts: [],
      associations: [],
      present: [
        { operatorId: 'ada', listeningPointId: 'cremona', e164: '+393331234567', inBrowser: false, since: at(0) },
      ],
    }
    await open().snapshot.network.save(sheet)
    expect(await open().snapshot.network.read()).toEqual(sheet)
    expect(await open().snapshot.callers.read()).toBeUndefined()
    expect(statSync(path.join(folder, 'calls', 'network.json')).mode & 0o777).toBe(0o600)
    expect(statSync(path.join(folder, 'calls')).mode & 0o777).toBe(0o700)
  })

  it('seals numbers: alike with the same secret, unlike with another, and never readable', async () => {
    const { seal, snapshot } = open()
    expect(seal(TERESA)).toBe(open().seal(TERESA))
    expect(seal(TERESA)).not.toBe(openCallFiles(folder, 'un altro').seal(TERESA))
    await snapshot.callers.save({ takenAt: at(0), pointOfSealed: { [seal(TERESA)]: 'cremona' }, limits: [] })
    expect(readFileSync(path.join(folder, 'calls', 'callers.json'), 'utf8')).not.toContain('448678')
  })

  it('tells the journal in the order it was written, across processes, and forgets what was told', async () => {
    await open().journal.append(at(2), content('second'))
    await open().journal.append(at(1), content('first'))
    const { journal } = open()
    for (const name of ['third', 'fourth', 'fifth']) await journal.append(at(3), content(name))
    const told: (string | undefined)[] = []
    const outcome = await journalReplay(open().journal, async (entry) => void told.push(saidBy(entry))).run(
      async () => true,
    )
    expect(told).toEqual(['first', 'second', 'third', 'fourth', 'fifth'])
    expect(outcome).toMatchObject({ applied: 5, refusals: 0 })
    expect(entries()).toEqual([])
  })

  it('is for its owner only', async () => {
    await open().journal.append(at(0), content('one'))
    expect(statSync(path.join(journalFolder(), entries()[0] ?? '')).mode & 0o777).toBe(0o600)
  })

  it('stops at a database that is away, and takes nothing away that was not told', async () => {
    const { journal } = open()
    for (const name of ['one', 'two']) await journal.append(at(0), content(name))
    const failing = journalReplay(journal, async () => {
      throw new Error('no database')
    })
    for (let time = 0; time < 10; time++) {
      expect(await failing.run(async () => false)).toMatchObject({ applied: 0, refusals: 1, setAside: 0 })
    }
    expect(entries()).toHaveLength(2)
  })

  it('sets aside what a database that answers refuses again and again; what came later keeps its place behind it', async () => {
    const { journal } = open()
    for (const name of ['bad', 'good']) await journal.append(at(0), content(name))
    const told: (string | undefined)[] = []
    const replay = journalReplay(journal, async (entry) => {
      if (saidBy(entry) === 'bad') throw new Error('refused')
      told.push(saidBy(entry))
    })
    for (let refusals = 1; refusals < 8; refusals++) {
      expect(await replay.run(async () => true)).toMatchObject({ applied: 0, refusals, setAside: 0 })
    }
    expect(told).toEqual([])
    expect(await replay.run(async () => true)).toMatchObject({ applied: 1, refusals: 0, setAside: 1 })
    expect(told).toEqual(['good'])
    expect(entries()).toEqual([])
    expect(readdirSync(path.join(journalFolder(), 'set-aside'))).toHaveLength(1)
  })

  it('sets aside what cannot be read, and reads the others', async () => {
    const { journal } = open()
    await journal.append(at(1), content('whole'))
    writeFileSync(path.join(journalFolder(), '000000000000000-000000-torn.json'), '{"at":"2026')
    const told: (string | undefined)[] = []
    await journalReplay(journal, async (entry) => void told.push(saidBy(entry))).run(async () => true)
    expect(told).toEqual(['whole'])
    expect(entries()).toEqual([])
    expect(readdirSync(path.join(journalFolder(), 'set-aside'))).toHaveLength(1)
  })
})
