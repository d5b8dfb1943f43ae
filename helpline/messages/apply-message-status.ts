import type { Occasion, Transactions } from '../changes/change.ts'
import { recordAcceptance, recordStatus } from './message-outcome.ts'
import { messageStateOf } from './message-status.ts'
import type { OutgoingRows } from './outgoing-message.ts'

export interface TwilioStatus {
  messageId: string
  /** MessageSid or CallSid. */
  sid: string
  /** As Twilio writes it: 'delivered', 'no-answer'. */
  status: string
  errorCode: number | null
}

/** What Twilio reports of a message or of a spoken call, in any order and as often as it likes. */
export async function applyMessageStatus(
  doors: Transactions<OutgoingRows>,
  occasion: Occasion,
  { messageId, sid, status, errorCode }: TwilioStatus,
): Promise<void> {
  const state = messageStateOf(status)
  if (!state) return
  await doors.transaction(occasion, async (rows) => {
    let message = await rows.lockOutgoingMessage(messageId)
    // Another sid is an attempt that was given up for lost: its message left twice, its row counts once.
    if (!message || (message.twilioSid !== null && message.twilioSid !== sid)) return
    if (message.twilioSid === null) {
      await recordAcceptance(rows, occasion, message, sid)
      message = await rows.lockOutgoingMessage(messageId)
      if (!message) return
    }
    await recordStatus(rows, occasion, message, { state, errorCode })
  })
}
