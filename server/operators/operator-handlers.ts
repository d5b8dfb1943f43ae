import { hashPassword, newPassword } from '../../adapters/password.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import type { OperatorView, operatorEndpoints } from '../../contract/operators.ts'
import {
  addOperator,
  changeOperator,
  listOperators,
  renewPassword,
  setOperatorActive,
} from '../../helpline/access/keep-operators.ts'
import { mayKeep, type OperatorRecord } from '../../helpline/access/operator-keeping.ts'
import type { SignedIn } from '../../helpline/access/permissions.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import type { Handlers } from '../routes.ts'

const done = (): null => null

const viewOperator = (record: OperatorRecord, who: SignedIn): OperatorView => ({
  ...record,
  id: record.operatorId,
  phone: record.phoneE164 && formatPhone(record.phoneE164),
  mayChange: mayKeep(who, record),
})

export const operatorHandlers = (store: Store): Handlers<typeof operatorEndpoints> => {
  const doors = { ...store, newPassword, hashPassword }
  return {
    listOperators: async ({ who }) => (await listOperators(store, { who })).map((record) => viewOperator(record, who)),

    addOperator: ({ input, who, occasion }) => addOperator(doors, occasion, { who, details: input.body }),

    changeOperator: ({ input: { params, body }, who, occasion }) => {
      const { version, ...details } = body
      return changeOperator(store, occasion, { who, ...params, version, details }).then(done)
    },

    setOperatorActive: ({ input: { params, body }, who, occasion }) =>
      setOperatorActive(store, occasion, { who, ...params, ...body }).then(done),

    renewPassword: async ({ input: { params }, who, occasion }) => ({
      password: await renewPassword(doors, occasion, { who, ...params }),
    }),
  }
}
