import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import { type AnswerOfferRows, type AnswerOutcome, againOnConflict, settleAnswer } from '../answer-offer.ts'

export interface OperatorAnswer {
  who: SignedIn
  serviceId: string
  offerId: string
  answer: 'accept' | 'decline'
}

/** The volunteer said it on the telephone to an operator, who presses for them. */
export const answerOnBehalf = (
  doors: Transactions<AnswerOfferRows>,
  occasion: Occasion,
  { who, serviceId, offerId, answer }: OperatorAnswer,
): Promise<AnswerOutcome> =>
  againOnConflict(() =>
    doors.transaction(occasion, async (tx) => {
      const offer = await tx.lockOffer(offerId)
      const service = offer?.serviceId === serviceId ? await tx.lockService(serviceId) : null
      if (!service) throw new NotFound('Questa offerta non c’è più.')
      if (!maySeePoint(who, service.listeningPointId))
        throw new NotAllowed('Questo servizio è di un altro punto d’ascolto.')
      return settleAnswer(tx, occasion, { offerId, answer, via: 'operator' })
    }),
  )
