import type { Change, Occasion } from '../../changes/change.ts'
import type { LineOf } from '../call-control.ts'
import { sendFor, tellConversation } from './conference-moves.ts'
import { inMyConversation, type PartDoors, type PartInput } from './conference-part.ts'
import type { Conversation, ConversationReads, ConversationRows, HelpLegReads } from './conference-records.ts'
import { dialledLine, outsideLine } from './conference-seats.ts'
import { moveOn } from './conference-settle.ts'

/** The person hears words and music until somebody comes back. Asked twice it is once. */
export const holdCaller = (doors: PartDoors, occasion: Occasion, input: PartInput): Promise<void> =>
  inMyConversation(doors, occasion, input, async (tx, conversation) => {
    if (conversation.onHold) return
    await putOnHold(tx, occasion, conversation)
    trace(tx, 'call.held', conversation)
  })

/** Everybody who is there speaks with the person again: two of them, or three. */
export const resumeCaller = (doors: PartDoors, occasion: Occasion, input: PartInput): Promise<void> =>
  inMyConversation(doors, occasion, input, async (tx, before) => {
    if (!before.onHold) return
    const conversation = await moveOn(tx, before, { onHold: false })
    sendFor(tx, conversation, outsideLine(conversation))
    tellConversation(tx, conversation)
    trace(tx, 'call.resumed', conversation)
  })

/** Whether this line has nothing else to do yet: sent for or not, it finds out by itself. */
export async function isOnHold(doors: ConversationReads & HelpLegReads, line: LineOf): Promise<boolean> {
  const callId = 'callId' in line ? line.callId : await doors.findCallOfLeg(line.legId)
  const conversation = callId === null ? null : await doors.findConversation(callId)
  return conversation?.state === 'answered' && conversation.onHold
}

export async function putOnHold(
  tx: ConversationRows & Change,
  occasion: Occasion,
  conversation: Conversation,
): Promise<void> {
  const wasDial = conversation.conferenceAt === null
  const held = await moveOn(tx, conversation, {
    onHold: true,
    conferenceAt: conversation.conferenceAt ?? occasion.now,
  })
  sendFor(tx, held, wasDial ? dialledLine(held) : outsideLine(held))
  tellConversation(tx, held)
}

const trace = (tx: Change, action: string, { id: entityId, listeningPointId }: Conversation): void =>
  tx.trace({ action, entity: 'call', entityId, listeningPointId })
