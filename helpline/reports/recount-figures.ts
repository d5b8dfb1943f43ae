import type { Occasion, Transactions } from '../changes/change.ts'
import type { IsoDate } from '../territory/rome-time.ts'
import { type CountedRows, type TalliedPart, tallyParts } from './tally.ts'

/** One month of one point. */
export interface Bucket {
  /** First day of the month. */
  monthOn: IsoDate
  listeningPointId: string
}

export interface RecountRows {
  /** One recount at a time: of two workers at once one waits, or finds it is not needed. */
  lockRecount(options: { wait: boolean }): Promise<boolean>
  /** Takes the marks of changed comuni and memberships; marks in turn whatever they move. */
  takeTerritory(): Promise<boolean>
  /** Takes all the marks of the month that has waited longest. */
  takeBucket(): Promise<Bucket | null>
  readBucket(bucket: Bucket): Promise<CountedRows>
  /** Replaces the month's tallies, and sums their years again. */
  writeTallies(bucket: Bucket, parts: TalliedPart[]): Promise<void>
  /** Takes the marks of some people and counts them again: all they ever had. */
  recountPeople(): Promise<number>
}

const MOST_STEPS = 100_000

/** Counts again what is marked: a step a transaction, so that nobody waits for all of it. Twice is once. */
export async function recountFigures(
  doors: Transactions<RecountRows>,
  occasion: Occasion,
  { wait = false } = {},
): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const isMore = await doors.transaction(occasion, async (tx) => {
      if (!(await tx.lockRecount({ wait }))) return false
      return recountOne(tx, (listeningPointId) =>
        tx.announce({ topic: 'report', entityId: listeningPointId, listeningPointId }),
      )
    })
    if (!isMore) return
  }
}

/** Everything marked, inside a transaction that goes on to use it. */
export async function recountAll(tx: RecountRows): Promise<void> {
  await tx.lockRecount({ wait: true })
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (!(await recountOne(tx, () => undefined))) return
  }
}

async function recountOne(tx: RecountRows, counted: (listeningPointId: string) => void): Promise<boolean> {
  if (await tx.takeTerritory()) return true
  const bucket = await tx.takeBucket()
  if (bucket) {
    await tx.writeTallies(bucket, tallyParts(await tx.readBucket(bucket)))
    counted(bucket.listeningPointId)
    return true
  }
  return (await tx.recountPeople()) > 0
}
