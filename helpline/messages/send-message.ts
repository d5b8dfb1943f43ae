import type { Occasion, Transactions } from '../changes/change.ts'
import { canReceiveSms, parsePhoneNumber } from '../territory/phone-numbers.ts'
import { recordAcceptance, recordStatus } from './message-outcome.ts'
import type { OutgoingMessage, OutgoingRows } from './outgoing-message.ts'
import { refusalCodes, type SendOutcome, type Telephone } from './telephone.ts'
import { whatsAppContent } from './whatsapp-window.ts'

/** How long after asking Twilio a lost answer is looked for: its log may lag behind. */
export const RECONCILE_AFTER_MS = 2 * 60_000
const RETRY_AFTER_SECONDS = 30
/** An offer or a confirmation that could not leave for so long is news to nobody: a person must see to it. */
const GIVE_UP_AFTER_MS = 30 * 60_000

export interface SendMessageRows extends OutgoingRows {
  /** Only the first of those who claim a pending message gets it. */
  claimMessage(id: string, at: Date): Promise<boolean>
  /** Twilio certainly did not take it: as if it had never been asked. */
  releaseMessage(id: string): Promise<void>
}

export type SendMessageDoors = Transactions<SendMessageRows> & { telephone: Telephone }

/** Sends one message at most once: whoever finds it claimed leaves it to reconciliation. */
export async function sendMessage(
  doors: SendMessageDoors,
  occasion: Occasion,
  input: { messageId: string },
): Promise<void> {
  const { messageId } = input
  const claimed = await doors.transaction(occasion, async (rows) => {
    const message = await rows.lockOutgoingMessage(messageId)
    if (!message || !(await rows.claimMessage(messageId, occasion.now))) return null
    rows.ask({
      name: 'reconcile-message',
      payload: { messageId },
      key: `reconcile-message:${messageId}:${occasion.now.toISOString()}`,
      runAt: new Date(occasion.now.getTime() + RECONCILE_AFTER_MS),
    })
    return message
  })
  if (!claimed) return
  const outcome = await send(doors.telephone, claimed, occasion.now)
  await doors.transaction(occasion, async (rows) => {
    const message = await rows.lockOutgoingMessage(messageId)
    // A status callback may have been faster than Twilio's answer.
    if (!message || message.twilioSid !== null) return
    switch (outcome.kind) {
      case 'accepted':
        return recordAcceptance(rows, occasion, message, outcome.sid)
      case 'refused':
        return recordStatus(rows, occasion, message, { state: 'failed', errorCode: outcome.code })
      case 'tryLater':
        if (occasion.now.getTime() - message.createdAt.getTime() > GIVE_UP_AFTER_MS) {
          return recordStatus(rows, occasion, message, { state: 'failed', errorCode: refusalCodes.gaveUp })
        }
        await rows.releaseMessage(messageId)
        return rows.ask({
          name: 'send-message',
          payload: { messageId },
          key: `send-message:${messageId}:${occasion.now.toISOString()}`,
          runAt: new Date(occasion.now.getTime() + (outcome.afterSeconds ?? RETRY_AFTER_SECONDS) * 1000),
        })
      case 'unknown':
        return
    }
  })
}

async function send(telephone: Telephone, message: OutgoingMessage, now: Date): Promise<SendOutcome> {
  const { id: messageId, to, body } = message
  switch (message.channel) {
    case 'sms':
      if (!canReceiveSms(parsePhoneNumber(to))) return { kind: 'refused', code: refusalCodes.notAMobile }
      return telephone.sendSms({ to, body, messageId })
    case 'voice':
      return telephone.placeSpokenCall({ to, messageId })
    case 'whatsapp': {
      const content = whatsAppContent(message, telephone.approvedTemplates, now)
      if (!content) return { kind: 'refused', code: refusalCodes.outsideWindow }
      return telephone.sendWhatsApp({ to, body, content, messageId })
    }
  }
}
