import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { type AnswerOfferRows, againOnConflict, settleAnswer } from '../dispatch/answer-offer.ts'
import { type CloseByMessageRows, type ClosedByMessage, closeByMessage } from '../dispatch/day/close-by-message.ts'
import { unclearOfferText, unclearText, whichOneText, wrongCodeText } from '../dispatch/offer-texts.ts'
import {
  type ReadyByMessageRows,
  readyByMessage,
  readyReceipt,
  saysOwnEnd,
  saysReady,
} from '../dispatch/series/return-leg.ts'
import {
  type AskedOffer,
  type ResolvedReply,
  readVolunteerReply,
  resolveReply,
  type VolunteerReply,
} from '../dispatch/volunteer-reply.ts'
import { heardFromNumber, type LearntRows } from '../reaching/learnt-number.ts'
import { isTwilioWord, saidOfMessages } from '../reaching/leaving-words.ts'
import { type MessageChannel, writtenChannels } from '../reaching/message-channel.ts'
import { type RefusalRows, recordRefusal } from '../reaching/refusals.ts'
import { numeroVerde } from '../territory/numero-verde.ts'
import { giveReply, type ReplyRows, replyToUnread } from './conversations/automatic-reply.ts'
import { type Correspondent, onlyOne, type WhoseRows, whoReads, whoWrites } from './conversations/whose-conversation.ts'
import { type ArrivedMedia, addArrivedMedia, type MediaArrivalRows } from './media/media-arrival.ts'

export interface ArrivedMessage {
  channel: 'sms' | 'whatsapp'
  /** E.164. */
  from: string
  body: string
  twilioSid: string
  /** Our message that this one answers, where WhatsApp says so. */
  answersSid?: string | undefined
  /** What Twilio took it for: STOP, START. */
  optOutType?: string | undefined
  media?: readonly ArrivedMedia[]
}

export interface ReceiveMessageRows
  extends MediaArrivalRows,
    AnswerOfferRows,
    ReadyByMessageRows,
    CloseByMessageRows,
    WhoseRows,
    ReplyRows,
    RefusalRows,
    Pick<LearntRows, 'forgetLearnt'> {
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
  /** One that has arrived already, and what was answered to it. */
  findInboundMessage(twilioSid: string): Promise<{ autoReply: string | null } | null>
  flagConversation(conversationId: string): Promise<void>
  /** The one service these people were told of and have not confirmed; null if there is none, or more than one. */
  serviceToConfirm(personIds: string[], now: Date): Promise<{ id: string; listeningPointId: string } | null>
  markPersonConfirmed(serviceId: string, now: Date): Promise<void>
}

/** A sender with a name or a short number is nobody one can answer. */
export const mayBeAnswered = (from: string): boolean => /^\+[0-9]{4,15}$/.test(from)

/** What to write back, if anything: arriving twice, a message is answered twice the same, and counts once. */
export async function receiveMessage(
  doors: Transactions<ReceiveMessageRows>,
  occasion: Occasion,
  message: ArrivedMessage,
): Promise<string | null> {
  if (!mayBeAnswered(message.from)) return null
  return againOnConflict(() => doors.transaction(occasion, (tx) => readMessage(tx, occasion, message)))
}

type Understood =
  | { kind: 'ready' }
  | ({ kind: 'closing' } & ClosedByMessage)
  | { kind: 'leaves' | 'returns' }
  | { kind: 'confirmation'; service: { id: string; listeningPointId: string } }
  | ResolvedReply

async function readMessage(
  tx: ReceiveMessageRows & Change,
  occasion: Occasion,
  message: ArrivedMessage,
): Promise<string | null> {
  const correspondent = await tx.lockCorrespondent(message.from)
  const first = await tx.findInboundMessage(message.twilioSid)
  if (first) return first.autoReply
  const understood = await understand(tx, occasion, message, correspondent)
  const { channel, from, media = [] } = message
  // Nothing automatic looks at a photo.
  const needsAnswer = needsPerson(understood) || media.length > 0
  const whose = needsAnswer
    ? await whoReads(tx, { channel, from, now: occasion.now }, correspondent)
    : whoWrites(correspondent)
  const { listeningPointId, personId } = whose
  const arrived = await tx.addInboundMessage({
    channel,
    peerE164: from,
    twilioSid: message.twilioSid,
    body: message.body,
    listeningPointId,
    volunteerId: onlyOne(correspondent.volunteerIds),
    personId,
    offerId: understood.kind === 'answer' ? understood.offerId : null,
    needsAnswer,
    receivedAt: occasion.now,
  })
  if (!arrived) return (await tx.findInboundMessage(message.twilioSid))?.autoReply ?? null
  await heardFromNumber(tx, from, channel)
  await addArrivedMedia(tx, occasion, { messageId: arrived.id, media })
  tx.announce({ topic: 'message', entityId: arrived.id, listeningPointId })
  tx.announce({ topic: 'conversation', entityId: arrived.conversationId, listeningPointId })
  if (needsAnswer) traceForPerson(tx, arrived.id, listeningPointId)
  const text = isReadByPersonAlone(understood, media.length > 0)
    ? await replyToUnread(tx, occasion, { ...whose, ...arrived, receipt: receiptFor(understood) ?? unclearText })
    : await act(tx, occasion, message, {
        ...{ understood, ...arrived, listeningPointId },
        writer: { personId, volunteerId: onlyOne(correspondent.volunteerIds) },
      })
  return giveReply(tx, occasion, arrived, text)
}

type Unread = Extract<ResolvedReply, { kind: 'nothingAsked' | 'unclear' | 'wrongCode' }>

/** It answers nothing of ours: only a person can read it. */
const isUnread = (understood: Understood): understood is Unread =>
  understood.kind === 'nothingAsked' ||
  ((understood.kind === 'unclear' || understood.kind === 'wrongCode') && understood.codes.length === 0)

/** A courtesy asks for no answer, but what came with it was not looked at by anybody. */
const isReadByPersonAlone = (
  understood: Understood,
  hasMedia: boolean,
): understood is Unread | Extract<ResolvedReply, { kind: 'courtesy' }> =>
  isUnread(understood) || (understood.kind === 'courtesy' && hasMedia)

const needsPerson = (understood: Understood): boolean =>
  understood.kind === 'closing'
    ? understood.needsPerson
    : understood.kind === 'leaves' || understood.kind === 'unclear' || isUnread(understood)

async function understand(
  tx: ReceiveMessageRows & Change,
  occasion: Occasion,
  message: ArrivedMessage,
  correspondent: Correspondent,
): Promise<Understood> {
  const { body, from } = message
  const { volunteerIds, personIds } = correspondent
  const said = readVolunteerReply(body)
  const isOwnEnd = personIds.length === 0 && saysOwnEnd(body)
  if (saysReady(body) && !isOwnEnd && (await readyByMessage(tx, byVolunteer(occasion), correspondent)))
    return { kind: 'ready' }
  const closed = await closeByMessage(tx, byVolunteer(occasion), { volunteerIds, body })
  if (closed) return { kind: 'closing', ...closed }
  const ofMessages = saidOfMessages(body, message.optOutType)
  if (ofMessages) return { kind: ofMessages }
  const offers = volunteerIds.length > 0 ? await tx.offersMadeTo(from, occasion.now) : []
  const resolved = resolveReply(await namingOffer(tx, message, said, offers), offers)
  if (resolved.kind !== 'nothingAsked' || said.kind !== 'accept') return resolved
  const service = await tx.serviceToConfirm(personIds, occasion.now)
  return service ? { kind: 'confirmation', service } : resolved
}

interface ToAct {
  understood: Understood
  /** Of the message. */
  id: string
  conversationId: string
  listeningPointId: string | null
  writer: { personId: string | null; volunteerId: string | null }
}

/** Does what was understood, and says so. */
async function act(
  tx: ReceiveMessageRows & Change,
  occasion: Occasion,
  { from, channel, body }: ArrivedMessage,
  { understood, id: messageId, conversationId, listeningPointId, writer }: ToAct,
): Promise<string | null> {
  switch (understood.kind) {
    case 'ready':
      return readyReceipt
    case 'closing':
      return understood.text
    case 'leaves':
    case 'returns': {
      const refused = understood.kind === 'leaves'
      const said = {
        key: `message:${messageId}`,
        e164: from,
        refused,
        source: 'message',
        words: body,
        ...writer,
      } as const
      await recordRefusal(tx, occasion, { ...said, channels: writtenChannels }, listeningPointId)
      // Twilio answers its own words; to who leaves nothing more is written.
      return refused || isTwilioWord(body) ? null : wantedAgainText
    }
    case 'confirmation': {
      const { id: entityId, listeningPointId: pointId } = understood.service
      await tx.markPersonConfirmed(entityId, occasion.now)
      tx.trace({ action: 'service.personConfirmed', entity: 'service', entityId, listeningPointId: pointId })
      tx.announce({ topic: 'service', entityId, listeningPointId: pointId })
      return confirmedText
    }
    case 'answer': {
      const { offerId, answer } = understood
      const outcome = await settleAnswer(tx, byVolunteer(occasion), { offerId, answer, via: channel })
      if (outcome.needsPerson) {
        await tx.flagConversation(conversationId)
        traceForPerson(tx, messageId, listeningPointId)
      }
      return outcome.text
    }
    default:
      return receiptFor(understood)
  }
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

const wantedAgainText = `Va bene, le scriviamo di nuovo. Numero Verde ${numeroVerde}.`
const confirmedText = `Grazie, confermato. Se cambia qualcosa chiami il Numero Verde ${numeroVerde}.`

const byVolunteer = (occasion: Occasion): Occasion => ({ ...occasion, actor: { kind: 'volunteer' } })

function traceForPerson(tx: Change, messageId: string, listeningPointId: string | null): void {
  tx.trace({ action: 'message.needsAnswer', entity: 'message', entityId: messageId, listeningPointId })
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
