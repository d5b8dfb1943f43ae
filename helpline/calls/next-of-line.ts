import type { Occasion, Transactions } from '../changes/change.ts'
import type { LineOf } from './call-control.ts'
import type { CallRecord } from './call-records.ts'
import { ownLineInConversation } from './conversation/conference-line.ts'
import type { AnswerHelpRows, HelpLineDoors } from './conversation/help-answer.ts'
import { type AcceptRows, acceptRing, describeRing, type LegReads } from './incoming/accept-ring.ts'
import { toldKey } from './incoming/call-next-waiting.ts'
import type { CallEventRows, CallReads } from './incoming/receive-call.ts'
import { callerInstruction, type LineInstruction } from './line-instruction.ts'
import {
  type FollowOutgoingDoors,
  type FollowOutgoingRows,
  followOperatorLine,
} from './outgoing/follow-outgoing-call.ts'
import { goodbyes } from './spoken-words.ts'

type LegDoors = LegReads & HelpLineDoors
type NextRows = AcceptRows & AnswerHelpRows & CallEventRows & FollowOutgoingRows
type CallerDoors = CallReads & Transactions<CallEventRows>

const unknown: LineInstruction = { kind: 'goodbye', words: goodbyes.tryAgain }

/** What a caller's line does now; `isHeard` where the line follows what it is told. */
export async function nextOfCaller(
  doors: CallerDoors,
  occasion: Occasion,
  { twilioCallSid, isHeard }: { twilioCallSid: string; isHeard: boolean },
): Promise<LineInstruction> {
  const call = await doors.findCall(twilioCallSid)
  return call ? told(doors, occasion, call, isHeard) : unknown
}

/** What any line of ours does now, by the state of its row: our own, one we rang, or the one of a caller; never another's. */
export async function nextOfLine(
  doors: CallerDoors & LegDoors & FollowOutgoingDoors & Transactions<NextRows>,
  occasion: Occasion,
  line: LineOf & { twilioCallSid: string },
): Promise<LineInstruction> {
  if ('legId' in line) return nextOfLeg(doors, occasion, line)
  const call = await doors.findCallById(line.callId)
  if (call) return call.twilioCallSid === line.twilioCallSid ? told(doors, occasion, call, true) : unknown
  const conversation = await doors.findConversation(line.callId)
  if (conversation?.state === 'answered' && conversation.conferenceAt !== null) {
    return conversation.twilioCallSid === line.twilioCallSid ? ownLineInConversation(conversation) : unknown
  }
  return followOperatorLine(doors, occasion, line)
}

/** A console is answered by its person: whoever is called in there is in. */
async function nextOfLeg(
  doors: LegDoors & Transactions<NextRows>,
  occasion: Occasion,
  { legId, twilioCallSid }: { legId: string; twilioCallSid: string },
): Promise<LineInstruction> {
  const leg = await doors.findLeg(legId)
  if (leg?.state === 'accepted' && leg.twilioCallSid !== null && leg.twilioCallSid !== twilioCallSid) return unknown
  const isPickedUp = leg?.kind === 'browser' && leg.helpId !== null && leg.state === 'ringing'
  return isPickedUp ? acceptRing(doors, occasion, { legId, twilioCallSid }) : describeRing(doors, legId)
}

/** A line we had sent for is remembered once it knows: nobody sends for it any more. */
async function told(
  doors: CallerDoors,
  occasion: Occasion,
  call: CallRecord,
  isHeard: boolean,
): Promise<LineInstruction> {
  const { state } = call
  if (isHeard && (state === 'ringing' || state === 'waiting' || state === 'recording')) {
    const key = toldKey(call.id, state, call.ringRound)
    await doors.transaction(occasion, (tx) => tx.rememberEvent(key, call.id, 'told', occasion.now))
  }
  return callerInstruction(call)
}
