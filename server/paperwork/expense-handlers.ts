import type { Store } from '../../adapters/postgres/store.ts'
import type { ExpenseView, expenseEndpoints } from '../../contract/expenses.ts'
import { claimExpense, listExpenses, settleExpense } from '../../helpline/dispatch/paperwork/claim-expense.ts'
import { type Expense, expenseState } from '../../helpline/dispatch/paperwork/expense-rules.ts'
import type { Handlers } from '../routes.ts'

const viewExpense = (expense: Expense): ExpenseView => ({ ...expense, state: expenseState(expense) })

export const expenseHandlers = (store: Store): Handlers<typeof expenseEndpoints> => ({
  listExpenses: async ({ input, who }) =>
    (await listExpenses(store, { who, monthOn: `${input.query.month}-01` })).map(viewExpense),

  claimExpense: async ({ input, who, occasion }) =>
    viewExpense(await claimExpense(store, occasion, { who, ...input.params, ...input.body })),

  approveExpense: async ({ input, who, occasion }) =>
    viewExpense(await settleExpense(store, occasion, { who, ...input.params, settlement: { to: 'approved' } })),

  refuseExpense: async ({ input, who, occasion }) =>
    viewExpense(
      await settleExpense(store, occasion, { who, ...input.params, settlement: { to: 'refused', ...input.body } }),
    ),

  payExpense: async ({ input, who, occasion }) =>
    viewExpense(await settleExpense(store, occasion, { who, ...input.params, settlement: { to: 'paid' } })),
})
