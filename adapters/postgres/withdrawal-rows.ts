import type { RefuseRows } from '../../helpline/dispatch/withdrawal/refuse-request.ts'
import type { TakeBackRows } from '../../helpline/dispatch/withdrawal/take-back-refusal.ts'
import type { WithdrawRows } from '../../helpline/dispatch/withdrawal/withdraw-request.ts'
import type { Db } from './database.ts'

export const withdrawalWrites = (
  db: Db,
): Pick<
  WithdrawRows & RefuseRows & TakeBackRows,
  'openServicesOf' | 'noteWithdrawal' | 'refuseRequest' | 'reopenRequest'
> => ({
  async openServicesOf(requestId, now) {
    const found = await db.service.findMany({
      where: {
        requestId,
        deletedAt: null,
        OR: [
          { state: { in: ['planned', 'offering'] } },
          { state: 'assigned', startsAt: { gt: now } },
          { state: 'assigned', calledUntil: { not: null }, readyAt: null },
        ],
      },
      orderBy: { id: 'asc' },
      select: { id: true },
    })
    return found.map(({ id }) => id)
  },

  async refuseRequest(requestId, { cause, referredTo, personId, now }) {
    await db.request.update({
      where: { id: requestId },
      data: { state: 'unmet', unmetCause: cause, referredTo, personId, closedAt: now, version: { increment: 1 } },
    })
  },

  async reopenRequest(requestId) {
    await db.request.update({
      where: { id: requestId },
      data: { state: 'open', unmetCause: null, referredTo: null, closedAt: null, version: { increment: 1 } },
    })
  },

  async noteWithdrawal(requestId, withdrawalReason, withdrawalNote) {
    await db.request.update({
      where: { id: requestId },
      data: { withdrawalReason, withdrawalNote, version: { increment: 1 } },
    })
  },
})
