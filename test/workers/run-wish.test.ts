import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../adapters/log.ts'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import { JOB_ATTEMPTS } from '../../adapters/redis/job-queue.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { Conflict } from '../../helpline/errors.ts'
import { askForHousekeeping, keepHouse } from '../../workers/housekeeping.ts'
import { runWish, wishRunner } from '../../workers/run-wish.ts'
import { anOperator, aSession, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { drain } from '../support/drain.ts'
import { onlyHandlers } from '../support/handlers.ts'

const NOW = new Date('2026-11-24T10:00:00+01:00')
const day = 24 * 3_600_000
const later = (milliseconds: number) => new Date(NOW.getTime() + milliseconds)

let database: TestDatabase
let store: Store
let db: TestDb
beforeAll(async () => {
  database = await createTestDatabase()
  store = openStore(database.url)
  db = connectDatabase(database.url, 2)
})
afterAll(async () => {
  await Promise.all([store.close(), db.$disconnect()])
  await database.drop()
})
beforeEach(async () => {
  await db.jobWish.deleteMany()
  await db.liveEvent.deleteMany()
})

async function aWish(overrides: { name?: string; payload?: object; runAt?: Date } = {}): Promise<string> {
  const { id } = await db.jobWish.create({
    data: {
      name: 'send-message',
      key: randomUUID(),
      payload: { messageId: randomUUID() },
      runAt: NOW,
      createdAt: NOW,
      ...overrides,
    },
  })
  return id
}
const wish = (id: string) => db.jobWish.findUniqueOrThrow({ where: { id } })
const failing = (error: unknown) => onlyHandlers({ 'send-message': () => Promise.reject(error) })

describe('a wish', () => {
  it('is handled once, by the system, at the time it is given, under its own id', async () => {
    const occasions: Occasion[] = []
    const handlers = onlyHandlers({ 'send-message': async (occasion) => void occasions.push(occasion) })
    const id = await aWish()
    expect(await runWish(store.jobWishes, handlers, id, NOW)).toEqual({ outcome: 'done' })
    expect(await runWish(store.jobWishes, handlers, id, NOW)).toEqual({ outcome: 'nothingToDo' })
    expect(occasions).toEqual([{ now: NOW, actor: { kind: 'system' }, requestId: id }])
    expect(await wish(id)).toMatchObject({ doneAt: NOW, failures: 0 })
  })

  // The queue counts real time; the demo's clock starts again at its morning, and those of two machines differ.
  it('woken before its time waits on', async () => {
    const id = await aWish({ runAt: later(60_000) })
    expect(await runWish(store.jobWishes, onlyHandlers({}), id, later(59_999))).toEqual({ outcome: 'early' })
    expect(await wish(id)).toMatchObject({ doneAt: null, failedAt: null, failures: 0 })
    const handlers = onlyHandlers({ 'send-message': async () => {} })
    expect(await runWish(store.jobWishes, handlers, id, later(60_000))).toEqual({ outcome: 'done' })
  })

  it('asked for at once is due, also on a clock that has gone back since', async () => {
    const id = await aWish()
    const [taken] = await store.jobWishes.takeForRelay(later(-day), later(-day), 10)
    expect(taken).toMatchObject({ id, runAt: later(-day) })
    const handlers = onlyHandlers({ 'send-message': async () => {} })
    expect(await runWish(store.jobWishes, handlers, id, later(-day))).toEqual({ outcome: 'done' })
  })

  it('that is no more is nothing to do', async () => {
    expect(await runWish(store.jobWishes, onlyHandlers({}), randomUUID(), NOW)).toEqual({ outcome: 'nothingToDo' })
  })

  it('that fails is tried again, and then given up, counted and left alone', async () => {
    const id = await aWish()
    const handlers = failing(new Conflict('Qualcuno ha già risposto.'))
    for (let attempt = 1; attempt < JOB_ATTEMPTS; attempt++) {
      expect(await runWish(store.jobWishes, handlers, id, NOW)).toMatchObject({ outcome: 'retry' })
    }
    expect(await store.jobWishes.countFailed()).toBe(0)
    expect(await runWish(store.jobWishes, handlers, id, NOW)).toMatchObject({ outcome: 'givenUp' })
    expect(await store.jobWishes.countFailed()).toBe(1)
    expect(await wish(id)).toMatchObject({ failedAt: NOW, failures: JOB_ATTEMPTS, doneAt: null })
    expect(await runWish(store.jobWishes, handlers, id, NOW)).toEqual({ outcome: 'nothingToDo' })
    expect(await store.jobWishes.takeForRelay(later(day), later(day), 10)).toEqual([])
  })

  it.each([
    ['no job has', { name: 'sing' }],
    ['its job does not understand', { payload: { messageId: 'Teresa' } }],
  ])('with a name or payload %s is given up at once', async (_, overrides) => {
    const id = await aWish(overrides)
    expect(await runWish(store.jobWishes, onlyHandlers({}), id, NOW)).toMatchObject({ outcome: 'givenUp' })
  })

  it('keeps no personal data of its failure, in the row or in the log', async () => {
    const lines: string[] = []
    const log = createLog({ service: 'workers', level: 'info', json: true, write: (line) => void lines.push(line) })
    const id = await aWish()
    const error = Object.assign(new TypeError('Il numero +393471234567 non è valido'), { code: 'E1' })
    expect(await wishRunner(store.jobWishes, failing(error), () => NOW, log)(id)).toBe('retry')
    expect(await wish(id)).toMatchObject({
      lastError: expect.stringMatching(/^TypeError E1 \(workers\/run-wish\.test\.ts:\d+:\d+\)$/),
    })
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ jobId: id, level: 'warn' })
    expect(lines[0]).not.toContain('3471234567')
  })
})

describe('drain', () => {
  it('runs what is due and what that asks for, and leaves the rest', async () => {
    const seen: string[] = []
    const [first, second] = [randomUUID(), randomUUID()]
    const handlers = onlyHandlers({
      'send-message': async (occasion, { messageId }) => {
        seen.push(messageId)
        if (messageId !== first) return
        await store.transaction(occasion, async (tx) => {
          tx.ask({ name: 'send-message', payload: { messageId: second }, key: second })
          tx.ask({ name: 'send-message', payload: { messageId: first }, key: 'tomorrow', runAt: later(day) })
        })
      },
    })
    await aWish({ payload: { messageId: first } })
    expect(await drain(store, handlers, NOW)).toEqual(['send-message', 'send-message'])
    expect(seen).toEqual([first, second])
    expect(await db.jobWish.count({ where: { doneAt: null } })).toBe(1)
  })

  it('fails with the job that fails', async () => {
    await aWish()
    await expect(drain(store, failing(new Error('rotto')), NOW)).rejects.toThrow('rotto')
  })
})

describe('housekeeping', () => {
  it('is asked for once a day in Rome, however many workers ask', async () => {
    await Promise.all([
      askForHousekeeping(store, NOW),
      askForHousekeeping(store, later(3_600_000)),
      askForHousekeeping(store, NOW),
    ])
    await askForHousekeeping(store, new Date('2026-11-24T23:30:00Z'))
    const daily = (day: string) => [
      `check-figures:${day}:2026`,
      `extend-cycles:${day}`,
      `housekeeping:${day}`,
      `prepare-months:${day}`,
      `recheck-services:all:${day}`,
      `remind-tomorrow:${day}`,
      `remind-unclosed:${day}`,
      `warn-of-due:${day}`,
    ]
    const asked = (await db.jobWish.findMany({ select: { key: true } })).map(({ key }) => key)
    const ahead = 'remind-tomorrow:2026-11-26'
    expect(asked.sort()).toEqual([...daily('2026-11-24'), ...daily('2026-11-25'), ahead].sort())
  })

  it('forgets what was done two weeks ago, and nothing that waits or failed', async () => {
    const old = later(-15 * day)
    const [done, recent, waiting, failed] = await Promise.all([
      aWish(),
      aWish(),
      aWish({ runAt: old }),
      aWish({ runAt: old }),
    ])
    await db.jobWish.update({ where: { id: done }, data: { doneAt: old } })
    await db.jobWish.update({ where: { id: recent }, data: { doneAt: later(-13 * day) } })
    await db.jobWish.update({ where: { id: failed }, data: { failedAt: old } })
    await db.liveEvent.createMany({ data: [old, NOW].map((at) => ({ topic: 'call', entityId: 'x', at })) })
    await db.signInFailure.createMany({ data: [old, NOW].map((at) => ({ emailHash: 'x', at })) })
    const { id: operatorId } = await anOperator(db)
    await Promise.all([aSession(db, operatorId, old), aSession(db, operatorId, NOW)])
    const occasion: Occasion = { now: NOW, actor: { kind: 'system' } }
    await Promise.all([keepHouse(store, occasion), keepHouse(store, occasion)])
    await keepHouse(store, occasion)
    expect((await db.jobWish.findMany()).map(({ id }) => id).toSorted()).toEqual([recent, waiting, failed].toSorted())
    expect((await db.liveEvent.findMany()).map(({ at }) => at)).toEqual([NOW])
    expect((await db.signInFailure.findMany()).map(({ at }) => at)).toEqual([NOW])
    expect((await db.session.findMany()).map(({ createdAt }) => createdAt)).toEqual([NOW])
  })
})
