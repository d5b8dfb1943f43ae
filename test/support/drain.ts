import type { Store } from '../../adapters/postgres/store.ts'
import { type JobHandlers, runWish } from '../../workers/run-wish.ts'

/** Background work that asks for itself for ever is a defect. */
const LIMIT = 1_000

/**
 * Runs every wish due at `now` to its end, those they ask for included, with the real handlers and no queue. A job that fails
 * fails the test. Returns the names of what ran.
 */
export async function drain(store: Pick<Store, 'jobWishes'>, handlers: JobHandlers, now: Date): Promise<string[]> {
  const names: string[] = []
  for (let count = 0; count < LIMIT; count++) {
    const due = await store.jobWishes.nextDue(now)
    if (!due) return names
    const { outcome, error } = await runWish(store.jobWishes, handlers, due.id, now)
    if (outcome === 'retry' || outcome === 'givenUp') throw error
    names.push(due.name)
  }
  throw new Error(`More than ${LIMIT} jobs: they ask for each other without end.`)
}
