import type { CallControl } from '../calls/call-control.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import type { SpokenCallRows } from '../dispatch/answer-spoken-call.ts'
import { isForPerson } from '../reaching/undelivered.ts'
import { applyMessageStatus } from './apply-message-status.ts'
import type { DepartureRows } from './departure.ts'
import { recordStatus } from './message-outcome.ts'
import { isFinal } from './message-status.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import { recordSpokenEnd } from './spoken/record-spoken-end.ts'
import type { RingAgainRows } from './spoken/ring-again.ts'
import { isReadyNow, isStillNews } from './still-news.ts'
import type { MessageNews, Telephone } from './telephone.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Longer than a telephone rings; by then most messages have said that they arrived. */
const SILENT_AFTER_MS = 5 * MINUTE_MS
/** Twilio's log knows a message within seconds: one it does not know after so long never was. */
const UNKNOWN_AFTER_MS = HOUR_MS
/** Whatever became of what is older, nobody asks any more. */
const LOOKED_FOR_MS = 2 * DAY_MS
const MOST_AT_ONCE = 200
/** Twilio does not answer: the others wait for the next sweep. */
const MOST_FAILURES = 3

export interface SweepMessagesReads {
  /** Taken by Twilio in that time, without a last word, and not looked up lately; campaigns after all the rest. */
  listSilentMessages(taken: { after: Date; before: Date }, now: Date, limit: number): Promise<string[]>
}

export interface SweepMessagesRows
  extends DepartureRows,
    Pick<SpokenCallRows, 'saveSpokenOutcome'>,
    Pick<RingAgainRows, 'heardSince'> {
  /** false where another sweep looks, or its last word has come. */
  takeLook(messageId: string, now: Date): Promise<boolean>
  /** false where what went to this number before has never been said to arrive: some networks never say so. */
  tellsOfArrivals(message: OutgoingMessage): Promise<boolean>
}

export type SweepMessagesDoors = SweepMessagesReads &
  Transactions<SweepMessagesRows> & {
    findOutgoingMessage(id: string): Promise<OutgoingMessage | null>
    telephone: Pick<Telephone, 'readMessage'>
    control: Pick<CallControl, 'readLine'>
  }

/** Messages whose last word never came are looked up at Twilio; where it has none either, in the end a person must know. */
export async function sweepMessages(doors: SweepMessagesDoors, occasion: Occasion): Promise<void> {
  const { now } = occasion
  const ago = (ms: number) => new Date(now.getTime() - ms)
  const failures: unknown[] = []
  const taken = { after: ago(LOOKED_FOR_MS), before: ago(SILENT_AFTER_MS) }
  for (const messageId of await doors.listSilentMessages(taken, now, MOST_AT_ONCE)) {
    await sweepMessage(doors, occasion, messageId).catch((error: unknown) => failures.push(error))
    if (failures.length >= MOST_FAILURES) break
  }
  if (failures.length > 0) throw failures[0]
}

async function sweepMessage(doors: SweepMessagesDoors, occasion: Occasion, messageId: string): Promise<void> {
  const { now } = occasion
  if (!(await doors.transaction(occasion, (tx) => tx.takeLook(messageId, now)))) return
  const message = await doors.findOutgoingMessage(messageId)
  if (!message?.twilioSid) return
  const { twilioSid: sid, channel } = message
  const looking = channel === 'voice' ? doors.control.readLine(sid) : doors.telephone.readMessage(sid)
  const [looked] = await Promise.allSettled([looking])
  const found = looked.status === 'fulfilled' ? looked.value : undefined
  if (found) {
    const status = { messageId, sid, status: found.status, errorCode: 'errorCode' in found ? found.errorCode : null }
    if (channel === 'voice') await recordSpokenEnd(doors, occasion, status)
    await applyMessageStatus(doors, occasion, status)
  }
  if (isDoubtOver(message, found, now)) await giveUp(doors, occasion, messageId)
  if (looked.status === 'rejected') throw looked.reason
}

/** `found`: null where Twilio knows no such message, undefined where it did not say. */
function isDoubtOver(message: OutgoingMessage, found: Pick<MessageNews, 'status'> | null | undefined, now: Date) {
  const sinceMs = now.getTime() - takenAt(message).getTime()
  // A line that is up goes down, and Twilio knows when.
  if (found && message.channel === 'voice') return sinceMs >= DAY_MS
  return (found === null && sinceMs >= UNKNOWN_AFTER_MS) || now >= doubtedUntil(message)
}

const takenAt = ({ attemptedAt, createdAt }: Pick<OutgoingMessage, 'attemptedAt' | 'createdAt'>): Date =>
  attemptedAt ?? createdAt

type Doubted = Pick<
  OutgoingMessage,
  'attemptedAt' | 'createdAt' | 'startsAt' | 'intentKey' | 'purpose' | 'isUrgentCampaign'
>

const SHORTEST_DOUBT_MS = 30 * MINUTE_MS
/** A telephone is off for a while: what is about tomorrow need not be called about at once. */
const USUAL_DOUBT_MS = 2 * HOUR_MS

/** When a message without a word of its arrival has not arrived: a day later, or in time for a person to call before the service. */
export function doubtedUntil(message: Doubted): Date {
  const { startsAt, intentKey, purpose, isUrgentCampaign } = message
  const takenMs = takenAt(message).getTime()
  if (intentKey !== null && isReadyNow(intentKey)) return new Date(takenMs + SHORTEST_DOUBT_MS)
  if (purpose === 'campaign' && isUrgentCampaign) return new Date(takenMs + USUAL_DOUBT_MS)
  if (startsAt === null) return new Date(takenMs + DAY_MS)
  const startMs = startsAt.getTime()
  const usual = Math.min(takenMs + DAY_MS, Math.max(takenMs + USUAL_DOUBT_MS, startMs - DAY_MS))
  return new Date(Math.max(takenMs + SHORTEST_DOUBT_MS, Math.min(usual, startMs - HOUR_MS)))
}

/** It goes on as what failed does; should it have arrived after all, that outranks the failure. */
async function giveUp(doors: SweepMessagesDoors, occasion: Occasion, messageId: string): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const message = await tx.lockOutgoingMessage(messageId)
    if (!message || isFinal(message.state) || !isAwaitedBySomebody(message)) return
    if (await isNoMatter(tx, message, occasion.now)) return
    await recordStatus(tx, occasion, message, { state: 'failed', errorCode: null })
  })
}

/** Of an offer others are asked; what a volunteer did not close has a list of its own. */
const isAwaitedBySomebody = ({ intentKey, purpose }: OutgoingMessage): boolean =>
  intentKey !== null && (isForPerson(intentKey) || intentKey.startsWith('answer:') || purpose === 'campaign')

/** Nobody need call: "sent" is all there is to know of it, or it was heard of, or it is news no more. */
async function isNoMatter(tx: SweepMessagesRows, message: OutgoingMessage, now: Date): Promise<boolean> {
  const { channel, purpose, intentKey, serviceId, lastWroteAt, state } = message
  // Calls ring again by themselves where that is still wanted; campaigns have a list of whom to call.
  if (channel === 'voice' || purpose === 'campaign' || intentKey === null) return false
  if (lastWroteAt !== null && lastWroteAt > takenAt(message)) return true
  if (!isStillNews(intentKey, serviceId ? await tx.serviceNow(serviceId) : null, now)) return true
  if (await tx.heardSince(message, intentKey)) return true
  return state === 'sent' && !(await tx.tellsOfArrivals(message))
}
