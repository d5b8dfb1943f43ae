import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { JobName } from '../../helpline/changes/jobs.ts'

export interface WaitingWish {
  id: string
  name: JobName
  runAt: Date
}

/** The outbox as the workers see it. */
export function jobWishes(prisma: PrismaClient) {
  return {
    /**
     * Wishes to hand to the queue: those never handed over, and those whose job should have run by `lostBefore` and did not.
     * SKIP LOCKED lets several workers relay at once.
     */
    takeForRelay: (now: Date, lostBefore: Date, limit: number): Promise<WaitingWish[]> =>
      prisma.$queryRaw<WaitingWish[]>`
        UPDATE job_wish SET enqueued_at = ${now}
        WHERE id IN (
          SELECT id FROM job_wish
          WHERE done_at IS NULL AND failed_at IS NULL
            AND (enqueued_at IS NULL OR (run_at < ${lostBefore} AND enqueued_at < ${lostBefore}))
          ORDER BY run_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING id, name, run_at AS "runAt"`,

    find: (id: string) =>
      prisma.jobWish.findUnique({
        where: { id },
        select: { id: true, name: true, payload: true, runAt: true, doneAt: true, failedAt: true },
      }),

    markDone: async (id: string, now: Date): Promise<void> => {
      await prisma.jobWish.updateMany({ where: { id, doneAt: null }, data: { doneAt: now, lastError: null } })
    },

    /** `final` gives the wish up: somebody must look at it. */
    markFailure: async (id: string, error: string, now: Date, final: boolean): Promise<void> => {
      await prisma.jobWish.update({
        where: { id },
        data: { failures: { increment: 1 }, lastError: error, ...(final ? { failedAt: now } : {}) },
      })
    },

    countWaiting: (now: Date): Promise<number> =>
      prisma.jobWish.count({ where: { doneAt: null, failedAt: null, runAt: { lte: now } } }),

    pruneDone: (before: Date) => prisma.jobWish.deleteMany({ where: { doneAt: { lt: before } } }),
  }
}
