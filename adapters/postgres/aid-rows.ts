import type { Prisma } from '../../generated/prisma/client.ts'
import { type Aid, isOverdue, openLoan } from '../../helpline/dispatch/paperwork/aid-records.ts'
import type { AidReads, AidRows } from '../../helpline/dispatch/paperwork/lend-aid.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'
import { isoDate } from './territory-rows.ts'

const whole = {
  association: { select: { name: true, listeningPointId: true } },
  loans: {
    include: { person: { select: { firstName: true, lastName: true } } },
    orderBy: [{ lentOn: 'desc' }, { id: 'desc' }],
  },
} satisfies Prisma.AidInclude

const toAid = ({ association, loans, ...row }: Prisma.AidGetPayload<{ include: typeof whole }>): Aid => ({
  ...row,
  associationName: association.name,
  listeningPointId: association.listeningPointId,
  loans: loans.map(({ id, personId, person, lentOn, dueOn, returnedOn }) => ({
    id,
    personId,
    personName: fullName(person),
    lentOn: fromDateColumn(lentOn),
    dueOn: isoDate(dueOn),
    returnedOn: isoDate(returnedOn),
  })),
})

export const aidReads = (db: Db) =>
  ({
    async listAids(listeningPointIds, today) {
      const rows = await db.aid.findMany({
        where: listeningPointIds ? { association: { listeningPointId: { in: [...listeningPointIds] } } } : {},
        include: whole,
        orderBy: { code: 'asc' },
      })
      const rank = (aid: Aid): number => {
        const loan = openLoan(aid)
        return loan ? (isOverdue(loan, today) ? 0 : 1) : 2
      }
      return rows.map(toAid).sort((a, b) => rank(a) - rank(b))
    },

    async findAid(id) {
      const row = await db.aid.findUnique({ where: { id }, include: whole })
      return row && toAid(row)
    },

    pointOfAssociation: (id) => db.localAssociation.findUnique({ where: { id }, select: { listeningPointId: true } }),
  }) satisfies AidReads

export const aidWrites = (db: Db): Omit<AidRows, keyof AidReads | 'personExists'> => ({
  async lockAid(aidId) {
    await db.$queryRaw`SELECT 1 FROM aid WHERE id = ${aidId}::uuid FOR UPDATE`
  },

  async addAid(id, fields) {
    return (await db.aid.createMany({ data: [{ id, ...fields }], skipDuplicates: true })).count > 0
  },

  async changeAid(id, change) {
    return (await db.aid.updateMany({ where: { id }, data: { ...change, version: { increment: 1 } } })).count > 0
  },

  async aidWithCode(code) {
    return (await db.aid.findUnique({ where: { code }, select: { id: true } }))?.id ?? null
  },

  async addLoan(aidId, { personId, lentOn, dueOn }) {
    await db.aidLoan.create({
      data: { aidId, personId, lentOn: toDateColumn(lentOn), dueOn: dueOn && toDateColumn(dueOn) },
      select: { id: true },
    })
  },

  async changeLoan(id, { dueOn, returnedOn }) {
    await db.aidLoan.update({
      where: { id },
      data: {
        ...(dueOn !== undefined && { dueOn: dueOn && toDateColumn(dueOn) }),
        ...(returnedOn !== undefined && { returnedOn: toDateColumn(returnedOn) }),
      },
      select: { id: true },
    })
  },
})
