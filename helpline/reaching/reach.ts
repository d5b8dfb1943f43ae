import type { Change, Occasion } from '../changes/change.ts'
import { chooseChannel, type ReachedBy, type Way } from './choose-channel.ts'
import type { MessageChannel } from './message-channel.ts'
import { leaveToPerson, type UndeliveredRows } from './undelivered.ts'
import { type NewMessage, type OutboundMessages, writeMessage } from './write-message.ts'

export interface ReachRows extends OutboundMessages, UndeliveredRows {}

export interface ToSay extends Omit<NewMessage, 'channel' | 'peerE164' | 'body'> {
  /** In the words of the way it goes. */
  body: (channel: MessageChannel) => string | Promise<string>
  about?: { id: string; startsAt: Date } | undefined
  /** Not before. */
  sendAt?: Date | undefined
}

/** Says something to somebody by the way and at the hour the rule chooses, or leaves it to a person. null: no number is known. */
export async function reach(
  tx: ReachRows & Change,
  occasion: Occasion,
  reached: ReachedBy | null,
  { body, about, sendAt = occasion.now, ...message }: ToSay,
): Promise<Way> {
  const { purpose, intentKey, personId, volunteerId, listeningPointId } = message
  const way: Way = reached
    ? chooseChannel(reached, { purpose, startsAt: about?.startsAt }, sendAt)
    : { kind: 'person', reason: 'noNumber' }
  if (reached && way.kind === 'send') {
    const { channel, at } = way
    const written = { ...message, channel, peerE164: reached.phoneE164, body: await body(channel), sendAt: at }
    await writeMessage(tx, occasion, written)
    return way
  }
  if (way.kind === 'person') {
    const { reason } = way
    const serviceId = about?.id ?? message.serviceId
    const left = { intentKey, reason, e164: reached?.phoneE164 ?? null, body: await body('voice') }
    await leaveToPerson(tx, occasion, { ...left, personId, volunteerId, serviceId, listeningPointId })
  }
  return way
}
