import type { Occasion, Transactions } from '../changes/change.ts'
import { NotFound } from '../errors.ts'
import type { PhoneKind } from '../territory/phone-numbers.ts'
import type { Caller } from './call-records.ts'
import type { CallState, LegState } from './call-states.ts'
import type { RoutingReads } from './preview-routing.ts'
import type { CallEventRows } from './receive-call.ts'
import { announceCaller, onlyCandidate, unknownCaller } from './recognise-caller.ts'

/** A phone that rings, with the call it rings for. */
export interface RingingLeg {
  id: string
  ringRound: number
  state: LegState
  operatorId: string | null
  call: {
    id: string
    state: CallState
    ringRound: number
    listeningPointId: string
    callerKind: PhoneKind
    fromE164: string | null
    startedAt: Date
  }
}

export interface LegReads {
  findLeg(legId: string): Promise<RingingLeg | null>
}

export interface AcceptRows extends LegReads, CallEventRows {
  /** The one update that decides who answers: false where the call no longer rings in that round. */
  answerCall(callId: string, ringRound: number, operatorId: string | null, now: Date): Promise<boolean>
  /** This leg has it, the others of its round have lost it. */
  acceptLeg(leg: { id: string; callId: string; ringRound: number }, twilioCallSid: string, now: Date): Promise<void>
  /** The contact of a call is one, whoever answers it in the end. */
  startContactOfCall(contact: {
    callId: string
    listeningPointId: string
    operatorId: string | null
    personId: string | null
    callerE164: string | null
    occurredAt: Date
    recordedAt: Date
  }): Promise<string>
}

export type TooLate = { kind: 'answeredByOther' } | { kind: 'over' }

const tooLate = (leg: RingingLeg): TooLate =>
  leg.call.state === 'answered' || leg.ringRound < leg.call.ringRound ? { kind: 'answeredByOther' } : { kind: 'over' }

async function findLeg(doors: LegReads, legId: string): Promise<RingingLeg> {
  const leg = await doors.findLeg(legId)
  if (!leg) throw new NotFound('Questo squillo non c’è.')
  return leg
}

async function callerOf(doors: Pick<RoutingReads, 'findCallers'>, { call }: RingingLeg): Promise<Caller> {
  if (call.fromE164 === null) return unknownCaller
  return (await doors.findCallers([call.fromE164])).get(call.fromE164) ?? unknownCaller
}

/** What somebody who picked up hears: who calls, or that it is too late. */
export async function describeRing(
  doors: LegReads & Pick<RoutingReads, 'findCallers'>,
  legId: string,
): Promise<{ kind: 'ask'; words: string } | TooLate> {
  const leg = await findLeg(doors, legId)
  if (leg.call.state !== 'ringing' || leg.ringRound !== leg.call.ringRound) return tooLate(leg)
  return { kind: 'ask', words: announceCaller(await callerOf(doors, leg), leg.call.callerKind) }
}

/** Somebody pressed 1. Of several at the same instant one has the call, and the contact is theirs to write. */
export async function acceptRing(
  doors: LegReads & Pick<RoutingReads, 'findCallers'> & Transactions<AcceptRows>,
  occasion: Occasion,
  input: { legId: string; twilioCallSid: string },
): Promise<{ kind: 'yours' } | TooLate> {
  const leg = await findLeg(doors, input.legId)
  const caller = await callerOf(doors, leg)
  const { operatorId, ringRound } = leg
  const { now } = occasion
  const actor: Occasion['actor'] = operatorId ? { kind: 'operator', operatorId } : occasion.actor
  return doors.transaction({ ...occasion, actor }, async (tx) => {
    const { id: callId, listeningPointId, fromE164, startedAt } = leg.call
    if (!(await tx.answerCall(callId, ringRound, operatorId, now))) {
      const after = await findLeg(tx, leg.id)
      return after.state === 'accepted' ? { kind: 'yours' } : tooLate(after)
    }
    await tx.rememberEvent(`accepted:${leg.id}`, callId, 'accepted', now)
    await tx.acceptLeg({ id: leg.id, callId, ringRound }, input.twilioCallSid, now)
    const contactId = await tx.startContactOfCall({
      callId,
      listeningPointId,
      operatorId,
      personId: onlyCandidate(caller)?.person.id ?? null,
      callerE164: fromE164,
      occurredAt: startedAt,
      recordedAt: now,
    })
    tx.trace({ action: 'call.answered', entity: 'call', entityId: callId, listeningPointId })
    tx.trace({ action: 'contact.started', entity: 'contact', entityId: contactId, listeningPointId })
    tx.announce({ topic: 'call', entityId: callId, listeningPointId })
    tx.announce({ topic: 'contact', entityId: contactId, listeningPointId })
    if (operatorId) tx.announce({ topic: 'presence', entityId: operatorId, listeningPointId })
    return { kind: 'yours' }
  })
}
