import { Prisma } from '../../generated/prisma/client.ts'
import type { WholeRows } from '../../helpline/contacts/add-whole.ts'
import type { RequestRecord } from '../../helpline/contacts/contact-records.ts'
import { emptyRequest } from '../../helpline/contacts/empty-request.ts'
import type { NewContact } from '../../helpline/contacts/write-contact.ts'
import type { NewRequest } from '../../helpline/contacts/write-request.ts'
import type { PersonRecord } from '../../helpline/people/person-summary.ts'
import { changeLog } from './change-log.ts'
import { columnsOfRequests, requestRows } from './contact-rows.ts'
import { type AskAlone, isTaken, KEPT } from './database.ts'

interface Around {
  listeningPointName: string
  operatorName: string | null
  person: PersonRecord | null
}

/** Held as whoever unites two cards holds it. */
const person = (personId: string | null) => Prisma.sql`person AS (
  SELECT json_build_object('id', p.id, 'cardNumber', p.card_number, 'firstName', p.first_name, 'lastName', p.last_name,
    'birthDate', p.birth_date, 'comuneName', (SELECT m.name FROM comune m WHERE m.istat_code = p.comune_istat_code),
    'phonesE164', ARRAY(SELECT n.e164 FROM person_phone n WHERE n.person_id = p.id ORDER BY n.preferred DESC, n.e164)) AS record
  FROM assisted_person p
  WHERE p.id = ${personId}::uuid AND p.merged_into_id IS NULL AND p.erased_at IS NULL FOR SHARE)`

const contactInsert = (
  contact: NewContact,
  entryIds: readonly string[],
  facilityIds: readonly string[],
) => Prisma.sql`added AS (
  INSERT INTO contact (id, direction, purpose, person_id, provenance, listening_point_id, operator_id, occurred_at, recorded_at,
    caller_type, caller_name, notes)
  SELECT ${contact.id}::uuid, ${contact.direction}::contact_direction, ${contact.purpose}::outbound_purpose,
    ${contact.personId}::uuid, ${contact.provenance}::provenance, ${contact.listeningPointId}::uuid,
    ${contact.operatorId}::uuid, ${contact.occurredAt}::timestamptz, ${contact.recordedAt}::timestamptz,
    ${contact.callerType}::caller_type, ${contact.callerName}, ${contact.notes}
  WHERE (${contact.personId}::uuid IS NULL OR EXISTS (SELECT FROM person))
    AND NOT EXISTS (
      SELECT FROM unnest(${entryIds}::uuid[]) AS e WHERE NOT EXISTS (SELECT FROM directory_entry d WHERE d.id = e))
    AND NOT EXISTS (SELECT FROM unnest(${facilityIds}::uuid[]) AS f WHERE NOT EXISTS (SELECT FROM facility y WHERE y.id = f))
  ON CONFLICT (id) DO NOTHING RETURNING id)`

const requestInsert = (requests: readonly NewRequest[]) => Prisma.sql`written AS (
  INSERT INTO request (${columnsOfRequests}) SELECT ${columnsOfRequests}
  FROM json_populate_recordset(NULL::request, ${JSON.stringify(requestRows(requests))}::json)
  WHERE EXISTS (SELECT FROM added))`

const asWritten = ({ now, ...request }: NewRequest): RequestRecord => ({
  ...emptyRequest(request.kind),
  ...request,
  state: 'open',
  createdAt: now,
  version: 1,
  serviceIds: [],
  unmetCause: null,
  withdrawalReason: null,
  withdrawalNote: null,
})

/** One statement, which is its own transaction: with so many parts, most of the time would go in asking them one by one. */
export const wholeContacts = (ask: AskAlone, nudge: () => void): WholeRows => ({
  async addWholeContact(occasion, contact, requests, tell) {
    const change = changeLog(occasion)
    tell(change)
    const entryIds = requests.flatMap(({ directoryEntryId }) => directoryEntryId ?? [])
    const facilityIds = requests.flatMap(({ facilityId }) => facilityId ?? [])
    const parts = [
      person(contact.personId),
      contactInsert(contact, entryIds, facilityIds),
      ...(requests.length > 0 ? [requestInsert(requests)] : []),
      ...change.parts(Prisma.sql`WHERE EXISTS (SELECT FROM added)`),
    ]
    const rows = await ask<Around>(Prisma.sql`${KEPT} WITH ${Prisma.join(parts)}
      SELECT l.name AS "listeningPointName", o.name AS "operatorName", (SELECT record FROM person) AS person
      FROM added JOIN listening_point l ON l.id = ${contact.listeningPointId}::uuid
      LEFT JOIN operator o ON o.id = ${contact.operatorId}::uuid`).catch((error: unknown) => {
      // A request of that id is there already.
      if (isTaken(error, 'request_pkey')) return []
      throw error
    })
    const around = rows[0]
    if (!around) return null
    if (change.hasNews()) nudge()
    const { operatorId: _by, servesRequestId: _served, localAssociationId: _of, personId: _for, ...fields } = contact
    return {
      ...fields,
      ...around,
      localAssociationName: null,
      callId: null,
      speakerIds: [],
      callerE164: null,
      state: 'draft',
      closedAt: null,
      version: 1,
      requests: requests.map(asWritten),
    }
  },
})
