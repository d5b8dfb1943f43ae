import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { numberKindOf } from '../reaching/number-kind.ts'
import { type DepartureRows, givenUpAt, heldUntil, mayLeave } from './departure.ts'
import { recordAcceptance, recordStatus } from './message-outcome.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import { itsTurn, type TurnDoors } from './rate/its-turn.ts'
import { refusalCodes, type SendOutcome, type Telephone } from './telephone.ts'
import { whatsAppContent } from './whatsapp-window.ts'

/** How long after asking Twilio a lost answer is looked for: its log may lag behind. */
export const RECONCILE_AFTER_MS = 2 * 60_000
const RETRY_AFTER_SECONDS = 30
const LONGEST_RETRY_SECONDS = 15 * 60
/** While Twilio refuses our account one message in so long tries whether it does still. */
const TRY_EVERY_MS = 5 * 60_000

const ACCOUNT_REFUSED = 20003
/** News about no message in particular. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

export interface SendingRows {
  /** Set while Twilio refuses our account. */
  sendingStop(): Promise<{ since: Date; nextTryAt: Date } | null>
  /** Only one of those who ask may try then. */
  takeTry(now: Date, nextTryAt: Date): Promise<boolean>
  /** false where it had stopped already. */
  stopSending(since: Date, errorCode: number | null, nextTryAt: Date): Promise<boolean>
  resumeSending(): Promise<boolean>
}

export interface SendMessageRows extends DepartureRows, SendingRows {
  /** Only the first of those who claim a pending message gets it. */
  claimMessage(id: string, at: Date): Promise<boolean>
  /** Twilio certainly did not take it: as if it had never been asked. */
  releaseMessage(id: string): Promise<void>
}

export type SendMessageDoors = Transactions<SendMessageRows> & TurnDoors & { telephone: Telephone }

/** What whoever keeps the installation must know of. */
export interface SendingNews {
  hasStopped: boolean
}

/** Sends one message at most once: whoever finds it claimed leaves it to reconciliation. */
export async function sendMessage(
  doors: SendMessageDoors,
  occasion: Occasion,
  input: { messageId: string; turnAt?: string | undefined },
): Promise<SendingNews> {
  const { messageId } = input
  const news: SendingNews = { hasStopped: false }
  if (!(await itsTurn(doors, occasion, input))) return news
  const claimed = await doors.transaction(occasion, async (rows) => {
    const message = await rows.lockOutgoingMessage(messageId)
    if (message?.state !== 'pending' || message.attemptedAt !== null) return null
    if (!(await mayLeave(rows, occasion, message))) return null
    const morning = heldUntil(message, occasion.now)
    if (morning) {
      await waitUntil(rows, occasion, message, morning)
      return null
    }
    const stop = await rows.sendingStop()
    const nextTryAt = new Date(occasion.now.getTime() + TRY_EVERY_MS)
    if (stop && !(await rows.takeTry(occasion.now, nextTryAt))) {
      await waitUntil(rows, occasion, message, stop.nextTryAt > occasion.now ? stop.nextTryAt : nextTryAt)
      return null
    }
    if (!(await rows.claimMessage(messageId, occasion.now))) return null
    rows.ask({
      name: 'reconcile-message',
      payload: { messageId },
      key: `reconcile-message:${messageId}:${occasion.now.toISOString()}`,
      runAt: new Date(occasion.now.getTime() + RECONCILE_AFTER_MS),
    })
    return { message, hadStopped: stop !== null }
  })
  if (!claimed) return news
  const outcome = await send(doors.telephone, claimed.message, occasion.now)
  await doors.transaction(occasion, async (rows) => {
    if (claimed.hadStopped && (outcome.kind === 'accepted' || outcome.kind === 'refused')) await resume(rows)
    const message = await rows.lockOutgoingMessage(messageId)
    // A status callback may have been faster than Twilio's answer.
    if (!message || message.twilioSid !== null) return
    switch (outcome.kind) {
      case 'accepted':
        return recordAcceptance(rows, occasion, message, outcome.sid)
      case 'refused':
        return recordStatus(rows, occasion, message, { state: 'failed', errorCode: outcome.code })
      case 'tryLater': {
        await rows.releaseMessage(messageId)
        if (outcome.isAccountRefused) news.hasStopped = await stopAll(rows, occasion)
        const afterMs = outcome.isAccountRefused
          ? TRY_EVERY_MS
          : retryAfterSeconds(message, outcome, occasion.now) * 1000
        return waitUntil(rows, occasion, message, new Date(occasion.now.getTime() + afterMs))
      }
      case 'unknown':
        return
    }
  })
  return news
}

/** Twilio never took it: it waits, the longer it has waited, as long as somebody may still want it. */
async function waitUntil(
  rows: SendMessageRows & Change,
  occasion: Occasion,
  message: OutgoingMessage,
  runAt: Date,
): Promise<void> {
  const { id: messageId } = message
  if (occasion.now >= givenUpAt(message)) {
    return recordStatus(rows, occasion, message, { state: 'failed', errorCode: refusalCodes.gaveUp })
  }
  const key = `send-message:${messageId}:${occasion.now.toISOString()}`
  rows.ask({ name: 'send-message', payload: { messageId }, key, runAt })
}

const retryAfterSeconds = (
  { createdAt }: OutgoingMessage,
  { afterSeconds = RETRY_AFTER_SECONDS }: { afterSeconds?: number },
  now: Date,
): number => Math.max(afterSeconds, Math.min((now.getTime() - createdAt.getTime()) / 2000, LONGEST_RETRY_SECONDS))

async function stopAll(rows: SendMessageRows & Change, { now }: Occasion): Promise<boolean> {
  const hasStopped = await rows.stopSending(now, ACCOUNT_REFUSED, new Date(now.getTime() + TRY_EVERY_MS))
  if (hasStopped) rows.trace({ action: 'sending.stopped', entity: 'sending', entityId: 'twilio' })
  if (hasStopped) rows.announce({ topic: 'message', entityId: NOBODY, listeningPointId: null })
  return hasStopped
}

async function resume(rows: SendMessageRows & Change): Promise<void> {
  if (!(await rows.resumeSending())) return
  rows.trace({ action: 'sending.resumed', entity: 'sending', entityId: 'twilio' })
  rows.announce({ topic: 'message', entityId: NOBODY, listeningPointId: null })
}

/** Abroad only whoever has written to us. */
function mayWriteTo({ to, lastWroteAt }: OutgoingMessage): boolean {
  const kind = numberKindOf(to)
  return kind === 'mobile' || (kind === 'foreign' && lastWroteAt !== null)
}

async function send(telephone: Telephone, message: OutgoingMessage, now: Date): Promise<SendOutcome> {
  const { id: messageId, to, body } = message
  switch (message.channel) {
    case 'sms':
      if (!mayWriteTo(message)) return { kind: 'refused', code: refusalCodes.notAMobile }
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
