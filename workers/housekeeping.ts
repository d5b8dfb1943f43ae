import type { Store } from '../adapters/postgres/store.ts'
import type { Occasion, Transactions } from '../helpline/changes/change.ts'
import { romeDate } from '../helpline/territory/rome-time.ts'

const KEPT_DAYS = 14
const DAY_MS = 24 * 3600 * 1000

interface OldSignIns {
  forgetOldSignIns(now: Date, failuresBefore: Date): Promise<void>
}

export interface HousekeepingDoors extends Transactions<OldSignIns> {
  jobWishes: Pick<Store['jobWishes'], 'pruneDone'>
  liveEvents: Pick<Store['liveEvents'], 'prune'>
}

export async function keepHouse(doors: HousekeepingDoors, occasion: Occasion): Promise<void> {
  const { jobWishes, liveEvents } = doors
  const { now } = occasion
  const before = new Date(now.getTime() - KEPT_DAYS * DAY_MS)
  await jobWishes.pruneDone(before)
  await liveEvents.prune(before)
  await doors.transaction(occasion, (tx) => tx.forgetOldSignIns(now, before))
}

/** Asked by every worker, as often as it likes: the day is the key, so one of them does it. */
export async function askForHousekeeping(store: Pick<Store, 'transaction'>, now: Date): Promise<void> {
  const day = romeDate(now)
  await store.transaction({ now, actor: { kind: 'system' } }, async (tx) => {
    tx.ask({ name: 'housekeeping', payload: { day }, key: `housekeeping:${day}` })
  })
}
