import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { fullName } from '../../people/person-summary.ts'
import type { RoutingReads } from '../incoming/preview-routing.ts'
import { announceCaller, onlyCandidate, unknownCaller } from '../incoming/recognise-caller.ts'
import type { LineInstruction } from '../line-instruction.ts'
import { callIsOver } from '../spoken-words.ts'
import { legInConversation } from './conference-line.ts'
import { sendFor, tellConversation, tellPresence } from './conference-moves.ts'
import type { Conversation, ConversationReads } from './conference-records.ts'
import { dialledLine, lineOfLeg, openHelp, seatsOf } from './conference-seats.ts'
import { moveOn, type SettleConversationRows, settleConversation } from './conference-settle.ts'

export interface AnswerHelpRows extends SettleConversationRows {
  acceptHelpLeg(legId: string, twilioCallSid: string, now: Date): Promise<void>
}

export type HelpLineDoors = ConversationReads & Pick<RoutingReads, 'findCallers'>

/** Who is on the line, for somebody who is called in. */
export async function whoIsOutside(
  doors: Pick<RoutingReads, 'findCallers'>,
  { direction, fromE164, toE164, callerKind }: Conversation,
): Promise<string> {
  const e164 = direction === 'inbound' ? fromE164 : toE164
  const caller = (e164 && (await doors.findCallers([e164])).get(e164)) || unknownCaller
  if (direction === 'inbound') return announceCaller(caller, callerKind)
  const known = onlyCandidate(caller)
  return known ? `In linea c’è ${fullName(known.person)}.` : 'In linea c’è una persona che abbiamo chiamato noi.'
}

/** What this line does next, asked as often as one likes. */
export async function describeLine(
  doors: HelpLineDoors,
  line: { callId: string; legId: string },
): Promise<LineInstruction> {
  const conversation = await doors.findConversation(line.callId)
  const leg = conversation?.legs.find(({ id }) => id === line.legId)
  if (!conversation || !leg) return { kind: 'goodbye', words: callIsOver }
  const who = leg.state === 'ringing' ? await whoIsOutside(doors, conversation) : ''
  return legInConversation(conversation, leg, who)
}

/** Somebody comes to help: the first of those who were rung. Where nobody has the person any more, the call is theirs. */
export async function answerHelp(
  doors: HelpLineDoors & Transactions<AnswerHelpRows>,
  occasion: Occasion,
  line: { callId: string; legId: string; twilioCallSid: string },
): Promise<LineInstruction> {
  await doors.transaction(occasion, async (tx) => {
    const before = await tx.holdConversation(line.callId)
    const leg = before?.legs.find(({ id }) => id === line.legId)
    const help = before && openHelp(before)
    if (!before || !leg || before.state !== 'answered' || leg.state !== 'ringing') return
    if (help?.state !== 'ringing' || leg.helpId !== help.id) return
    await tx.acceptHelpLeg(leg.id, line.twilioCallSid, occasion.now)
    await tx.setHelp(help.id, { state: 'talking' })
    await join(tx, occasion, before, line.legId, help.id)
    tx.trace({
      action: 'call.helpAnswered',
      entity: 'call',
      entityId: before.id,
      listeningPointId: leg.listeningPointId ?? before.listeningPointId,
    })
    await settleConversation(tx, occasion, before.id)
  })
  return describeLine(doors, line)
}

async function join(
  tx: AnswerHelpRows & Change,
  { now }: Occasion,
  before: Conversation,
  legId: string,
  helpId: string,
): Promise<void> {
  const wasDial = before.conferenceAt === null
  const conversation = await moveOn(tx, before, { conferenceAt: before.conferenceAt ?? now })
  if (wasDial) sendFor(tx, conversation, dialledLine(conversation))
  await tx.stopHelpLegs(helpId, 'lost')
  const others = conversation.legs.filter((leg) => leg.helpId === helpId && leg.id !== legId)
  for (const other of others) {
    if (other.state === 'ringing' && other.endedAt === null) sendFor(tx, conversation, lineOfLeg(conversation, other))
  }
  tellConversation(tx, conversation)
  tellPresence(tx, [...others, seatsOf(conversation).holder])
}
