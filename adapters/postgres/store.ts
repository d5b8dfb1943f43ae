import type { Change, Occasion } from '../../helpline/changes/change.ts'
import { accessReads, accessWrites, liveSessions } from './access-rows.ts'
import { accountabilityReads, accountabilityWrites } from './accountability-rows.ts'
import { aidReads, aidWrites } from './aid-rows.ts'
import { annexReads } from './annex-rows.ts'
import { callHelpReads, callHelpWrites } from './call-help-rows.ts'
import { callReads, callWrites } from './call-rows.ts'
import { callSummaryReads } from './call-summary-rows.ts'
import { callbackReads, callbackWrites } from './callback-rows.ts'
import { campaignFeedWrites } from './campaign-feed-rows.ts'
import { campaignListWrites } from './campaign-list-rows.ts'
import { campaignPeopleReads } from './campaign-people.ts'
import { campaignReads, campaignWrites } from './campaign-rows.ts'
import { changeLog } from './change-log.ts'
import { companionReads, companionWrites } from './companion-plan-rows.ts'
import { contactListReads } from './contact-list-rows.ts'
import { contactReads, contactWrites } from './contact-rows.ts'
import { conversationReads, conversationWrites } from './conversation-rows.ts'
import { askAlone, connectPool, databaseLines, isDeadlock, LONGEST_SILENCE_MS, prismaOn } from './database.ts'
import { departureTurns } from './departure-rows.ts'
import { deskReads } from './desk-rows.ts'
import { directoryReads, directoryWrites } from './directory-rows.ts'
import { dispatchReads, dispatchWrites } from './dispatch-rows.ts'
import { expenseReads, expenseWrites } from './expense-rows.ts'
import { exportReads, exportWrites } from './export-rows.ts'
import { facilityReads, facilityWrites } from './facility-rows.ts'
import { importBatchReads, importBatchWrites } from './import-batch-rows.ts'
import { importReadyRows } from './import-ready-rows.ts'
import { importReferenceReads } from './import-reference-rows.ts'
import { importUndoRows } from './import-undo-rows.ts'
import { institutionReads, institutionWrites } from './institution-rows.ts'
import { jobWishes } from './job-wish-rows.ts'
import { lazyRows, type RowsOf, wholeRows } from './lazy-rows.ts'
import { liveEvents, liveNudge } from './live-event-rows.ts'
import { madeYearReads, madeYearWrites } from './made-year-rows.ts'
import { messageMediaReads, messageMediaWrites } from './message-media-rows.ts'
import { messageReads, messageWrites } from './message-rows.ts'
import { networkReads, networkWrites } from './network-rows.ts'
import { numberLimitReads, numberLimitWrites } from './number-limit-rows.ts'
import { offlineReads, offlineWrites } from './offline-rows.ts'
import { operatorReads, operatorWrites } from './operator-rows.ts'
import { outgoingCallReads, outgoingCallWrites } from './outgoing-call-rows.ts'
import { peopleBelongingReads, peopleBelongingWrites } from './people-belonging-rows.ts'
import { peopleMergeReads, peopleMergeWrites } from './people-merge-rows.ts'
import { peopleReads, peopleWrites } from './people-rows.ts'
import { peopleSearchReads } from './people-search-rows.ts'
import { peopleTimelineReads } from './people-timeline-rows.ts'
import { personAtHandReads } from './person-at-hand-rows.ts'
import { publishedReportReads, publishedReportWrites } from './published-report-rows.ts'
import { databasePulse } from './pulse.ts'
import { queueReads, queueWrites } from './queue-rows.ts'
import { reachReads, reachWrites } from './reach-rows.ts'
import { reportCheckReads, reportCheckRows } from './report-check-rows.ts'
import { reportFigureRows } from './report-figure-rows.ts'
import { reportNameReads } from './report-name-rows.ts'
import { recountWrites } from './report-recount-rows.ts'
import { reportReads } from './report-rows.ts'
import { reportStockReads } from './report-stock-rows.ts'
import { spokenWrites } from './spoken-rows.ts'
import { sweepReads, sweepWrites } from './sweep-rows.ts'
import { territoryReads } from './territory-rows.ts'
import { voicemailReads, voicemailWrites } from './voicemail-rows.ts'
import { wholeContacts } from './whole-contact-rows.ts'
import { withdrawalWrites } from './withdrawal-rows.ts'
import { workedHoursReads } from './worked-hours-rows.ts'

const readGroups = [
  territoryReads,
  accessReads,
  operatorReads,
  networkReads,
  peopleReads,
  peopleSearchReads,
  peopleTimelineReads,
  peopleBelongingReads,
  peopleMergeReads,
  facilityReads,
  institutionReads,
  callReads,
  callHelpReads,
  callSummaryReads,
  queueReads,
  callbackReads,
  voicemailReads,
  numberLimitReads,
  outgoingCallReads,
  offlineReads,
  sweepReads,
  directoryReads,
  contactReads,
  contactListReads,
  personAtHandReads,
  dispatchReads,
  deskReads,
  messageReads,
  reachReads,
  conversationReads,
  messageMediaReads,
  reportReads,
  reportNameReads,
  reportStockReads,
  annexReads,
  reportCheckReads,
  reportFigureRows,
  publishedReportReads,
  accountabilityReads,
  aidReads,
  expenseReads,
  workedHoursReads,
  exportReads,
  importBatchReads,
  importReferenceReads,
  madeYearReads,
  companionReads,
  campaignReads,
  campaignPeopleReads,
] as const

const writeGroups = [
  accessWrites,
  operatorWrites,
  networkWrites,
  peopleWrites,
  peopleBelongingWrites,
  peopleMergeWrites,
  facilityWrites,
  institutionWrites,
  callWrites,
  callHelpWrites,
  queueWrites,
  callbackWrites,
  voicemailWrites,
  numberLimitWrites,
  outgoingCallWrites,
  offlineWrites,
  sweepWrites,
  contactWrites,
  directoryWrites,
  withdrawalWrites,
  dispatchWrites,
  messageWrites,
  spokenWrites,
  reachWrites,
  conversationWrites,
  messageMediaWrites,
  recountWrites,
  accountabilityWrites,
  aidWrites,
  expenseWrites,
  exportWrites,
  reportCheckRows,
  publishedReportWrites,
  importBatchWrites,
  importReadyRows,
  importUndoRows,
  madeYearWrites,
  companionWrites,
  campaignWrites,
  campaignFeedWrites,
  campaignListWrites,
] as const

const MOST_TRIES = 3

export type Rows = RowsOf<typeof readGroups> & RowsOf<typeof writeGroups>

/**
 * Everything the use cases may ask of PostgreSQL. Reads stand on the store itself; whatever changes something is reached only
 * inside `transaction`, together with its trace, its news and its jobs.
 */
export function openStore(url: string, options: { maxConnections?: number; longestSilenceMs?: number } = {}) {
  const lines = databaseLines(options.longestSilenceMs ?? LONGEST_SILENCE_MS)
  const pool = connectPool(url, options.maxConnections, lines.open)
  const prisma = prismaOn(pool)
  const ask = askAlone(pool)
  const { nudge, settle } = liveNudge(pool)
  const rowsOn = lazyRows([...readGroups, ...writeGroups], prisma)
  return {
    ...wholeRows(readGroups, prisma),
    ...departureTurns(prisma),
    ...liveSessions(ask),
    ...wholeContacts(ask, nudge),
    jobWishes: jobWishes(prisma, url),
    liveEvents: liveEvents(prisma, ask, url),
    pulse: databasePulse(url),
    /** For when the database has gone without a word. */
    putDownLines: lines.putDown,
    transaction: <T>(occasion: Occasion, work: (rows: Rows & Change) => Promise<T>): Promise<T> =>
      unlessDeadlocked(async () => {
        const change = changeLog(occasion)
        const result = await prisma.$transaction(
          async (db) => {
            const done = await work(Object.assign(rowsOn(db), change))
            await change.flush(db)
            return done
          },
          { maxWait: 10_000, timeout: 20_000 },
        )
        if (change.hasNews()) nudge()
        return result
      }),
    ping: async () => void (await prisma.$queryRaw`SELECT 1`),
    async close() {
      await settle()
      await prisma.$disconnect()
    },
  }
}
export type Store = ReturnType<typeof openStore>

/** Whoever was ended for the other's sake begins again. */
async function unlessDeadlocked<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === MOST_TRIES || !isDeadlock(error)) throw error
    }
  }
}
