import { z } from 'zod'
import { expenseStates } from '../helpline/dispatch/paperwork/expense-rules.ts'
import { day, endpoints, id, nothing, shortText } from './endpoint.ts'

export const expenseView = z.object({
  id,
  volunteerId: id,
  volunteerName: z.string(),
  associationName: z.string(),
  serviceId: id.nullable(),
  incurredOn: day,
  amountCents: z.int(),
  description: z.string(),
  selfCertified: z.boolean(),
  document: z.string().nullable(),
  state: z.enum(expenseStates),
  approvedByName: z.string().nullable(),
  refusedReason: z.string().nullable(),
})
export type ExpenseView = z.infer<typeof expenseView>

const expense = z.object({ expenseId: id })
const LARGEST_CENTS = 5_000_00
export const expenseAmount = z
  .int('Scriva l’importo.')
  .min(1, 'Scriva l’importo.')
  .max(LARGEST_CENTS, 'Controlli l’importo: è troppo grande.')
export const expenseDescription = shortText.min(1, 'Scriva per che cosa.')

export const expenseEndpoints = endpoints({
  listExpenses: {
    method: 'GET',
    path: '/expenses',
    guard: 'expense:settle',
    summary: 'What volunteers spent in a month, by volunteer',
    query: z.object({ month: z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, 'Scelga un mese.') }),
    answer: z.array(expenseView),
  },
  claimExpense: {
    method: 'PUT',
    path: '/expenses/:expenseId',
    guard: 'expense:settle',
    summary:
      'Writes down an expense under an id the console chose: with its receipt, or declared within the legal ceiling',
    params: expense,
    body: z.object({
      volunteerId: id,
      serviceId: id.nullable().default(null),
      incurredOn: day,
      amountCents: expenseAmount,
      description: expenseDescription,
      selfCertified: z.boolean(),
      document: shortText.nullable().default(null),
    }),
    answer: expenseView,
  },
  approveExpense: {
    method: 'POST',
    path: '/expenses/:expenseId/approve',
    guard: 'expense:settle',
    summary: 'It may be paid back',
    params: expense,
    body: nothing,
    answer: expenseView,
  },
  refuseExpense: {
    method: 'POST',
    path: '/expenses/:expenseId/refuse',
    guard: 'expense:settle',
    summary: 'It is not paid back, and why',
    params: expense,
    body: z.object({ reason: shortText.min(3, 'Scriva il motivo, in poche parole.') }),
    answer: expenseView,
  },
  payExpense: {
    method: 'POST',
    path: '/expenses/:expenseId/pay',
    guard: 'expense:settle',
    summary: 'It was paid back',
    params: expense,
    body: nothing,
    answer: expenseView,
  },
})
