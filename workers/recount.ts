import type { Log } from '../adapters/log.ts'
import type { Store } from '../adapters/postgres/store.ts'
import { recountFigures } from '../helpline/reports/recount-figures.ts'

/** A change is in the reports' figures this long after it was saved, and a recount. Many changes at once are one recount. */
const EVERY_MS = 1_500

/** Counts again what was marked, for as long as the process runs. In several processes at once one of them counts. */
export function startRecount({ store, now, log }: { store: Pick<Store, 'transaction'>; now(): Date; log: Log }) {
  let counting: Promise<void> | undefined
  const timer = setInterval(() => {
    counting ??= recountFigures(store, { now: now(), actor: { kind: 'system' } })
      .catch((error: unknown) => log.warn({ err: error }, 'the reports wait for their recount'))
      .finally(() => {
        counting = undefined
      })
  }, EVERY_MS)
  return {
    async stop(): Promise<void> {
      clearInterval(timer)
      await counting
    },
  }
}
