import type { Occasion, Transactions } from '../changes/change.ts'
import { type OutboundMessages, writeMessage } from '../reaching/write-message.ts'
import { lateAnswerKey } from './message-outcome.ts'
import { type ArrivedMessage, type ReceiveMessageRows, receiveMessage } from './receive-message.ts'

/** One that waited while nothing could be written: its answer is sent, once, because nobody waits for it any more. */
export async function receiveKeptMessage(
  doors: Transactions<ReceiveMessageRows & OutboundMessages>,
  occasion: Occasion,
  message: ArrivedMessage,
): Promise<void> {
  const body = await receiveMessage(doors, occasion, message)
  if (body === null) return
  const { channel, from: peerE164, twilioSid } = message
  await doors.transaction(occasion, async (tx) => {
    const answer = { channel, peerE164, body, intentKey: lateAnswerKey(twilioSid) }
    await writeMessage(tx, occasion, { ...answer, purpose: 'answer' })
  })
}
