import type { PersonAtHand, PersonAtHandRows } from '../../helpline/contacts/read-contact-person.ts'
import type { Db } from './database.ts'

const MOST_SHOWN = 10

type Row = Omit<PersonAtHand, 'openRequests'> & {
  openRequests: (Omit<PersonAtHand['openRequests'][number], 'at' | 'kind'> & { at: string })[]
}

export const personAtHandReads = (db: Db): PersonAtHandRows => ({
  async findPersonAtHand(personId) {
    const rows = await db.$queryRaw<Row[]>`
      SELECT p.id AS "personId", p.hard_of_hearing AS "hardOfHearing", p.warning, p.mobility::text AS mobility, p.address,
        p.comune_istat_code AS "comuneIstatCode", m.name AS "comuneName",
        EXISTS (SELECT 1 FROM callback b WHERE b.person_id = p.id AND b.state <> 'done') AS "awaitsCallback",
        coalesce((SELECT json_agg(q ORDER BY q.at DESC) FROM (
          SELECT r.id, r.contact_id AS "contactId", r.created_at AS at, r.kind AS "requestKind",
            r.information_kind AS "informationKind", r.help_kind AS "helpKind", r.state
          FROM request r WHERE r.person_id = p.id AND r.deleted_at IS NULL AND r.state IN ('open', 'takenInCharge')
          ORDER BY r.created_at DESC LIMIT ${MOST_SHOWN}) q), '[]') AS "openRequests",
        ARRAY(
          SELECT DISTINCT o.first_name || ' ' || o.last_name FROM person_phone mine
          JOIN person_phone theirs ON theirs.e164 = mine.e164 AND theirs.person_id <> p.id
          JOIN assisted_person o ON o.id = theirs.person_id AND o.merged_into_id IS NULL AND o.erased_at IS NULL
          WHERE mine.person_id = p.id LIMIT ${MOST_SHOWN}) AS "sameNumber"
      FROM assisted_person p LEFT JOIN comune m ON m.istat_code = p.comune_istat_code
      WHERE p.id = ${personId}::uuid`
    const row = rows[0]
    if (!row) return null
    return {
      ...row,
      openRequests: row.openRequests.map((each) => ({ ...each, kind: 'request' as const, at: new Date(each.at) })),
    }
  },
})
