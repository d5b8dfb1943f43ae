import { createPostgresBackend, createRedisBackend, withBackend } from 'bullmq'

// BullMQ by itself: the same store, as many jobs at once, added as the relay adds them, and nothing to do.
const { DATABASE_URL = '', REDIS_URL } = process.env
const NAME = 'bare'
const AT_ONCE = 100
const CONCURRENCY = 10
const jobOptions = { attempts: 10, removeOnComplete: true, removeOnFail: true }
const queueOptions = { streams: { events: { maxLen: 1_000 } } }

function open(done: () => void) {
  const work = async () => done()
  if (REDIS_URL) {
    const { Queue, Worker } = withBackend(createRedisBackend)
    const connection = { url: REDIS_URL, maxRetriesPerRequest: null }
    new Worker(NAME, work, { connection, concurrency: CONCURRENCY })
    return new Queue(NAME, { connection, ...queueOptions })
  }
  const { Queue, Worker } = withBackend(createPostgresBackend)
  const connection = { connectionString: DATABASE_URL, max: 4 }
  new Worker(NAME, work, { connection, concurrency: CONCURRENCY })
  return new Queue(NAME, { connection, ...queueOptions })
}

let left = 0
let finished: () => void = () => undefined
const queue = open(() => {
  left -= 1
  if (left === 0) finished()
})

async function run(count: number): Promise<number> {
  left = count
  const all = new Promise<void>((resolve) => {
    finished = resolve
  })
  const startedAt = performance.now()
  for (let from = 0; from < count; from += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - from)
    await Promise.all(
      Array.from({ length: size }, (_, index) => queue.add('nothing', { index: from + index }, jobOptions)),
    )
  }
  await all
  return count / ((performance.now() - startedAt) / 1000)
}

process.on('message', ({ count }: { count: number }) => {
  run(count).then(
    (perSecond) => process.send?.({ perSecond }),
    (error: unknown) => {
      throw error
    },
  )
})
process.send?.('ready')
