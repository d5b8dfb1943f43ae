import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../../errors.ts'
import { isReachable, type PhoneKind, parsePhoneNumber } from '../../territory/phone-numbers.ts'
import type { RouteStep } from '../call-records.ts'
import { type CloseRows, closeConversation } from '../conversation/conference-close.ts'
import { endingOf, type OutgoingCall, type OutgoingPurpose, type OutgoingWay } from './outgoing-call.ts'
import { dialableNumber } from './outgoing-number.ts'

/** Whom to call: always somebody written down, or a number typed for the occasion. */
export type OutgoingTarget =
  | { kind: 'person'; personId: string; number: string }
  | { kind: 'relative'; relationId: string }
  | { kind: 'volunteer'; volunteerId: string }
  | { kind: 'callback'; callbackId: string }
  | { kind: 'contact'; contactId: string }
  | { kind: 'typed'; number: string }

/** What is written of them. */
export interface CalledLine {
  e164: string | null
  personId: string | null
  /** null: anybody may call them. */
  listeningPointId: string | null
}

export interface OperatorStation {
  listeningPointId: string | null
  phoneE164: string | null
}

export interface OutgoingReads {
  findOutgoingCall(callId: string): Promise<OutgoingCall | null>
}

export interface OutgoingRows extends OutgoingReads, CloseRows {
  /** Holds the call until the transaction ends. */
  lockOutgoingCall(callId: string): Promise<OutgoingCall | null>
  updateOutgoingCall(
    callId: string,
    change: Partial<
      Pick<
        OutgoingCall,
        'twilioCallSid' | 'state' | 'outcome' | 'ringRound' | 'answeredAt' | 'endedAt' | 'placedAt' | 'routeSteps'
      >
    > & { answeredByOperatorId?: string },
  ): Promise<void>
  /** Whatever still rings has not been answered. */
  silenceOutgoingLegs(callId: string): Promise<void>
  /** A call nobody answered needs no notes: its contact is closed, unless somebody has begun to write in it. */
  setUntouchedContact(callId: string, state: 'draft' | 'closed', now: Date): Promise<void>
}

export interface PlaceOutgoingRows extends OutgoingRows {
  findCalled(target: OutgoingTarget): Promise<CalledLine | null>
  /** The point of the contact a request came with. */
  findPointOfRequest(requestId: string): Promise<{ listeningPointId: string } | null>
  /** One call at a time: whoever else places one for this operator waits. */
  lockOperator(operatorId: string): Promise<void>
  findStation(operatorId: string): Promise<OperatorStation>
  isSpeaking(operatorId: string, now: Date): Promise<boolean>
  countOutgoingCalls(operatorId: string, since: Date): Promise<{ all: number; typed: number }>
  /** false where that id is taken already. */
  addOutgoingCall(call: {
    id: string
    fromE164: string
    toE164: string
    callerKind: PhoneKind
    listeningPointId: string
    routeSteps: RouteStep[]
    purpose: OutgoingPurpose
    servesRequestId: string | null
    forCallbackId: string | null
    personId: string | null
    operatorId: string
    way: OutgoingWay
    operatorE164: string | null
    startedAt: Date
  }): Promise<boolean>
}

export interface PlaceOutgoingInput {
  who: SignedIn
  /** Chosen by the console: pressed twice, it is one call. */
  callId: string
  to: OutgoingTarget
  way: OutgoingWay
  purpose?: OutgoingPurpose | undefined
  servesRequestId?: string | null | undefined
}

export type PlaceOutgoingResult =
  | { kind: 'placed'; call: OutgoingCall }
  | { kind: 'tooMany'; retryAfterSeconds: number }

/** A call written down and not begun from the console within this time is not begun any more. */
export const FRESH_SECONDS = 60
const noSuchCall = 'Questa telefonata non c’è.'
const HOUR_SECONDS = 3_600
/** Far above what a busy hour needs, far below what a stolen console would do. */
export const MOST_CALLS_AN_HOUR = 60
export const MOST_TYPED_AN_HOUR = 15

const usualPurpose: Record<OutgoingTarget['kind'], OutgoingPurpose> = {
  person: 'toAssistedPerson',
  relative: 'toAssistedPerson',
  callback: 'toAssistedPerson',
  contact: 'toAssistedPerson',
  volunteer: 'toOrganise',
  typed: 'toOrganise',
}

export const TYPED_NUMBER = 'typedNumber'
/** Where the number comes from, kept with the call. */
const whence: Record<OutgoingTarget['kind'], RouteStep> = {
  person: { code: 'numberOfPerson', text: 'Il numero è sulla scheda della persona.' },
  relative: { code: 'numberOfRelative', text: 'Il numero è di una persona vicina all’assistito.' },
  volunteer: { code: 'numberOfVolunteer', text: 'Il numero è di un volontario.' },
  callback: { code: 'numberOfCallback', text: 'Si richiama chi aveva chiamato.' },
  contact: { code: 'numberOfContact', text: 'È il numero da cui è arrivato il contatto.' },
  typed: { code: TYPED_NUMBER, text: 'Il numero è stato scritto a mano.' },
}

type Doors = Transactions<PlaceOutgoingRows> & { voiceNumber: string }

/** Writes a call down and has it placed: the operator's line first, then the other one. */
export async function placeOutgoingCall(
  doors: Doors,
  occasion: Occasion,
  input: PlaceOutgoingInput,
): Promise<PlaceOutgoingResult> {
  const { operatorId } = input.who
  return doors.transaction(occasion, async (tx) => {
    await tx.lockOperator(operatorId)
    const before = await tx.findOutgoingCall(input.callId)
    if (before) return { kind: 'placed', call: ownCall(before, input.who) }
    const wait = await tooSoon(tx, occasion.now, input)
    if (wait) return { kind: 'tooMany', retryAfterSeconds: wait }
    if (await tx.isSpeaking(operatorId, occasion.now)) {
      throw new Conflict('Lei è già al telefono: riagganci, poi chiami.')
    }
    await write(tx, occasion, input, doors.voiceNumber)
    const call = await tx.findOutgoingCall(input.callId)
    if (!call) throw new Error('A call that was just written is not there')
    return { kind: 'placed', call }
  })
}

async function write(
  tx: PlaceOutgoingRows & Change,
  { now }: Occasion,
  input: PlaceOutgoingInput,
  voiceNumber: string,
): Promise<void> {
  const { callId, who, way, to, servesRequestId = null } = input
  const called = await findCalled(tx, who, to)
  const phone = dialableNumber(called.e164, [voiceNumber])
  if (servesRequestId) await checkRequest(tx, who, servesRequestId)
  const station = await tx.findStation(who.operatorId)
  const listeningPointId = station.listeningPointId ?? who.listeningPointIds[0]
  if (!listeningPointId) throw new Conflict('Scelga prima il Suo punto d’ascolto alla postazione.')
  if (way === 'phone' && !station.phoneE164) {
    throw new Conflict('Scriva prima, alla postazione, quale telefono deve squillare.')
  }
  if (way === 'phone' && station.phoneE164 === phone.e164) throw new Conflict('Questo è il telefono che ha davanti.')
  const isAdded = await tx.addOutgoingCall({
    id: callId,
    fromE164: voiceNumber,
    toE164: phone.e164,
    callerKind: phone.kind,
    listeningPointId,
    routeSteps: [whence[to.kind]],
    purpose: to.kind === 'volunteer' ? 'toOrganise' : (input.purpose ?? usualPurpose[to.kind]),
    servesRequestId,
    forCallbackId: to.kind === 'callback' ? to.callbackId : null,
    personId: called.personId,
    operatorId: who.operatorId,
    way,
    operatorE164: way === 'phone' ? station.phoneE164 : null,
    startedAt: now,
  })
  if (!isAdded) throw new NotFound(noSuchCall)
  const runAt = way === 'phone' ? now : new Date(now.getTime() + (FRESH_SECONDS + 1) * 1000)
  tx.ask({ name: 'place-outgoing-call', payload: { callId }, key: `place-outgoing-call:${callId}`, runAt })
  tx.trace({ action: 'call.placed', entity: 'call', entityId: callId, listeningPointId })
  tx.announce({ topic: 'call', entityId: callId, listeningPointId })
  tx.announce({ topic: 'presence', entityId: who.operatorId, listeningPointId })
}

async function findCalled(tx: PlaceOutgoingRows, who: SignedIn, to: OutgoingTarget) {
  const called = await tx.findCalled(to.kind === 'person' ? { ...to, number: asWritten(to.number) } : to)
  if (!called) throw new NotFound('Questo numero non è più sulla scheda.')
  if (!maySeePoint(who, called.listeningPointId)) throw new NotAllowed('È di un altro punto d’ascolto.')
  const { e164 } = called
  if (e164 === null) throw new Invalid('Questo numero non si può chiamare.', { to: 'Il numero era nascosto.' })
  return { ...called, e164 }
}

/** Cards hold numbers in E.164, people read them otherwise. */
function asWritten(number: string): string {
  const phone = parsePhoneNumber(number)
  return isReachable(phone) ? phone.e164 : number
}

async function checkRequest(tx: PlaceOutgoingRows, who: SignedIn, requestId: string): Promise<void> {
  const request = await tx.findPointOfRequest(requestId)
  if (!request) throw new NotFound('Questa richiesta non c’è.')
  if (!maySeePoint(who, request.listeningPointId))
    throw new NotAllowed('Questa richiesta è di un altro punto d’ascolto.')
}

async function tooSoon(tx: PlaceOutgoingRows, now: Date, input: PlaceOutgoingInput): Promise<number | null> {
  const since = new Date(now.getTime() - HOUR_SECONDS * 1000)
  const { all, typed } = await tx.countOutgoingCalls(input.who.operatorId, since)
  const isTooMuch = all >= MOST_CALLS_AN_HOUR || (input.to.kind === 'typed' && typed >= MOST_TYPED_AN_HOUR)
  return isTooMuch ? HOUR_SECONDS / 4 : null
}

/** A call is shown to, and ended by, the one who makes it. */
export function ownCall(call: OutgoingCall | null, who: SignedIn): OutgoingCall {
  if (!call || call.operatorId !== who.operatorId) throw new NotFound(noSuchCall)
  return call
}

/** Given up from the console: what is not placed yet never will be, a line that is up is put down. */
export async function hangUpOutgoingCall(
  doors: Transactions<OutgoingRows>,
  occasion: Occasion,
  input: { who: SignedIn; callId: string },
): Promise<OutgoingCall> {
  return doors.transaction(occasion, async (tx) => {
    const call = ownCall(await tx.lockOutgoingCall(input.callId), input.who)
    if (call.twilioCallSid === null) await endOutgoingCall(tx, occasion, call, 'abandoned')
    else if (call.state !== 'ended') askToHangUp(tx, call.id, call.twilioCallSid)
    return ownCall(await tx.findOutgoingCall(call.id), input.who)
  })
}

export const askToHangUp = (tx: Change, callId: string, twilioCallSid: string): void =>
  tx.ask({
    name: 'hang-up-outgoing-line',
    payload: { callId, twilioCallSid },
    key: `hang-up-outgoing-line:${twilioCallSid}`,
  })

/** Ends a call, or says better how it ended. The row is locked by the caller. */
export async function endOutgoingCall(
  tx: OutgoingRows & Change,
  occasion: Occasion,
  call: OutgoingCall,
  outcome: NonNullable<OutgoingCall['outcome']>,
  why?: RouteStep,
): Promise<void> {
  const { now } = occasion
  const ending = endingOf(call, outcome, now)
  if (!ending) return
  const { id: entityId, listeningPointId, operatorId } = call
  await tx.updateOutgoingCall(entityId, {
    ...ending,
    ...(why ? { routeSteps: [...call.routeSteps, why] } : {}),
    // Whoever speaks by now may be somebody else.
    ...(ending.outcome === 'answered' && call.state !== 'answered' ? { answeredByOperatorId: operatorId } : {}),
  })
  if (ending.state) await closeConversation(tx, occasion, entityId)
  await tx.silenceOutgoingLegs(entityId)
  await tx.setUntouchedContact(entityId, ending.outcome === 'answered' ? 'draft' : 'closed', now)
  if (ending.state) {
    tx.trace({ action: 'call.ended', entity: 'call', entityId, listeningPointId })
    // The operator is free for whoever waits.
    tx.ask({ name: 'call-next-waiting', payload: { listeningPointId }, key: `call-next-waiting:${entityId}:ended` })
  }
  tx.announce({ topic: 'call', entityId, listeningPointId })
  tx.announce({ topic: 'presence', entityId: operatorId, listeningPointId })
  if (call.contactId) tx.announce({ topic: 'contact', entityId: call.contactId, listeningPointId })
}
