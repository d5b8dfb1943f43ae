import type { FacilityReads } from '../../helpline/directory/facilities.ts'
import type { Db } from './database.ts'

export const facilityReads = (db: Db): FacilityReads & { facilityExists(facilityId: string): Promise<boolean> } => ({
  async listFacilities() {
    const facilities = await db.facility.findMany({
      where: { active: true },
      select: {
        id: true,
        name: true,
        kind: true,
        comune: { select: { name: true } },
        asst: { select: { name: true } },
      },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    })
    return facilities.map(({ comune, asst, ...facility }) => ({
      ...facility,
      comune: comune?.name ?? null,
      asst: asst?.name ?? null,
    }))
  },

  facilityExists: async (facilityId) => (await db.facility.count({ where: { id: facilityId } })) > 0,
})
