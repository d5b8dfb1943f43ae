import type { Occasion, Transactions } from '../changes/change.ts'
import { recordAcceptance, recordStatus } from './message-outcome.ts'
import type { OutgoingMessage, OutgoingRows } from './outgoing-message.ts'
import { RECONCILE_AFTER_MS } from './send-message.ts'
import { refusalCodes, type Telephone } from './telephone.ts'

/** Twilio's clock and ours need not agree to the second. */
const CLOCK_TOLERANCE_MS = 10_000
const ATTEMPTS = 2

export interface ReconcileRows extends OutgoingRows {
  /** May be claimed again; the attempt stays counted. */
  putMessageBack(id: string): Promise<void>
}

export type ReconcileDoors = Transactions<ReconcileRows> & {
  telephone: Telephone
  findOutgoingMessage(id: string): Promise<OutgoingMessage | null>
  /** Which of these sids some message already has. */
  knownMessageSids(sids: string[]): Promise<string[]>
}

/** Twilio was asked and its answer never reached the row: what its log says is adopted, or the message is sent once more. */
export async function reconcileMessage(
  doors: ReconcileDoors,
  occasion: Occasion,
  input: { messageId: string },
): Promise<void> {
  const lost = await doors.findOutgoingMessage(input.messageId)
  if (!lost || !isLost(lost, occasion.now)) return
  const sid = await findInLog(doors, lost, lost.attemptedAt)
  await doors.transaction(occasion, async (rows) => {
    const message = await rows.lockOutgoingMessage(lost.id)
    if (!message || !isLost(message, occasion.now)) return
    if (sid !== undefined) return recordAcceptance(rows, occasion, message, sid)
    if (message.attempts >= ATTEMPTS) {
      return recordStatus(rows, occasion, message, { state: 'failed', errorCode: refusalCodes.gaveUp })
    }
    await rows.putMessageBack(message.id)
    rows.ask({
      name: 'send-message',
      payload: { messageId: message.id },
      key: `send-message:${message.id}:${occasion.now.toISOString()}`,
    })
  })
}

/** A younger attempt has a reconciliation of its own. */
function isLost(message: OutgoingMessage, now: Date): message is OutgoingMessage & { attemptedAt: Date } {
  return (
    message.state === 'pending' &&
    message.twilioSid === null &&
    message.attemptedAt !== null &&
    now.getTime() - message.attemptedAt.getTime() >= RECONCILE_AFTER_MS
  )
}

async function findInLog(
  doors: ReconcileDoors,
  message: OutgoingMessage,
  attemptedAt: Date,
): Promise<string | undefined> {
  const after = new Date(attemptedAt.getTime() - CLOCK_TOLERANCE_MS)
  const { to, body } = message
  const { telephone } = doors
  const inLog = {
    sms: () => telephone.findSms({ to, body, sentAfter: after }),
    whatsapp: () => telephone.findWhatsApp({ to, sentAfter: after }),
    voice: () => telephone.findCalls({ to, placedAfter: after }),
  }
  const sids = await inLog[message.channel]()
  const known = new Set(await doors.knownMessageSids(sids))
  return sids.find((sid) => !known.has(sid))
}
