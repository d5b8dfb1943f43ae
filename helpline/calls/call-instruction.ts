import type { CallRecord, LegRecord, RingingPoint } from './call-records.ts'

export type LegToRing = Pick<LegRecord, 'id' | 'e164'>

/** What the line does next: phones ring, or a last word. `hidden` is for whom we cannot call back. */
export type CallInstruction =
  | {
      kind: 'ring'
      round: number
      toCallCentre: boolean
      /** Always a number of ours: carriers block calls that show somebody else's. */
      callerId: string
      ringTimeoutSeconds: number
      legs: readonly LegToRing[]
    }
  | { kind: 'goodbye'; word: 'callback' | 'hidden' | 'tryAgain' | 'thanks' }
  | { kind: 'over' }

type InstructedCall = Pick<CallRecord, 'state' | 'outcome' | 'ringRound' | 'toE164'> & {
  point: Pick<RingingPoint, 'kind' | 'ringTimeoutSeconds'>
  legs: readonly LegToRing[]
}

/** A function of the call alone: the same webhook asked again gets the same answer. */
export function instructionFor(call: InstructedCall): CallInstruction {
  if (call.state !== 'ended') {
    return {
      kind: 'ring',
      round: call.ringRound,
      toCallCentre: call.point.kind === 'callCentre',
      callerId: call.toE164,
      ringTimeoutSeconds: call.point.ringTimeoutSeconds,
      legs: call.legs,
    }
  }
  if (call.outcome === 'answered') return { kind: 'goodbye', word: 'thanks' }
  if (call.outcome === 'callback') return { kind: 'goodbye', word: 'callback' }
  return call.outcome === 'failed' ? { kind: 'goodbye', word: 'hidden' } : { kind: 'over' }
}
