import { Activity } from './activity.ts'
import type { Call } from './call.ts'
import type { Conference } from './conference.ts'
import {
  type AccountNumber,
  type Addresses,
  type Application,
  kindOfTelephone,
  type SimulatorConfiguration,
  type TelephoneSettings,
  toAccountNumber,
  toApplication,
  type UnknownNumbers,
} from './configuration.ts'
import { Faults } from './faults.ts'
import type { Message } from './message.ts'
import type { CallQueue } from './queue.ts'
import type { Recording } from './recording.ts'
import { Telephone } from './telephone.ts'
import { Webhooks } from './webhooks.ts'
import { type Content, toContent } from './whatsapp.ts'

export interface SimulatorOptions extends SimulatorConfiguration {
  accountSid: string
  authToken: string
  /** How many simulated seconds pass in a real one: ring times, pauses and questions shrink, HTTP time-outs do not. */
  timeScale?: number
  /** How fast a <Say> is spoken; without it speech takes no time. */
  speechCharactersPerSecond?: number
  onError?: (error: SimulatorError) => void
}

/** Something Twilio would show in its debugger, or that the simulator does not know. */
export interface SimulatorError {
  at: Date
  code: number
  message: string
  callSid?: string
  messageSid?: string
  url?: string
}

const mostKept = 10_000

/** What the simulator is made of: the account's numbers, the telephones, and all that passes between them. */
export class Exchange {
  readonly accountSid: string
  readonly authToken: string
  readonly activity: Activity
  readonly faults = new Faults()
  readonly webhooks: Webhooks
  readonly numbers = new Map<string, AccountNumber>()
  readonly applications = new Map<string, Application>()
  readonly contents = new Map<string, Content>()
  readonly telephones = new Map<string, Telephone>()
  readonly calls = new Map<string, Call>()
  readonly messages = new Map<string, Message>()
  readonly recordings = new Map<string, Recording>()
  readonly queues = new Map<string, CallQueue>()
  readonly conferences = new Map<string, Conference>()
  readonly errors: SimulatorError[] = []
  readonly verifiedCallerIds: ReadonlySet<string>
  readonly unknownNumbers: UnknownNumbers
  readonly secondsBetweenCalls: number
  readonly messagesPerSecond: number | undefined
  /** How many came faster than that. */
  refusedMessages = 0
  readonly speechCharactersPerSecond: number | undefined
  /** Calls asked for by the API, waiting for their turn. */
  readonly outgoingQueue: (() => void)[] = []
  lastOutgoingAt: Date | undefined
  #messageLevel = 0
  #messageLevelAt = 0
  readonly #listeners = new Set<() => void>()
  readonly #onError: ((error: SimulatorError) => void) | undefined

  constructor(options: SimulatorOptions) {
    this.accountSid = options.accountSid
    this.authToken = options.authToken
    this.activity = new Activity(options.timeScale ?? 1)
    this.webhooks = new Webhooks(options.authToken, this.activity, this.faults)
    this.verifiedCallerIds = new Set(options.verifiedCallerIds)
    this.unknownNumbers = options.unknownNumbers ?? 'no-answer'
    this.secondsBetweenCalls = 1 / (options.callsPerSecond ?? 1)
    this.messagesPerSecond = options.messagesPerSecond
    this.speechCharactersPerSecond = options.speechCharactersPerSecond
    this.#onError = options.onError
    for (const settings of options.numbers) this.numbers.set(settings.number, toAccountNumber(settings))
    for (const settings of options.applications ?? []) {
      const application = toApplication(settings)
      this.applications.set(application.sid, application)
    }
    for (const settings of options.contents ?? []) {
      const content = toContent(settings)
      this.contents.set(content.sid, content)
    }
    for (const settings of options.telephones) this.addTelephone(settings)
  }

  addTelephone(settings: TelephoneSettings): Telephone {
    const existing = this.telephones.get(settings.number)
    if (existing) return existing
    const telephone = new Telephone(settings.number, settings.label, kindOfTelephone(settings), settings.whatsApp)
    this.telephones.set(settings.number, telephone)
    this.changed()
    return telephone
  }

  /** The account's number reached by dialling this one. */
  accountNumber(number: string): AccountNumber | undefined {
    const own = this.numbers.get(number)
    return own ?? [...this.numbers.values()].find((candidate) => candidate.aliases.includes(number))
  }

  /** Where a number's calls go: an application, where it names one, counts instead of the number's own addresses. */
  voiceAddresses(number: AccountNumber): Addresses {
    return this.applications.get(number.voiceApplicationSid) ?? number
  }

  smsAddresses(number: AccountNumber): Addresses {
    return this.applications.get(number.smsApplicationSid) ?? number
  }

  /** A bucket of one second's messages, emptied at their pace: false when it is full. */
  takesMessage(atMs = performance.now()): boolean {
    const pace = this.messagesPerSecond
    if (pace === undefined) return true
    this.#messageLevel = Math.max(0, this.#messageLevel - ((atMs - this.#messageLevelAt) / 1000) * pace)
    this.#messageLevelAt = atMs
    if (this.#messageLevel + 1 > Math.max(1, pace)) {
      this.refusedMessages++
      return false
    }
    this.#messageLevel += 1
    return true
  }

  mayCallFrom(number: string): boolean {
    return this.numbers.has(number) || this.verifiedCallerIds.has(number)
  }

  keep<V>(shelf: Map<string, V>, key: string, value: V): void {
    shelf.set(key, value)
    const oldest = shelf.keys().next().value
    if (shelf.size > mostKept && oldest !== undefined) shelf.delete(oldest)
    this.changed()
  }

  report(error: Omit<SimulatorError, 'at'>): void {
    const reported = { at: new Date(), ...error }
    this.errors.push(reported)
    if (this.errors.length > mostKept) this.errors.shift()
    this.#onError?.(reported)
    this.changed()
  }

  /** Calls the listener after something visible changed. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  changed(): void {
    for (const listener of this.#listeners) listener()
  }
}
