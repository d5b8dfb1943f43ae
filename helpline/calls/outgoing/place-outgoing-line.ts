import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import type { CallControl } from '../call-control.ts'
import { operatorLineDown, type SettleConversationRows } from '../conversation/conference-settle.ts'
import type { OutgoingCall } from './outgoing-call.ts'
import { askToHangUp, endOutgoingCall, type OutgoingReads, type OutgoingRows } from './place-outgoing-call.ts'

/** How long a lost answer is waited for before Twilio's log is asked: somebody sits before a silent telephone. */
export const LOOK_AFTER_SECONDS = 15
/** After so long whoever pressed the button has given up: a telephone that rings now would only startle. */
export const GIVE_UP_AFTER_SECONDS = 60
const RETRY_AFTER_SECONDS = 3
/** Twilio's clock and ours need not agree to the second. */
const CLOCK_TOLERANCE_MS = 10_000

export type PlaceLineDoors = OutgoingReads &
  Transactions<OutgoingRows> & {
    control: Pick<CallControl, 'placeCall' | 'findPlacedCalls'>
    /** Which of these lines some row already has. */
    knownCallSids(sids: string[]): Promise<string[]>
  }

interface ToRing {
  call: OutgoingCall
  e164: string
}

/**
 * Rings the operator's telephone, once: whoever finds it asked for already looks Twilio's log up first, and tries again only if
 * nothing is there.
 */
export async function placeOutgoingLine(
  doors: PlaceLineDoors,
  occasion: Occasion,
  { callId }: { callId: string },
): Promise<void> {
  const { now } = occasion
  const lost = await lostLine(doors, occasion, callId)
  const ringing = await doors.transaction(occasion, async (tx) => {
    const call = await tx.lockOutgoingCall(callId)
    if (call?.way === 'browser' && call.twilioCallSid === null) {
      // The console never began it.
      await endOutgoingCall(tx, occasion, call, 'abandoned')
      return null
    }
    const line = toRing(call)
    if (!line) return null
    if (lost?.sid) {
      await tx.updateOutgoingCall(callId, { twilioCallSid: lost.sid })
      return null
    }
    if (line.call.placedAt && line.call.placedAt.getTime() !== lost?.placedAt.getTime()) return null
    if (secondsBetween(line.call.startedAt, now) > GIVE_UP_AFTER_SECONDS) {
      await endOutgoingCall(tx, occasion, line.call, 'failed', notPlaced)
      return null
    }
    await tx.updateOutgoingCall(callId, { placedAt: now })
    askAgain(tx, callId, now, LOOK_AFTER_SECONDS)
    return line
  })
  if (!ringing) return
  const outcome = await doors.control.placeCall({ callId, to: { e164: ringing.e164 } })
  await doors.transaction(occasion, async (tx) => {
    const call = await tx.lockOutgoingCall(callId)
    // The line may have spoken to us before Twilio's answer came back.
    if (!call || call.twilioCallSid !== null) return
    switch (outcome.kind) {
      case 'accepted':
        await tx.updateOutgoingCall(callId, { twilioCallSid: outcome.sid })
        // Given up while it was being placed.
        if (call.state === 'ended') askToHangUp(tx, callId, outcome.sid)
        return
      case 'refused':
        return endOutgoingCall(tx, occasion, call, 'failed', notPlaced)
      case 'tryLater':
        await tx.updateOutgoingCall(callId, { placedAt: null })
        return askAgain(tx, callId, now, outcome.afterSeconds ?? RETRY_AFTER_SECONDS)
      case 'unknown':
        return
    }
  })
}

const notPlaced = { code: 'notPlaced', text: 'La linea non ha accettato la telefonata.' }

const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000

function toRing(call: OutgoingCall | null): ToRing | null {
  if (!call || call.state === 'ended' || call.twilioCallSid !== null || call.operatorE164 === null) return null
  return { call, e164: call.operatorE164 }
}

const askAgain = (tx: Change, callId: string, now: Date, afterSeconds: number): void =>
  tx.ask({
    name: 'place-outgoing-call',
    payload: { callId },
    key: `place-outgoing-call:${callId}:${now.toISOString()}:${afterSeconds}`,
    runAt: new Date(now.getTime() + afterSeconds * 1000),
  })

/** What Twilio's log says of an attempt whose answer never came; undefined where there is none, or it is too young. */
async function lostLine(
  doors: PlaceLineDoors,
  occasion: Occasion,
  callId: string,
): Promise<{ placedAt: Date; sid: string | undefined } | undefined> {
  const line = toRing(await doors.findOutgoingCall(callId))
  if (!line?.call.placedAt) return undefined
  const { placedAt } = line.call
  if (secondsBetween(placedAt, occasion.now) < LOOK_AFTER_SECONDS) return undefined
  const placedAfter = new Date(placedAt.getTime() - CLOCK_TOLERANCE_MS)
  const sids = await doors.control.findPlacedCalls({ to: { e164: line.e164 }, placedAfter })
  const known = new Set(await doors.knownCallSids(sids))
  return { placedAt, sid: sids.find((sid) => !known.has(sid)) }
}

/** Puts a line down; one that is down already is left alone. */
export async function hangUpOutgoingLine(
  doors: Transactions<SettleConversationRows> & { control: Pick<CallControl, 'hangUp'> },
  occasion: Occasion,
  { callId, twilioCallSid }: { callId: string; twilioCallSid: string },
): Promise<void> {
  const outcome = await doors.control.hangUp(twilioCallSid)
  if (outcome.kind === 'tryLater' || outcome.kind === 'unknown') throw new Error('The line was not put down yet')
  await doors.transaction(occasion, async (tx) => {
    const call = await tx.lockOutgoingCall(callId)
    if (call?.twilioCallSid === twilioCallSid) await operatorLineDown(tx, occasion, call, 'abandoned')
  })
}
