import type { InstitutionReads, InstitutionRows } from '../../helpline/people/institutions.ts'
import type { Db } from './database.ts'

export const institutionReads = (db: Db): InstitutionReads => ({
  listInstitutions: () => db.institution.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] }),
  findInstitution: (id) => db.institution.findUnique({ where: { id } }),
})

export const institutionWrites = (db: Db): Omit<InstitutionRows, keyof InstitutionReads> => ({
  async isPoint(id) {
    return (await db.listeningPoint.count({ where: { id, kind: 'point', active: true } })) > 0
  },

  async addInstitution(institution) {
    return (await db.institution.createMany({ data: [institution], skipDuplicates: true })).count > 0
  },

  async changeInstitution({ id, version, ...fields }) {
    const data = { ...fields, version: { increment: 1 } }
    return (await db.institution.updateMany({ where: { id, version }, data })).count > 0
  },

  async removeInstitution(id, version) {
    return (await db.institution.deleteMany({ where: { id, version } })).count > 0
  },
})
