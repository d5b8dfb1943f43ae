import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { JobName } from '../../helpline/changes/jobs.ts'
import { listen } from './live-event-rows.ts'

export interface WaitingWish {
  id: string
  name: JobName
  runAt: Date
  /** Every other job goes before it. */
  canWait: boolean
}

/** The outbox as the workers see it. */
export function jobWishes(prisma: PrismaClient, url: string) {
  return {
    /** `wake` runs at every (re)connection and whenever something has been asked. */
    onAsked: (wake: () => Promise<void>): Promise<{ stop(): Promise<void> }> => listen(url, 'job_wish', wake),

    /**
     * Wishes to hand to the queue: those never handed over, and those whose job should have run by `lostBefore` and did not.
     * SKIP LOCKED lets several workers relay at once. A demo's clock goes back at every start: what was asked for at once
     * does not wait until it is that late again.
     */
    takeForRelay: (now: Date, lostBefore: Date, limit: number): Promise<WaitingWish[]> =>
      prisma.$queryRaw<WaitingWish[]>`
        UPDATE job_wish SET enqueued_at = ${now}
        WHERE id IN (
          SELECT id FROM job_wish
          WHERE done_at IS NULL AND failed_at IS NULL
            AND (enqueued_at IS NULL OR (run_at < ${lostBefore} AND enqueued_at < ${lostBefore}))
          ORDER BY run_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING id, name, payload->>'lane' IS NOT DISTINCT FROM 'common' AS "canWait", CASE WHEN run_at <= created_at THEN LEAST(run_at, ${now}) ELSE run_at END AS "runAt"`,

    /** Taken, but the queue could not be reached: the next relay takes them again. */
    giveBack: async (ids: string[]): Promise<void> => {
      await prisma.jobWish.updateMany({ where: { id: { in: ids }, doneAt: null }, data: { enqueuedAt: null } })
    },

    find: (id: string) =>
      prisma.jobWish.findUnique({
        where: { id },
        select: {
          id: true,
          name: true,
          payload: true,
          runAt: true,
          createdAt: true,
          doneAt: true,
          failedAt: true,
          failures: true,
        },
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

    countFailed: (): Promise<number> => prisma.jobWish.count({ where: { failedAt: { not: null } } }),

    /** The oldest wish whose time has come, for whoever works without a queue. */
    nextDue: (now: Date) =>
      prisma.jobWish.findFirst({
        where: { doneAt: null, failedAt: null, runAt: { lte: now } },
        orderBy: [{ runAt: 'asc' }, { id: 'asc' }],
        select: { id: true, name: true },
      }),

    pruneDone: (before: Date) => prisma.jobWish.deleteMany({ where: { doneAt: { lt: before } } }),
  }
}
