import { createHash, randomBytes } from 'node:crypto'
import type { VehiclePageReads } from '../../helpline/dispatch/day/vehicle-day.ts'
import type { VehiclePageRows } from '../../helpline/dispatch/day/vehicle-page-link.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'

const TOKEN_BYTES = 12
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

export const vehiclePageReads = (db: Db): Pick<VehiclePageReads, 'vehicleOfPage'> => ({
  async vehicleOfPage(tokenHash, now) {
    const link = await db.vehiclePageLink.findFirst({
      where: { tokenHash, expiresAt: { gt: now } },
      select: { vehicleId: true, dayOn: true, vehicle: { select: { name: true, plate: true, depotAddress: true } } },
    })
    return link && { ...link.vehicle, vehicleId: link.vehicleId, day: fromDateColumn(link.dayOn) }
  },
})

export const vehiclePageWrites = (db: Db): VehiclePageRows => ({
  async addVehiclePageLink({ dayOn, ...link }) {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    await db.vehiclePageLink.create({ data: { ...link, dayOn: toDateColumn(dayOn), tokenHash: hashOf(token) } })
    return { token }
  },
})
