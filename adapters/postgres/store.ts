import type { Change, Occasion } from '../../helpline/changes/change.ts'
import { accessReads, accessWrites } from './access-rows.ts'
import { callReads, callWrites } from './call-rows.ts'
import { callTurns } from './call-turn-rows.ts'
import { changeLog } from './change-log.ts'
import { contactReads, contactWrites } from './contact-rows.ts'
import { connectDatabase, type Db } from './database.ts'
import { directoryReads } from './directory-rows.ts'
import { dispatchReads, dispatchWrites } from './dispatch-rows.ts'
import { jobWishes } from './job-wish-rows.ts'
import { liveEvents } from './live-event-rows.ts'
import { messageReads, messageWrites } from './message-rows.ts'
import { networkReads, networkWrites } from './network-rows.ts'
import { peopleReads, peopleWrites } from './people-rows.ts'
import { reportReads, reportWrites } from './report-rows.ts'
import { territoryReads } from './territory-rows.ts'

const reads = (db: Db) => ({
  ...territoryReads(db),
  ...accessReads(db),
  ...networkReads(db),
  ...peopleReads(db),
  ...callReads(db),
  ...directoryReads(db),
  ...contactReads(db),
  ...dispatchReads(db),
  ...messageReads(db),
  ...reportReads(db),
})

const writes = (db: Db) => ({
  ...accessWrites(db),
  ...networkWrites(db),
  ...peopleWrites(db),
  ...callWrites(db),
  ...contactWrites(db),
  ...dispatchWrites(db),
  ...messageWrites(db),
  ...reportWrites(db),
})

export type Rows = ReturnType<typeof reads> & ReturnType<typeof writes>

/**
 * Everything the use cases may ask of PostgreSQL. Reads stand on the store itself; whatever changes something is reached only
 * inside `transaction`, together with its trace, its news and its jobs.
 */
export function openStore(url: string, options: { maxConnections?: number } = {}) {
  const prisma = connectDatabase(url, options.maxConnections)
  return {
    ...reads(prisma),
    ...callTurns(prisma),
    jobWishes: jobWishes(prisma, url),
    liveEvents: liveEvents(prisma, url),
    transaction: <T>(occasion: Occasion, work: (rows: Rows & Change) => Promise<T>): Promise<T> =>
      prisma.$transaction(
        async (db) => {
          const change = changeLog(occasion)
          const result = await work({ ...reads(db), ...writes(db), ...change })
          await change.flush(db)
          return result
        },
        { maxWait: 10_000, timeout: 20_000 },
      ),
    ping: async () => void (await prisma.$queryRaw`SELECT 1`),
    close: () => prisma.$disconnect(),
  }
}
export type Store = ReturnType<typeof openStore>
