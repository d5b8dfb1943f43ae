import type { Occasion } from '../../changes/change.ts'
import { closedText } from './conversation-texts.ts'
import type { MessageRoute } from './message-route.ts'

const MINUTE_MS = 60_000
/** Whoever speaks with one of ours needs no receipt of every line. */
const IN_CONVERSATION_MS = 120 * MINUTE_MS
/** Somebody who writes one thing in four lines is answered once. */
const SAME_BREATH_MS = 10 * MINUTE_MS
/** Where no opening is in sight. */
const CLOSED_FOR_MS = 12 * 60 * MINUTE_MS
/** Two machines that answer each other would never stop. */
const MOST_AN_HOUR = 12

export interface ReplyRows {
  /** When one of ours last wrote, and when the last automatic reply was given. */
  lastSaidIn(conversationId: string): Promise<{ byOperatorAt: Date | null; byItselfAt: Date | null }>
  /** Once until then, whoever asks. */
  claimClosedReply(conversationId: string, now: Date, until: Date): Promise<boolean>
  /** false where there have been so many since then already. */
  countReply(conversationId: string, now: Date, limit: { since: Date; most: number }): Promise<boolean>
  saveReply(messageId: string, text: string): Promise<void>
}

const isLately = (at: Date | null, now: Date, ms: number): boolean => at !== null && now.getTime() - at.getTime() < ms

/** To what a person must read: once that we are closed, or the receipt. */
export async function replyToUnread(
  tx: ReplyRows,
  { now }: Occasion,
  { conversationId, closed, receipt }: Pick<MessageRoute, 'closed'> & { conversationId: string; receipt: string },
): Promise<string | null> {
  if (closed) {
    const until = closed.reopensAt ?? new Date(now.getTime() + CLOSED_FOR_MS)
    return (await tx.claimClosedReply(conversationId, now, until)) ? closedText(closed.reopensAt) : null
  }
  const { byOperatorAt, byItselfAt } = await tx.lastSaidIn(conversationId)
  const isEnough = isLately(byOperatorAt, now, IN_CONVERSATION_MS) || isLately(byItselfAt, now, SAME_BREATH_MS)
  return isEnough ? null : receipt
}

/** Keeps what is answered with what it answers, as long as there is not too much of it. */
export async function giveReply(
  tx: ReplyRows,
  { now }: Occasion,
  { id, conversationId }: { id: string; conversationId: string },
  text: string | null,
): Promise<string | null> {
  if (text === null) return null
  const since = new Date(now.getTime() - 60 * MINUTE_MS)
  if (!(await tx.countReply(conversationId, now, { since, most: MOST_AN_HOUR }))) return null
  await tx.saveReply(id, text)
  return text
}
