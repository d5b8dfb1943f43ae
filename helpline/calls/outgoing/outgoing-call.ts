import { formatPhone, type PhoneKind } from '../../territory/phone-numbers.ts'
import type { RouteStep } from '../call-records.ts'
import type { CallOutcome, CallState } from '../call-states.ts'

/** The two kinds of outgoing contacts, which are counted apart. */
export type OutgoingPurpose = 'toAssistedPerson' | 'toOrganise'

/** How the operator speaks: their telephone rings first, or the console itself. */
export const outgoingWays = ['phone', 'browser'] as const
export type OutgoingWay = (typeof outgoingWays)[number]

/** The operator's line first, then the other one: each is a round of the call. */
export const OPERATOR_ROUND = 1
export const PERSON_ROUND = 2

/** A call of ours, as its own handling needs it. */
export interface OutgoingCall {
  id: string
  /** The operator's line; null until Twilio is known to have placed it. */
  twilioCallSid: string | null
  state: CallState
  outcome: CallOutcome | null
  ringRound: number
  /** A number of ours: carriers block calls that show somebody else's. */
  fromE164: string
  toE164: string
  callerKind: PhoneKind
  listeningPointId: string
  routeSteps: RouteStep[]
  purpose: OutgoingPurpose
  servesRequestId: string | null
  forCallbackId: string | null
  personId: string | null
  startedAt: Date
  answeredAt: Date | null
  endedAt: Date | null
  /** When the network was last asked to ring the operator. */
  placedAt: Date | null
  operatorId: string
  way: OutgoingWay
  operatorE164: string | null
  operatorLegId: string
  personLegId: string | null
  contactId: string | null
  /** Who answers at that number, if it is written somewhere. */
  calledName: string | null
}

/** Later and surer news may raise an outcome, never lower it: nobody spoke, nobody could, somebody did. */
const surety: Record<CallOutcome, number> = {
  abandoned: 0,
  failed: 1,
  noAnswer: 2,
  busy: 2,
  answered: 3,
  callback: 0,
  voicemail: 0,
}

/** What is to be written when a call is over; null where it was known already, or better. */
export function endingOf(
  call: Pick<OutgoingCall, 'state' | 'outcome' | 'answeredAt'>,
  outcome: CallOutcome,
  now: Date,
): Partial<Pick<OutgoingCall, 'state' | 'outcome' | 'answeredAt' | 'endedAt'>> | null {
  const answered = outcome === 'answered' ? { answeredAt: call.answeredAt ?? now } : {}
  if (call.state !== 'ended') {
    const said = call.state === 'answered' ? 'answered' : outcome
    return { state: 'ended', outcome: said, endedAt: now, ...answered }
  }
  if (call.outcome !== null && surety[outcome] <= surety[call.outcome]) return null
  return { outcome, ...answered }
}

/** How the other line ended, in the network's words. */
export function outcomeOfDial(dial: { status: string; bridged: boolean | undefined }): CallOutcome {
  // Picked up and put down before the two were joined: nobody spoke.
  const spoke = dial.bridged ?? (dial.status === 'completed' || dial.status === 'answered')
  if (spoke) return 'answered'
  if (dial.status === 'busy') return 'busy'
  if (dial.status === 'failed') return 'failed'
  return dial.status === 'canceled' ? 'abandoned' : 'noAnswer'
}

/** What the operator's line does next, by the state of the call alone: asked twice, it says the same. */
export type OutgoingInstruction =
  | { kind: 'askOperator'; words: string }
  | { kind: 'dialPerson'; legId: string; e164: string; callerId: string }
  | { kind: 'goodbye'; words: string }

export function outgoingInstruction(call: OutgoingCall): OutgoingInstruction {
  if (call.state === 'ended') return { kind: 'goodbye', words: spokenEnding(call) }
  if (call.ringRound === OPERATOR_ROUND || call.personLegId === null) {
    return { kind: 'askOperator', words: askOutgoing(whoIsCalled(call)) }
  }
  return { kind: 'dialPerson', legId: call.personLegId, e164: call.toE164, callerId: call.fromE164 }
}

export const whoIsCalled = ({ calledName, toE164 }: Pick<OutgoingCall, 'calledName' | 'toE164'>): string =>
  calledName ?? formatPhone(toE164)

export const askOutgoing = (who: string): string => `Filo d’Argento. Chiamo ${who}. Prema 1 per continuare.`

const endings: Record<CallOutcome, string> = {
  answered: 'La telefonata è finita. Arrivederci.',
  noAnswer: 'Non risponde nessuno. Può riprovare più tardi. Arrivederci.',
  busy: 'Il numero è occupato. Può riprovare fra poco. Arrivederci.',
  failed: 'La linea non riesce a raggiungere questo numero. Arrivederci.',
  abandoned: 'La telefonata è annullata. Arrivederci.',
  callback: 'La telefonata è finita. Arrivederci.',
  voicemail: 'La telefonata è finita. Arrivederci.',
}
const spokenEnding = ({ outcome }: Pick<OutgoingCall, 'outcome'>): string => endings[outcome ?? 'abandoned']

export const outgoingPhases = ['ringingOperator', 'ringingPerson', 'talking', 'over'] as const
export type OutgoingPhase = (typeof outgoingPhases)[number]

export function phaseOf({ state, ringRound }: Pick<OutgoingCall, 'state' | 'ringRound'>): OutgoingPhase {
  if (state === 'ended') return 'over'
  if (state === 'answered') return 'talking'
  return ringRound === OPERATOR_ROUND ? 'ringingOperator' : 'ringingPerson'
}

/** What the console says of it. */
export function outgoingNews(call: Pick<OutgoingCall, 'state' | 'outcome' | 'ringRound' | 'way'>): string {
  const phase = phaseOf(call)
  if (phase === 'ringingOperator') {
    return call.way === 'phone'
      ? 'Squilla il Suo telefono: alzi e prema 1, poi chiamiamo.'
      : 'Sto collegando il telefono di questo computer…'
  }
  if (phase === 'ringingPerson') return 'Sta squillando dall’altra parte…'
  if (phase === 'talking') return 'In conversazione.'
  if (call.ringRound === OPERATOR_ROUND) {
    return call.outcome === 'failed'
      ? 'La telefonata non è partita: la linea non è disponibile. Riprovi fra poco.'
      : 'La telefonata non è partita: non abbiamo sentito premere 1.'
  }
  switch (call.outcome) {
    case 'answered':
      return 'La telefonata è finita.'
    case 'busy':
      return 'Il numero era occupato.'
    case 'noAnswer':
      return 'Non ha risposto nessuno.'
    case 'failed':
      return 'La linea non è riuscita a raggiungere questo numero.'
    default:
      return 'Ha riagganciato prima che rispondessero.'
  }
}
