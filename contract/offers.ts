import { z } from 'zod'
import { answerOutcomes } from '../helpline/dispatch/offers/answer-outcomes.ts'
import { POLICY_LIMITS } from '../helpline/dispatch/offers/edit-offer-policies.ts'
import { serviceView } from './dispatch.ts'
import { endpoints, id } from './endpoint.ts'

const within = ({ least, most }: { least: number; most: number }) => {
  const sentence = `Scriva un numero intero da ${least} a ${most}.`
  return z.int(sentence).min(least, sentence).max(most, sentence)
}

export const offerPolicy = z.object({
  fromHoursLeft: within(POLICY_LIMITS.fromHoursLeft),
  waveSize: within(POLICY_LIMITS.waveSize),
  waveMinutes: within(POLICY_LIMITS.waveMinutes),
})
export type OfferPolicyView = z.infer<typeof offerPolicy>
const policies = z.array(offerPolicy).max(POLICY_LIMITS.policies.most, 'Sono troppe regole.')

export const offerEndpoints = endpoints({
  readOfferPolicies: {
    method: 'GET',
    path: '/offer-policies',
    guard: 'service:read',
    summary: 'How volunteers are asked, by the hours left to the start, the furthest first',
    answer: policies,
  },
  changeOfferPolicies: {
    method: 'PUT',
    path: '/offer-policies',
    guard: 'offerPolicy:write',
    summary: 'Changes how volunteers are asked, all rules at once; `seen` are those one was looking at',
    body: z.object({ policies, seen: policies }),
    answer: policies,
  },
  answerOffer: {
    method: 'POST',
    path: '/services/:serviceId/offers/:offerId/answer',
    guard: 'offer:answer',
    summary: 'Writes down what the volunteer said on the telephone; answers with the words to tell them',
    params: z.object({ serviceId: id, offerId: id }),
    body: z.object({ answer: z.enum(['accept', 'decline']) }),
    answer: z.object({ kind: z.enum(answerOutcomes), text: z.string(), service: serviceView }),
  },
})
