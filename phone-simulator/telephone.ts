import type { TelephoneKind } from './numbers.ts'

/** A button under a message: one that answers, or one that opens a page. */
export interface MessageButton {
  title: string
  /** What Twilio tells of it when it is pressed. */
  payload?: string
  url?: string
}

/** What a telephone does by itself when it rings. Times are simulated and start when it begins to ring. */
export type RingBehaviour =
  | { kind: 'manual' }
  /** `press`: keys typed at the first question. `hangUpAfterMs`: counted from the answer. */
  | { kind: 'answer'; afterMs?: number; press?: string; hangUpAfterMs?: number }
  | { kind: 'machine'; afterMs?: number; hangUpAfterMs?: number }
  | { kind: 'busy' }
  | { kind: 'noAnswer' }

/** What becomes of a text sent to a mobile; `refused`: Twilio does not even take it. */
export type MessageBehaviour =
  | { status: 'delivered' | 'undelivered' | 'failed' | 'sent'; errorCode?: number }
  | { status: 'refused'; errorCode: number }

/** `music`: Twilio's own, where nobody chose another. */
export type HeardKind = 'say' | 'play' | 'music' | 'tone' | 'beep' | 'voice' | 'note'

export interface Heard {
  id: number
  at: Date
  callSid: string
  kind: HeardKind
  text: string
}

export interface TextMessage {
  sid: string
  channel: 'sms' | 'whatsapp'
  at: Date
  direction: 'received' | 'sent'
  /** The number at the other end. */
  other: string
  body: string
  buttons?: readonly MessageButton[]
  /** The types of what was sent with it. */
  attached?: readonly string[]
}

export type AnsweredAs = 'human' | 'machine'

/** What the telephone is doing with its call. */
export type Line =
  | { phase: 'calling'; callSid: string }
  | { phase: 'ringing'; callSid: string; pickUp: (as: AnsweredAs) => void; refuse: () => void; letItRing: boolean }
  | { phase: 'talking'; callSid: string }

const longestTranscript = 500

export class Telephone {
  readonly number: string
  readonly label: string
  readonly kind: TelephoneKind | 'client'
  hasWhatsApp: boolean
  ringBehaviour: RingBehaviour = { kind: 'manual' }
  messageBehaviour: MessageBehaviour = { status: 'delivered' }
  line: Line | undefined
  /** Numbers this telephone has sent STOP to. */
  readonly optedOutOf = new Set<string>()
  /** When it last wrote on WhatsApp to a number of the account: for a day it may be written to freely. */
  readonly wroteOnWhatsAppAt = new Map<string, Date>()
  #transcript: Heard[] = []
  #inbox: TextMessage[] = []
  #lastId = 0

  constructor(number: string, label: string, kind: TelephoneKind | 'client', hasWhatsApp = false) {
    this.hasWhatsApp = hasWhatsApp
    this.number = number
    this.label = label
    this.kind = kind
  }

  hear(callSid: string, kind: HeardKind, text: string): void {
    this.#lastId++
    this.#transcript = [...this.#transcript, { id: this.#lastId, at: new Date(), callSid, kind, text }].slice(
      -longestTranscript,
    )
  }

  keep(message: TextMessage): void {
    this.#inbox = [...this.#inbox, message].slice(-longestTranscript)
  }

  get transcript(): readonly Heard[] {
    return this.#transcript
  }

  get inbox(): readonly TextMessage[] {
    return this.#inbox
  }

  forget(): void {
    this.ringBehaviour = { kind: 'manual' }
    this.messageBehaviour = { status: 'delivered' }
    this.optedOutOf.clear()
    this.wroteOnWhatsAppAt.clear()
    this.#transcript = []
    this.#inbox = []
  }
}
