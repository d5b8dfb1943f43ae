import type { Prisma } from '../../generated/prisma/client.ts'
import type { NumberLimitRecord, NumberLimitRows } from '../../helpline/calls/limits/limit-number.ts'
import { numeroVerde } from '../../helpline/territory/numero-verde.ts'
import { isReachable, parsePhoneNumber } from '../../helpline/territory/phone-numbers.ts'
import type { Db } from './database.ts'

const MOST_LISTED = 300

const ownTollFree = parsePhoneNumber(numeroVerde)
const isNumeroVerde = (e164: string): boolean => isReachable(ownTollFree) && ownTollFree.e164 === e164

const limitSelect = {
  id: true,
  e164: true,
  reason: true,
  fromAt: true,
  untilAt: true,
  liftedAt: true,
  needsApproval: true,
  operatorId: true,
  approvedById: true,
  operator: { select: { name: true } },
  approvedBy: { select: { name: true } },
} satisfies Prisma.NumberLimitSelect

const toRecord = ({
  operator,
  approvedBy,
  ...row
}: Prisma.NumberLimitGetPayload<{ select: typeof limitSelect }>): NumberLimitRecord => ({
  ...row,
  operatorName: operator.name,
  approvedByName: approvedBy?.name ?? null,
})

export const numberLimitReads = (db: Db) => ({
  /** Not lifted and not over, longest first: what `isLimited` asks for. */
  async listLimitsOf(e164: string, now: Date): Promise<NumberLimitRecord[]> {
    const rows = await db.numberLimit.findMany({
      where: { e164, untilAt: { gt: now }, liftedAt: null },
      orderBy: [{ untilAt: 'desc' }, { id: 'asc' }],
      select: limitSelect,
    })
    return rows.map(toRecord)
  },

  /** Those that still run first, then the others, latest first. */
  async listNumberLimits(now: Date): Promise<NumberLimitRecord[]> {
    const running = { untilAt: { gt: now }, liftedAt: null }
    const [current, over] = await Promise.all([
      db.numberLimit.findMany({ where: running, orderBy: { untilAt: 'asc' }, take: MOST_LISTED, select: limitSelect }),
      db.numberLimit.findMany({
        where: { NOT: running },
        orderBy: { fromAt: 'desc' },
        take: MOST_LISTED,
        select: limitSelect,
      }),
    ])
    return [...current, ...over].map(toRecord)
  },

  async findLimit(limitId: string): Promise<NumberLimitRecord | null> {
    const row = await db.numberLimit.findUnique({ where: { id: limitId }, select: limitSelect })
    return row ? toRecord(row) : null
  },

  async isOurNumber(e164: string): Promise<boolean> {
    if (isNumeroVerde(e164)) return true
    const [row] = await db.$queryRaw<{ ours: boolean }[]>`
      SELECT EXISTS (SELECT 1 FROM listening_point WHERE ${e164} = ANY(fixed_phones))
        OR EXISTS (SELECT 1 FROM local_association WHERE phone_e164 = ${e164})
        OR EXISTS (SELECT 1 FROM operator WHERE phone_e164 = ${e164}) AS ours`
    return row?.ours ?? false
  },
})

export const numberLimitWrites = (
  db: Db,
): Omit<NumberLimitRows, keyof ReturnType<typeof numberLimitReads> | 'findCallers'> => ({
  async lockNumber(e164) {
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`limit ${e164}`}, 0))`
  },

  async addLimit(limit) {
    await db.numberLimit.createMany({ data: [limit], skipDuplicates: true })
  },

  async updateLimit(limitId, change) {
    await db.numberLimit.update({ where: { id: limitId }, data: change, select: { id: true } })
  },
})
