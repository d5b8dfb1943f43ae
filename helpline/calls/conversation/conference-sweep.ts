import type { Occasion } from '../../changes/change.ts'
import type { CallControl } from '../call-control.ts'
import { followLegStatus, isFinal, type LegStateReads, type StatusDoors } from '../follow-call-status.ts'
import { type FollowOutgoingDoors, followPersonLine } from '../outgoing/follow-outgoing-call.ts'
import type { MyConversationReads } from './my-conversation.ts'

const SILENT_AFTER_MS = 5 * 60_000
const MOST_AT_ONCE = 200

export type SweepConversationDoors = Pick<MyConversationReads, 'listSilentHelpLegs'> &
  Parameters<typeof followLegStatus>[0] &
  LegStateReads &
  StatusDoors &
  FollowOutgoingDoors & { control: Pick<CallControl, 'readLine'> }

/** In a conversation of several lines each may lose its own last word: Twilio's log says it. */
export async function sweepConversations(doors: SweepConversationDoors, occasion: Occasion): Promise<void> {
  const heardBefore = new Date(occasion.now.getTime() - SILENT_AFTER_MS)
  const failures: unknown[] = []
  for (const leg of await doors.listSilentHelpLegs(heardBefore, MOST_AT_ONCE)) {
    await sweepLeg(doors, occasion, leg).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}

async function sweepLeg(
  doors: SweepConversationDoors,
  occasion: Occasion,
  { legId, kind, twilioCallSid }: { legId: string; kind: string; twilioCallSid: string },
): Promise<void> {
  const line = await doors.control.readLine(twilioCallSid)
  if (!line || !isFinal(line.status)) return
  const news = { legId, twilioCallSid, status: line.status }
  await (kind === 'person' ? followPersonLine(doors, occasion, news) : followLegStatus(doors, occasion, news))
}
