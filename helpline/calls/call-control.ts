/** What became of asking the telephone network for something. */
export type RequestOutcome =
  | { kind: 'accepted'; sid: string }
  /** Asking again would be refused again. */
  | { kind: 'refused'; code: number }
  /** Certainly not done: it may be asked again; `isAccountRefused`: nothing of ours is taken until somebody has looked. */
  | { kind: 'tryLater'; afterSeconds?: number; isAccountRefused?: boolean }
  /** No answer came back: it may or may not have been done. */
  | { kind: 'unknown' }

/** Which of our rows says what a line does next: the call itself, or one of the phones that were rung for it. */
export type LineOf = { callId: string } | { legId: string }

/** A console rings by itself, by the name the network knows it, and is told for which of our calls. */
export type CallTarget = { e164: string } | { browserOf: string; callId: string }

/** The last word on a line: `status` is Twilio's own. */
export interface LineNews {
  twilioCallSid: string
  status: string
  durationSeconds: number | undefined
}

/** A line that is up obeys: whatever it was doing, it asks again what to do, and is told by the state of its row. */
export interface CallControl {
  askAgain(line: LineOf & { twilioCallSid: string }): Promise<RequestOutcome>
  hangUp(twilioCallSid: string): Promise<RequestOutcome>
  /** Rings a phone of ours; what it hears is said by its row. One call a second, whoever asks. */
  placeCall(call: LineOf & { to: CallTarget }): Promise<RequestOutcome>
  /** The calls placed to a number or a console since then, oldest first: an answer that was lost is looked up. */
  findPlacedCalls(call: { to: CallTarget; placedAfter: Date }): Promise<string[]>
  /** null where the network knows no such line. */
  readLine(twilioCallSid: string): Promise<LineNews | null>
  /** null where the recording is gone. */
  readRecording(recordingSid: string): Promise<{ audio: Uint8Array; mediaType: string } | null>
  deleteRecording(recordingSid: string): Promise<RequestOutcome>
}

/** Letters, digits and underscores are all that Twilio takes. */
export const browserIdentity = (operatorId: string): string => `operator_${operatorId.replaceAll('-', '')}`
