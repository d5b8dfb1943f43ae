import type { Occasion, Transactions } from '../changes/change.ts'
import { type CallInstruction, instructionFor } from './call-instruction.ts'
import type { CallRecord } from './call-records.ts'
import { endCall, unansweredEnding } from './end-call.ts'
import { abandonedEnding, secondsSince } from './follow-call-status.ts'
import { previewRouting } from './preview-routing.ts'
import { callCentreSteps, planRing, type ReceiveDoors, type ReceiveRows } from './receive-call.ts'

export interface SettleRows extends ReceiveRows {
  /** Rings elsewhere, in the next round; false where the call has gone on already. */
  forwardCall(
    call: { id: string; ringRound: number; state: 'ringing' | 'answered' },
    to: { listeningPointId: string; routeSteps: CallRecord['routeSteps'] },
  ): Promise<boolean>
  /** Nobody spoke: an accepted leg has not answered, and its contact goes, if nobody has written in it. */
  undoAcceptance(callId: string, now: Date): Promise<void>
}

export type SettleDoors = Omit<ReceiveDoors, 'transaction'> & Transactions<SettleRows>

export interface RingOutcome {
  twilioCallSid: string
  round: number
  /** Whether the two lines were joined; undefined where Twilio did not say. */
  bridged: boolean | undefined
  callerGone: boolean
}

/** A round of ringing is over: the conversation took place, or the call goes on to whoever else may answer. */
export async function settleRing(doors: SettleDoors, occasion: Occasion, ring: RingOutcome): Promise<CallInstruction> {
  const call = await doors.findCall(ring.twilioCallSid)
  if (!call) return { kind: 'goodbye', word: 'tryAgain' }
  if (call.state === 'ended' || call.ringRound !== ring.round) return instructionFor(call)
  if (call.state === 'answered' && (ring.bridged !== false || ring.callerGone)) {
    await doors.transaction(occasion, (tx) => endCall(tx, occasion, call, { from: 'answered', outcome: 'answered' }))
  } else if (ring.callerGone) {
    const ending = await abandonedEnding(doors, call, secondsSince(call.startedAt, occasion.now), occasion.now)
    await doors.transaction(occasion, (tx) => endCall(tx, occasion, call, ending))
  } else {
    await goOn(doors, occasion, call, ring.bridged === true)
  }
  const settled = await doors.findCall(ring.twilioCallSid)
  return settled ? instructionFor(settled) : { kind: 'goodbye', word: 'tryAgain' }
}

/**
 * After the point comes the call centre, and after it the promise to call back. Lines that were joined without our record of
 * who answered ring nobody else: somebody looks into it by calling back.
 */
async function goOn(doors: SettleDoors, occasion: Occasion, call: CallRecord, joined: boolean): Promise<void> {
  const { now } = occasion
  const { id, ringRound, state } = call
  if (state === 'ended') return
  const { callCentre, destination } = await previewRouting(doors, call.fromE164, now)
  const isLast = joined || call.point.kind === 'callCentre'
  const targets = isLast ? [] : await planRing(doors, callCentre, call.fromE164, now)
  await doors.transaction(occasion, async (tx) => {
    if (targets.length === 0) {
      const ending = unansweredEnding(call, destination.id)
      if (!(await endCall(tx, occasion, call, { from: state, ringRound, ...ending }))) return
    } else {
      const routeSteps = [...call.routeSteps, ...callCentreSteps(call.point.name, callCentre.name)]
      const to = { listeningPointId: callCentre.id, routeSteps }
      if (!(await tx.forwardCall({ id, ringRound, state }, to))) return
      await tx.silenceLegs(id)
      await tx.addLegs(id, ringRound + 1, targets, now)
      tx.trace({ action: 'call.forwarded', entity: 'call', entityId: id, listeningPointId: callCentre.id })
      // Whoever saw it ring must see that it does no longer.
      for (const listeningPointId of [call.point.id, callCentre.id]) {
        tx.announce({ topic: 'call', entityId: id, listeningPointId })
      }
    }
    await tx.rememberEvent(`settled:${call.twilioCallSid}:${ringRound}`, id, 'settled', now)
    if (state === 'answered') await tx.undoAcceptance(id, now)
  })
}
