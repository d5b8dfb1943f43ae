import type { SignedIn } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid } from '../../errors.ts'
import type { MessageChannel } from '../../reaching/message-channel.ts'
import { type OutboundMessages, writeMessage } from '../../reaching/write-message.ts'
import { gsm7Text } from '../gsm7.ts'
import { type AnswerChannel, answerWays, whyNotSo } from './answer-ways.ts'
import { type ConversationRows, visibleConversations } from './conversation-records.ts'
import { announceConversations } from './work-conversation.ts'

/** Six SMS: whoever has more to say telephones. */
export const LONGEST_ANSWER = 900

export interface AnswerRows extends ConversationRows, OutboundMessages {
  findAnswer(intentKey: string): Promise<{ peerE164: string; body: string } | null>
  /** Who of the others has answered since a message was seen; null: nobody has. */
  answeredSince(
    conversationIds: readonly string[],
    seen: { messageId: string | null; operatorId: string },
  ): Promise<string | null>
  optedOut(e164: string): Promise<MessageChannel[]>
  /** All of its conversations have an answer; whose they are stays, or is said now. */
  markConversationsAnswered(
    peerE164: string,
    by: { operatorId: string; listeningPointId: string | null },
  ): Promise<void>
}

export interface AnswerConversation {
  who: SignedIn
  conversationId: string
  /** Chosen by the console: sent twice it is one answer. */
  answerId: string
  channel: AnswerChannel
  text: string
  /** The last message on the operator's screen. */
  seenMessageId: string | null
}

/** An operator writes back. Of two who do so at once, the second sees what the first has written, and decides again. */
export async function answerConversation(
  doors: Transactions<AnswerRows>,
  occasion: Occasion,
  { who, conversationId, answerId, channel, text, seenMessageId }: AnswerConversation,
): Promise<void> {
  const { operatorId } = who
  const intentKey = `answer:${answerId}`
  const body = channel === 'sms' ? gsm7Text(text) : text
  await doors.transaction(occasion, async (tx) => {
    const rows = visibleConversations(who, await tx.lockConversations(conversationId))
    const [{ peerE164, ...asked }] = rows
    const sent = await tx.findAnswer(intentKey)
    if (sent?.peerE164 === peerE164 && sent.body === body) return
    if (sent) throw new Conflict('Questa risposta è già partita com’era prima: la trova fra i messaggi.')
    const ids = rows.map(({ id }) => id)
    const other = await tx.answeredSince(ids, { messageId: seenMessageId, operatorId })
    if (other) throw new Conflict(`Nel frattempo ha risposto ${other}: legga, e se serve invii lo stesso.`)
    const ways = answerWays({ e164: peerE164, channels: rows, optedOut: await tx.optedOut(peerE164) }, occasion.now)
    const refusal = whyNotSo(ways, channel, body)
    if (refusal) throw new Invalid('La risposta non si può mandare così.', { channel: refusal })
    const listeningPointId = asked.listeningPointId ?? onlyPointOf(who)
    await writeMessage(tx, occasion, {
      ...{ purpose: 'answer', channel, peerE164, intentKey, body, operatorId, listeningPointId },
      ...{ personId: asked.person?.id ?? null, volunteerId: asked.volunteer?.id ?? null },
    })
    await tx.markConversationsAnswered(peerE164, { operatorId, listeningPointId })
    announceConversations(tx, rows, 'conversation.answered')
  })
}

/** Whoever works at one point takes for it what was nobody's. */
const onlyPointOf = ({ listeningPointIds, role }: SignedIn): string | null =>
  role !== 'regionalAdmin' && listeningPointIds.length === 1 ? (listeningPointIds[0] ?? null) : null
