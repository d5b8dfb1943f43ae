import type { Change, Occasion } from '../../helpline/changes/change.ts'
import { accessReads, accessWrites } from './access-rows.ts'
import { accountabilityReads, accountabilityWrites } from './accountability-rows.ts'
import { callHelpReads, callHelpWrites } from './call-help-rows.ts'
import { callReads, callWrites } from './call-rows.ts'
import { callSummaryReads } from './call-summary-rows.ts'
import { callTurns } from './call-turn-rows.ts'
import { callbackReads, callbackWrites } from './callback-rows.ts'
import { changeLog } from './change-log.ts'
import { contactReads, contactWrites } from './contact-rows.ts'
import { connectDatabase, type Db } from './database.ts'
import { directoryReads } from './directory-rows.ts'
import { dispatchReads, dispatchWrites } from './dispatch-rows.ts'
import { exportReads, exportWrites } from './export-rows.ts'
import { importBatchReads, importBatchWrites } from './import-batch-rows.ts'
import { importReadyRows } from './import-ready-rows.ts'
import { importReferenceReads } from './import-reference-rows.ts'
import { importUndoRows } from './import-undo-rows.ts'
import { jobWishes } from './job-wish-rows.ts'
import { liveEvents } from './live-event-rows.ts'
import { madeYearReads, madeYearWrites } from './made-year-rows.ts'
import { messageReads, messageWrites } from './message-rows.ts'
import { networkReads, networkWrites } from './network-rows.ts'
import { numberLimitReads, numberLimitWrites } from './number-limit-rows.ts'
import { offlineReads, offlineWrites } from './offline-rows.ts'
import { outgoingCallReads, outgoingCallWrites } from './outgoing-call-rows.ts'
import { peopleReads, peopleWrites } from './people-rows.ts'
import { publishedReportReads, publishedReportWrites } from './published-report-rows.ts'
import { databasePulse } from './pulse.ts'
import { queueReads, queueWrites } from './queue-rows.ts'
import { reportCheckReads, reportCheckRows } from './report-check-rows.ts'
import { reportFigureRows } from './report-figure-rows.ts'
import { reportNameReads } from './report-name-rows.ts'
import { recountWrites } from './report-recount-rows.ts'
import { reportReads } from './report-rows.ts'
import { sweepReads, sweepWrites } from './sweep-rows.ts'
import { territoryReads } from './territory-rows.ts'
import { voicemailReads, voicemailWrites } from './voicemail-rows.ts'

const reads = (db: Db) => ({
  ...territoryReads(db),
  ...accessReads(db),
  ...networkReads(db),
  ...peopleReads(db),
  ...callReads(db),
  ...callHelpReads(db),
  ...callSummaryReads(db),
  ...queueReads(db),
  ...callbackReads(db),
  ...voicemailReads(db),
  ...numberLimitReads(db),
  ...outgoingCallReads(db),
  ...offlineReads(db),
  ...sweepReads(db),
  ...directoryReads(db),
  ...contactReads(db),
  ...dispatchReads(db),
  ...messageReads(db),
  ...reportReads(db),
  ...reportNameReads(db),
  ...reportCheckReads(db),
  ...reportFigureRows(db),
  ...publishedReportReads(db),
  ...accountabilityReads(db),
  ...exportReads(db),
  ...importBatchReads(db),
  ...importReferenceReads(db),
  ...madeYearReads(db),
})

const writes = (db: Db) => ({
  ...accessWrites(db),
  ...networkWrites(db),
  ...peopleWrites(db),
  ...callWrites(db),
  ...callHelpWrites(db),
  ...queueWrites(db),
  ...callbackWrites(db),
  ...voicemailWrites(db),
  ...numberLimitWrites(db),
  ...outgoingCallWrites(db),
  ...offlineWrites(db),
  ...sweepWrites(db),
  ...contactWrites(db),
  ...dispatchWrites(db),
  ...messageWrites(db),
  ...recountWrites(db),
  ...accountabilityWrites(db),
  ...exportWrites(db),
  ...reportCheckRows(db),
  ...publishedReportWrites(db),
  ...importBatchWrites(db),
  ...importReadyRows(db),
  ...importUndoRows(db),
  ...madeYearWrites(db),
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
    pulse: databasePulse(url),
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
