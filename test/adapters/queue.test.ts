import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { HandleWish, JobQueue } from '../../adapters/redis/job-queue.ts'
import { createTestDatabase, type TestDatabase, testRedisUrl } from '../support/database.ts'
import { PATIENCE } from '../support/processes.ts'
import { cuttableLine, openTestQueue, queueStores } from '../support/queue-stores.ts'

const NOW = new Date('2026-11-24T10:00:00+01:00')
const later = (milliseconds: number) => new Date(NOW.getTime() + milliseconds)
const aWish = (runAt = NOW) => ({ id: randomUUID(), name: 'send-message', runAt })

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe.each(queueStores)('the queue on $store', ({ store, skip }) => {
  describe.skipIf(skip)('', () => {
    const cleanUps: (() => Promise<unknown>)[] = []
    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
    })

    const openedQueue = (storeUrl?: string) => {
      const test = openTestQueue(store, database.url, storeUrl)
      cleanUps.push(test.queue.close)
      return test
    }
    const work = (queue: JobQueue, handle: HandleWish, concurrency = 5) => {
      const worker = queue.startWorker(handle, { concurrency })
      cleanUps.push(() => worker.close(1))
      return worker
    }
    const recorder = (result: (wishId: string) => 'settled' | 'retry' = () => 'settled') => {
      const seen: string[] = []
      const handle: HandleWish = async (wishId) => {
        seen.push(wishId)
        return result(wishId)
      }
      return { seen, handle }
    }

    it('brings each wish to one worker of several', async () => {
      const { queue, openAnother } = openedQueue()
      const other = openAnother()
      cleanUps.push(other.close)
      const { seen, handle } = recorder()
      work(queue, handle)
      work(other, handle)
      const wishes = Array.from({ length: 60 }, () => aWish())
      await Promise.all(wishes.map((wish) => queue.add(wish, NOW)))
      await vi.waitFor(() => expect(seen).toHaveLength(60), PATIENCE)
      expect(new Set(seen)).toEqual(new Set(wishes.map(({ id }) => id)))
    })

    it('waits for the hour a wish is for, by the clock it is given', async () => {
      const { queue } = openedQueue()
      const { seen, handle } = recorder()
      const [soon, tomorrow] = [aWish(later(2_000)), aWish(later(24 * 3_600_000))]
      await queue.add(tomorrow, NOW)
      await queue.add(soon, NOW)
      expect(await queue.counts()).toMatchObject({ delayed: 2 })
      work(queue, handle)
      await vi.waitFor(() => expect(seen).toEqual([soon.id]), PATIENCE)
      expect(await queue.counts()).toMatchObject({ delayed: 1 })
    })

    it('adds a wish whose job still exists only once, and again when it is finished', async () => {
      const { queue } = openedQueue()
      const { seen, handle } = recorder()
      const wish = aWish()
      await Promise.all([queue.add(wish, NOW), queue.add(wish, NOW), queue.add(wish, NOW)])
      expect(await queue.counts()).toEqual({ waiting: 1, active: 0, delayed: 0 })
      work(queue, handle)
      await vi.waitFor(() => expect(seen).toEqual([wish.id]), PATIENCE)
      await vi.waitFor(
        async () => expect(await queue.counts()).toEqual({ waiting: 0, active: 0, delayed: 0 }),
        PATIENCE,
      )
      expect(seen).toEqual([wish.id])
      await queue.add(wish, NOW)
      await vi.waitFor(() => expect(seen).toEqual([wish.id, wish.id]), PATIENCE)
    })

    it('brings a failed wish back after a while', async () => {
      const { queue } = openedQueue()
      const { seen, handle } = recorder(() => (seen.length === 1 ? 'retry' : 'settled'))
      const wish = aWish()
      await queue.add(wish, NOW)
      work(queue, handle)
      await vi.waitFor(() => expect(seen).toEqual([wish.id, wish.id]), PATIENCE)
    })

    it('lets the job under way finish when it closes', async () => {
      const { queue } = openedQueue()
      let finished = false
      const started = new Promise<void>((resolve) => {
        const worker = work(queue, async () => {
          resolve()
          await new Promise((done) => setTimeout(done, 300))
          finished = true
          return 'settled'
        })
        cleanUps.push(() => worker.close(20))
      })
      await queue.add(aWish(), NOW)
      await started
      await cleanUps.pop()?.()
      expect(finished).toBe(true)
      expect(await queue.counts()).toEqual({ waiting: 0, active: 0, delayed: 0 })
    })

    it('outlives its store: additions fail while it is away, work goes on when it is back', async () => {
      const line = await cuttableLine(store === 'redis' ? (testRedisUrl ?? '') : database.url)
      cleanUps.push(line.cut)
      const { queue, logged } = openedQueue(line.url)
      const { seen, handle } = recorder()
      work(queue, handle)
      const [before, during, after] = [aWish(), aWish(), aWish()]
      await queue.add(before, NOW)
      await vi.waitFor(() => expect(seen).toEqual([before.id]), PATIENCE)
      await line.cut()
      await expect(queue.add(during, NOW)).rejects.toThrow()
      await expect(queue.ping()).rejects.toThrow()
      await line.mend()
      await vi.waitFor(() => queue.add(after, NOW), PATIENCE)
      await vi.waitFor(() => expect(seen).toContain(after.id), PATIENCE)
      expect(logged.filter((entry) => entry.includes('cannot be reached')).length).toBeLessThanOrEqual(2)
    }, 60_000)
  })
})

describe('the queue’s own tables in PostgreSQL', () => {
  it('do not keep the events nobody reads', async () => {
    const { queue } = openTestQueue('postgres', database.url)
    const worker = queue.startWorker(async () => 'settled', { concurrency: 20 })
    const wishes = Array.from({ length: 800 }, () => aWish())
    await Promise.all(wishes.map((wish) => queue.add(wish, NOW)))
    await vi.waitFor(async () => expect(await queue.counts()).toEqual({ waiting: 0, active: 0, delayed: 0 }), PATIENCE)
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const { rows } = await client.query('SELECT count(*)::int AS events FROM bullmq.event')
    await client.end()
    await worker.close(1)
    await queue.close()
    expect(rows[0].events).toBeLessThanOrEqual(1_000 + 512)
  })
})
