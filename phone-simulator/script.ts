import type { Attachment } from './attachment.ts'
import type { Call, CallDirection, CallStatus } from './call.ts'
import { endCall, hear } from './call-progress.ts'
import type { TelephoneSettings } from './configuration.ts'
import type { Exchange, SimulatorError } from './exchange.ts'
import type { RestFault, WebhookFault } from './faults.ts'
import { CannotDo, type DialOptions, dialIn } from './inbound-call.ts'
import type { Message } from './message.ts'
import { dialledNumber, isE164 } from './numbers.ts'
import { situationOf } from './situation.ts'
import { connectClient, type IncomingToSoftphone, registerClient, unregisterClient } from './softphone.ts'
import type { AnsweredAs, Heard, MessageBehaviour, RingBehaviour, Telephone, TextMessage } from './telephone.ts'
import { readWhatsApp, writeIn, writeOnWhatsApp } from './texting.ts'

export interface MessageOptions {
  words?: string
  end?: 'hangUp' | 'silence' | '#' | '*' | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'
}

export interface CallSummary {
  sid: string
  parentSid: string | undefined
  direction: CallDirection
  from: string
  to: string
  status: CallStatus
}

/** What people do at their telephones, what tests arrange, and what both can see. Numbers are taken as people write them. */
export class Script {
  readonly #exchange: Exchange

  constructor(exchange: Exchange) {
    this.#exchange = exchange
  }

  addTelephone(settings: TelephoneSettings): void {
    const number = dialledNumber(settings.number)
    if (!number || !isE164(number)) throw new CannotDo('Il numero non è valido.')
    this.#exchange.addTelephone({ ...settings, number, label: settings.label.trim() || number })
  }

  /** A telephone dials; returns the CallSid. */
  dial(from: string, to: string, options?: DialOptions): string {
    return dialIn(this.#exchange, this.#telephone(from), to, options).sid
  }

  answer(number: string, as: AnsweredAs = 'human'): void {
    const { line } = this.#telephone(number)
    if (line?.phase !== 'ringing') throw new CannotDo('Il telefono non sta squillando.')
    line.pickUp(as)
  }

  /** Ends the call, gives up a call being made, or refuses the one that rings. */
  hangUp(number: string): void {
    const telephone = this.#telephone(number)
    if (telephone.line?.phase === 'ringing') telephone.line.refuse()
    else endCall(this.#exchange, this.#callOn(telephone))
  }

  /** Nobody will answer: the telephone rings silently until the time is up. */
  letRing(number: string): void {
    const { line } = this.#telephone(number)
    if (line?.phase !== 'ringing') throw new CannotDo('Il telefono non sta squillando.')
    line.letItRing = true
    this.#exchange.changed()
  }

  /**
   * Ends at once whatever wait this telephone's call is in: ringing, a question, a recording, the telephones it dials, the
   * pause or the music of a queue.
   */
  runOutTime(number: string): void {
    const { activity, calls } = this.#exchange
    const call = this.#callOn(this.#telephone(number))
    const legs = [...calls.values()].filter(({ parent }) => parent === call)
    const hadWaits = [call, ...legs].filter(({ sid }) => activity.runOut(sid)).length
    if (hadWaits === 0) throw new CannotDo('Non si sta aspettando niente.')
  }

  /** Types keys; false when nobody was listening. The other person hears the tones. */
  press(number: string, keys: string): boolean {
    if (!/^[0-9*#]+$/.test(keys)) throw new CannotDo('I tasti sono le cifre, * e #.')
    const call = this.#callOn(this.#telephone(number))
    const hearers = call.hearers?.() ?? []
    for (const hearer of hearers) hear(this.#exchange, hearer, 'tone', keys)
    let isHeard = hearers.length > 0
    for (const key of keys) {
      if (!call.listener?.key) break
      isHeard = true
      call.listener.key(key)
    }
    return isHeard
  }

  /** Says something; false when nobody was listening. */
  say(number: string, words: string): boolean {
    const call = this.#callOn(this.#telephone(number))
    const hearers = call.hearers?.() ?? []
    for (const hearer of hearers) hear(this.#exchange, hearer, 'voice', words)
    const { speech } = call.listener ?? {}
    speech?.(words)
    return hearers.length > 0 || speech !== undefined
  }

  /**
   * Leaves a message of so many seconds where one is being recorded, then hangs up, or stays until the silence ends the
   * recording, or types a key. No seconds is silence alone.
   */
  leaveMessage(number: string, seconds: number, { words = 'Messaggio.', end = 'hangUp' }: MessageOptions = {}): void {
    const call = this.#callOn(this.#telephone(number))
    const { message } = call.listener ?? {}
    if (!message) throw new CannotDo('Non si sta registrando.')
    if (seconds > 0) message(seconds, words)
    if (end === 'silence' || seconds <= 0) this.#exchange.activity.runOut(call.sid)
    else if (end === 'hangUp') endCall(this.#exchange, call)
    else call.listener?.key?.(end)
  }

  /** Who this one speaks with: those who hear it and whom it hears, as numbers or `client:{identity}`. */
  talkingWith(number: string): string[] {
    const telephone = this.#telephone(number)
    const call = telephone.line && this.#exchange.calls.get(telephone.line.callSid)
    const hearers = call?.hearers?.() ?? []
    return hearers
      .filter((other) => call && other.hearers?.().includes(call))
      .flatMap((other) => (other.telephone ? [other.telephone.number] : []))
  }

  /** What it is doing, in the page's words: in a queue and where, in a conference, in conversation. */
  situation(number: string): string {
    return situationOf(this.#exchange, this.#telephone(number))
  }

  /** A browser signs in; from then on `client:{identity}` is a telephone like the others. Returns that address. */
  registerClient(identity: string): string {
    return registerClient(this.#exchange, identity).number
  }

  unregisterClient(identity: string): void {
    unregisterClient(this.#exchange, identity)
  }

  /** A browser calls through a TwiML application, with the parameters of `device.connect`; returns the CallSid. */
  connect(
    identity: string,
    applicationSid: string,
    parameters?: Record<string, string>,
    options?: DialOptions,
  ): string {
    return connectClient(this.#exchange, identity, applicationSid, parameters, options).sid
  }

  /** The call that rings or is answered on a softphone, as the browser is told of it. */
  incoming(identity: string): IncomingToSoftphone {
    const { sid, from, to, customParameters } = this.#callOn(this.#telephone(`client:${identity}`))
    return { callSid: sid, from, to, customParameters }
  }

  /** A telephone writes a text; returns the MessageSid. */
  sendSms(from: string, to: string, body: string, ...attached: Attachment[]): string {
    return writeIn(this.#exchange, this.#telephone(from), to, { body, attached }).sid
  }

  /** A telephone writes on WhatsApp; returns the MessageSid. */
  sendWhatsApp(from: string, to: string, body: string, ...attached: Attachment[]): string {
    return writeOnWhatsApp(this.#exchange, this.#telephone(from), to, { body, attached }).sid
  }

  /** Presses a button under a WhatsApp message; without its sid, under the last one that has such a button. */
  pressButton(number: string, title: string, messageSid?: string): string {
    const telephone = this.#telephone(number)
    const message = telephone.inbox.findLast(
      ({ sid, buttons }) =>
        (messageSid === undefined || sid === messageSid) && buttons?.some((button) => button.title === title),
    )
    const button = message?.buttons?.find((each) => each.title === title)
    if (!message || button?.payload === undefined) throw new CannotDo('Non c’è un messaggio con questo bottone.')
    const pressed = { button, messageSid: message.sid }
    return writeOnWhatsApp(this.#exchange, telephone, message.other, { body: title }, pressed).sid
  }

  /** Opens WhatsApp: what had come is read, and Twilio tells so. */
  readWhatsApp(number: string): void {
    readWhatsApp(this.#exchange, this.#telephone(number))
  }

  /** A day goes by since the telephone last wrote on WhatsApp. */
  closeWhatsAppWindow(number: string): void {
    this.#telephone(number).wroteOnWhatsAppAt.clear()
  }

  onRing(number: string, behaviour: RingBehaviour): void {
    this.#telephone(number).ringBehaviour = behaviour
  }

  onMessage(number: string, behaviour: MessageBehaviour): void {
    this.#telephone(number).messageBehaviour = behaviour
  }

  /** What was said, played or typed at this telephone, in order. */
  heard(number: string): string[] {
    return this.transcript(number)
      .filter(({ kind }) => kind !== 'note')
      .map(({ text }) => text)
  }

  transcript(number: string): readonly Heard[] {
    return this.#telephone(number).transcript
  }

  /** Texts received and sent, in order. */
  inbox(number: string): readonly TextMessage[] {
    return this.#telephone(number).inbox
  }

  phase(number: string): 'idle' | 'calling' | 'ringing' | 'talking' {
    return this.#telephone(number).line?.phase ?? 'idle'
  }

  calls(): CallSummary[] {
    return [...this.#exchange.calls.values()].map(({ sid, parent, direction, from, to, status }) => ({
      sid,
      parentSid: parent?.sid,
      direction,
      from,
      to,
      status,
    }))
  }

  /** How many messages were asked for faster than the account may. */
  refusedMessages(): number {
    return this.#exchange.refusedMessages
  }

  messages(): Message[] {
    return [...this.#exchange.messages.values()]
  }

  errors(): readonly SimulatorError[] {
    return this.#exchange.errors
  }

  webhookFault(fault: WebhookFault): void {
    this.#exchange.faults.addWebhookFault(fault)
  }

  restFault(fault: RestFault): void {
    this.#exchange.faults.addRestFault(fault)
  }

  /** Resolves when nothing happens any more unless a person acts: no webhook, pause or automatic answer is under way. */
  settled(): Promise<void> {
    return this.#exchange.activity.settled()
  }

  /** Resolves when, besides, no telephone rings and no question waits: the time-outs have passed. */
  idle(): Promise<void> {
    return this.#exchange.activity.idle()
  }

  /** Hangs everything up and forgets calls, texts, queues, errors, behaviours and faults; numbers and softphones stay. */
  async reset(): Promise<void> {
    const exchange = this.#exchange
    exchange.faults.clear()
    exchange.outgoingQueue.length = 0
    for (const call of exchange.calls.values()) endCall(exchange, call, 'canceled')
    await exchange.activity.idle()
    for (const telephone of exchange.telephones.values()) telephone.forget()
    exchange.calls.clear()
    exchange.messages.clear()
    exchange.recordings.clear()
    exchange.queues.clear()
    exchange.conferences.clear()
    exchange.errors.length = 0
    exchange.refusedMessages = 0
    exchange.lastOutgoingAt = undefined
    exchange.changed()
  }

  #telephone(text: string): Telephone {
    const telephone = this.#exchange.telephones.get(dialledNumber(text) ?? text)
    if (!telephone) throw new CannotDo('Non c’è un telefono con questo numero.')
    return telephone
  }

  #callOn(telephone: Telephone): Call {
    const call = telephone.line && this.#exchange.calls.get(telephone.line.callSid)
    if (!call) throw new CannotDo('Il telefono non è in uso.')
    return call
  }
}
