import { createPostgresBackend, createRedisBackend, type JobsOptions, type Processor, withBackend } from 'bullmq'
import { type JobData, jobData } from '../../contract/jobs.ts'
import type { Log } from '../log.ts'

/** With the back-off below the last attempt comes about seventeen minutes after the first. */
export const JOB_ATTEMPTS = 10
const FIRST_RETRY_MS = 2_000
/** A job of a killed worker is taken up by another one after at most these two together. */
const LOCK_MS = 20_000
const STALLED_CHECK_MS = 10_000
/** Nobody reads the queue's events; on PostgreSQL they are rows, which its own functions trim to about so many. */
const KEPT_EVENTS = 1_000
const ANSWER_TIMEOUT_MS = 5_000
const POSTGRES_CONNECTIONS = 4
/** Those without a number go first. */
const LAST_PRIORITY = 10

export type QueueStore = 'redis' | 'postgres'

export interface QueuedWish {
  id: string
  name: string
  runAt: Date
  /** Every other job goes before it. */
  canWait?: boolean
}

/** `retry`: not done, to be tried again later. */
export type HandleWish = (wishId: string) => Promise<'settled' | 'retry'>

export interface QueueWorker {
  /** Takes no more jobs and waits for those under way, at most so long; another worker takes up what is left. */
  close(graceSeconds: number): Promise<void>
}

export interface JobQueue {
  store: QueueStore
  /** Adding a wish whose job still exists changes nothing. Rejects when the store does not answer. */
  add(wish: QueuedWish, now: Date): Promise<void>
  startWorker(handle: HandleWish, options: { concurrency: number }): QueueWorker
  counts(): Promise<{ waiting: number; active: number; delayed: number }>
  ping(): Promise<void>
  close(): Promise<void>
}

export interface QueueSettings {
  /** Undefined: the jobs live in PostgreSQL. */
  redisUrl?: string | undefined
  databaseUrl: string
  log: Log
  /** Queues of other names on one Redis know nothing of each other; usually the database's name. */
  name?: string
}

/** The queue only wakes workers up: losing everything in it loses nothing, the wishes in PostgreSQL are the truth. */
export function openQueue({ redisUrl, databaseUrl, log, name = queueNameOf(databaseUrl) }: QueueSettings): JobQueue {
  return redisUrl ? redisQueue(name, redisUrl, log) : postgresQueue(name, databaseUrl, log)
}

/** Wishes belong to a database: two of them may share a Redis. */
export const queueNameOf = (databaseUrl: string): string =>
  decodeURIComponent(new URL(databaseUrl).pathname).replaceAll(/[^\w-]/g, '') || 'filo'

function redisQueue(name: string, url: string, log: Log): JobQueue {
  const { Queue, Worker } = withBackend(createRedisBackend)
  const outage = reportOnce(log, 'redis')
  const queue = new Queue<JobData, void>(name, {
    // An addition fails at once while Redis is away, and is repeated by the relay.
    connection: { url, maxRetriesPerRequest: 1 },
    ...queueOptions,
  })
  return jobQueue('redis', queue, outage, (processor, concurrency) => {
    const connection = { url, maxRetriesPerRequest: null }
    return new Worker<JobData, void>(name, processor, { connection, concurrency, ...workerOptions })
  })
}

function postgresQueue(name: string, connectionString: string, log: Log): JobQueue {
  const { Queue, Worker } = withBackend(createPostgresBackend)
  const outage = reportOnce(log, 'postgres')
  const connection = { connectionString, max: POSTGRES_CONNECTIONS }
  const queue = new Queue<JobData, void>(name, { connection, ...queueOptions })
  return jobQueue('postgres', queue, outage, (processor, concurrency) => {
    return new Worker<JobData, void>(name, processor, { connection, concurrency, ...workerOptions })
  })
}

const queueOptions = { streams: { events: { maxLen: KEPT_EVENTS } } }
const workerOptions = { lockDuration: LOCK_MS, stalledInterval: STALLED_CHECK_MS }

/** The part of BullMQ we lean on, the same on both stores. */
interface BullQueue {
  add(name: string, data: JobData, options: JobsOptions): Promise<unknown>
  getJobCounts(...types: ('waiting' | 'active' | 'delayed')[]): Promise<Record<string, number>>
  on(event: 'error', listener: (error: Error) => void): unknown
  close(): Promise<void>
  disconnect(): Promise<void>
}

interface BullWorker {
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'active', listener: () => void): unknown
  close(force?: boolean): Promise<void>
}

type Outage = ReturnType<typeof reportOnce>

function jobQueue(
  store: QueueStore,
  queue: BullQueue,
  outage: Outage,
  newWorker: (processor: Processor<JobData, void>, concurrency: number) => BullWorker,
): JobQueue {
  queue.on('error', outage.began)

  async function asking<T>(answer: Promise<T>): Promise<T> {
    const result = await withTimeout(answer)
    outage.ended()
    return result
  }

  return {
    store,
    async add({ id, name, runAt, canWait }, now) {
      const delay = Math.max(0, runAt.getTime() - now.getTime())
      await asking(
        queue.add(
          name,
          { wishId: id },
          {
            jobId: id,
            delay,
            ...(canWait && { priority: LAST_PRIORITY }),
            attempts: JOB_ATTEMPTS,
            backoff: { type: 'exponential', delay: FIRST_RETRY_MS },
            // A finished job leaves nothing behind: its wish can be added again.
            removeOnComplete: true,
            removeOnFail: true,
          },
        ),
      )
    },
    startWorker(handle, { concurrency }) {
      const worker = newWorker(async (job) => {
        if ((await handle(jobData.parse(job.data).wishId)) === 'retry') throw new Error('to be tried again')
      }, concurrency)
      worker.on('error', outage.began)
      worker.on('active', outage.ended)
      return {
        close: (graceSeconds) =>
          Promise.race([
            worker.close(),
            new Promise<void>((resolve) => setTimeout(resolve, graceSeconds * 1000).unref()),
          ]),
      }
    },
    async counts() {
      const { waiting = 0, active = 0, delayed = 0 } = await asking(queue.getJobCounts('waiting', 'active', 'delayed'))
      return { waiting, active, delayed }
    },
    ping: async () => void (await asking(queue.getJobCounts('waiting'))),
    // Closing waits for a connection that may never come.
    close: () => withTimeout(queue.close()).catch(() => queue.disconnect()),
  }
}

function withTimeout<T>(answer: Promise<T>): Promise<T> {
  // A late failure has nobody left to tell.
  answer.catch(() => undefined)
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The queue does not answer.')), ANSWER_TIMEOUT_MS)
  })
  return Promise.race([answer, silence]).finally(() => clearTimeout(timer))
}

/** One line when the store goes and one when it is back, however many errors come in between. */
function reportOnce(log: Log, store: QueueStore) {
  let away = false
  return {
    began(error: Error): void {
      if (away) return
      away = true
      log.error({ err: error, store }, 'the queue cannot be reached')
    },
    ended(): void {
      if (!away) return
      away = false
      log.info({ store }, 'the queue is back')
    },
  }
}
