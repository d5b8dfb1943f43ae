import type { NumberTrait } from '../reaching/choose-channel.ts'
import type { LeftToPersonReason } from '../reaching/left-to-person.ts'
import type { MessageChannel } from '../reaching/message-channel.ts'

/** What follows when Twilio does not take a message, or could not deliver it. */
export type NextStep =
  /** Another way, and where there is none a person. */
  | { kind: 'otherWay'; reason: LeftToPersonReason; learn?: NumberTrait; refuses?: true }
  /** The same words as an approved template. */
  | { kind: 'template' }
  /** The same way once more. */
  | { kind: 'again'; afterMinutes: number }
  | { kind: 'person'; reason: LeftToPersonReason; learn?: NumberTrait }
  /** Never processed: it waits, and longer each time. */
  | { kind: 'wait' }
  /** Our account is the matter: everything waits, and somebody must look. */
  | { kind: 'stop' }

/** A telephone that is off in the morning is often on in the afternoon. */
const AGAIN_AFTER_MINUTES = 180

const afterCode: Readonly<Record<number, NextStep>> = {
  20003: { kind: 'stop' },
  401: { kind: 'stop' },
  20429: { kind: 'wait' },
  429: { kind: 'wait' },
  21211: { kind: 'person', reason: 'doubtful', learn: 'doubtful' },
  21408: { kind: 'person', reason: 'abroad' },
  21610: { kind: 'otherWay', reason: 'refused', refuses: true },
  21614: { kind: 'otherWay', reason: 'landline', learn: 'landline' },
  21635: { kind: 'otherWay', reason: 'landline', learn: 'landline' },
  30003: { kind: 'again', afterMinutes: AGAIN_AFTER_MINUTES },
  30005: { kind: 'person', reason: 'doubtful', learn: 'doubtful' },
  30006: { kind: 'otherWay', reason: 'landline', learn: 'landline' },
  30007: { kind: 'person', reason: 'blocked' },
  30008: { kind: 'person', reason: 'unknown' },
  63016: { kind: 'template' },
}

const afterSilence: Record<MessageChannel, NextStep> = {
  sms: { kind: 'person', reason: 'unknown' },
  // Not there, or not to be written to there: the telephone is reached all the same.
  whatsapp: { kind: 'otherWay', reason: 'notSent' },
  voice: { kind: 'person', reason: 'notAnswering' },
}

/** `wasFreeText`: in words of our own, by WhatsApp; `isSecond`: what is sent once more already. */
export function nextStepAfter(
  code: number | null,
  { channel, wasFreeText, isSecond }: { channel: MessageChannel; wasFreeText: boolean; isSecond: boolean },
): NextStep {
  const step = (code === null ? undefined : afterCode[code]) ?? afterSilence[channel]
  if (step.kind === 'again' && isSecond) return { kind: 'person', reason: 'notAnswering' }
  if (step.kind === 'template' && !(channel === 'whatsapp' && wasFreeText)) return afterSilence[channel]
  // By WhatsApp only a word of theirs keeps us from writing another way.
  if (channel === 'whatsapp' && (step.kind === 'person' || step.kind === 'again')) return afterSilence.whatsapp
  return step
}
