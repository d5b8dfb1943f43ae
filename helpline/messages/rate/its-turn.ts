import type { Occasion, Transactions } from '../../changes/change.ts'
import type { OutgoingMessage } from '../outgoing-message.ts'
import { type Departures, kindOf, laneOf } from './departures.ts'

/** Nearer than this a turn is now. */
const NOW_MS = 25
/** A turn so long past is nobody's any more: after a pause of the workers all that were missed would leave at once. */
const TURN_KEPT_MS = 1_500

export interface TurnDoors extends Transactions<object> {
  findOutgoingMessage(id: string): Promise<OutgoingMessage | null>
  departures: Departures
}

/** Whether the message may leave now; else its sending is asked for again, when its turn comes or may come. */
export async function itsTurn(
  doors: TurnDoors,
  occasion: Occasion,
  { messageId, turnAt }: { messageId: string; turnAt?: string | undefined },
): Promise<boolean> {
  if (turnAt && isStillKept(turnAt, occasion.now)) return true
  const message = await doors.findOutgoingMessage(messageId)
  if (message?.state !== 'pending' || message.attemptedAt !== null) return false
  const lane = laneOf(message)
  const { taken, waitMs } = await doors.departures.takeTurn(kindOf(message), lane)
  if (taken && waitMs < NOW_MS) return true
  const runAt = new Date(occasion.now.getTime() + Math.ceil(waitMs))
  await doors.transaction(occasion, async (tx) =>
    tx.ask({
      name: 'send-message',
      payload: {
        messageId,
        ...(taken && { turnAt: runAt.toISOString() }),
        ...(lane === 'common' && { lane }),
      },
      key: `send-message:${messageId}:${runAt.toISOString()}`,
      runAt,
    }),
  )
  return false
}

const isStillKept = (turnAt: string, now: Date): boolean => now.getTime() - Date.parse(turnAt) <= TURN_KEPT_MS
