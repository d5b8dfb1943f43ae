import type { WithdrawRows } from '../../helpline/dispatch/withdrawal/withdraw-request.ts'
import type { Db } from './database.ts'

export const withdrawalWrites = (db: Db): Pick<WithdrawRows, 'openServicesOf' | 'noteWithdrawal'> => ({
  async openServicesOf(requestId, now) {
    const found = await db.service.findMany({
      where: {
        requestId,
        deletedAt: null,
        OR: [{ state: { in: ['planned', 'offering'] } }, { state: 'assigned', startsAt: { gt: now } }],
      },
      orderBy: { id: 'asc' },
      select: { id: true },
    })
    return found.map(({ id }) => id)
  },

  async noteWithdrawal(requestId, withdrawalReason, withdrawalNote) {
    await db.request.update({
      where: { id: requestId },
      data: { withdrawalReason, withdrawalNote, version: { increment: 1 } },
    })
  },
})
