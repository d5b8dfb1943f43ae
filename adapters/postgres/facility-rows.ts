import type { FacilityReads, FacilityRows } from '../../helpline/directory/facilities.ts'
import type { Db } from './database.ts'

const FACILITY_LOCK = 7_020_132

export const facilityReads = (db: Db): FacilityReads & { facilityExists(facilityId: string): Promise<boolean> } => ({
  listFacilities: () =>
    db.facility.findMany({
      select: {
        id: true,
        name: true,
        kind: true,
        comune: { select: { istatCode: true, name: true } },
        asst: { select: { id: true, name: true } },
        active: true,
        version: true,
      },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    }),

  listAsst: () =>
    db.territorySet.findMany({ where: { kind: 'asst' }, select: { id: true, name: true }, orderBy: { name: 'asc' } }),

  facilityExists: async (facilityId) => (await db.facility.count({ where: { id: facilityId } })) > 0,
})

type FacilityWrites = Pick<FacilityRows, 'lockFacilities' | 'addFacility' | 'changeFacility'>

export const facilityWrites = (db: Db): FacilityWrites => ({
  async lockFacilities() {
    await db.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(${FACILITY_LOCK}::bigint)) x`
  },

  async addFacility({ id, name, kind, comuneIstatCode, asstSetId, active }) {
    await db.facility.create({ data: { id, name, kind, comuneIstatCode, asstSetId, active } })
  },

  async changeFacility({ id, name, kind, comuneIstatCode, asstSetId, active }) {
    const before = await db.facility.findUniqueOrThrow({ where: { id }, select: { comuneIstatCode: true } })
    // Elsewhere now: where it stood on the map says nothing any more.
    const moved = before.comuneIstatCode !== comuneIstatCode ? { address: null, latitude: null, longitude: null } : {}
    const data = { name, kind, comuneIstatCode, asstSetId, active, ...moved, version: { increment: 1 } }
    await db.facility.update({ where: { id }, data })
  },
})
