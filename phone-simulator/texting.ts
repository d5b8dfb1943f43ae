import { type Attachment, type Media, toMedia } from './attachment.ts'
import { newSid, type UrlWithMethod } from './call.ts'
import { placeParameters } from './call-progress.ts'
import type { AccountNumber } from './configuration.ts'
import type { Exchange } from './exchange.ts'
import { CannotDo } from './inbound-call.ts'
import { type Message, type MessageStatus, segmentsOf } from './message.ts'
import { dialledNumber } from './numbers.ts'
import { mediaUrl } from './rest-media.ts'
import type { MessageButton, Telephone } from './telephone.ts'
import { parseMessagingTwiml, TwimlError } from './twiml.ts'
import { isWhatsApp, numberOf, whatsAppAddress, whatsAppParameters, whatsAppRefusal } from './whatsapp.ts'

export interface OutgoingMessage {
  from: string
  to: string
  body: string
  direction: 'outbound-api' | 'outbound-reply'
  statusCallback?: UrlWithMethod
  contentSid?: string
  buttons?: readonly MessageButton[]
}

/** Words Twilio itself takes as leaving and coming back; no Italian ones. */
const leavingWords = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'])
const returningWords = new Set(['START', 'YES', 'UNSTOP'])

/** Sends a text: it is queued when this returns, and tells each later state to its status callback. */
export function sendMessage(exchange: Exchange, outgoing: OutgoingMessage): Message {
  const now = new Date()
  const message: Message = {
    sid: newSid('SM'),
    status: 'queued',
    errorCode: undefined,
    createdAt: now,
    updatedAt: now,
    sentAt: undefined,
    ...outgoing,
    statusCallback: outgoing.statusCallback,
  }
  exchange.keep(exchange.messages, message.sid, message)
  exchange.activity.after(0, () => carry(exchange, message))
  return message
}

function carry(exchange: Exchange, message: Message): void {
  const telephone = exchange.telephones.get(numberOf(message.to))
  const refusal = isWhatsApp(message.to)
    ? whatsAppRefusal(telephone, { from: message.from, isTemplate: message.contentSid !== undefined })
    : undefined
  const { status, errorCode } = refusal ?? behaviourOf(telephone)
  if (status !== 'failed') {
    message.sentAt = new Date()
    tell(exchange, message, 'sent')
  }
  if (status === 'delivered') {
    const { sid, from, body, createdAt: at, buttons } = message
    const channel = isWhatsApp(from) ? 'whatsapp' : 'sms'
    telephone?.keep({
      sid,
      channel,
      at,
      direction: 'received',
      other: numberOf(from),
      body,
      ...(buttons && { buttons }),
    })
  }
  if (status !== 'sent') tell(exchange, message, status, status === 'delivered' ? undefined : (errorCode ?? 30_008))
}

/** What answers a text was never asked for: where it would be refused it fails. */
function behaviourOf(telephone: Telephone | undefined): {
  status: 'delivered' | 'undelivered' | 'failed' | 'sent'
  errorCode?: number
} {
  const behaviour = telephone?.messageBehaviour ?? { status: 'delivered' }
  return behaviour.status === 'refused' ? { ...behaviour, status: 'failed' } : behaviour
}

function tell(exchange: Exchange, message: Message, status: MessageStatus, errorCode?: number): void {
  message.status = status
  message.errorCode = errorCode
  message.updatedAt = new Date()
  exchange.changed()
  if (!message.statusCallback) return
  const parameters: Record<string, string> = {
    AccountSid: exchange.accountSid,
    ApiVersion: '2010-04-01',
    From: message.from,
    To: message.to,
    MessageSid: message.sid,
    SmsSid: message.sid,
    MessageStatus: status,
    SmsStatus: status,
  }
  if (errorCode !== undefined) parameters.ErrorCode = String(errorCode)
  exchange.webhooks.post(message.sid, { ...message.statusCallback, parameters }, (failure) =>
    exchange.report({
      code: 15003,
      messageSid: message.sid,
      url: failure.url,
      message: `message status callback: ${failure.message}`,
    }),
  )
}

/** The person opens what came by WhatsApp: Twilio tells so of each message, once. */
export function readWhatsApp(exchange: Exchange, telephone: Telephone): void {
  for (const message of exchange.messages.values()) {
    const isTheirs = message.to === whatsAppAddress(telephone.number)
    if (isTheirs && message.status === 'delivered') tell(exchange, message, 'read')
  }
}

/** What is said to have been pressed, and under which message. */
export interface PressedButton {
  button: MessageButton
  messageSid: string
}

/** What somebody writes: words, or something with them, or that alone. */
export interface Written {
  body: string
  attached?: readonly Attachment[]
}

/** A telephone writes on WhatsApp to a number of the account, or presses a button of one of its messages. */
export function writeOnWhatsApp(
  exchange: Exchange,
  telephone: Telephone,
  toText: string,
  written: Written,
  pressed?: PressedButton,
): Message {
  const dialled = dialledNumber(toText)
  const number = dialled === undefined ? undefined : exchange.accountNumber(dialled)
  if (!telephone.hasWhatsApp) throw new CannotDo('Questo telefono non ha WhatsApp.')
  if (!number) throw new CannotDo('Il numero non è su WhatsApp: da qui si scrive solo ai numeri del centralino.')
  telephone.wroteOnWhatsAppAt.set(number.number, new Date())
  const { payload, title } = pressed?.button ?? {}
  return arrive(exchange, telephone, number, written, {
    ...whatsAppParameters(telephone),
    ...(payload !== undefined && { ButtonPayload: payload }),
    ...(title !== undefined && { ButtonText: title, MessageType: 'button' }),
    ...(pressed && { OriginalRepliedMessageSid: pressed.messageSid }),
  })
}

/** A telephone writes to a number of the account. */
export function writeIn(exchange: Exchange, telephone: Telephone, toText: string, written: Written): Message {
  const dialled = dialledNumber(toText)
  const number = dialled === undefined ? undefined : exchange.accountNumber(dialled)
  if (telephone.kind === 'landline') throw new CannotDo('Da un telefono fisso non si scrivono SMS.')
  if (!number) throw new CannotDo('Il numero non riceve SMS: da qui si scrive solo ai numeri del centralino.')
  return arrive(exchange, telephone, number, written)
}

function arrive(
  exchange: Exchange,
  telephone: Telephone,
  number: AccountNumber,
  { body, attached = [] }: Written,
  ofWhatsApp?: Record<string, string>,
): Message {
  if (body === '' && attached.length === 0) throw new CannotDo('Il messaggio è vuoto.')
  const now = new Date()
  const address = ofWhatsApp ? whatsAppAddress : (e164: string) => e164
  const to = address(number.number)
  const media = attached.map(toMedia)
  const message: Message = {
    sid: newSid(media.length > 0 ? 'MM' : 'SM'),
    direction: 'inbound',
    media,
    from: address(telephone.number),
    to,
    body,
    status: 'received',
    errorCode: undefined,
    createdAt: now,
    updatedAt: now,
    sentAt: now,
    statusCallback: undefined,
  }
  const word = body.trim().toUpperCase()
  if (leavingWords.has(word)) telephone.optedOutOf.add(to)
  if (returningWords.has(word)) telephone.optedOutOf.delete(to)
  const channel = ofWhatsApp ? 'whatsapp' : 'sms'
  const types = media.map(({ contentType }) => contentType)
  telephone.keep({
    ...{ sid: message.sid, channel, at: now, direction: 'sent', other: number.number, body },
    ...(types.length > 0 && { attached: types }),
  })
  exchange.keep(exchange.messages, message.sid, message)
  const { smsUrl, smsMethod } = exchange.smsAddresses(number)
  if (smsUrl) deliverIn(exchange, message, { url: smsUrl, method: smsMethod }, ofWhatsApp)
  return message
}

/** A WhatsApp sender has addresses of its own at Twilio; here they are its number's. */
function deliverIn(
  exchange: Exchange,
  message: Message,
  { url, method }: UrlWithMethod,
  ofWhatsApp?: Record<string, string>,
): void {
  const parameters: Record<string, string> = {
    AccountSid: exchange.accountSid,
    ApiVersion: '2010-04-01',
    From: message.from,
    To: message.to,
    Body: message.body,
    MessageSid: message.sid,
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    SmsStatus: 'received',
    ...mediaParameters(exchange, message.sid, message.media ?? []),
    NumSegments: String(segmentsOf(message.body)),
    ...(ofWhatsApp ?? { ...placeParameters('From', message.from), ...placeParameters('To', message.to) }),
  }
  exchange.webhooks.post(
    `texts of ${message.from}`,
    { url, method, parameters },
    ({ code, url: failed, message: why }) => {
      exchange.report({ code, messageSid: message.sid, url: failed, message: `incoming text: ${why}` })
      const number = exchange.numbers.get(numberOf(message.to))
      const addresses = number && exchange.smsAddresses(number)
      if (!addresses?.smsFallbackUrl || url === addresses.smsFallbackUrl) return
      const fallback = { url: addresses.smsFallbackUrl, method: addresses.smsFallbackMethod }
      deliverIn(exchange, message, fallback, ofWhatsApp)
    },
    (answer) => reply(exchange, message, answer.body),
  )
}

function mediaParameters(exchange: Exchange, messageSid: string, media: readonly Media[]): Record<string, string> {
  const parameters: Record<string, string> = { NumMedia: String(media.length) }
  for (const [place, { sid, contentType }] of media.entries()) {
    parameters[`MediaUrl${place}`] = mediaUrl(exchange, messageSid, sid)
    parameters[`MediaContentType${place}`] = contentType
  }
  return parameters
}

function reply(exchange: Exchange, message: Message, twiml: string): void {
  if (twiml.trim() === '') return
  try {
    for (const element of parseMessagingTwiml(twiml)) {
      const callback = element.attributes.statusCallback
      sendMessage(exchange, {
        from: element.attributes.from ?? message.to,
        to: element.attributes.to ?? message.from,
        body: element.children.find((child) => child.name === 'Body')?.text ?? element.text,
        direction: 'outbound-reply',
        ...(callback && { statusCallback: { url: callback, method: 'POST' } }),
      })
    }
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error
    exchange.report({ code: error.code, messageSid: message.sid, message: `reply to a text: ${error.message}` })
  }
}
