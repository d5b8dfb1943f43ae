import type { Caller, Candidate } from '../../helpline/calls/call-records.ts'
import type { Db } from './database.ts'

const MOST_CANDIDATES = 20

interface CallerRow {
  e164: string
  candidates: (Omit<Candidate, 'lastContactAt'> & { lastContactAt: string | null })[]
  institution: Caller['institution']
}

/**
 * Whom these numbers belong to; a number nobody knows is not in the map. In one statement, asked at every call: who owns the
 * number counts before whoever is only tied to somebody through it.
 */
export async function findCallers(db: Db, e164s: readonly string[]): Promise<Map<string, Caller>> {
  if (e164s.length === 0) return new Map()
  const rows = await db.$queryRaw<CallerRow[]>`
    SELECT asked.e164,
      coalesce((SELECT json_agg(candidate) FROM (
        SELECT json_build_object('id', p.id, 'cardNumber', p.card_number, 'firstName', p.first_name,
            'lastName', p.last_name, 'birthDate', p.birth_date,
            'comuneName', (SELECT c.name FROM comune c WHERE c.istat_code = p.comune_istat_code),
            'phonesE164', ARRAY(SELECT n.e164 FROM person_phone n WHERE n.person_id = p.id ORDER BY n.preferred DESC, n.e164)
          ) AS person,
          p.listening_point_id AS "listeningPointId", p.hard_of_hearing AS "hardOfHearing", p.warning,
          (SELECT max(k.occurred_at) FROM contact k WHERE k.person_id = p.id AND k.deleted_at IS NULL) AS "lastContactAt",
          tie.through
        FROM (
          SELECT DISTINCT ON (person_id) person_id, through FROM (
            SELECT person_id, NULL::json AS through FROM person_phone WHERE e164 = asked.e164
            UNION ALL
            SELECT r.person_id,
              json_build_object('kind', r.kind, 'name', coalesce(q.first_name || ' ' || q.last_name, r.name))
            FROM relation r LEFT JOIN assisted_person q ON q.id = r.related_person_id WHERE r.phone_e164 = asked.e164
          ) known ORDER BY person_id, through IS NOT NULL
        ) tie
        JOIN assisted_person p ON p.id = tie.person_id AND p.merged_into_id IS NULL AND p.erased_at IS NULL
        ORDER BY "lastContactAt" DESC NULLS LAST, p.card_number LIMIT ${MOST_CANDIDATES}
      ) candidate), '[]') AS candidates,
      (SELECT json_build_object('name', i.name, 'listeningPointId', i.listening_point_id)
        FROM institution i WHERE i.phone_e164 = asked.e164 ORDER BY i.name LIMIT 1) AS institution
    FROM unnest(${[...e164s]}::text[]) asked(e164)`
  return new Map(
    rows
      .filter(({ candidates, institution }) => candidates.length > 0 || institution !== null)
      .map(({ e164, candidates, institution }) => [e164, { candidates: candidates.map(toCandidate), institution }]),
  )
}

const toCandidate = ({ lastContactAt, ...candidate }: CallerRow['candidates'][number]): Candidate => ({
  ...candidate,
  lastContactAt: lastContactAt === null ? null : new Date(lastContactAt),
})
