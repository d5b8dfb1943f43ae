import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { earlier } from '../reaching/quiet-hours.ts'
import { givenUpAt } from './departure.ts'
import { recordAcceptance, recordStatus } from './message-outcome.ts'
import type { OutgoingMessage, OutgoingRows } from './outgoing-message.ts'
import { RECONCILE_AFTER_MS } from './send-message.ts'
import { refusalCodes, type Telephone } from './telephone.ts'

/** Twilio's clock and ours need not agree to the second. */
const CLOCK_TOLERANCE_MS = 10_000
const ATTEMPTS = 2
const LONGEST_WAIT_MS = 30 * 60_000

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
  const logged = await findInLog(doors.telephone, lost, lost.attemptedAt).catch(() => null)
  const known = new Set(logged && (await doors.knownMessageSids(logged)))
  const sid = logged?.find((each) => !known.has(each))
  await doors.transaction(occasion, async (rows) => {
    const message = await rows.lockOutgoingMessage(lost.id)
    if (!message || !isLost(message, occasion.now)) return
    if (logged === null) return lookAgain(rows, occasion, message)
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

/** Twilio does not answer: its log is looked at again, as long as it is not too late for a person to do something. */
async function lookAgain(
  rows: ReconcileRows & Change,
  occasion: Occasion,
  message: OutgoingMessage & { attemptedAt: Date },
): Promise<void> {
  const { now } = occasion
  const until = givenUpAt({ ...message, createdAt: message.attemptedAt })
  if (now >= until) {
    return recordStatus(rows, occasion, message, { state: 'failed', errorCode: refusalCodes.gaveUp })
  }
  const runAt = earlier(nextLook(message.attemptedAt, now), until)
  const { id: messageId } = message
  const key = `reconcile-message:${messageId}:look:${runAt.toISOString()}`
  rows.ask({ name: 'reconcile-message', payload: { messageId }, key, runAt })
}

/** Each wait is as long as all those before. Told from the attempt alone: whoever looks twice asks once. */
function nextLook(attemptedAt: Date, now: Date): Date {
  const sinceMs = now.getTime() - attemptedAt.getTime()
  let afterMs = RECONCILE_AFTER_MS
  while (afterMs <= sinceMs) afterMs += Math.min(afterMs, LONGEST_WAIT_MS)
  return new Date(attemptedAt.getTime() + afterMs)
}

/** The sids of what may be it. */
function findInLog(telephone: Telephone, { channel, to, body }: OutgoingMessage, attemptedAt: Date): Promise<string[]> {
  const after = new Date(attemptedAt.getTime() - CLOCK_TOLERANCE_MS)
  switch (channel) {
    case 'sms':
      return telephone.findSms({ to, body, sentAfter: after })
    case 'whatsapp':
      return telephone.findWhatsApp({ to, sentAfter: after })
    case 'voice':
      return telephone.findCalls({ to, placedAfter: after })
  }
}
