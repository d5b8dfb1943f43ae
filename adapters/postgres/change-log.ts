import { Prisma } from '../../generated/prisma/client.ts'
import type { Change, JobRequest, LiveNews, Occasion, Trace } from '../../helpline/changes/change.ts'
import { type Db, KEPT } from './database.ts'

const traceInsert = (occasion: Occasion, traces: readonly Trace[], where: Prisma.Sql): Prisma.Sql => {
  const operatorId = occasion.actor.kind === 'operator' ? occasion.actor.operatorId : null
  const rows = traces.map(({ entityId, listeningPointId = null, fields = [], ...trace }) => ({
    ...trace,
    entity_id: entityId,
    listening_point_id: listeningPointId,
    fields,
  }))
  return Prisma.sql`INSERT INTO audit_entry
      (at, actor_kind, operator_id, action, entity, entity_id, listening_point_id, fields, request_id)
    SELECT ${occasion.now}::timestamptz, ${occasion.actor.kind}::actor_kind, ${operatorId}::uuid, t.action, t.entity, t.entity_id,
      t.listening_point_id, t.fields, ${occasion.requestId ?? null}::text
    FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS t (action text, entity text, entity_id text, listening_point_id uuid, fields text[]) ${where}`
}

const jobInsert = ({ now }: Occasion, jobs: readonly JobRequest[], where: Prisma.Sql): Prisma.Sql => {
  const rows = jobs.map(({ name, key, payload, runAt = now }) => ({ name, key, payload, run_at: runAt }))
  return Prisma.sql`INSERT INTO job_wish (name, key, payload, run_at, created_at)
    SELECT j.name, j.key, j.payload, j.run_at, ${now}::timestamptz
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS j (name text, key text, payload jsonb, run_at timestamptz)
    ${where} ON CONFLICT DO NOTHING`
}

const newsInsert = ({ now }: Occasion, news: readonly LiveNews[], where: Prisma.Sql): Prisma.Sql => {
  const rows = news.map(({ topic, entityId, listeningPointId }) => ({
    topic,
    entity_id: entityId,
    listening_point_id: listeningPointId,
  }))
  return Prisma.sql`INSERT INTO live_event (topic, entity_id, listening_point_id, at)
    SELECT n.topic, n.entity_id, n.listening_point_id, ${now}::timestamptz
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS n (topic text, entity_id text, listening_point_id uuid) ${where}`
}

/** Gathers what a change carries with it, and writes it in one statement at the end of its transaction. */
export function changeLog(occasion: Occasion) {
  const traces: Trace[] = []
  const news: LiveNews[] = []
  const jobs: JobRequest[] = []
  const change: Change = {
    trace: (trace) => void traces.push(trace),
    announce: (item) => void news.push(item),
    ask: (job) => void jobs.push(job),
  }
  /** The parts of a WITH that write it, where `where` holds. */
  function parts(where = Prisma.empty): Prisma.Sql[] {
    // Only what there is: an insert of nothing would wake every console and worker all the same.
    const inserts: Prisma.Sql[] = []
    if (traces.length > 0) inserts.push(Prisma.sql`traced AS (${traceInsert(occasion, traces, where)})`)
    if (jobs.length > 0) inserts.push(Prisma.sql`asked AS (${jobInsert(occasion, jobs, where)})`)
    if (news.length > 0) inserts.push(Prisma.sql`told AS (${newsInsert(occasion, news, where)})`)
    return inserts
  }
  return {
    ...change,
    parts,
    hasNews: () => news.length > 0,
    async flush(db: Db): Promise<void> {
      const inserts = parts()
      if (inserts.length > 0) await db.$executeRaw`${KEPT} WITH ${Prisma.join(inserts)} SELECT 1`
    },
  }
}
