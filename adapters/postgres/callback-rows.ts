import { z } from 'zod'
import type { Prisma } from '../../generated/prisma/client.ts'
import type { RouteStep } from '../../helpline/calls/call-records.ts'
import type { AttemptRows } from '../../helpline/calls/callbacks/callback-attempt.ts'
import type { ContactOrigin, PromiseRows } from '../../helpline/calls/callbacks/callback-promise.ts'
import {
  type CallbackPerson,
  type CallbackRecord,
  type CallbackSettings,
  type ClosedCallback,
  usualCallbackSettings,
} from '../../helpline/calls/callbacks/callback-records.ts'
import type { CallbackSettingRows } from '../../helpline/calls/callbacks/callback-settings.ts'
import type { SolvedRows } from '../../helpline/calls/callbacks/callback-solved.ts'
import type { CallbackRows } from '../../helpline/calls/callbacks/work-callback.ts'
import type { OpeningHours } from '../../helpline/territory/opening-hours.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import type { Db } from './database.ts'
import { territoryReads } from './territory-rows.ts'
import { toVoicemailSummary, voicemailSelect } from './voicemail-rows.ts'

const SETTING = 'callbacks'
const MOST_LISTED = 500
const MOST_CLOSED_LISTED = 50

const settingSchema = z.object({ lateAfterMinutes: z.int().positive(), freeAfterMinutes: z.int().positive() })

const callbackSelect = {
  id: true,
  listeningPointId: true,
  e164: true,
  reason: true,
  state: true,
  createdAt: true,
  nextAttemptAt: true,
  notes: true,
  lockedAt: true,
  contactId: true,
  point: { select: { name: true } },
  lockedBy: { select: { id: true, name: true } },
  person: { select: { id: true, firstName: true, lastName: true, mayLeaveMessage: true } },
  call: { select: { routeSteps: true, voicemail: { select: voicemailSelect } } },
  attempts: {
    orderBy: { at: 'asc' },
    select: {
      id: true,
      at: true,
      outcome: true,
      leftMessage: true,
      notes: true,
      callId: true,
      operator: { select: { name: true } },
    },
  },
  outgoingCalls: { select: { contact: { select: { id: true, occurredAt: true, deletedAt: true } } } },
} satisfies Prisma.CallbackSelect

const personOf = (person: {
  id: string
  firstName: string
  lastName: string
  mayLeaveMessage: boolean | null
}): CallbackPerson => ({
  id: person.id,
  name: `${person.firstName} ${person.lastName}`,
  mayLeaveMessage: person.mayLeaveMessage,
})

const toRecord = ({
  point,
  person,
  call,
  attempts,
  outgoingCalls,
  contactId,
  ...row
}: Prisma.CallbackGetPayload<{ select: typeof callbackSelect }>): CallbackRecord => ({
  ...row,
  listeningPointName: point.name,
  person: person && personOf(person),
  routeSteps: (call?.routeSteps ?? []) as unknown as RouteStep[],
  promisedInContactId: contactId,
  voicemail: call?.voicemail ? toVoicemailSummary(call.voicemail) : null,
  attempts: attempts.map(({ operator, ...attempt }) => ({ ...attempt, operatorName: operator.name })),
  contacts: outgoingCalls.flatMap(({ contact }) =>
    contact && !contact.deletedAt ? [{ id: contact.id, occurredAt: contact.occurredAt }] : [],
  ),
})

export function callbackReads(db: Db) {
  const list = async (where: Prisma.CallbackWhereInput): Promise<CallbackRecord[]> => {
    const rows = await db.callback.findMany({
      where: { state: { in: ['open', 'working'] }, ...where },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: MOST_LISTED,
      select: callbackSelect,
    })
    return rows.map(toRecord)
  }

  return {
    async readCallbackSettings(): Promise<CallbackSettings> {
      const row = await db.setting.findUnique({ where: { key: SETTING } })
      return settingSchema.safeParse(row?.value).data ?? usualCallbackSettings
    },

    /** Still to be called back, oldest first; null: at every point. */
    listCallbacks: (listeningPointIds: readonly string[] | null): Promise<CallbackRecord[]> =>
      list(listeningPointIds ? { listeningPointId: { in: [...listeningPointIds] } } : {}),

    /** The last to be closed first, one for each gesture; null: at every point. */
    async listClosedCallbacks(
      listeningPointIds: readonly string[] | null,
      closedAfter: Date,
    ): Promise<ClosedCallback[]> {
      const rows = await db.callback.findMany({
        where: {
          state: 'done',
          closedAt: { gt: closedAfter },
          ...(listeningPointIds ? { listeningPointId: { in: [...listeningPointIds] } } : {}),
        },
        // Closed together, they differ in these.
        distinct: ['listeningPointId', 'e164', 'closedAt'],
        orderBy: [{ closedAt: 'desc' }, { id: 'asc' }],
        take: MOST_CLOSED_LISTED,
        select: {
          id: true,
          listeningPointId: true,
          e164: true,
          reason: true,
          closedAt: true,
          point: { select: { name: true } },
          closedBy: { select: { name: true } },
          person: callbackSelect.person,
        },
      })
      return rows.flatMap(({ point, person, closedAt, closedBy, ...row }) =>
        closedAt && closedBy
          ? [
              {
                ...row,
                listeningPointName: point.name,
                person: person && personOf(person),
                closedAt,
                closedByName: closedBy.name,
              },
            ]
          : [],
      )
    },

    /** All that is still open for the number of this one at its point. */
    async listCallbacksWith(callbackId: string): Promise<CallbackRecord[]> {
      const asked = await db.callback.findUnique({
        where: { id: callbackId },
        select: { e164: true, listeningPointId: true },
      })
      if (!asked) return []
      return list(asked.e164 ? { ...asked, e164: asked.e164 } : { id: callbackId })
    },

    /** Still open for these numbers or these people, oldest first; at any point. */
    listOpenCallbacksOf: (e164s: readonly string[], personIds: readonly string[]) =>
      db.callback.findMany({
        where: {
          state: { in: ['open', 'working'] },
          OR: [{ e164: { in: [...e164s] } }, { personId: { in: [...personIds] } }],
        },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: MOST_LISTED,
        select: { e164: true, personId: true, reason: true, createdAt: true },
      }),

    listCallbacksBefore: ({ id, e164, personId, occurredAt }: ContactOrigin): Promise<CallbackRecord[]> => {
      const whose = [...(e164 ? [{ e164 }] : []), ...(personId ? [{ personId }] : [])]
      if (whose.length === 0) return Promise.resolve([])
      const promisedElsewhere = { OR: [{ contactId: null }, { contactId: { not: id } }] }
      return list({ createdAt: { lte: occurredAt }, AND: [{ OR: whose }, promisedElsewhere] })
    },

    async findContactOrigin(contactId: string): Promise<ContactOrigin | null> {
      const row = await db.contact.findFirst({
        where: { id: contactId, deletedAt: null },
        select: {
          id: true,
          listeningPointId: true,
          personId: true,
          occurredAt: true,
          callerE164: true,
          call: { select: { direction: true, toE164: true } },
        },
      })
      if (!row) return null
      const { callerE164, call, ...contact } = row
      return { ...contact, e164: call?.direction === 'outbound' ? call.toE164 : callerE164 }
    },

    /** Who uses these numbers, their own or a relative's; a number nobody knows is not in the map. */
    async listNumberUsers(e164s: readonly string[]): Promise<Map<string, CallbackPerson[]>> {
      const rows = await db.$queryRaw<(CallbackPerson & { e164: string })[]>`
        SELECT DISTINCT known.e164, p.id, p.first_name || ' ' || p.last_name AS name, p.may_leave_message AS "mayLeaveMessage"
        FROM (SELECT e164, person_id FROM person_phone WHERE e164 = ANY(${[...e164s]}::text[])
          UNION SELECT phone_e164, person_id FROM relation WHERE phone_e164 = ANY(${[...e164s]}::text[])) known
        JOIN assisted_person p ON p.id = known.person_id AND p.merged_into_id IS NULL AND p.erased_at IS NULL
        ORDER BY name, p.id LIMIT ${MOST_LISTED}`
      const users = new Map<string, CallbackPerson[]>()
      for (const { e164, ...person } of rows) users.set(e164, [...(users.get(e164) ?? []), person])
      return users
    },

    async hoursOfPoint(listeningPointId: string, now: Date): Promise<OpeningHours | undefined> {
      const points = await territoryReads(db).listRoutablePoints(romeDate(now))
      const point = points.find(({ id }) => id === listeningPointId)
      return point?.kind === 'point' ? point.hours : undefined
    },

    countAttempts: (callbackIds: readonly string[]): Promise<number> =>
      db.callbackAttempt.count({ where: { callbackId: { in: [...callbackIds] } } }),

    findAttempt: ({ id, callId }: { id: string; callId: string | null }) =>
      db.callbackAttempt.findFirst({
        where: { OR: [{ id }, ...(callId ? [{ callId }] : [])] },
        select: { id: true, callbackId: true },
      }),

    async callbackOfCall(callId: string): Promise<string | null> {
      const row = await db.call.findUnique({ where: { id: callId }, select: { forCallbackId: true } })
      return row?.forCallbackId ?? null
    },
  }
}

type CallbackWrites = Omit<
  AttemptRows & SolvedRows & PromiseRows & CallbackRows & CallbackSettingRows,
  keyof ReturnType<typeof callbackReads> | 'isActivePoint' | 'personExists'
>

export const callbackWrites = (db: Db): CallbackWrites => ({
  async lockCallbacks(callbackId) {
    const held = await db.$queryRaw<{ id: string }[]>`
      SELECT c.id FROM callback c, callback asked
      WHERE asked.id = ${callbackId}::uuid AND (c.id = asked.id OR (
        c.listening_point_id = asked.listening_point_id AND c.e164 = asked.e164 AND c.state <> 'done'))
      ORDER BY c.id FOR UPDATE OF c`
    // Read again under the lock: what stood in the way of it may have changed them.
    const rows = await db.callback.findMany({
      where: { id: { in: held.map(({ id }) => id) } },
      orderBy: { id: 'asc' },
      select: {
        id: true,
        listeningPointId: true,
        e164: true,
        state: true,
        lockedAt: true,
        lockedBy: { select: { id: true, name: true } },
        closedBy: { select: { name: true } },
      },
    })
    return rows.map(({ closedBy, ...row }) => ({ ...row, closedByName: closedBy?.name ?? null }))
  },

  async holdCallbacks(ids, operatorId, now) {
    await db.callback.updateMany({
      where: { id: { in: [...ids] } },
      data: { state: 'working', lockedById: operatorId, lockedAt: now },
    })
  },

  async freeCallbacks(ids) {
    await db.callback.updateMany({
      where: { id: { in: [...ids] } },
      data: { state: 'open', lockedById: null, lockedAt: null },
    })
  },

  async planCallbacks(ids, plan) {
    await db.callback.updateMany({ where: { id: { in: [...ids] } }, data: plan })
  },

  async closeCallbackRows(ids, operatorId, now) {
    await db.callback.updateMany({
      where: { id: { in: [...ids] } },
      data: { state: 'done', closedAt: now, closedById: operatorId, lockedById: null, lockedAt: null },
    })
  },

  async reopenCallbackRows(callbackId) {
    const reopened = await db.$queryRaw<{ id: string }[]>`
      UPDATE callback c SET state = 'open', closed_at = NULL, closed_by_id = NULL
      FROM callback asked
      WHERE asked.id = ${callbackId}::uuid AND asked.state = 'done' AND (c.id = asked.id OR (
        c.state = 'done' AND c.listening_point_id = asked.listening_point_id AND c.e164 = asked.e164
        AND c.closed_at = asked.closed_at AND c.closed_by_id = asked.closed_by_id))
      RETURNING c.id::text AS id`
    return reopened.map(({ id }) => id)
  },

  async addAttempt(attempt) {
    await db.callbackAttempt.createMany({ data: [attempt], skipDuplicates: true })
  },

  async addPromisedCallback(callback) {
    const { count } = await db.callback.createMany({
      data: [{ ...callback, reason: 'promised' }],
      skipDuplicates: true,
    })
    return count === 1
  },

  async saveCallbackSettings(settings) {
    const value = { ...settings }
    await db.setting.upsert({ where: { key: SETTING }, create: { key: SETTING, value }, update: { value } })
  },
})
