import { Prisma } from '../../generated/prisma/client.ts'
import type { CallOutcome } from '../../helpline/calls/call-states.ts'
import type {
  TimelineEntry,
  TimelineKind,
  TimelinePage,
  TimelinePlace,
} from '../../helpline/contacts/person-timeline.ts'
import type { ConsentPurpose } from '../../helpline/people/profile.ts'
import type { Db } from './database.ts'
import { toVoicemailSummary, voicemailSelect } from './voicemail-rows.ts'

const CHANGES = ['person.registered', 'person.changed', 'person.restored']
const FAILED = ['undelivered', 'failed']

interface Asked {
  personId: string
  /** null: everything, and then a call that became a contact is told once. */
  kinds: readonly TimelineKind[] | null
  after: TimelinePlace | null
  limit: number
}

interface Found {
  at: Date
  kind: TimelineKind
  id: string
}

/** Where each kind of entry comes from, when it happened, and which are this person's. */
function sourcesOf({
  personId,
  kinds,
}: Asked): Record<TimelineKind, { at: Prisma.Sql; id: Prisma.Sql; rows: Prisma.Sql }> {
  const person = Prisma.sql`${personId}::uuid`
  const toldAsContact = kinds === null ? Prisma.sql`true` : Prisma.sql`k.person_id IS DISTINCT FROM ${person}`
  return {
    contact: {
      at: Prisma.sql`t.occurred_at`,
      id: Prisma.sql`t.id::text`,
      rows: Prisma.sql`contact t WHERE t.person_id = ${person} AND t.deleted_at IS NULL`,
    },
    request: {
      at: Prisma.sql`t.created_at`,
      id: Prisma.sql`t.id::text`,
      rows: Prisma.sql`request t WHERE t.person_id = ${person} AND t.deleted_at IS NULL`,
    },
    service: {
      at: Prisma.sql`t.starts_at`,
      id: Prisma.sql`t.id::text`,
      rows: Prisma.sql`service t WHERE t.person_id = ${person} AND t.deleted_at IS NULL`,
    },
    voicemail: {
      at: Prisma.sql`t.received_at`,
      id: Prisma.sql`t.call_id::text`,
      rows: Prisma.sql`voicemail t WHERE t.call_id IN (SELECT c.id FROM call c WHERE c.person_id = ${person}
        UNION SELECT b.call_id FROM callback b WHERE b.person_id = ${person})`,
    },
    call: {
      at: Prisma.sql`t.started_at`,
      id: Prisma.sql`t.id::text`,
      // Who called from a number of the card without saying who they were may have been somebody else of the house.
      rows: Prisma.sql`call t WHERE t.id IN (SELECT c.id FROM call c WHERE c.person_id = ${person}
          UNION SELECT c.id FROM person_phone n JOIN call c ON c.from_e164 = n.e164
            WHERE n.person_id = ${person} AND c.person_id IS NULL AND c.direction = 'inbound')
        AND NOT EXISTS (SELECT 1 FROM voicemail v WHERE v.call_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM contact k WHERE k.call_id = t.id AND k.deleted_at IS NULL AND ${toldAsContact})`,
    },
    message: {
      at: Prisma.sql`t.created_at`,
      id: Prisma.sql`t.id::text`,
      rows: Prisma.sql`message t WHERE t.conversation_id IN (SELECT v.id FROM conversation v WHERE v.person_id = ${person})`,
    },
    consent: {
      at: Prisma.sql`t.at`,
      id: Prisma.sql`t.id::text`,
      rows: Prisma.sql`consent t WHERE t.person_id = ${person}`,
    },
    change: {
      at: Prisma.sql`t.at`,
      id: Prisma.sql`lpad(t.id::text, 19, '0')`,
      rows: Prisma.sql`audit_entry t WHERE t.entity = 'person' AND t.entity_id = ${personId} AND t.action = ANY(${CHANGES})`,
    },
    merge: {
      at: Prisma.sql`t.at`,
      id: Prisma.sql`t.id::text`,
      rows: Prisma.sql`person_merge t WHERE t.kept_id = ${person}`,
    },
  }
}

async function findPlaces(db: Db, asked: Asked): Promise<Found[]> {
  const { after, limit } = asked
  const sources = sourcesOf(asked)
  const kinds = asked.kinds ?? (Object.keys(sources) as TimelineKind[])
  const branches = kinds.map((kind) => {
    const { at, id, rows } = sources[kind]
    const before = after
      ? Prisma.sql`AND ${at} <= ${after.at} AND (${at}, ${kind}::text, ${id}) < (${after.at}, ${after.kind}::text, ${after.id}::text)`
      : Prisma.empty
    return Prisma.sql`(SELECT ${at} AS at, ${kind}::text AS kind, ${id} AS id FROM ${rows} ${before}
      ORDER BY ${at} DESC, ${id} DESC LIMIT ${limit})`
  })
  return db.$queryRaw<Found[]>`
    SELECT at, kind, id FROM (${Prisma.join(branches, ' UNION ALL ')}) passage
    ORDER BY at DESC, kind DESC, id DESC LIMIT ${limit}`
}

type Reader = (db: Db, ids: string[]) => Promise<TimelineEntry[]>

const readers: Record<TimelineKind, Reader> = {
  async contact(db, ids) {
    const select = { id: true, occurredAt: true, direction: true, provenance: true, purpose: true } as const
    const rows = await db.contact.findMany({ where: { id: { in: ids } }, select })
    return rows.map(({ occurredAt: at, ...row }) => ({ kind: 'contact', at, ...row }))
  },
  async request(db, ids) {
    const rows = await db.request.findMany({
      where: { id: { in: ids } },
      select: {
        id: true,
        contactId: true,
        createdAt: true,
        kind: true,
        informationKind: true,
        helpKind: true,
        state: true,
      },
    })
    return rows.map(({ kind: requestKind, createdAt: at, ...row }) => ({ kind: 'request', at, requestKind, ...row }))
  },
  async service(db, ids) {
    const rows = await db.service.findMany({
      where: { id: { in: ids } },
      select: { id: true, startsAt: true, helpKind: true, state: true },
    })
    return rows.map(({ startsAt: at, state, ...row }) => ({ kind: 'service', at, done: state === 'done', ...row }))
  },
  async voicemail(db, ids) {
    const rows = await db.voicemail.findMany({ where: { callId: { in: ids } }, select: voicemailSelect })
    return rows.map((row) => ({
      kind: 'voicemail',
      id: row.callId,
      at: row.receivedAt,
      voicemail: toVoicemailSummary(row),
    }))
  },
  async call(db, ids) {
    const rows = await db.call.findMany({
      where: { id: { in: ids } },
      select: { id: true, startedAt: true, direction: true, outcome: true, answeredBy: { select: { name: true } } },
    })
    return rows.map(({ startedAt: at, answeredBy, outcome, ...row }) => ({
      kind: 'call',
      at,
      outcome: outcome as CallOutcome | null,
      byName: answeredBy?.name ?? null,
      ...row,
    }))
  },
  async message(db, ids) {
    const rows = await db.message.findMany({
      where: { id: { in: ids } },
      select: { id: true, createdAt: true, direction: true, channel: true, state: true },
    })
    return rows.map(({ createdAt: at, state, ...row }) => ({
      kind: 'message',
      at,
      failed: FAILED.includes(state),
      ...row,
    }))
  },
  async consent(db, ids) {
    const rows = await db.$queryRaw<
      { id: string; at: Date; purpose: ConsentPurpose; given: boolean; how: string; byName: string | null }[]
    >`SELECT c.id, c.at, c.purpose::text AS purpose, c.given, c.how, o.name AS "byName"
      FROM consent c LEFT JOIN operator o ON o.id = c.operator_id WHERE c.id = ANY(${ids}::uuid[])`
    return rows.map((row) => ({ kind: 'consent', ...row }))
  },
  async change(db, ids) {
    const rows = await db.auditEntry.findMany({
      where: { id: { in: ids.map(BigInt) } },
      select: { id: true, at: true, action: true, fields: true, operator: { select: { name: true } } },
    })
    return rows.map(({ id, operator, ...row }) => ({
      kind: 'change',
      id: String(id).padStart(19, '0'),
      byName: operator?.name ?? null,
      ...row,
    }))
  },
  async merge(db, ids) {
    const rows = await db.$queryRaw<
      { id: string; at: Date; cardNumber: number; undone: boolean; byName: string | null }[]
    >`SELECT m.id, m.at, p.card_number AS "cardNumber", m.undone_at IS NOT NULL AS undone, o.name AS "byName"
      FROM person_merge m JOIN assisted_person p ON p.id = m.absorbed_id LEFT JOIN operator o ON o.id = m.operator_id
      WHERE m.id = ANY(${ids}::uuid[])`
    return rows.map((row) => ({ kind: 'merge', ...row }))
  },
}

export const peopleTimelineReads = (db: Db) => ({
  /** A page of a person's history, the newest first: first where each entry is, then what it says. */
  async personTimeline(asked: Asked): Promise<TimelinePage> {
    const found = await findPlaces(db, { ...asked, limit: asked.limit + 1 })
    const page = found.slice(0, asked.limit)
    const kinds = [...new Set(page.map(({ kind }) => kind))]
    const read = await Promise.all(
      kinds.map((kind) =>
        readers[kind](
          db,
          page.filter((place) => place.kind === kind).map(({ id }) => id),
        ),
      ),
    )
    const entries = new Map(read.flat().map((entry) => [`${entry.kind} ${entry.id}`, entry]))
    return {
      entries: page.flatMap(({ kind, id }) => entries.get(`${kind} ${id}`) ?? []),
      next: found.length > asked.limit ? (page.at(-1) ?? null) : null,
    }
  },
})
