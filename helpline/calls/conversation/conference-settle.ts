import type { Change, Occasion } from '../../changes/change.ts'
import { romeDate } from '../../territory/rome-time.ts'
import { addCallback } from '../callbacks/add-callback.ts'
import { type EndRows, endCall } from '../end-call.ts'
import type { HoldRows } from '../incoming/call-next-waiting.ts'
import { nudgeWaiting } from '../incoming/nudge-waiting.ts'
import type { RoutingReads } from '../incoming/preview-routing.ts'
import { decideStep, type StepRows, takeStep } from '../incoming/take-step.ts'
import type { OutgoingCall } from '../outgoing/outgoing-call.ts'
import { endOutgoingCall, type OutgoingRows } from '../outgoing/place-outgoing-call.ts'
import { closeHelp } from './conference-close.ts'
import { sendFor, tellConversation, tellPresence } from './conference-moves.ts'
import type { Conversation, ConversationRows } from './conference-records.ts'
import { holderLeg, lineOfLeg, openHelp, outsideLine, seatsOf, settlingOf } from './conference-seats.ts'

export interface SettleConversationRows
  extends ConversationRows,
    StepRows,
    EndRows,
    HoldRows,
    OutgoingRows,
    Pick<RoutingReads, 'listRoutablePoints'> {}

type Tx = SettleConversationRows & Change

/** Brings a conversation whose row is held to where nobody outside is alone; done already, it changes nothing. */
export async function settleConversation(tx: Tx, occasion: Occasion, callId: string): Promise<void> {
  const conversation = await tx.findConversation(callId)
  if (!conversation) return
  switch (settlingOf(conversation).kind) {
    case 'nothing':
      return
    case 'backToHolder':
      return backToHolder(tx, occasion, conversation, 'left')
    case 'pass':
      return passConversation(tx, occasion, conversation)
    case 'ringAgain':
      return ringAgain(tx, occasion, conversation)
    case 'end':
      return endConversation(tx, occasion, conversation)
  }
}

/** One more move of this conversation: the lines it sends for are sent for once. */
export async function moveOn(
  tx: Pick<ConversationRows, 'setConversation'>,
  conversation: Conversation,
  change: Parameters<ConversationRows['setConversation']>[1],
): Promise<Conversation> {
  await tx.setConversation(conversation.id, change)
  return { ...conversation, ...change, moves: conversation.moves + 1 }
}

/** Whoever was called in is not there: the person, if they waited, is back with who had asked, who hears why. */
export async function backToHolder(
  tx: Tx,
  occasion: Occasion,
  before: Conversation,
  ending: 'left' | 'nobodyAnswered' | 'takenBack',
): Promise<void> {
  const conversation = await moveOn(tx, before, { onHold: false })
  await closeHelp(tx, occasion, conversation, ending)
  tellConversation(tx, conversation)
  if (!before.onHold) return
  sendFor(tx, conversation, outsideLine(conversation))
  if (ending !== 'takenBack') sendFor(tx, conversation, lineOfLeg(conversation, holderLeg(conversation)))
}

/** The conversation, and its notes, are of whoever was called in; the person is back on the line with them. */
export async function passConversation(tx: Tx, occasion: Occasion, before: Conversation): Promise<void> {
  const { helper } = seatsOf(before)
  const former = holderLeg(before)
  if (!helper || !openHelp(before)) return
  const { operatorId } = helper
  const listeningPointId = helper.listeningPointId ?? before.listeningPointId
  const change = { onHold: false, answeredByOperatorId: operatorId, listeningPointId }
  const conversation = await moveOn(tx, before, change)
  await closeHelp(tx, occasion, conversation, 'passed')
  // Who answers at a fixed line has no console to write on.
  const contactId = operatorId && (await tx.giveContact(before.id, { operatorId, listeningPointId }))
  if (contactId) {
    for (const each of new Set([before.listeningPointId, listeningPointId])) {
      tx.announce({ topic: 'contact', entityId: contactId, listeningPointId: each })
    }
    tx.trace({ action: 'contact.passed', entity: 'contact', entityId: contactId, listeningPointId })
  }
  tellConversation(tx, conversation, before.listeningPointId)
  tellPresence(tx, [former, helper])
  if (before.onHold) sendFor(tx, conversation, outsideLine(conversation))
  if (former?.endedAt === null) sendFor(tx, conversation, lineOfLeg(conversation, former))
}

const fell = { code: 'lineFell', text: 'È caduta la linea con chi aveva risposto.' }

/** The person waited and nobody of ours is there: it rings again where it rang, and goes on from there. */
async function ringAgain(tx: Tx, occasion: Occasion, conversation: Conversation): Promise<void> {
  const { id: callId, direction } = conversation
  await closeHelp(tx, occasion, conversation, 'nobodyAnswered')
  if (direction === 'outbound') return callBackLater(tx, occasion, conversation)
  const { now } = occasion
  const call = await tx.holdCall(callId)
  if (!call) return
  const points = await tx.listRoutablePoints(romeDate(now))
  const onItsWay = { ...call, routeSteps: [...call.routeSteps, fell] }
  const first = Math.max(
    0,
    call.stages.findIndex(({ kind }) => kind !== 'question'),
  )
  const decided = await decideStep(tx, onItsWay, first, points, now)
  await tx.setConversation(callId, { conferenceAt: null, onHold: false })
  await takeStep(tx, occasion, call, decided)
  const { state, ringRound } = decided.change
  if (state === 'asking') throw new Error('A call that was answered is asked nothing')
  tx.ask({
    name: 'fetch-caller',
    payload: { callId, ringRound, state },
    key: `fetch-caller:${callId}:${state}:${ringRound}`,
  })
}

/** Whom we had called has nowhere to ring: they hear that we call back, and somebody does. */
async function callBackLater(tx: Tx, occasion: Occasion, conversation: Conversation): Promise<void> {
  const call = await tx.lockOutgoingCall(conversation.id)
  if (!call) return
  await endOutgoingCall(tx, occasion, call, 'answered', fell)
  const { id, personId, listeningPointId: responsiblePointId, toE164: e164 } = conversation
  await addCallback(tx, occasion.now, { id, personId, responsiblePointId }, { reason: 'promised', e164 })
}

/** The last of ours put the telephone down. */
async function endConversation(tx: Tx, occasion: Occasion, conversation: Conversation): Promise<void> {
  if (conversation.direction === 'outbound') {
    const call = await tx.lockOutgoingCall(conversation.id)
    if (call) await endOutgoingCall(tx, occasion, call, 'answered')
    return
  }
  const call = await tx.holdCall(conversation.id)
  if (call) await endCall(tx, occasion, call, { from: 'answered', outcome: 'answered' })
}

/** The operator's line of an outgoing call is down: the call is over, unless somebody else was called in. */
export async function operatorLineDown(
  tx: Tx,
  occasion: Occasion,
  call: OutgoingCall,
  outcome: 'failed' | 'abandoned',
): Promise<void> {
  const conversation = await tx.findConversation(call.id)
  if (conversation?.state === 'answered' && conversation.conferenceAt) {
    return lineDown(tx, occasion, call.id, call.operatorLegId)
  }
  await endOutgoingCall(tx, occasion, call, outcome)
}

/** A line is down: what it leaves behind is put in order. The call's row is held here. */
export async function lineDown(tx: Tx, occasion: Occasion, callId: string, legId: string): Promise<void> {
  // Of a call whose lines were never apart whoever ends it says so.
  if (!(await tx.lockConversation(callId))) return tx.endLeg(legId, occasion.now)
  const before = await tx.findConversation(callId)
  const leg = before?.legs.find(({ id }) => id === legId)
  if (!before || !leg) return
  if (leg.endedAt === null) {
    await tx.endLeg(legId, occasion.now)
    tellPresence(tx, [leg])
    if (leg.helpId !== null || before.conferenceAt !== null) {
      tellConversation(tx, before)
      if (leg.listeningPointId) await nudgeWaiting(tx, [leg.listeningPointId], `${legId}:down`)
    }
  }
  await settleConversation(tx, occasion, callId)
}
