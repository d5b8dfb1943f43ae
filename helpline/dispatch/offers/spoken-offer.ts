import type { Occasion, Transactions } from '../../changes/change.ts'
import { type AnswerOfferRows, againOnConflict, settleAnswer } from '../answer-offer.ts'
import { coveredText, notNeededText, spokenOfferText } from '../offer-texts.ts'
import { isOpenService } from '../service-records.ts'

export interface SpokenOffer {
  offerId: string
  conversationId: string
  body: string
}

export interface SpokenOfferRows extends AnswerOfferRows {
  /** Something a person must see to. */
  flagConversation(conversationId: string): Promise<void>
  /** They have heard of the service as it stands now. */
  noteAsked(offerId: string): Promise<void>
}

/** What a volunteer's telephone says next. */
export type SpokenOfferStep =
  /** 1 is yes, 2 is no; `isTheirs`: they have said yes already, and hear of it again. */
  { kind: 'ask'; text: string; isTheirs: boolean } | { kind: 'inform'; text: string }

/** Somebody, or a machine, has answered: being heard is no answer. */
export async function serveSpokenOffer(
  doors: Transactions<SpokenOfferRows>,
  occasion: Occasion,
  { offerId, body }: SpokenOffer,
): Promise<SpokenOfferStep> {
  return doors.transaction(occasion, async (tx) => {
    const offer = await tx.lockOffer(offerId)
    const service = offer && (await tx.lockService(offer.serviceId))
    if (!offer || !service || service.startsAt <= occasion.now) return { kind: 'inform', text: notNeededText }
    if (service.state === 'assigned' && service.volunteerId === offer.volunteerId) {
      return { kind: 'ask', text: body, isTheirs: true }
    }
    const asked = isOpenService(service) && (await tx.serviceToOffer(service.id))
    if (asked) {
      await tx.noteAsked(offer.id)
      return { kind: 'ask', text: spokenOfferText(asked), isTheirs: false }
    }
    return { kind: 'inform', text: service.state === 'assigned' ? coveredText : notNeededText }
  })
}

/** 1 says yes, 2 says no; anything else hears it once more. */
export async function answerSpokenOffer(
  doors: Transactions<SpokenOfferRows>,
  occasion: Occasion,
  message: SpokenOffer,
  digit: string,
): Promise<SpokenOfferStep> {
  const { offerId, conversationId } = message
  if (digit !== '1' && digit !== '2') return serveSpokenOffer(doors, occasion, message)
  const byVolunteer: Occasion = { ...occasion, actor: { kind: 'volunteer' } }
  return againOnConflict(() =>
    doors.transaction(byVolunteer, async (tx) => {
      const answer = digit === '1' ? 'accept' : 'decline'
      const outcome = await settleAnswer(tx, byVolunteer, { offerId, answer, via: 'voice' })
      if (outcome.needsPerson) await tx.flagConversation(conversationId)
      return { kind: 'inform', text: outcome.text }
    }),
  )
}
