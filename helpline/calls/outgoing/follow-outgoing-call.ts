import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { browserIdentity } from '../call-control.ts'
import { ownLineInConversation } from '../conversation/conference-line.ts'
import { apartKey } from '../conversation/conference-moves.ts'
import { operatorLineDown, type SettleConversationRows } from '../conversation/conference-settle.ts'
import type { CallEventRows } from '../incoming/receive-call.ts'
import type { LineInstruction } from '../line-instruction.ts'
import {
  OPERATOR_ROUND,
  type OutgoingCall,
  type OutgoingInstruction,
  outcomeOfDial,
  outgoingInstruction,
  PERSON_ROUND,
} from './outgoing-call.ts'
import { askToHangUp, endOutgoingCall, FRESH_SECONDS, type OutgoingRows } from './place-outgoing-call.ts'

export interface FollowOutgoingRows extends OutgoingRows, SettleConversationRows, CallEventRows {
  /** The operator speaks: their leg is accepted, the other line's begins; its id. */
  addPersonLeg(call: OutgoingCall, now: Date): Promise<string>
  settlePersonLeg(legId: string, state: 'accepted' | 'noAnswer', twilioCallSid: string, now: Date): Promise<void>
  /** One contact for a call, whatever becomes of it. */
  startOutboundContact(call: OutgoingCall, now: Date): Promise<string>
  findOutgoingCallOfLeg(legId: string): Promise<string | null>
  findOutgoingCallOfLine(twilioCallSid: string): Promise<string | null>
}

export type FollowOutgoingDoors = Transactions<FollowOutgoingRows>

const over = (words: string): OutgoingInstruction => ({ kind: 'goodbye', words })
const notThisLine = over('Questa telefonata non è più da fare. Arrivederci.')
const notAllowed = over('Da qui questa telefonata non si può fare. Arrivederci.')

/** The operator's line asks what to do, with the key it was given if any. Another line than the call's own is put down. */
export async function followOperatorLine(
  doors: FollowOutgoingDoors,
  occasion: Occasion,
  line: { callId: string; twilioCallSid: string; digits?: string },
): Promise<OutgoingInstruction> {
  return doors.transaction(occasion, async (tx) => {
    const call = await ownLine(tx, line)
    if (!call) return notThisLine
    if (line.digits === '1') await dialPerson(tx, occasion, call)
    return instruct(tx, call)
  })
}

/** A console begins the call it has written down; nobody else's, no other one, and not later. */
export async function startFromBrowser(
  doors: FollowOutgoingDoors,
  occasion: Occasion,
  line: { callId: string; twilioCallSid: string; from: string },
): Promise<OutgoingInstruction> {
  return doors.transaction(occasion, async (tx) => {
    const call = await tx.lockOutgoingCall(line.callId)
    if (call?.way !== 'browser' || line.from !== `client:${browserIdentity(call.operatorId)}`) return notAllowed
    if (call.twilioCallSid !== null && call.twilioCallSid !== line.twilioCallSid) return notThisLine
    const isFresh = occasion.now.getTime() - call.startedAt.getTime() <= FRESH_SECONDS * 1000
    if (call.twilioCallSid === null) {
      if (!isFresh || call.state === 'ended') {
        await endOutgoingCall(tx, occasion, call, 'abandoned')
        return notThisLine
      }
      await tx.updateOutgoingCall(call.id, { twilioCallSid: line.twilioCallSid })
    }
    await dialPerson(tx, occasion, call)
    return instruct(tx, call)
  })
}

/** What Twilio tells of the operator's line: told twice, late or out of order it changes nothing. */
export async function followOutgoingLine(
  doors: FollowOutgoingDoors,
  occasion: Occasion,
  news: { callId: string | undefined; twilioCallSid: string; status: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const callId = news.callId ?? (await tx.findOutgoingCallOfLine(news.twilioCallSid))
    const call = callId && (await ownLine(tx, { callId, twilioCallSid: news.twilioCallSid }))
    if (!call || !isOver(news.status)) return
    const never = call.ringRound === OPERATOR_ROUND && news.status === 'failed'
    await operatorLineDown(tx, occasion, call, never ? 'failed' : 'abandoned')
  })
}

/** What Twilio tells of the other line. */
export async function followPersonLine(
  doors: FollowOutgoingDoors,
  occasion: Occasion,
  news: { legId: string; twilioCallSid: string; status: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const callId = await tx.findOutgoingCallOfLeg(news.legId)
    const call = callId ? await tx.lockOutgoingCall(callId) : null
    if (!call || call.personLegId !== news.legId) return
    const spoke = news.status === 'in-progress' || news.status === 'completed'
    if (!spoke && !isOver(news.status)) return
    await tx.settlePersonLeg(news.legId, spoke ? 'accepted' : 'noAnswer', news.twilioCallSid, occasion.now)
    if (spoke) await recordAnswer(tx, occasion, call)
    if (!isOver(news.status)) return
    await tx.endLeg(news.legId, occasion.now)
    // In a dial it is the operator's line that tells.
    const conversation = await tx.findConversation(call.id)
    if (conversation?.conferenceAt) await endOutgoingCall(tx, occasion, call, 'answered')
  })
}

/** The other line is down: how it ended, and what the operator hears of it. */
export async function settleOutgoingDial(
  doors: FollowOutgoingDoors,
  occasion: Occasion,
  dial: { callId: string; twilioCallSid: string; status: string; bridged: boolean | undefined },
): Promise<LineInstruction> {
  return doors.transaction(occasion, async (tx) => {
    const call = await ownLine(tx, dial)
    if (!call) return notThisLine
    const conversation = await tx.findConversation(call.id)
    if (conversation?.state === 'answered' && conversation.conferenceAt) {
      await tx.rememberEvent(apartKey(conversation), call.id, 'apart', occasion.now)
      return ownLineInConversation(conversation)
    }
    await endOutgoingCall(tx, occasion, call, outcomeOfDial(dial))
    return instruct(tx, call)
  })
}

const finalStatuses = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled'])
const isOver = (status: string): boolean => finalStatuses.has(status)

/** The call, if this is its line; a line that speaks before Twilio's answer came back is taken for it. */
async function ownLine(
  tx: FollowOutgoingRows & Change,
  line: { callId: string; twilioCallSid: string },
): Promise<OutgoingCall | null> {
  const call = await tx.lockOutgoingCall(line.callId)
  if (!call) return null
  if (call.twilioCallSid === null && call.way === 'phone') {
    await tx.updateOutgoingCall(call.id, { twilioCallSid: line.twilioCallSid })
    // Given up while it was being placed.
    if (call.state === 'ended') askToHangUp(tx, call.id, line.twilioCallSid)
    return { ...call, twilioCallSid: line.twilioCallSid }
  }
  return call.twilioCallSid === line.twilioCallSid ? call : null
}

async function instruct(tx: FollowOutgoingRows, { id }: OutgoingCall): Promise<OutgoingInstruction> {
  const call = await tx.findOutgoingCall(id)
  return call ? outgoingInstruction(call) : notThisLine
}

/** The other line is dialled once, and from then on the call is a contact of ours. */
async function dialPerson(tx: FollowOutgoingRows & Change, { now }: Occasion, call: OutgoingCall): Promise<void> {
  if (call.state !== 'ringing' || call.ringRound !== OPERATOR_ROUND) return
  const { id: entityId, listeningPointId } = call
  await tx.addPersonLeg(call, now)
  await tx.updateOutgoingCall(entityId, { ringRound: PERSON_ROUND })
  const contactId = await tx.startOutboundContact(call, now)
  tx.trace({ action: 'call.dialled', entity: 'call', entityId, listeningPointId })
  tx.trace({ action: 'contact.started', entity: 'contact', entityId: contactId, listeningPointId })
  tx.announce({ topic: 'call', entityId, listeningPointId })
  tx.announce({ topic: 'contact', entityId: contactId, listeningPointId })
}

async function recordAnswer(tx: FollowOutgoingRows & Change, occasion: Occasion, call: OutgoingCall): Promise<void> {
  if (call.state === 'answered') return
  if (call.state === 'ended') return endOutgoingCall(tx, occasion, call, 'answered')
  const { id: entityId, listeningPointId, operatorId } = call
  await tx.updateOutgoingCall(entityId, {
    state: 'answered',
    answeredAt: occasion.now,
    answeredByOperatorId: operatorId,
  })
  tx.trace({ action: 'call.answered', entity: 'call', entityId, listeningPointId })
  tx.announce({ topic: 'call', entityId, listeningPointId })
  tx.announce({ topic: 'presence', entityId: operatorId, listeningPointId })
}
