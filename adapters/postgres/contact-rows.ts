import type { Prisma } from '../../generated/prisma/client.ts'
import type { ContactRecord, LockedContact, RequestRecord } from '../../helpline/contacts/contact-records.ts'
import type { ContactState } from '../../helpline/contacts/kinds.ts'
import type { ContactRows } from '../../helpline/contacts/write-contact.ts'
import type { RequestRows } from '../../helpline/contacts/write-request.ts'
import type { Db } from './database.ts'
import { personSelect, toPersonRecord } from './people-rows.ts'

const requestColumns = {
  id: true,
  contactId: true,
  personId: true,
  position: true,
  state: true,
  createdAt: true,
  version: true,
  kind: true,
  informationKind: true,
  answer: true,
  directoryEntryId: true,
  referredTo: true,
  helpKind: true,
  urgent: true,
  neededFrom: true,
  neededUntil: true,
  fromPlace: true,
  toPlace: true,
  destinationKind: true,
  insideProvince: true,
  returnKind: true,
  returnAt: true,
  companions: true,
  wheelchair: true,
  recognisedBy: true,
  notes: true,
} satisfies Prisma.RequestSelect

const requestSelect = {
  ...requestColumns,
  services: { select: { id: true }, where: { deletedAt: null }, orderBy: { startsAt: 'asc' } },
} satisfies Prisma.RequestSelect

const contactSelect = {
  id: true,
  direction: true,
  provenance: true,
  purpose: true,
  occurredAt: true,
  recordedAt: true,
  listeningPointId: true,
  callId: true,
  callerE164: true,
  callerType: true,
  callerName: true,
  notes: true,
  state: true,
  version: true,
  point: { select: { name: true } },
  operator: { select: { name: true } },
  person: { select: personSelect },
  call: { select: { legs: { where: { state: 'accepted' }, select: { operatorId: true } } } },
} satisfies Prisma.ContactSelect

const toRequest = ({
  services,
  ...row
}: Prisma.RequestGetPayload<{ select: typeof requestSelect }>): RequestRecord => ({
  ...row,
  serviceIds: services.map((service) => service.id),
})

const toContact = ({
  point,
  operator,
  person,
  call,
  ...row
}: Prisma.ContactGetPayload<{ select: typeof contactSelect }>): Omit<ContactRecord, 'requests'> => ({
  ...row,
  listeningPointName: point.name,
  operatorName: operator?.name ?? null,
  person: person ? toPersonRecord(person) : null,
  speakerIds: (call?.legs ?? []).flatMap(({ operatorId }) => operatorId ?? []),
})

export const contactReads = (db: Db) => ({
  async findContact(contactId: string): Promise<ContactRecord | null> {
    const row = await db.contact.findFirst({
      where: { id: contactId, deletedAt: null },
      select: {
        ...contactSelect,
        requests: { select: requestSelect, where: { deletedAt: null }, orderBy: { position: 'asc' } },
      },
    })
    if (!row) return null
    const { requests, ...contact } = row
    return { ...toContact(contact), requests: requests.map(toRequest) }
  },

  /** Inbound contacts, newest first; `listeningPointIds` null: at every point. */
  async listContacts(filter: {
    listeningPointIds: readonly string[] | null
    state: ContactState | undefined
    limit: number
  }): Promise<(Omit<ContactRecord, 'requests'> & { requestCount: number })[]> {
    const rows = await db.contact.findMany({
      where: {
        deletedAt: null,
        direction: 'inbound',
        ...(filter.listeningPointIds ? { listeningPointId: { in: [...filter.listeningPointIds] } } : {}),
        ...(filter.state ? { state: filter.state } : {}),
      },
      orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
      take: filter.limit,
      select: { ...contactSelect, _count: { select: { requests: { where: { deletedAt: null } } } } },
    })
    return rows.map(({ _count, ...row }) => ({ ...toContact(row), requestCount: _count.requests }))
  },

  async findRequest(requestId: string): Promise<RequestRecord | null> {
    const row = await db.request.findFirst({ where: { id: requestId, deletedAt: null }, select: requestSelect })
    return row ? toRequest(row) : null
  },
})

export const contactWrites = (
  db: Db,
): Omit<
  ContactRows & RequestRows,
  'findContact' | 'findRequest' | 'personExists' | 'directoryEntryExists' | 'openedSince'
> => ({
  async lockContact(contactId) {
    const rows = await db.$queryRaw<LockedContact[]>`
      SELECT id, listening_point_id AS "listeningPointId", person_id AS "personId", state::text AS state, version,
        ARRAY(SELECT l.operator_id::text FROM call_leg l WHERE l.call_id = contact.call_id AND l.state = 'accepted'
          AND l.operator_id IS NOT NULL) AS "speakerIds"
      FROM contact WHERE id = ${contactId}::uuid AND deleted_at IS NULL FOR UPDATE`
    return rows[0] ?? null
  },

  async countRequests(contactId) {
    const { _count, _max } = await db.request.aggregate({
      where: { contactId },
      _count: true,
      _max: { position: true },
    })
    return { count: _count, lastPosition: _max.position ?? 0 }
  },

  async addContact(contact) {
    const added = await db.contact.createMany({ data: [contact], skipDuplicates: true })
    return added.count > 0
  },

  async findServedRequest(requestId) {
    const found = await db.request.findFirst({
      where: { id: requestId, deletedAt: null },
      select: { personId: true, contact: { select: { listeningPointId: true } } },
    })
    return found && { personId: found.personId, listeningPointId: found.contact.listeningPointId }
  },

  async updateContact(contactId, fields) {
    await db.contact.update({ where: { id: contactId }, data: { ...fields, version: { increment: 1 } } })
  },

  async setPersonOfOpenRequests(contactId, personId) {
    await db.request.updateMany({ where: { contactId, state: 'open' }, data: { personId } })
  },

  async closeContactRow(contactId, now) {
    await db.contact.update({
      where: { id: contactId },
      data: { state: 'closed', closedAt: now, version: { increment: 1 } },
    })
  },

  async solveInformationRequests(contactId, now) {
    await db.request.updateMany({
      where: { contactId, kind: 'information', state: 'open', deletedAt: null },
      data: { state: 'solved', closedAt: now, fulfilledBy: 'auser', version: { increment: 1 } },
    })
  },

  async addRequest({ now, ...request }) {
    const row = await db.request.create({
      data: { ...request, createdAt: now, recordedAt: now },
      select: requestColumns,
    })
    return { ...row, serviceIds: [] }
  },

  async updateRequest({ id, serviceIds }, patch) {
    const row = await db.request.update({
      where: { id },
      data: { ...patch, version: { increment: 1 } },
      select: requestColumns,
    })
    return { ...row, serviceIds }
  },

  /** Only what was still being written goes for good: nothing was counted on it yet. */
  async deleteRequest(requestId) {
    await db.request.delete({ where: { id: requestId } })
  },
})
