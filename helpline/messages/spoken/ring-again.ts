import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import type { ServiceLock } from '../../dispatch/service-records.ts'
import { nextSpokenAttempt } from '../../reaching/spoken-attempts.ts'
import { isHeard, type SpokenOutcome } from '../../reaching/spoken-outcomes.ts'
import { isForPerson, leaveToPerson, type UndeliveredRows } from '../../reaching/undelivered.ts'
import { type OutboundMessages, writeMessage } from '../../reaching/write-message.ts'
import { romeDate, romeInstant } from '../../territory/rome-time.ts'
import { type OutgoingMessage, purposeOf } from '../outgoing-message.ts'
import { isReadyNow, isStillNews } from '../still-news.ts'

const AGAIN = ':again'
const DAY_MS = 24 * 3_600_000
/** What is not about a service is tried again for so long. */
const LONGEST_MS = 2 * DAY_MS
/** A reminder says "domani". */
const EVE_ENDS = '20:00'

/** One call of several with the same words. */
export interface SpokenTry {
  id: string
  createdAt: Date
  outcome: SpokenOutcome | null
}

export interface RingAgainRows extends ServiceLock, OutboundMessages, UndeliveredRows {
  /** Holds the message until the transaction ends. */
  lockOutgoingMessage(id: string): Promise<OutgoingMessage | null>
  /** Every call with the same words, oldest first. */
  spokenTries(firstIntentKey: string): Promise<SpokenTry[]>
  /** Since then the same side has heard of the same service another way: by a message, or from a person. */
  heardSince(message: OutgoingMessage, firstIntentKey: string): Promise<boolean>
}

export type RingAgainDoors = Transactions<RingAgainRows> & {
  findOutgoingMessage(id: string): Promise<OutgoingMessage | null>
}

/** Offers and campaigns have others to ask; whoever tells what was agreed rings again by itself. */
export const ringsAgain = ({ channel, intentKey }: OutgoingMessage): boolean =>
  channel === 'voice' && intentKey !== null && isForPerson(intentKey) && !intentKey.startsWith('tell:')

export const askToRingAgain = (tx: Change, { id: messageId }: OutgoingMessage, runAt?: Date): void =>
  tx.ask({
    name: 'ring-again',
    payload: { messageId },
    key: `ring-again:${messageId}${runAt ? `:${runAt.toISOString()}` : ''}`,
    ...(runAt && { runAt }),
  })

/** A call is over: where nobody has heard it, and it is still news, it rings once more when it may, or a person calls. */
export async function ringAgain(
  doors: RingAgainDoors,
  occasion: Occasion,
  { messageId }: { messageId: string },
): Promise<void> {
  const { now } = occasion
  const found = await doors.findOutgoingMessage(messageId)
  if (!found) return
  await doors.transaction(occasion, async (tx) => {
    // A service before its messages, as whoever changes it takes them.
    const service = found.serviceId ? await tx.lockService(found.serviceId) : null
    const message = await tx.lockOutgoingMessage(messageId)
    if (!message?.intentKey || !ringsAgain(message)) return
    const firstKey = message.intentKey.replace(/(?::again)+$/, '')
    const tries = await tx.spokenTries(firstKey)
    if (tries.at(-1)?.id !== messageId || tries.some(({ outcome }) => isHeard(outcome))) return
    if (!isStillNews(firstKey, service, now) || (await tx.heardSince(message, firstKey))) return
    const earlier = tries.map(({ createdAt }) => createdAt)
    const first = earlier[0] ?? message.createdAt
    const startsAt = service?.startsAt ?? new Date(first.getTime() + LONGEST_MS)
    const until = firstKey.startsWith('remind:') ? romeInstant(romeDate(first), EVE_ENDS) : undefined
    // Whoever waits to be fetched does not wait for another call.
    const next = isReadyNow(firstKey) ? null : nextSpokenAttempt({ earlier, startsAt, until, now })
    const { body, listeningPointId, serviceId, offerId, volunteerId, to } = message
    const whose = purposeOf(message) === 'toAssistedPerson' ? { personId: message.personId } : { volunteerId }
    const said = { ...whose, body, listeningPointId, serviceId }
    if (!next) return leaveToPerson(tx, occasion, { ...said, intentKey: firstKey, reason: 'notAnswering', e164: to })
    if (next > now) return askToRingAgain(tx, message, next)
    await writeMessage(tx, occasion, {
      ...{ ...said, offerId, purpose: message.purpose ?? 'service', channel: 'voice', peerE164: to },
      intentKey: message.intentKey + AGAIN,
    })
  })
}
