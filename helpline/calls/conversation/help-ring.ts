import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import type { CallControl, CallTarget } from '../call-control.ts'
import { LOOK_AFTER_SECONDS } from '../outgoing/place-outgoing-line.ts'
import { closeHelp } from './conference-close.ts'
import { sendFor } from './conference-moves.ts'
import type { Conversation, ConversationLeg, HelpLegReads } from './conference-records.ts'
import { openHelp, seatsOf } from './conference-seats.ts'
import { backToHolder, type SettleConversationRows, settleConversation } from './conference-settle.ts'

/** Twilio lets each telephone ring for forty: the last of several is placed some seconds after the first. */
export const HELP_RING_SECONDS = 60
const RETRY_AFTER_SECONDS = 3
const CLOCK_TOLERANCE_MS = 10_000

export interface HelpRingRows extends SettleConversationRows, HelpLegReads {
  findCallOfHelp(helpId: string): Promise<string | null>
  setHelpLeg(
    legId: string,
    change: Partial<Pick<ConversationLeg, 'twilioCallSid' | 'placedAt'> & { state: 'noAnswer' }>,
  ): Promise<void>
}

type Tx = HelpRingRows & Change

export type HelpRingDoors = Transactions<HelpRingRows> &
  HelpLegReads & {
    findConversation(callId: string): Promise<Conversation | null>
    control: Pick<CallControl, 'placeCall' | 'findPlacedCalls'>
    /** Which of these lines some row already has. */
    knownCallSids(sids: string[]): Promise<string[]>
  }

interface ToRing {
  conversation: Conversation
  leg: ConversationLeg
  to: CallTarget
}

function toRing(conversation: Conversation | null, legId: string): ToRing | null {
  const leg = conversation?.legs.find(({ id }) => id === legId)
  if (!conversation || leg?.state !== 'ringing' || leg.twilioCallSid !== null) return null
  const to = leg.kind === 'browser' ? browser(conversation, leg) : leg.e164 === null ? null : { e164: leg.e164 }
  return to && { conversation, leg, to }
}

const browser = ({ id: callId }: Conversation, { operatorId }: ConversationLeg): CallTarget | null =>
  operatorId === null ? null : { browserOf: operatorId, callId }

/** Rings one telephone for help, once: whoever finds it asked for already looks Twilio's log up first. */
export async function ringHelper(
  doors: HelpRingDoors,
  occasion: Occasion,
  { legId }: { legId: string },
): Promise<void> {
  const { now } = occasion
  const callId = await doors.findCallOfLeg(legId)
  if (!callId) return
  const lost = await lostLine(doors, now, toRing(await doors.findConversation(callId), legId))
  const ringing = await doors.transaction(occasion, async (tx) => {
    const line = toRing(await tx.holdConversation(callId), legId)
    if (!line) return null
    if (lost?.sid) {
      await tx.setHelpLeg(legId, { twilioCallSid: lost.sid })
      return null
    }
    const { placedAt } = line.leg
    if (placedAt && placedAt.getTime() !== lost?.placedAt.getTime()) return null
    await tx.setHelpLeg(legId, { placedAt: now })
    tryAgain(tx, legId, now, LOOK_AFTER_SECONDS)
    return line
  })
  if (!ringing) return
  const outcome = await doors.control.placeCall({ legId, to: ringing.to })
  await doors.transaction(occasion, async (tx) => {
    const conversation = await tx.holdConversation(callId)
    const leg = conversation?.legs.find(({ id }) => id === legId)
    // The line may have spoken to us before Twilio's answer came back.
    if (!conversation || leg?.twilioCallSid !== null) return
    switch (outcome.kind) {
      case 'accepted': {
        await tx.setHelpLeg(legId, { twilioCallSid: outcome.sid })
        // Nobody waits for it any more.
        const line = { legId, twilioCallSid: outcome.sid }
        if (leg.state !== 'ringing') sendFor(tx, conversation, line)
        return
      }
      case 'refused':
        await tx.setHelpLeg(legId, { state: 'noAnswer' })
        return settleHelpRing(tx, occasion, callId)
      case 'tryLater':
        await tx.setHelpLeg(legId, { placedAt: null })
        return tryAgain(tx, legId, now, outcome.afterSeconds ?? RETRY_AFTER_SECONDS)
      case 'unknown':
        return
    }
  })
}

/** The line speaks of itself before, or instead of, Twilio's answer to us. */
export async function knowHelperLine(
  tx: Tx,
  callId: string,
  { legId, twilioCallSid }: { legId: string; twilioCallSid: string },
): Promise<void> {
  const conversation = await tx.holdConversation(callId)
  const leg = conversation?.legs.find(({ id }) => id === legId)
  if (!conversation || !leg?.helpId || leg.twilioCallSid !== null) return
  await tx.setHelpLeg(legId, { twilioCallSid })
  if (leg.state !== 'ringing' && leg.endedAt === null) sendFor(tx, conversation, { legId, twilioCallSid })
}

const tryAgain = (tx: Change, legId: string, now: Date, afterSeconds: number): void =>
  tx.ask({
    name: 'ring-helper',
    payload: { legId },
    key: `ring-helper:${legId}:${now.toISOString()}:${afterSeconds}`,
    runAt: new Date(now.getTime() + afterSeconds * 1000),
  })

/** What Twilio's log says of an attempt whose answer never came; undefined where there is none, or it is too young. */
async function lostLine(
  doors: HelpRingDoors,
  now: Date,
  line: ToRing | null,
): Promise<{ placedAt: Date; sid: string | undefined } | undefined> {
  const placedAt = line?.leg.placedAt
  if (!placedAt || now.getTime() - placedAt.getTime() < LOOK_AFTER_SECONDS * 1000) return undefined
  const placedAfter = new Date(placedAt.getTime() - CLOCK_TOLERANCE_MS)
  const sids = await doors.control.findPlacedCalls({ to: line.to, placedAfter })
  const known = new Set(await doors.knownCallSids(sids))
  return { placedAt, sid: sids.find((sid) => !known.has(sid)) }
}

/** Where no telephone rings for it any more, nobody has answered. The call's row is held. */
export async function settleHelpRing(tx: Tx, occasion: Occasion, callId: string): Promise<void> {
  const conversation = await tx.findConversation(callId)
  const help = conversation && openHelp(conversation)
  if (help?.state !== 'ringing') return
  const stillRings = conversation?.legs.some(({ helpId, state }) => helpId === help.id && state === 'ringing')
  if (conversation && !stillRings) await leaveUnanswered(tx, occasion, conversation)
}

async function leaveUnanswered(tx: Tx, occasion: Occasion, conversation: Conversation): Promise<void> {
  if (seatsOf(conversation).holder) return backToHolder(tx, occasion, conversation, 'nobodyAnswered')
  await closeHelp(tx, occasion, conversation, 'nobodyAnswered')
  await settleConversation(tx, occasion, conversation.id)
}

/** Its time is up. */
export async function endHelpRing(
  doors: Transactions<HelpRingRows>,
  occasion: Occasion,
  { helpId }: { helpId: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const callId = await tx.findCallOfHelp(helpId)
    const conversation = callId && (await tx.holdConversation(callId))
    if (!conversation) return
    const help = openHelp(conversation)
    if (help?.id === helpId && help.state === 'ringing') await leaveUnanswered(tx, occasion, conversation)
  })
}
