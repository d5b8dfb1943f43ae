import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLog } from '../../adapters/log.ts'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import type { JobQueue } from '../../adapters/redis/job-queue.ts'
import { relayAll, startRelay } from '../../workers/relay.ts'
import { type JobHandlers, wishRunner } from '../../workers/run-wish.ts'
import type { TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase, testRedisUrl } from '../support/database.ts'
import { onlyHandlers } from '../support/handlers.ts'
import { PATIENCE } from '../support/processes.ts'
import { cuttableLine, openTestQueue, queueStores } from '../support/queue-stores.ts'

const NOW = new Date('2026-11-24T10:00:00+01:00')
const secondsLater = (seconds: number) => new Date(NOW.getTime() + seconds * 1000)
const log = createLog({ service: 'test', level: 'silent', json: true })

let database: TestDatabase
let store: Store
let otherStore: Store
let db: TestDb
beforeAll(async () => {
  database = await createTestDatabase()
  store = openStore(database.url)
  otherStore = openStore(database.url)
  db = connectDatabase(database.url, 2)
})
afterAll(async () => {
  await Promise.all([store.close(), otherStore.close(), db.$disconnect()])
  await database.drop()
})
beforeEach(async () => {
  await db.jobWish.deleteMany()
})

/** Asks for so many messages to be sent; returns their ids. */
async function ask(count: number, runAt = NOW): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID())
  await store.transaction({ now: NOW, actor: { kind: 'system' } }, async (tx) => {
    for (const messageId of ids)
      tx.ask({ name: 'send-message', payload: { messageId }, key: `send-message:${messageId}`, runAt })
  })
  return ids
}

const unfinished = () => db.jobWish.count({ where: { doneAt: null } })

describe.each(queueStores)('wishes handed to the queue on $store', ({ store: queueStore, skip }) => {
  describe.skipIf(skip)('', () => {
    const cleanUps: (() => Promise<unknown>)[] = []
    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
    })

    const openedQueue = (storeUrl?: string) => {
      const test = openTestQueue(queueStore, database.url, storeUrl)
      cleanUps.push(test.queue.close)
      return test
    }
    const relay = async (queue: JobQueue, wishes: Store['jobWishes'] = store.jobWishes, pollMs = 3_600_000) => {
      const running = await startRelay({ wishes, queue, now: () => NOW, log, pollMs })
      cleanUps.push(running.stop)
    }
    const work = (queue: JobQueue, handlers: JobHandlers, now = NOW) => {
      const worker = queue.startWorker(
        wishRunner(store.jobWishes, handlers, () => now, log),
        { concurrency: 5 },
      )
      cleanUps.push(() => worker.close(1))
    }
    const recorder = () => {
      const sent: string[] = []
      const handlers = onlyHandlers({ 'send-message': async (_, { messageId }) => void sent.push(messageId) })
      return { sent, handlers }
    }

    it('start as soon as their transaction is over', async () => {
      const { queue } = openedQueue()
      const { sent, handlers } = recorder()
      await relay(queue)
      work(queue, handlers)
      const ids = await ask(3)
      await vi.waitFor(() => expect(new Set(sent)).toEqual(new Set(ids)), PATIENCE)
      await vi.waitFor(async () => expect(await unfinished()).toBe(0), PATIENCE)
    })

    it('run once each with several relays and workers', async () => {
      const { queue, openAnother } = openedQueue()
      const other = openAnother()
      cleanUps.push(other.close)
      const { sent, handlers } = recorder()
      await relay(queue)
      await relay(other, otherStore.jobWishes)
      work(queue, handlers)
      work(other, handlers)
      const ids = (await Promise.all([ask(130), ask(130), ask(1)])).flat()
      await vi.waitFor(async () => expect(await unfinished()).toBe(0), PATIENCE)
      expect(sent.toSorted()).toEqual(ids.toSorted())
    })

    it('come back when the queue has lost everything, and are done once', async () => {
      const { queue, lose } = openedQueue()
      const ids = await ask(5)
      const doors = { wishes: store.jobWishes, queue }
      await relayAll({ ...doors, now: () => NOW })
      expect(await queue.counts()).toMatchObject({ waiting: 5 })
      await lose()
      await relayAll({ ...doors, now: () => secondsLater(59) })
      expect(await queue.counts()).toMatchObject({ waiting: 0 })
      await relayAll({ ...doors, now: () => secondsLater(61) })
      expect(await queue.counts()).toMatchObject({ waiting: 5 })
      const { sent, handlers } = recorder()
      work(queue, handlers, secondsLater(61))
      await vi.waitFor(async () => expect(await unfinished()).toBe(0), PATIENCE)
      await vi.waitFor(
        async () => expect(await queue.counts()).toEqual({ waiting: 0, active: 0, delayed: 0 }),
        PATIENCE,
      )
      await relayAll({ ...doors, now: () => secondsLater(200) })
      expect(await queue.counts()).toEqual({ waiting: 0, active: 0, delayed: 0 })
      expect(sent.toSorted()).toEqual(ids.toSorted())
    })

    it('wait in the database while the queue is away', async () => {
      const line = await cuttableLine(queueStore === 'redis' ? (testRedisUrl ?? '') : database.url)
      cleanUps.push(line.cut)
      const { queue } = openedQueue(line.url)
      await queue.ping()
      await line.cut()
      const doors = { wishes: store.jobWishes, queue, now: () => NOW }
      await ask(2)
      await expect(relayAll(doors)).rejects.toThrow('could not be added')
      expect(await db.jobWish.count({ where: { enqueuedAt: null } })).toBe(2)
      await line.mend()
      await vi.waitFor(() => relayAll(doors), PATIENCE)
      expect(await queue.counts()).toMatchObject({ waiting: 2 })
    }, 60_000)

    it('are found by the slow look too, when a notification was missed', async () => {
      const { queue } = openedQueue()
      const deaf = { ...store.jobWishes, onAsked: async () => ({ stop: async () => undefined }) }
      await relay(queue, deaf, 100)
      await ask(1)
      await vi.waitFor(async () => expect(await queue.counts()).toMatchObject({ waiting: 1 }), PATIENCE)
    })
  })
})
