import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { type AnswerOfferRows, againOnConflict, settleAnswer } from '../dispatch/answer-offer.ts'
import { type CloseByMessageRows, closeByMessage } from '../dispatch/day/close-by-message.ts'
import { unclearOfferText, unclearText, whichOneText, wrongCodeText } from '../dispatch/offer-texts.ts'
import { type ReadyByMessageRows, readyByMessage, readyReceipt, saysReady } from '../dispatch/series/return-leg.ts'
import type { MessageChannel } from '../dispatch/service-states.ts'
import {
  type AskedOffer,
  isLeavingWord,
  type ResolvedReply,
  readVolunteerReply,
  resolveReply,
  type VolunteerReply,
} from '../dispatch/volunteer-reply.ts'
import { numeroVerde } from '../territory/numero-verde.ts'

export interface ArrivedMessage {
  channel: 'sms' | 'whatsapp'
  /** E.164. */
  from: string
  body: string
  twilioSid: string
  /** Our message that this one answers, where WhatsApp says so. */
  answersSid?: string | undefined
}

/** Who writes from a number: several volunteers, or several people, may share it. */
export interface Correspondent {
  volunteerIds: string[]
  personIds: string[]
  listeningPointId: string | null
}

export interface ReceiveMessageRows extends AnswerOfferRows, ReadyByMessageRows, CloseByMessageRows {
  /** Holds the volunteers of the number, so that two of its messages are read one after the other. */
  lockCorrespondent(phoneE164: string): Promise<Correspondent>
  offersMadeTo(phoneE164: string, now: Date): Promise<AskedOffer[]>
  /** What a message of ours asked. */
  offerOfMessage(twilioSid: string): Promise<string | null>
  /** null when it had already arrived. */
  addInboundMessage(message: {
    channel: MessageChannel
    peerE164: string
    listeningPointId: string | null
    personId: string | null
    volunteerId: string | null
    twilioSid: string
    body: string
    offerId: string | null
    needsAnswer: boolean
    receivedAt: Date
  }): Promise<{ id: string; conversationId: string } | null>
  findInboundMessage(twilioSid: string): Promise<{ id: string; offerId: string | null } | null>
  flagConversation(conversationId: string): Promise<void>
  /** The one service these people were told of and have not confirmed; null if there is none, or more than one. */
  serviceToConfirm(personIds: string[], now: Date): Promise<{ id: string; listeningPointId: string } | null>
  markPersonConfirmed(serviceId: string, now: Date): Promise<void>
  addOptOut(phoneE164: string, channel: MessageChannel, now: Date): Promise<void>
}

/** A sender with a name or a short number is nobody one can answer. */
export const mayBeAnswered = (from: string): boolean => /^\+[0-9]{4,15}$/.test(from)

/** What to write back, if anything: arriving twice, a message is answered twice and counts once. */
export async function receiveMessage(
  doors: Transactions<ReceiveMessageRows>,
  occasion: Occasion,
  message: ArrivedMessage,
): Promise<string | null> {
  if (!mayBeAnswered(message.from)) return null
  return againOnConflict(() => doors.transaction(occasion, (tx) => readMessage(tx, occasion, message)))
}

async function readMessage(
  tx: ReceiveMessageRows & Change,
  occasion: Occasion,
  message: ArrivedMessage,
): Promise<string | null> {
  const correspondent = await tx.lockCorrespondent(message.from)
  const said = readVolunteerReply(message.body)
  const isReady = saysReady(message.body) && (await readyByMessage(tx, byVolunteer(occasion), correspondent))
  const isVolunteer = correspondent.volunteerIds.length > 0
  const { volunteerIds } = correspondent
  const closed = isReady ? null : await closeByMessage(tx, byVolunteer(occasion), { volunteerIds, body: message.body })
  const offers = isVolunteer ? await tx.offersMadeTo(message.from, occasion.now) : []
  const resolved = resolveReply(await namingOffer(tx, message, said, offers), offers)
  const confirms = resolved.kind === 'nothingAsked' && said.kind === 'accept'
  const confirmed = confirms ? await tx.serviceToConfirm(correspondent.personIds, occasion.now) : null
  const leaves = isLeavingWord(message.body)
  const needsAnswer = closed
    ? closed.needsPerson
    : !isReady && (leaves || (resolved.kind === 'nothingAsked' && !confirmed) || resolved.kind === 'unclear')
  const arrived = await tx.addInboundMessage({
    channel: message.channel,
    peerE164: message.from,
    twilioSid: message.twilioSid,
    body: message.body,
    listeningPointId: correspondent.listeningPointId,
    volunteerId: onlyOne(correspondent.volunteerIds),
    personId: isVolunteer ? null : onlyOne(correspondent.personIds),
    offerId: resolved.kind === 'answer' ? resolved.offerId : null,
    needsAnswer,
    receivedAt: occasion.now,
  })
  if (!arrived && isReady) return readyReceipt
  if (!arrived && closed) return closed.text
  if (!arrived) return answerAgain(tx, occasion, message, said, leaves)
  tx.announce({ topic: 'message', entityId: arrived.id, listeningPointId: correspondent.listeningPointId })
  if (needsAnswer) traceForPerson(tx, arrived.id, correspondent)
  if (isReady) return readyReceipt
  if (closed) return closed.text
  if (leaves) {
    await tx.addOptOut(message.from, message.channel, occasion.now)
    return null
  }
  if (confirmed) {
    await tx.markPersonConfirmed(confirmed.id, occasion.now)
    const { id: entityId, listeningPointId } = confirmed
    tx.trace({ action: 'service.personConfirmed', entity: 'service', entityId, listeningPointId })
    tx.announce({ topic: 'service', entityId, listeningPointId })
    return confirmedText
  }
  if (resolved.kind !== 'answer') return receiptFor(resolved)
  const { offerId, answer } = resolved
  const outcome = await settleAnswer(tx, byVolunteer(occasion), { offerId, answer, via: message.channel })
  if (outcome.needsPerson) {
    await tx.flagConversation(arrived.conversationId)
    traceForPerson(tx, arrived.id, correspondent)
  }
  return outcome.text
}

/** A button, and an answer given to one message, are about that one's offer, whatever else is open. */
async function namingOffer(
  tx: ReceiveMessageRows,
  { answersSid }: ArrivedMessage,
  said: VolunteerReply,
  offers: readonly AskedOffer[],
): Promise<VolunteerReply> {
  if (!answersSid || (said.kind !== 'accept' && said.kind !== 'decline') || said.code !== undefined) return said
  const offerId = await tx.offerOfMessage(answersSid)
  const code = offers.find((offer) => offer.offerId === offerId)?.code
  return code === undefined ? said : { ...said, code }
}

const confirmedText = `Grazie, confermato. Se cambia qualcosa chiami il Numero Verde ${numeroVerde}.`

const byVolunteer = (occasion: Occasion): Occasion => ({ ...occasion, actor: { kind: 'volunteer' } })
const onlyOne = (ids: readonly string[]): string | null => (ids.length === 1 ? (ids[0] ?? null) : null)

function traceForPerson(tx: Change, messageId: string, { listeningPointId }: Correspondent): void {
  tx.trace({ action: 'message.needsAnswer', entity: 'message', entityId: messageId, listeningPointId })
}

/** The same message again: it answers the offer it answered then, whatever has been asked since. */
async function answerAgain(
  tx: ReceiveMessageRows & Change,
  occasion: Occasion,
  message: ArrivedMessage,
  said: VolunteerReply,
  leaves: boolean,
): Promise<string | null> {
  const first = await tx.findInboundMessage(message.twilioSid)
  if (leaves || said.kind === 'courtesy') return null
  if (!first?.offerId || said.kind === 'unclear') return unclearText
  const answer = { offerId: first.offerId, answer: said.kind, via: message.channel }
  return (await settleAnswer(tx, byVolunteer(occasion), answer)).text
}

function receiptFor(resolved: Exclude<ResolvedReply, { kind: 'answer' }>): string | null {
  switch (resolved.kind) {
    case 'courtesy':
      return null
    case 'whichOne':
      return whichOneText(resolved.codes)
    case 'wrongCode':
      return wrongCodeText(resolved.codes)
    case 'unclear':
      return unclearOfferText(resolved.codes)
    case 'nothingAsked':
      return unclearText
  }
}
