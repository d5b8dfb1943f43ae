import type { Change, JobRequest, LiveNews, Occasion, Trace } from '../../helpline/changes/change.ts'
import type { Db } from './database.ts'

/** Gathers what a change carries with it, and writes it in three inserts at the end of its transaction. */
export function changeLog(occasion: Occasion): Change & { flush(db: Db): Promise<void> } {
  const traces: Trace[] = []
  const news: LiveNews[] = []
  const jobs: JobRequest[] = []
  const operatorId = occasion.actor.kind === 'operator' ? occasion.actor.operatorId : null
  return {
    trace: (trace) => void traces.push(trace),
    announce: (item) => void news.push(item),
    ask: (job) => void jobs.push(job),
    async flush(db) {
      if (traces.length > 0) {
        await db.auditEntry.createMany({
          data: traces.map((trace) => ({
            at: occasion.now,
            actorKind: occasion.actor.kind,
            operatorId,
            action: trace.action,
            entity: trace.entity,
            entityId: trace.entityId,
            listeningPointId: trace.listeningPointId ?? null,
            fields: trace.fields ?? [],
            requestId: occasion.requestId ?? null,
          })),
        })
      }
      if (jobs.length > 0) {
        await db.jobWish.createMany({
          data: jobs.map((job) => ({
            name: job.name,
            key: job.key,
            payload: job.payload,
            runAt: job.runAt ?? occasion.now,
            createdAt: occasion.now,
          })),
          skipDuplicates: true,
        })
      }
      if (news.length > 0) {
        await db.liveEvent.createMany({
          data: news.map((item) => ({ ...item, at: occasion.now })),
        })
      }
    },
  }
}
