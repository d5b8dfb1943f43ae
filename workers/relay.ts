import type { Log } from '../adapters/log.ts'
import type { Store } from '../adapters/postgres/store.ts'
import type { JobQueue } from '../adapters/redis/job-queue.ts'

const BATCH = 100
/** Notifications bring most wishes at once; this brings lost ones, and all of them when a notification is missed. */
const POLL_MS = 10_000
/** A job so late has been lost with its queue, or is being tried again: adding it once more is harmless. */
const LOST_AFTER_MS = 60_000

export interface RelaySettings {
  wishes: Pick<Store['jobWishes'], 'takeForRelay' | 'giveBack' | 'onAsked'>
  queue: Pick<JobQueue, 'add'>
  now(): Date
  log: Log
  pollMs?: number
}

/** Hands to the queue what was asked for in the database. Several may run at once: each wish is taken by one of them. */
export async function startRelay({
  pollMs = POLL_MS,
  log,
  ...doors
}: RelaySettings): Promise<{ stop(): Promise<void> }> {
  let polling: Promise<void> | undefined
  const listener = await doors.wishes.onAsked(() => relayAll(doors))
  const timer = setInterval(() => {
    polling ??= relayAll(doors)
      .catch((error: unknown) => log.warn({ err: error }, 'jobs wait: the database or the queue does not answer'))
      .finally(() => {
        polling = undefined
      })
  }, pollMs)
  return {
    async stop() {
      clearInterval(timer)
      await listener.stop()
      await polling
    },
  }
}

export async function relayAll({ wishes, queue, now }: Pick<RelaySettings, 'wishes' | 'queue' | 'now'>): Promise<void> {
  for (;;) {
    const at = now()
    const taken = await wishes.takeForRelay(at, new Date(at.getTime() - LOST_AFTER_MS), BATCH)
    const additions = await Promise.allSettled(taken.map((wish) => queue.add(wish, at)))
    const refused = taken.filter((_, index) => additions[index]?.status === 'rejected')
    if (refused.length > 0) {
      await wishes.giveBack(refused.map(({ id }) => id))
      throw new Error(`${refused.length} jobs could not be added to the queue`)
    }
    if (taken.length < BATCH) return
  }
}
