import { z } from 'zod'
import { type Log, withLogContext } from '../adapters/log.ts'
import type { Store } from '../adapters/postgres/store.ts'
import { JOB_ATTEMPTS } from '../adapters/redis/job-queue.ts'
import { jobSchemas } from '../contract/jobs.ts'
import type { Occasion } from '../helpline/changes/change.ts'
import { type JobName, type JobPayloads, jobNames } from '../helpline/changes/jobs.ts'

/** What each kind of job does; one without a handler does not compile. */
export type JobHandlers = {
  readonly [N in JobName]: (occasion: Occasion, payload: JobPayloads[N]) => Promise<void>
}

export interface WishRun {
  outcome: 'done' | 'nothingToDo' | 'early' | 'retry' | 'givenUp'
  error?: unknown
}

type Wishes = Pick<Store['jobWishes'], 'find' | 'markDone' | 'markFailure'>

/**
 * Runs one wish. It may be asked for twice, even at once, by a queue that lost or repeated a job: a done wish is skipped, and
 * every handler has one effect however often it runs.
 */
export async function runWish(wishes: Wishes, handlers: JobHandlers, wishId: string, now: Date): Promise<WishRun> {
  const wish = await wishes.find(wishId)
  if (!wish || wish.doneAt || wish.failedAt) return { outcome: 'nothingToDo' }
  // A handler that is early finds nothing to do, and its wish would be over. What was asked for at once is never early.
  if (wish.runAt > now && wish.runAt > wish.createdAt) return { outcome: 'early' }
  try {
    await handle(handlers, wish.name, wish.payload, { now, actor: { kind: 'system' }, requestId: wishId })
  } catch (error) {
    const isLast = wish.failures + 1 >= JOB_ATTEMPTS || error instanceof z.ZodError
    await wishes.markFailure(wishId, describeFailure(error), now, isLast)
    return { outcome: isLast ? 'givenUp' : 'retry', error }
  }
  await wishes.markDone(wishId, now)
  return { outcome: 'done' }
}

async function handle(handlers: JobHandlers, name: string, payload: unknown, occasion: Occasion): Promise<void> {
  const jobName = z.enum(jobNames).parse(name)
  const handler = handlers[jobName] as (occasion: Occasion, payload: unknown) => Promise<void>
  await handler(occasion, jobSchemas[jobName].parse(payload))
}

/** Its class, its code and where it comes from: a message may quote what people said and are called. */
function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error ? ` ${String(error.code)}` : ''
  const ownFrame = error.stack?.split('\n').find((line) => /^\s+at /.test(line) && !line.includes('node_modules'))
  const place = ownFrame?.match(/[^/\s(]+\/[^/\s(]+:\d+:\d+/)?.[0]
  return `${error.name}${code}${place ? ` (${place})` : ''}`
}

/** The same with a line in the log, for the queue: which only needs to know whether to come back. */
export function wishRunner(wishes: Wishes, handlers: JobHandlers, now: () => Date, log: Log) {
  return (wishId: string): Promise<'settled' | 'retry'> =>
    withLogContext({ jobId: wishId }, async () => {
      const { outcome, error } = await runWish(wishes, handlers, wishId, now())
      if (outcome === 'givenUp') log.error({ err: error }, 'a job is given up: somebody must look at it')
      if (outcome === 'retry') log.warn({ err: error }, 'a job failed and will be tried again')
      return outcome === 'retry' || outcome === 'early' ? 'retry' : 'settled'
    })
}
