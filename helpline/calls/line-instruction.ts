import type { CallRecord, LegRecord } from './call-records.ts'
import type { LegKind, LegState } from './call-states.ts'
import type { OutgoingInstruction } from './outgoing/outgoing-call.ts'
import {
  afterThePlace,
  answeredByOther,
  askOperator,
  askPlace,
  askPlaceAgain,
  callIsOver,
  goingOn,
  goingOnToCallCentre,
  goodbyes,
  greeting,
  voicemailWords,
  yourTurn,
} from './spoken-words.ts'
import { usualVoicemailSettings } from './voicemail/voicemail-settings.ts'

export type LegToRing = Pick<LegRecord, 'id' | 'kind' | 'e164' | 'operatorId'>

/** What any line does next: a function of its row alone, so that the same webhook asked again gets the same answer. */
export type LineInstruction =
  /** The caller types where they are. */
  | { kind: 'ask'; time: number; words: string }
  | {
      kind: 'ring'
      callId: string
      round: number
      words: string
      /** Always a number of ours: carriers block calls that show somebody else's. */
      callerId: string
      ringTimeoutSeconds: number
      legs: readonly LegToRing[]
    }
  | { kind: 'wait'; queue: string }
  | { kind: 'record'; callId: string; words: string }
  /** It was sent away from the conversation it was in: whoever had answered is gone. */
  | { kind: 'resume'; round: number }
  /** Everybody in the conversation of that call hears everybody else; `ours` is a line of ours, which may hear something before. */
  | { kind: 'conference'; callId: string; ours?: { words: string | undefined } }
  | { kind: 'hold'; callId: string }
  /** A phone of ours that was rung: 1 takes the call. */
  | { kind: 'askToAnswer'; words: string }
  /** The two lines are joined. */
  | { kind: 'join' }
  | OutgoingInstruction

const goodbye = (words: string): LineInstruction => ({ kind: 'goodbye', words })

type InstructedCall = Pick<
  CallRecord,
  | 'id'
  | 'state'
  | 'outcome'
  | 'ringRound'
  | 'toE164'
  | 'stages'
  | 'timesAsked'
  | 'waitingSince'
  | 'conferenceAt'
  | 'onHold'
  | 'responsiblePointId'
  | 'legs'
  | 'callbackReason'
>

/** What the caller's line does next. */
export function callerInstruction(call: InstructedCall): LineInstruction {
  switch (call.state) {
    case 'asking':
      return { kind: 'ask', time: call.timesAsked, words: call.timesAsked > 1 ? askPlaceAgain : askPlace }
    case 'ringing':
      // Taken in while nothing could be written: which phones rang is not known.
      if (call.legs.length === 0) return { kind: 'resume', round: call.ringRound }
      return {
        kind: 'ring',
        callId: call.id,
        round: call.ringRound,
        words: ringWords(call),
        callerId: call.toE164,
        ringTimeoutSeconds: Math.max(...call.legs.map(({ ringTimeoutSeconds }) => ringTimeoutSeconds)),
        legs: call.legs,
      }
    case 'waiting':
      return { kind: 'wait', queue: call.responsiblePointId }
    case 'recording': {
      const last = call.stages.at(-1)
      const { reopens = null, keptDays = usualVoicemailSettings.keptDays } = last?.kind === 'voicemail' ? last : {}
      return { kind: 'record', callId: call.id, words: voicemailWords({ reopens, keptDays }) }
    }
    case 'answered':
      if (call.conferenceAt === null) return { kind: 'resume', round: call.ringRound }
      return { kind: call.onHold ? 'hold' : 'conference', callId: call.id }
    case 'ended':
      return goodbye(goodbyes[lastWord(call)])
  }
}

function ringWords({ waitingSince, ringRound, timesAsked, legs }: InstructedCall): string {
  if (waitingSince !== null) return yourTurn
  if (ringRound > 1) return legs.every(({ toCallCentre }) => toCallCentre) ? goingOnToCallCentre : goingOn
  return timesAsked > 0 ? afterThePlace : greeting
}

function lastWord({ outcome, callbackReason }: InstructedCall): keyof typeof goodbyes {
  if (outcome === 'callback') return callbackReason === 'promised' ? 'promised' : 'callback'
  if (outcome === 'voicemail') return 'voicemail'
  return outcome === 'failed' ? 'hidden' : 'thanks'
}

/** A phone of ours that was rung, with the call it was rung for. */
export interface InstructedLeg {
  kind: LegKind
  ringRound: number
  state: LegState
  call: Pick<CallRecord, 'id' | 'state' | 'ringRound'>
}

/** What the line of a phone of ours does next; `who` is calling, in words. */
export function legInstruction(leg: InstructedLeg, who: string): LineInstruction {
  const { call } = leg
  if (leg.state === 'accepted' && call.state !== 'ended') return { kind: 'join' }
  if (call.state === 'ringing' && leg.ringRound === call.ringRound)
    return { kind: 'askToAnswer', words: askOperator(who) }
  return tooLate(leg)
}

export const tooLate = ({ ringRound, call }: Pick<InstructedLeg, 'ringRound' | 'call'>): LineInstruction =>
  goodbye(call.state === 'answered' || ringRound < call.ringRound ? answeredByOther : callIsOver)
