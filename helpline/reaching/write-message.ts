import type { Change, Occasion } from '../changes/change.ts'
import type { MessageChannel, MessagePurpose } from './message-channel.ts'

export interface NewMessage {
  purpose: MessagePurpose
  channel: MessageChannel
  peerE164: string
  listeningPointId?: string | null
  personId?: string | null
  volunteerId?: string | null
  intentKey: string
  body: string
  /** About an offer the message goes to a volunteer; about a service alone, to the person helped. */
  offerId?: string | null
  serviceId?: string | null
  /** Who wrote it; null for what leaves by itself. */
  operatorId?: string | null
}

export interface OutboundMessages {
  /** The row of a message, one for each `intentKey`. */
  addOutboundMessage(message: NewMessage & { createdAt: Date }): Promise<{ id: string }>
}

/** The one way to send: the row of the message, and the job that sends it, not before `sendAt`. Asked twice, it is one. */
export async function writeMessage(
  tx: OutboundMessages & Change,
  { now }: Occasion,
  { sendAt, ...message }: NewMessage & { sendAt?: Date | undefined },
): Promise<{ id: string }> {
  const written = await tx.addOutboundMessage({ ...message, createdAt: now })
  // Nobody waits for these: every other job goes before them.
  const isCommon = message.purpose === 'campaign' || message.purpose === 'reminder'
  const payload = { messageId: written.id, ...(isCommon && { lane: 'common' as const }) }
  const runAt = sendAt && sendAt > now ? { runAt: sendAt } : {}
  tx.ask({ name: 'send-message', payload, key: `send-message:${written.id}`, ...runAt })
  return written
}
