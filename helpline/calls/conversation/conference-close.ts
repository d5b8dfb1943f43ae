import type { Change, Occasion } from '../../changes/change.ts'
import type { CallHelpEnding } from '../call-states.ts'
import { helpLegs, sendFor, tellConversation, tellPresence } from './conference-moves.ts'
import type { Conversation, ConversationRows } from './conference-records.ts'
import { holderLeg, lineOfLeg, mainLine, openHelp } from './conference-seats.ts'

export type CloseRows = Pick<
  ConversationRows,
  'lockConversation' | 'findConversation' | 'setConversation' | 'setHelp' | 'stopHelpLegs'
>

type Tx = CloseRows & Change

const states: Record<CallHelpEnding, 'done' | 'cancelled'> = {
  passed: 'done',
  left: 'done',
  nobodyAnswered: 'cancelled',
  takenBack: 'cancelled',
  callOver: 'cancelled',
}

/** Ends the help that is open, if one is, and sends for the phones it rang; whoever has taken the conversation over stays. */
export async function closeHelp(
  tx: Tx,
  { now }: Occasion,
  conversation: Conversation,
  ending: CallHelpEnding,
): Promise<void> {
  const help = openHelp(conversation)
  if (!help) return
  await tx.setHelp(help.id, { state: states[ending], ending, endedAt: now })
  await tx.stopHelpLegs(help.id, ending === 'nobodyAnswered' ? 'noAnswer' : 'lost')
  const called = helpLegs(conversation)
  for (const leg of called) {
    const isOut = leg.state === 'ringing' || (leg.state === 'accepted' && ending !== 'passed')
    if (isOut && leg.endedAt === null) sendFor(tx, conversation, lineOfLeg(conversation, leg))
  }
  tx.trace({
    action: ending === 'passed' ? 'call.passed' : 'call.helpEnded',
    entity: 'call',
    entityId: conversation.id,
    listeningPointId: conversation.listeningPointId,
  })
  tellPresence(tx, called)
}

/** The call is over: whoever was called in is told, and every line that is on its own is sent for. */
export async function closeConversation(tx: Tx, occasion: Occasion, callId: string): Promise<void> {
  const before = (await tx.lockConversation(callId)) ? await tx.findConversation(callId) : null
  if (!before) return
  await tx.setConversation(callId, {})
  const conversation = { ...before, moves: before.moves + 1 }
  await closeHelp(tx, occasion, conversation, 'callOver')
  tellConversation(tx, conversation)
  tellPresence(tx, [holderLeg(conversation)])
  if (conversation.conferenceAt === null) return
  sendFor(tx, conversation, mainLine(conversation))
  for (const leg of conversation.legs) {
    if (leg.state === 'accepted' && leg.endedAt === null) sendFor(tx, conversation, lineOfLeg(conversation, leg))
  }
}
