import type { Store } from '../../adapters/postgres/store.ts'
import type { ReachedNumberView, reachingEndpoints } from '../../contract/reaching.ts'
import { confirmNumber } from '../../helpline/reaching/learnt-number.ts'
import { numberKindOf } from '../../helpline/reaching/number-kind.ts'
import { type ReachedNumber, readReaching, takeDownRefusal } from '../../helpline/reaching/refusals.ts'
import { closeUndelivered, readUndelivered } from '../../helpline/reaching/undelivered.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import type { Handlers } from '../routes.ts'

const view = (numbers: readonly ReachedNumber[]): ReachedNumberView[] =>
  numbers.map(({ said, ...number }) => ({
    ...number,
    number: formatPhone(number.e164),
    kind: numberKindOf(number.e164),
    said: said.map((word) => ({ ...word, at: word.at.toISOString() })),
  }))

export const reachingHandlers = (store: Store): Handlers<typeof reachingEndpoints> => ({
  readPersonReaching: async ({ input: { params: of }, who }) => view(await readReaching(store, { who, of })),
  readVolunteerReaching: async ({ input: { params: of }, who }) => view(await readReaching(store, { who, of })),

  async takeDownPersonRefusal({ input: { params, body }, who, occasion }) {
    const { refusalId, ...of } = params
    await takeDownRefusal(store, occasion, { ...body, who, refusalId, of })
    return view(await readReaching(store, { who, of }))
  },

  async takeDownVolunteerRefusal({ input: { params, body }, who, occasion }) {
    const { refusalId, ...of } = params
    await takeDownRefusal(store, occasion, { ...body, who, refusalId, of })
    return view(await readReaching(store, { who, of }))
  },

  async confirmPersonNumber({ input: { params: of, body }, who, occasion }) {
    await confirmNumber(store, occasion, { ...body, who, of })
    return view(await readReaching(store, { who, of }))
  },

  async confirmVolunteerNumber({ input: { params: of, body }, who, occasion }) {
    await confirmNumber(store, occasion, { ...body, who, of })
    return view(await readReaching(store, { who, of }))
  },

  async listUndelivered({ who, occasion: { now } }) {
    const [items, stop] = await Promise.all([readUndelivered(store, now, { who }), store.sendingStoppedSince()])
    return {
      stoppedSince: stop?.toISOString() ?? null,
      items: items.map(({ e164, startsAt, createdAt, ...item }) => ({
        ...item,
        phone: e164 ? { e164, text: formatPhone(e164) } : null,
        startsAt: startsAt?.toISOString() ?? null,
        createdAt: createdAt.toISOString(),
      })),
    }
  },

  async closeUndelivered({ input: { params, body }, who, occasion }) {
    await closeUndelivered(store, occasion, { ...params, ...body, who })
    return {}
  },
})
