import type { ConsentRecord, ConsentRows } from '../../helpline/people/record-consent.ts'
import type { RelationRows } from '../../helpline/people/save-relation.ts'
import type { Db } from './database.ts'

const MOST_CONSENTS = 100

export const peopleBelongingReads = (db: Db) => ({
  /** The newest word first. */
  listConsents: (personId: string): Promise<ConsentRecord[]> => db.$queryRaw<ConsentRecord[]>`
    SELECT c.id, c.purpose::text AS purpose, c.given, c.how, c.at, o.name AS "byName"
    FROM consent c LEFT JOIN operator o ON o.id = c.operator_id
    WHERE c.person_id = ${personId}::uuid ORDER BY c.at DESC, c.id DESC LIMIT ${MOST_CONSENTS}`,
})

export const peopleBelongingWrites = (
  db: Db,
): Pick<ConsentRows, 'addConsent'> & Pick<RelationRows, 'writeRelation' | 'deleteRelation'> => ({
  async addConsent(personId, consent, operatorId) {
    const added = await db.consent.createMany({ data: [{ personId, operatorId, ...consent }], skipDuplicates: true })
    return added.count > 0
  },

  async writeRelation(personId, relationId, relation) {
    const changed = await db.relation.updateMany({ where: { id: relationId, personId }, data: relation })
    if (changed.count > 0) return true
    const added = await db.relation.createMany({
      data: [{ id: relationId, personId, ...relation }],
      skipDuplicates: true,
    })
    return added.count > 0
  },

  async deleteRelation(personId, relationId) {
    const deleted = await db.relation.deleteMany({ where: { id: relationId, personId } })
    return deleted.count > 0
  },
})
