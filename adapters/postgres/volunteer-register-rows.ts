import type { RegisterReads } from '../../helpline/dispatch/volunteers/association-register.ts'
import type { VolunteerReads, VolunteerRows } from '../../helpline/dispatch/volunteers/volunteer-records.ts'
import type { RegisterEntry, RegisteredData } from '../../helpline/dispatch/volunteers/volunteer-register.ts'
import type { Db } from './database.ts'

const select = {
  ...{ localAssociationId: true, volunteerId: true, number: true, at: true, kind: true, content: true, hash: true },
} as const

type Row = Omit<RegisterEntry, 'content'> & { content: unknown }
// Only `addRegisterEntries` writes it, and nothing changes it.
const toEntry = (row: Row): RegisterEntry => ({ ...row, content: row.content as RegisteredData })

export const volunteerRegisterReads = (db: Db): RegisterReads & Pick<VolunteerReads, 'registerOfVolunteer'> => ({
  async registerOf(localAssociationId) {
    const rows = await db.volunteerRegisterEntry.findMany({
      where: { localAssociationId },
      orderBy: { number: 'asc' },
      select,
    })
    return rows.map(toEntry)
  },

  async registerOfVolunteer(volunteerId) {
    const rows = await db.volunteerRegisterEntry.findMany({ where: { volunteerId }, orderBy: { id: 'asc' }, select })
    return rows.map(toEntry)
  },

  async firstBrokenEntry(localAssociationId) {
    const rows = await db.$queryRaw<{ number: number | null }[]>`
      SELECT min(place)::int AS number FROM (
        SELECT row_number() OVER chain AS place, e.number, e.hash, e.previous_hash, lag(e.hash) OVER chain AS before,
          register_entry_hash(e) AS computed
        FROM volunteer_register_entry e WHERE e.local_association_id = ${localAssociationId}::uuid
        WINDOW chain AS (ORDER BY e.number)
      ) entry WHERE number <> place OR hash <> computed OR previous_hash IS DISTINCT FROM before`
    return rows[0]?.number ?? null
  },

  async unregistered(localAssociationId) {
    return db.$queryRaw<{ id: string; firstName: string; lastName: string }[]>`
      SELECT v.id, v.first_name AS "firstName", v.last_name AS "lastName" FROM volunteer v
      WHERE v.local_association_id = ${localAssociationId}::uuid AND NOT v.occasional AND v.ended_on IS NULL
        AND NOT EXISTS (SELECT 1 FROM (
          SELECT e.content, e.local_association_id FROM volunteer_register_entry e WHERE e.volunteer_id = v.id
          ORDER BY e.id DESC LIMIT 1) last
          WHERE last.content->>'endedOn' IS NULL AND last.local_association_id = v.local_association_id)
      ORDER BY v.started_on, v.last_name, v.first_name, v.id`
  },
})

export const volunteerRegisterWrites = (db: Db): Pick<VolunteerRows, 'addRegisterEntries'> => ({
  async addRegisterEntries(entries, now) {
    // Number and fingerprint are the database's to give.
    for (const { localAssociationId, volunteerId, kind, content } of entries) {
      await db.$executeRaw`
        INSERT INTO volunteer_register_entry (local_association_id, volunteer_id, at, kind, content)
        VALUES (${localAssociationId}::uuid, ${volunteerId}::uuid, ${now}, ${kind}::register_entry_kind, ${JSON.stringify(content)}::jsonb)`
    }
  },
})
