import type { Occasion, Transactions } from '../../changes/change.ts'
import { NotFound } from '../../errors.ts'
import type { PhoneKind } from '../../territory/phone-numbers.ts'
import type { Caller } from '../call-records.ts'
import { type AnswerHelpRows, answerHelp, describeLine, type HelpLineDoors } from '../conversation/help-answer.ts'
import { type InstructedLeg, type LineInstruction, legInstruction, tooLate } from '../line-instruction.ts'
import { type NudgeRows, nudgeWaiting } from './nudge-waiting.ts'
import type { RoutingReads } from './preview-routing.ts'
import type { CallEventRows } from './receive-call.ts'
import { announceCaller, onlyCandidate, unknownCaller } from './recognise-caller.ts'

/** A phone that rings, with the call it rings for. */
export interface RingingLeg extends InstructedLeg {
  id: string
  twilioCallSid: string | null
  operatorId: string | null
  /** Set where it was rung to help in a conversation. */
  helpId: string | null
  /** The point it rings for. */
  listeningPointId: string | null
  call: InstructedLeg['call'] & {
    conferenceAt: Date | null
    listeningPointId: string
    responsiblePointId: string | null
    callerKind: PhoneKind
    fromE164: string | null
    toE164: string
    startedAt: Date
  }
}

export interface LegReads {
  findLeg(legId: string): Promise<RingingLeg | null>
}

export interface AcceptRows extends LegReads, CallEventRows, NudgeRows {
  /** The one update that decides who answers: false where the call no longer rings in that round. */
  answerCall(
    callId: string,
    ringRound: number,
    answer: { operatorId: string | null; listeningPointId: string; now: Date },
  ): Promise<boolean>
  /** This leg has it, the others of its round have lost it: the points where they rang. */
  acceptLeg(leg: { id: string; callId: string; ringRound: number }, twilioCallSid: string, now: Date): Promise<string[]>
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

type Doors = LegReads & Pick<RoutingReads, 'findCallers'>

/** A line by itself, in no ring and no dial. */
export const isInConversation = ({ helpId, kind, call }: Pick<RingingLeg, 'helpId' | 'kind' | 'call'>): boolean =>
  helpId !== null || kind === 'person' || call.conferenceAt !== null

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
export async function describeRing(doors: Doors & HelpLineDoors, legId: string): Promise<LineInstruction> {
  const leg = await findLeg(doors, legId)
  if (isInConversation(leg)) return describeLine(doors, { callId: leg.call.id, legId })
  return legInstruction(leg, announceCaller(await callerOf(doors, leg), leg.call.callerKind))
}

/** Somebody took it. Of several at the same instant one has the call, and the contact is theirs to write. */
export async function acceptRing(
  doors: Doors & HelpLineDoors & Transactions<AcceptRows & AnswerHelpRows>,
  occasion: Occasion,
  input: { legId: string; twilioCallSid: string },
): Promise<LineInstruction> {
  const leg = await findLeg(doors, input.legId)
  if (isInConversation(leg)) return answerHelp(doors, occasion, { callId: leg.call.id, ...input })
  const caller = await callerOf(doors, leg)
  const { operatorId, ringRound, call } = leg
  const { id: callId, fromE164, startedAt } = call
  const listeningPointId = leg.listeningPointId ?? call.listeningPointId
  const { now } = occasion
  const actor: Occasion['actor'] = operatorId ? { kind: 'operator', operatorId } : occasion.actor
  return doors.transaction({ ...occasion, actor }, async (tx) => {
    if (!(await tx.answerCall(callId, ringRound, { operatorId, listeningPointId, now }))) {
      const after = await findLeg(tx, leg.id)
      return after.state === 'accepted' ? { kind: 'join' } : tooLate(after)
    }
    await tx.rememberEvent(`accepted:${leg.id}`, callId, 'accepted', now)
    const lost = await tx.acceptLeg({ id: leg.id, callId, ringRound }, input.twilioCallSid, now)
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
    const seenBy = [call.listeningPointId, call.responsiblePointId ?? listeningPointId, listeningPointId, ...lost]
    for (const each of new Set(seenBy)) tx.announce({ topic: 'call', entityId: callId, listeningPointId: each })
    tx.announce({ topic: 'contact', entityId: contactId, listeningPointId })
    if (operatorId) tx.announce({ topic: 'presence', entityId: operatorId, listeningPointId })
    await nudgeWaiting(tx, lost, `${callId}:${ringRound}:answered`)
    return { kind: 'join' }
  })
}
