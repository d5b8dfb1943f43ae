import type { Prisma } from '../../generated/prisma/client.ts'
import type { OperatorReads } from '../../helpline/access/keep-operators.ts'
import type { OperatorRecord } from '../../helpline/access/operator-keeping.ts'
import type { Db } from './database.ts'

const recordSelect = {
  id: true,
  email: true,
  name: true,
  role: true,
  phoneE164: true,
  active: true,
  version: true,
  points: {
    select: { point: { select: { id: true, name: true, active: true } } },
    orderBy: { point: { name: 'asc' } },
  },
} satisfies Prisma.OperatorSelect

const toRecord = ({
  id,
  points,
  ...operator
}: Prisma.OperatorGetPayload<{ select: typeof recordSelect }>): OperatorRecord => ({
  ...operator,
  operatorId: id,
  points: points.map(({ point }) => point),
})

export const operatorReads = (db: Db) =>
  ({
    async listOperatorRecords(listeningPointIds) {
      const found = await db.operator.findMany({
        where: listeningPointIds ? { points: { some: { listeningPointId: { in: [...listeningPointIds] } } } } : {},
        orderBy: [{ active: 'desc' }, { name: 'asc' }, { email: 'asc' }],
        select: recordSelect,
      })
      return found.map(toRecord)
    },

    async findOperatorRecord(operatorId) {
      const found = await db.operator.findUnique({ where: { id: operatorId }, select: recordSelect })
      return found ? toRecord(found) : undefined
    },

    async isEmailTaken(email: string, exceptOperatorId: string | null) {
      const found = await db.operator.findUnique({ where: { email }, select: { id: true } })
      return found !== null && found.id !== exceptOperatorId
    },

    async listActivePointIds(listeningPointIds: readonly string[]) {
      const where = { id: { in: [...listeningPointIds] }, active: true }
      return (await db.listeningPoint.findMany({ where, select: { id: true } })).map(({ id }) => id)
    },
  }) satisfies OperatorReads & Record<string, unknown>

export const operatorWrites = (db: Db) => ({
  async setOperatorActive(id: string, active: boolean): Promise<void> {
    await db.operator.update({ where: { id }, data: { active, version: { increment: 1 } } })
  },

  async signOutEverywhere(operatorId: string): Promise<void> {
    await db.session.deleteMany({ where: { operatorId } })
    await db.presence.deleteMany({ where: { operatorId } })
  },
})
