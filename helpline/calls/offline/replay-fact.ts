import type { Occasion, Transactions } from '../../changes/change.ts'
import type { PhoneKind } from '../../territory/phone-numbers.ts'
import type { CallStage, RouteStep } from '../call-records.ts'
import type { CallOutcome, CallState, LegKind } from '../call-states.ts'
import { addCallback, type CallbackRows } from '../callbacks/add-callback.ts'
import type { AcceptRows } from '../incoming/accept-ring.ts'
import type { RoutingReads } from '../incoming/preview-routing.ts'
import type { CallEventRows, CallReads } from '../incoming/receive-call.ts'
import { onlyCandidate } from '../incoming/recognise-caller.ts'
import { type MessageRows, takeMessage } from '../incoming/take-message.ts'
import type { JournalContent, OfflineFact } from './journal-entries.ts'

export interface OfflineCall {
  id: string
  state: CallState
  outcome: CallOutcome | null
  ringRound: number
  fromE164: string | null
  personId: string | null
  startedAt: Date
  endedAt: Date | null
  listeningPointId: string
  responsiblePointId: string | null
}

export interface ReplayWrites {
  /** The call centre where a point is no more. */
  standingPoint(listeningPointId: string): Promise<string>
  /** null where this call is known already. */
  addReplayedCall(call: {
    twilioCallSid: string
    callerKind: PhoneKind
    fromE164: string | null
    toE164: string
    listeningPointId: string
    responsiblePointId: string
    stages: readonly CallStage[]
    routeSteps: readonly RouteStep[]
    personId: string | null
    startedAt: Date
  }): Promise<string | null>
  /** Until the transaction ends nobody else changes it. */
  lockReplayedCall(twilioCallSid: string): Promise<OfflineCall | null>
  /** Whoever had answered did not; false where the call is over. */
  forwardReplayedCall(
    callId: string,
    to: { listeningPointId: string; state: Extract<CallState, 'ringing' | 'recording'> },
  ): Promise<boolean>
  forgetUnwrittenContact(callId: string, now: Date): Promise<void>
  addReplayedLeg(leg: {
    callId: string
    ringRound: number
    kind: LegKind
    e164: string | null
    operatorId: string | null
    listeningPointId: string
    twilioCallSid: string
    at: Date
  }): Promise<void>
  /** Also of a call that meanwhile ended as if nobody had answered. */
  answerReplayedCall(
    callId: string,
    answer: { operatorId: string | null; listeningPointId: string; at: Date },
  ): Promise<void>
}

type ReplayRows = ReplayWrites &
  CallEventRows &
  CallbackRows &
  Pick<AcceptRows, 'startContactOfCall'> &
  Pick<RoutingReads, 'findCallers'>

export type ReplayDoors = CallReads & Transactions<ReplayRows & MessageRows>

/** Writes down what happened to a call while nothing could be written, with the moment it happened; once, however often it is told. */
export async function replayFact(
  doors: ReplayDoors,
  occasion: Occasion,
  input: Omit<Extract<JournalContent, { kind: 'fact' }>, 'kind'> & { entryId: string },
): Promise<void> {
  const { twilioCallSid, fact, entryId } = input
  if (fact.kind === 'recorded') {
    const call = await doors.findCall(twilioCallSid)
    if (!call) throw new NeverReceived()
    const { recordingSid, durationSeconds } = fact
    return takeMessage(doors, occasion, { callId: call.id, recordingSid, durationSeconds })
  }
  await doors.transaction(occasion, async (tx) => {
    if (fact.kind === 'received') await receive(tx, occasion, twilioCallSid, fact)
    const call = await tx.lockReplayedCall(twilioCallSid)
    if (!call) throw new NeverReceived()
    if (!(await tx.rememberEvent(`offline:${entryId}`, call.id, `offline.${fact.kind}`, occasion.now))) return
    if (fact.kind === 'wentOn') await goOn(tx, occasion, call, fact.listeningPointId, 'ringing')
    if (fact.kind === 'toVoicemail') await goToVoicemail(tx, occasion, call)
    if (fact.kind === 'answered') await answer(tx, occasion, call, fact)
  })
}

/** Told before its own beginning, by another server: it is told again. */
class NeverReceived extends Error {
  override readonly message = 'A call that went on without the database has not been received yet'
}

type Tx = Parameters<Parameters<ReplayDoors['transaction']>[1]>[0]
type Fact<K extends OfflineFact['kind']> = Extract<OfflineFact, { kind: K }>

async function receive(
  tx: Tx,
  { now }: Occasion,
  twilioCallSid: string,
  { kind: _, ...fact }: Fact<'received'>,
): Promise<void> {
  const caller = fact.fromE164 ? (await tx.findCallers([fact.fromE164])).get(fact.fromE164) : undefined
  const listeningPointId = await tx.standingPoint(fact.listeningPointId)
  const callId = await tx.addReplayedCall({
    ...fact,
    twilioCallSid,
    listeningPointId,
    responsiblePointId: await tx.standingPoint(fact.responsiblePointId),
    personId: (caller && onlyCandidate(caller)?.person.id) ?? null,
    startedAt: now,
  })
  if (callId === null) return
  tx.trace({ action: 'call.received', entity: 'call', entityId: callId, listeningPointId })
  tx.announce({ topic: 'call', entityId: callId, listeningPointId })
}

async function goOn(
  tx: Tx,
  { now }: Occasion,
  call: OfflineCall,
  pointId: string,
  state: 'ringing' | 'recording',
): Promise<void> {
  const listeningPointId = await tx.standingPoint(pointId)
  if (!(await tx.forwardReplayedCall(call.id, { listeningPointId, state }))) return
  if (call.state === 'answered') await tx.forgetUnwrittenContact(call.id, now)
  tx.trace({ action: 'call.forwarded', entity: 'call', entityId: call.id, listeningPointId })
  for (const each of new Set([call.listeningPointId, listeningPointId])) {
    tx.announce({ topic: 'call', entityId: call.id, listeningPointId: each })
  }
}

/** As at every voicemail: somebody calls back even if no word is left. */
async function goToVoicemail(tx: Tx, occasion: Occasion, call: OfflineCall): Promise<void> {
  const responsiblePointId = call.responsiblePointId ?? call.listeningPointId
  await goOn(tx, occasion, call, responsiblePointId, 'recording')
  if (call.fromE164 === null || call.outcome === 'answered') return
  await addCallback(tx, occasion.now, { ...call, responsiblePointId }, { reason: 'missed', e164: call.fromE164 })
}

/** Of several who pressed 1 the first has the call. */
async function answer(tx: Tx, { now }: Occasion, call: OfflineCall, fact: Fact<'answered'>): Promise<void> {
  if (call.state === 'answered' || call.outcome === 'answered') return
  const { operatorId, e164, legCallSid } = fact
  const listeningPointId = await tx.standingPoint(fact.listeningPointId)
  const kind: LegKind = e164 === null ? 'browser' : operatorId ? 'operatorPhone' : 'callCentrePhone'
  const { id: callId, ringRound, fromE164 } = call
  const at = call.endedAt && call.endedAt < now ? call.endedAt : now
  await tx.addReplayedLeg({
    callId,
    ringRound,
    kind,
    e164,
    operatorId,
    listeningPointId,
    twilioCallSid: legCallSid,
    at,
  })
  await tx.answerReplayedCall(callId, { operatorId, listeningPointId, at })
  const caller = fromE164 ? (await tx.findCallers([fromE164])).get(fromE164) : undefined
  const contactId = await tx.startContactOfCall({
    callId,
    listeningPointId,
    operatorId,
    personId: (caller && onlyCandidate(caller)?.person.id) ?? null,
    callerE164: fromE164,
    occurredAt: call.startedAt,
    recordedAt: now,
  })
  tx.trace({ action: 'call.answered', entity: 'call', entityId: callId, listeningPointId })
  tx.trace({ action: 'contact.started', entity: 'contact', entityId: contactId, listeningPointId })
  tx.announce({ topic: 'call', entityId: callId, listeningPointId })
  tx.announce({ topic: 'contact', entityId: contactId, listeningPointId })
}
