import type { Store } from '../../adapters/postgres/store.ts'
import type { AidView, aidEndpoints } from '../../contract/aids.ts'
import { type Aid, isOverdue } from '../../helpline/dispatch/paperwork/aid-records.ts'
import {
  lendAid,
  listAids,
  prolongLoan,
  readAid,
  returnAid,
  saveAid,
} from '../../helpline/dispatch/paperwork/lend-aid.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import type { Handlers } from '../routes.ts'

const viewAid = (aid: Aid, now: Date): AidView => ({
  ...aid,
  loans: aid.loans.map((loan) => ({ ...loan, isOverdue: isOverdue(loan, romeDate(now)) })),
})

export const aidHandlers = (store: Store): Handlers<typeof aidEndpoints> => ({
  listAids: async ({ who, occasion }) =>
    (await listAids(store, occasion, who)).map((aid) => viewAid(aid, occasion.now)),

  readAid: async ({ input, who, occasion }) => viewAid(await readAid(store, { who, ...input.params }), occasion.now),

  saveAid: async ({ input, who, occasion }) =>
    viewAid(await saveAid(store, occasion, { who, ...input.params, ...input.body }), occasion.now),

  lendAid: async ({ input, who, occasion }) =>
    viewAid(await lendAid(store, occasion, { who, ...input.params, ...input.body }), occasion.now),

  prolongLoan: async ({ input, who, occasion }) =>
    viewAid(await prolongLoan(store, occasion, { who, ...input.params, ...input.body }), occasion.now),

  returnAid: async ({ input, who, occasion }) =>
    viewAid(await returnAid(store, occasion, { who, ...input.params, ...input.body }), occasion.now),
})
