import type { BringReturnBackRows } from '../../helpline/dispatch/day/bring-return-back.ts'
import type { Db } from './database.ts'

export const calledOffReturnWrites = (
  db: Db,
): Pick<BringReturnBackRows, 'calledOffReturn' | 'uncancel' | 'takeUpAgain'> => ({
  async calledOffReturn(outwardServiceId) {
    const outward = await db.service.findUnique({
      where: { id: outwardServiceId },
      select: {
        closedAt: true,
        returnServices: {
          where: { deletedAt: null },
          orderBy: { closedAt: 'desc' },
          select: { id: true, state: true, closedAt: true, volunteerId: true, vehicleId: true },
        },
      },
    })
    if (!outward?.closedAt || outward.returnServices.some(({ state }) => state !== 'cancelled')) return null
    const [last] = outward.returnServices
    // What was called off before the outward way was closed was called off on its own.
    if (!last?.closedAt || last.closedAt < outward.closedAt) return null
    return { id: last.id, volunteerId: last.volunteerId, vehicleId: last.vehicleId }
  },

  async uncancel({ id, lastWave }) {
    await db.service.update({
      where: { id },
      data: { state: 'planned', volunteerId: null, closedAt: null, reopenedAfterWave: lastWave },
    })
  },

  async takeUpAgain(requestId) {
    await db.request.updateMany({
      where: { id: requestId, state: 'solved' },
      data: { state: 'takenInCharge', fulfilledBy: null, closedAt: null, version: { increment: 1 } },
    })
    return (await db.request.count({ where: { id: requestId, state: 'takenInCharge', deletedAt: null } })) > 0
  },
})
