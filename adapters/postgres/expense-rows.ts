import type { Prisma } from '../../generated/prisma/client.ts'
import type { ExpenseReads, ExpenseRows } from '../../helpline/dispatch/paperwork/claim-expense.ts'
import type { Expense } from '../../helpline/dispatch/paperwork/expense-rules.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import { addMonths } from '../../helpline/reports/report-period.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'

const whole = {
  volunteer: {
    select: { firstName: true, lastName: true, association: { select: { name: true, listeningPointId: true } } },
  },
  approvedBy: { select: { name: true } },
} satisfies Prisma.ExpenseInclude

function toExpense({ volunteer, approvedBy, ...row }: Prisma.ExpenseGetPayload<{ include: typeof whole }>): Expense {
  const { recordedAt: _recordedAt, approvedById: _approvedById, ...rest } = row
  return {
    ...rest,
    volunteerName: fullName(volunteer),
    associationName: volunteer.association.name,
    listeningPointId: volunteer.association.listeningPointId,
    incurredOn: fromDateColumn(row.incurredOn),
    approvedByName: approvedBy?.name ?? null,
  }
}

export const expenseReads = (db: Db) =>
  ({
    async listExpenses({ listeningPointIds, monthOn }) {
      const rows = await db.expense.findMany({
        where: {
          incurredOn: { gte: toDateColumn(monthOn), lt: toDateColumn(addMonths(monthOn, 1)) },
          ...(listeningPointIds && {
            volunteer: { association: { listeningPointId: { in: [...listeningPointIds] } } },
          }),
        },
        include: whole,
        orderBy: [
          { volunteer: { lastName: 'asc' } },
          { volunteer: { firstName: 'asc' } },
          { volunteerId: 'asc' },
          { incurredOn: 'asc' },
          { id: 'asc' },
        ],
      })
      return rows.map(toExpense)
    },

    async findExpense(id) {
      const row = await db.expense.findUnique({ where: { id }, include: whole })
      return row && toExpense(row)
    },
  }) satisfies ExpenseReads

export const expenseWrites = (db: Db): Omit<ExpenseRows, keyof ExpenseReads> => ({
  async holdVolunteer(volunteerId) {
    const [row] = await db.$queryRaw<{ point: string | null; started_on: Date }[]>`
      SELECT a.listening_point_id AS point, v.started_on FROM volunteer v
        JOIN local_association a ON a.id = v.local_association_id
      WHERE v.id = ${volunteerId}::uuid FOR NO KEY UPDATE OF v`
    return row ? { listeningPointId: row.point, startedOn: fromDateColumn(row.started_on) } : null
  },

  async declaredWithoutReceipt(volunteerId, day) {
    const [row] = await db.$queryRaw<{ day: number; month: number }[]>`
      SELECT coalesce(sum(amount_cents) FILTER (WHERE incurred_on = ${day}::date), 0)::int AS day,
        coalesce(sum(amount_cents), 0)::int AS month
      FROM expense WHERE volunteer_id = ${volunteerId}::uuid AND self_certified AND refused_at IS NULL
        AND date_trunc('month', incurred_on) = date_trunc('month', ${day}::date)`
    return { dayCents: row?.day ?? 0, monthCents: row?.month ?? 0 }
  },

  async isServiceOf(id, volunteerId) {
    return (await db.service.count({ where: { id, volunteerId, deletedAt: null } })) > 0
  },

  async addExpense(id, { incurredOn, ...expense }, now) {
    const data = [{ id, ...expense, incurredOn: toDateColumn(incurredOn), recordedAt: now }]
    return (await db.expense.createMany({ data, skipDuplicates: true })).count > 0
  },

  async settleExpense(id, change) {
    await db.expense.update({ where: { id }, data: change, select: { id: true } })
  },
})
