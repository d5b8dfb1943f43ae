import type { Store } from '../../adapters/postgres/store.ts'
import type { NumberLimitView, numberLimitEndpoints } from '../../contract/number-limits.ts'
import { approveLimit, isKnownNumber, liftLimit, limitNumber } from '../../helpline/calls/limits/limit-number.ts'
import { limitState } from '../../helpline/calls/limits/number-limit.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import type { Handlers } from '../routes.ts'

export const numberLimitHandlers = (store: Store): Handlers<typeof numberLimitEndpoints> => {
  async function list(now: Date): Promise<NumberLimitView[]> {
    const limits = await store.listNumberLimits(now)
    const callers = await store.findCallers([...new Set(limits.map(({ e164 }) => e164))])
    return limits.map((limit) => ({
      id: limit.id,
      number: formatPhone(limit.e164),
      reason: limit.reason,
      state: limitState(limit, isKnownNumber(callers, limit.e164), now),
      fromAt: limit.fromAt.toISOString(),
      untilAt: limit.untilAt.toISOString(),
      liftedAt: limit.liftedAt?.toISOString() ?? null,
      operator: { id: limit.operatorId, name: limit.operatorName },
      approvedByName: limit.approvedByName,
      people: (callers.get(limit.e164)?.candidates ?? []).map(({ person }) => ({
        id: person.id,
        name: fullName(person),
      })),
    }))
  }

  return {
    listNumberLimits: ({ occasion }) => list(occasion.now),

    async limitNumber({ input: { params, body }, who, occasion }) {
      await limitNumber(store, occasion, { ...params, ...body, who })
      return list(occasion.now)
    },

    async approveNumberLimit({ input: { params }, who, occasion }) {
      await approveLimit(store, occasion, { ...params, who })
      return list(occasion.now)
    },

    async liftNumberLimit({ input: { params }, occasion }) {
      await liftLimit(store, occasion, params)
      return list(occasion.now)
    },
  }
}
