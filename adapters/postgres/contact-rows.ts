import { Prisma } from '../../generated/prisma/client.ts'
import type { ContactRecord, LockedContact, RequestRecord } from '../../helpline/contacts/contact-records.ts'
import type { EditingRows } from '../../helpline/contacts/editing.ts'
import { emptyRequest } from '../../helpline/contacts/empty-request.ts'
import type { ReopenRows } from '../../helpline/contacts/reopen-contact.ts'
import type { ContactRows } from '../../helpline/contacts/write-contact.ts'
import type { NewRequest, RequestPatch, RequestRows } from '../../helpline/contacts/write-request.ts'
import type { WrittenRepetition } from '../../helpline/contacts/written-repetition.ts'
import { type Db, KEPT } from './database.ts'

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
  facilityId: true,
  destinationKind: true,
  insideProvince: true,
  returnKind: true,
  returnAt: true,
  companions: true,
  mobility: true,
  wheelchair: true,
  recognisedBy: true,
  repetition: true,
  notes: true,
  unmetCause: true,
  withdrawalReason: true,
  withdrawalNote: true,
} satisfies Prisma.RequestSelect

const columnOf = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const requestFields = Prisma.raw(
  Object.keys(requestColumns)
    .map((field) => `r.${columnOf(field)} AS "${field}"`)
    .join(', '),
)
const requestMoments = ['createdAt', 'neededFrom', 'neededUntil', 'returnAt'] as const
type RequestAsJson = Omit<RequestRecord, (typeof requestMoments)[number]> &
  Record<(typeof requestMoments)[number], string | null>

const fromJson = (row: RequestAsJson): RequestRecord => ({
  ...row,
  createdAt: new Date(row.createdAt ?? 0),
  neededFrom: row.neededFrom === null ? null : new Date(row.neededFrom),
  neededUntil: row.neededUntil === null ? null : new Date(row.neededUntil),
  returnAt: row.returnAt === null ? null : new Date(row.returnAt),
})

const speakersOf = Prisma.sql`ARRAY(
  SELECT g.operator_id::text FROM call_leg g
  WHERE g.call_id = c.call_id AND g.state = 'accepted' AND g.operator_id IS NOT NULL) AS "speakerIds"`

const servicesOf = Prisma.sql`ARRAY(
  SELECT s.id::text FROM service s WHERE s.request_id = r.id AND s.deleted_at IS NULL ORDER BY s.starts_at
) AS "serviceIds"`

export const contactReads = (db: Db) => ({
  /** In one question: it is asked at every save. */
  async findContact(contactId: string): Promise<ContactRecord | null> {
    const rows = await db.$queryRaw<(Omit<ContactRecord, 'requests'> & { requests: RequestAsJson[] })[]>`${KEPT}
      SELECT c.id, c.direction::text AS direction, c.provenance::text AS provenance, c.purpose::text AS purpose,
        c.occurred_at AS "occurredAt", c.recorded_at AS "recordedAt", c.listening_point_id AS "listeningPointId",
        c.call_id AS "callId", c.caller_e164 AS "callerE164", c.caller_type::text AS "callerType",
        c.caller_name AS "callerName", c.notes, c.state::text AS state, c.closed_at AS "closedAt", c.version,
        l.name AS "listeningPointName", a.name AS "localAssociationName", o.name AS "operatorName", ${speakersOf},
        CASE WHEN p.id IS NOT NULL THEN json_build_object('id', p.id, 'cardNumber', p.card_number,
          'firstName', p.first_name, 'lastName', p.last_name, 'birthDate', p.birth_date, 'comuneName', m.name,
          'phonesE164', ARRAY(
            SELECT n.e164 FROM person_phone n WHERE n.person_id = p.id ORDER BY n.preferred DESC, n.e164)
        ) END AS person,
        coalesce((SELECT json_agg(q ORDER BY q.position) FROM (
          SELECT ${requestFields}, ${servicesOf}
          FROM request r WHERE r.contact_id = c.id AND r.deleted_at IS NULL) q), '[]') AS requests
      FROM contact c
      JOIN listening_point l ON l.id = c.listening_point_id
      LEFT JOIN local_association a ON a.id = c.local_association_id
      LEFT JOIN operator o ON o.id = c.operator_id
      LEFT JOIN assisted_person p ON p.id = c.person_id
      LEFT JOIN comune m ON m.istat_code = p.comune_istat_code
      WHERE c.id = ${contactId}::uuid AND c.deleted_at IS NULL`
    const row = rows[0]
    return row ? { ...row, requests: row.requests.map(fromJson) } : null
  },

  async findRequest(requestId: string): Promise<RequestRecord | null> {
    const rows = await db.$queryRaw<RequestRecord[]>`${KEPT}
      SELECT ${requestFields}, ${servicesOf} FROM request r WHERE r.id = ${requestId}::uuid AND r.deleted_at IS NULL`
    return rows[0] ?? null
  },
})

const requestColumn = Object.fromEntries(
  [
    'id',
    'contactId',
    'personId',
    'position',
    'state',
    'version',
    'createdAt',
    'recordedAt',
    ...Object.keys(emptyRequest('help')),
  ].map((field) => [field, columnOf(field)]),
)

export const columnsOfRequests = Prisma.raw(Object.values(requestColumn).join(', '))

/** New requests as rows of their table. */
export const requestRows = (requests: readonly NewRequest[]): Record<string, unknown>[] =>
  requests.map(({ now, ...request }) => {
    const row = {
      ...emptyRequest(request.kind),
      ...request,
      state: 'open',
      version: 1,
      createdAt: now,
      recordedAt: now,
    }
    return Object.fromEntries(Object.entries(row).map(([field, value]) => [requestColumn[field], value]))
  })

const repetitionColumn = (repetition: RequestPatch['repetition']) =>
  repetition === undefined ? {} : { repetition: repetition ? { ...repetition } : Prisma.DbNull }

export const contactWrites = (
  db: Db,
): Omit<
  ContactRows & RequestRows & ReopenRows & EditingRows,
  | 'findContact'
  | 'findRequest'
  | 'personExists'
  | 'pointOfAssociation'
  | 'directoryEntryExists'
  | 'facilityExists'
  | 'openedSince'
> => ({
  async lockContact(contactId) {
    const rows = await db.$queryRaw<LockedContact[]>`${KEPT}
      SELECT c.id, c.listening_point_id AS "listeningPointId", c.person_id AS "personId", c.state::text AS state,
        c.closed_at AS "closedAt", c.version, ${speakersOf}
      FROM contact c WHERE c.id = ${contactId}::uuid AND c.deleted_at IS NULL FOR UPDATE`
    return rows[0] ?? null
  },

  async countRequests(contactId) {
    const rows = await db.$queryRaw<{ count: number; lastPosition: number }[]>`${KEPT}
      SELECT count(*)::int AS count, coalesce(max(position), 0) AS "lastPosition" FROM request
      WHERE contact_id = ${contactId}::uuid`
    return rows[0] ?? { count: 0, lastPosition: 0 }
  },

  async addContact(contact) {
    const added = await db.$executeRaw`${KEPT}
      INSERT INTO contact (id, direction, purpose, serves_request_id, person_id, provenance, listening_point_id,
        local_association_id, operator_id, occurred_at, recorded_at, caller_type, caller_name, notes)
      VALUES (${contact.id}::uuid, ${contact.direction}::contact_direction, ${contact.purpose}::outbound_purpose,
        ${contact.servesRequestId}::uuid, ${contact.personId}::uuid, ${contact.provenance}::provenance,
        ${contact.listeningPointId}::uuid, ${contact.localAssociationId}::uuid, ${contact.operatorId}::uuid, ${contact.occurredAt}, ${contact.recordedAt},
        ${contact.callerType}::caller_type, ${contact.callerName}, ${contact.notes})
      ON CONFLICT (id) DO NOTHING`
    return added > 0
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

  async lockUnplannedRequests(contactId) {
    // Whoever takes one in charge meanwhile has planned its service by the time it is read.
    await db.$queryRaw`SELECT 1 FROM request WHERE contact_id = ${contactId}::uuid ORDER BY id FOR NO KEY UPDATE`
    return db.request.findMany({
      where: { contactId, services: { none: {} } },
      orderBy: { id: 'asc' },
      select: { id: true, personId: true, fromPlace: true, mobility: true, wheelchair: true },
    })
  },

  async findRideCards(personIds) {
    const found = await db.assistedPerson.findMany({
      where: { id: { in: [...personIds] } },
      select: { id: true, address: true, mobility: true, comune: { select: { name: true } } },
    })
    return found.map(({ id: personId, comune, ...card }) => ({ ...card, personId, comune: comune?.name ?? null }))
  },

  async moveRequest(requestId, personId, fields) {
    const isRewritten = Object.keys(fields).length > 0
    const data = { ...fields, personId, ...(isRewritten && { version: { increment: 1 } }) }
    await db.request.update({ where: { id: requestId }, data })
  },

  async closeContactRow(contactId, now) {
    await db.contact.update({
      where: { id: contactId },
      data: { state: 'closed', closedAt: now, version: { increment: 1 } },
    })
  },

  async reopenContactRow(contactId) {
    await db.contact.update({
      where: { id: contactId },
      data: { state: 'draft', closedAt: null, version: { increment: 1 } },
    })
  },

  async reopenInformationRequests(contactId, closedAt) {
    await db.request.updateMany({
      where: { contactId, kind: 'information', state: 'solved', closedAt, deletedAt: null },
      data: { state: 'open', closedAt: null, fulfilledBy: null, version: { increment: 1 } },
    })
  },

  async findWhoseContact(contactId) {
    const rows = await db.$queryRaw<{ listeningPointId: string; speakerIds: string[] }[]>`
      SELECT c.listening_point_id AS "listeningPointId", ${speakersOf} FROM contact c WHERE c.id = ${contactId}::uuid`
    return rows[0] ?? null
  },

  async findEditingMark(entity, entityId, operatorId) {
    const found = await db.editingMark.findUnique({
      where: { entity_entityId_operatorId: { entity, entityId, operatorId } },
      select: { seenAt: true },
    })
    return found?.seenAt ?? null
  },

  async markEditing(entity, entityId, operatorId, seenAt) {
    await db.$executeRaw`
      INSERT INTO editing_mark (entity, entity_id, operator_id, seen_at)
      VALUES (${entity}, ${entityId}::uuid, ${operatorId}::uuid, ${seenAt})
      ON CONFLICT (entity, entity_id, operator_id) DO UPDATE SET seen_at = EXCLUDED.seen_at`
  },

  async unmarkEditing(entity, entityId, operatorId) {
    await db.editingMark.deleteMany({ where: { entity, entityId, operatorId } })
  },

  async forgetEditingBefore(moment) {
    await db.editingMark.deleteMany({ where: { seenAt: { lt: moment } } })
  },

  async listEditors(entity, entityId, since) {
    const found = await db.editingMark.findMany({
      where: { entity, entityId, seenAt: { gte: since } },
      orderBy: { operator: { name: 'asc' } },
      select: { operatorId: true, operator: { select: { name: true } } },
    })
    return found.map(({ operatorId, operator }) => ({ operatorId, name: operator.name }))
  },

  async solveInformationRequests(contactId, now) {
    await db.request.updateMany({
      where: { contactId, kind: 'information', state: 'open', deletedAt: null },
      data: { state: 'solved', closedAt: now, fulfilledBy: 'auser', version: { increment: 1 } },
    })
  },

  async addRequests(requests) {
    const added = await db.$queryRaw<{ id: string }[]>`${KEPT}
      INSERT INTO request (${columnsOfRequests}) SELECT ${columnsOfRequests}
      FROM json_populate_recordset(NULL::request, ${JSON.stringify(requestRows(requests))}::json)
      ON CONFLICT (id) DO NOTHING RETURNING id`
    const written = new Set(added.map(({ id }) => id))
    return requests.flatMap(({ id }) => (written.has(id) ? [] : [id]))
  },

  async updateRequest({ id, serviceIds }, { repetition, ...patch }) {
    const row = await db.request.update({
      where: { id },
      data: { ...patch, ...repetitionColumn(repetition), version: { increment: 1 } },
      select: requestColumns,
    })
    return { ...row, repetition: row.repetition as WrittenRepetition | null, serviceIds }
  },

  /** Only what was still being written goes for good: nothing was counted on it yet. */
  async deleteRequest(requestId) {
    await db.request.delete({ where: { id: requestId } })
  },
})
