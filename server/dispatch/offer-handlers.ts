import type { Store } from '../../adapters/postgres/store.ts'
import type { offerEndpoints } from '../../contract/offers.ts'
import { answerOnBehalf } from '../../helpline/dispatch/offers/answer-on-behalf.ts'
import { changeOfferPolicies, readOfferPolicies } from '../../helpline/dispatch/offers/edit-offer-policies.ts'
import { readService } from '../../helpline/dispatch/read-services.ts'
import type { Handlers } from '../routes.ts'
import { viewService } from '../service-view.ts'

export const offerHandlers = (store: Store): Handlers<typeof offerEndpoints> => ({
  readOfferPolicies: () => readOfferPolicies(store),

  async changeOfferPolicies({ input, occasion }) {
    await changeOfferPolicies(store, occasion, input.body)
    return readOfferPolicies(store)
  },

  async answerOffer({ input, who, occasion }) {
    const { kind, text } = await answerOnBehalf(store, occasion, { who, ...input.params, ...input.body })
    return { kind, text, service: viewService(await readService(store, { who, ...input.params }), occasion.now) }
  },
})
