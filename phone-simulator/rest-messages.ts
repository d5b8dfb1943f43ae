import { type Request, Router } from 'express'
import type { Exchange } from './exchange.ts'
import { type Message, segmentsOf } from './message.ts'
import { isE164, kindOfNumber } from './numbers.ts'
import {
  bodyParameters,
  isWebAddress,
  isWithin,
  notFound,
  type Parameters,
  page,
  queryParameters,
  Refusal,
  twilioDate,
} from './rest-answers.ts'
import { type OutgoingMessage, sendMessage } from './texting.ts'
import { filled, isWhatsApp, numberOf } from './whatsapp.ts'

const createParameters = new Set(
  `To From Body StatusCallback ValidityPeriod SmartEncoded ContentRetention AddressRetention ProvideFeedback MaxPrice
  Attempt ForceDelivery TrafficType ShortenUrls RiskCheck MessageIntent ContentSid ContentVariables`.split(/\s+/),
)
const laterParameters = new Set(
  `MessagingServiceSid MediaUrl ApplicationSid PersistentAction ScheduleType SendAt SendAsMms
  FallbackFrom`.split(/\s+/),
)

export function messageRoutes(exchange: Exchange): Router {
  const routes = Router({ mergeParams: true })
  routes.post('/Messages.json', (request, response) => {
    const parameters = bodyParameters(exchange, request, new Set([...createParameters, ...laterParameters]))
    const later = Object.keys(parameters).find((name) => laterParameters.has(name))
    if (later) {
      exchange.report({ code: 20001, message: `POST Messages: parameter ${later} is not supported yet` })
      throw new Refusal(400, 20001, `The simulator does not support ${later} yet`)
    }
    if (!exchange.takesMessage()) throw new Refusal(429, 20429, 'Too Many Requests')
    const message = sendMessage(exchange, outgoingMessage(exchange, parameters))
    response.status(201).json(messageJson(exchange, message))
  })
  routes.get('/Messages.json', (request, response) => {
    const parameters = queryParameters(exchange, request, ['To', 'From', 'DateSent', 'DateSent<', 'DateSent>'])
    const { To, From } = parameters
    const messages = [...exchange.messages.values()]
      .reverse()
      .filter((message) => (To === undefined || message.to === To) && (From === undefined || message.from === From))
      .filter((message) => isWithin(message.sentAt, 'DateSent', parameters))
    response.json(page(request, 'messages', messages, (message) => messageJson(exchange, message)))
  })
  routes.get('/Messages/:sid.json', (request, response) => {
    response.json(messageJson(exchange, messageOf(exchange, request)))
  })
  routes.post('/Messages/:sid.json', (request, response) => {
    const message = messageOf(exchange, request)
    const { Body } = bodyParameters(exchange, request, new Set(['Body', 'Status']))
    if (Body !== '') throw new Refusal(400, 20001, 'The only change the simulator makes is an empty Body')
    message.body = ''
    response.json(messageJson(exchange, message))
  })
  routes.delete('/Messages/:sid.json', (request, response) => {
    exchange.messages.delete(messageOf(exchange, request).sid)
    response.status(204).end()
  })
  return routes
}

function messageOf(exchange: Exchange, request: Request): Message {
  const message = exchange.messages.get(String(request.params.sid))
  if (!message) throw notFound(request)
  return message
}

function outgoingMessage(exchange: Exchange, parameters: Parameters): OutgoingMessage {
  const { To, From, Body, ContentSid, StatusCallback } = parameters
  if (!To) throw new Refusal(400, 21604, "A 'To' phone number is required.")
  if (!From) throw new Refusal(400, 21603, "A 'From' phone number is required.")
  const content = filledContent(exchange, parameters)
  const body = content?.body ?? Body
  if (!body) throw new Refusal(400, 21602, 'Message body is required.')
  if (body.length > 1600)
    throw new Refusal(400, 21617, 'The concatenated message body exceeds the 1600 character limit.')
  if (isWhatsApp(To) !== isWhatsApp(From))
    throw new Refusal(400, 21910, "Invalid 'From' and 'To' pair: not the same channel.")
  if (!isE164(numberOf(To))) throw new Refusal(400, 21211, "The 'To' number is not a valid phone number.")
  if (!isE164(numberOf(From))) throw new Refusal(400, 21212, "The 'From' number is not a valid phone number.")
  if (isWhatsApp(From) && !exchange.numbers.has(numberOf(From))) {
    throw new Refusal(400, 63007, "Twilio could not find a Channel with the specified 'From' address")
  }
  if (!exchange.numbers.has(numberOf(From))) {
    throw new Refusal(
      400,
      21606,
      "The 'From' phone number provided is not a valid message-capable Twilio phone number.",
    )
  }
  if (StatusCallback !== undefined && !isWebAddress(StatusCallback)) {
    throw new Refusal(400, 21609, 'The StatusCallback is not a valid URL.')
  }
  const telephone = exchange.telephones.get(numberOf(To))
  const behaviour = telephone?.messageBehaviour
  if (behaviour?.status === 'refused') throw refusedOnPurpose(behaviour.errorCode)
  if (!isWhatsApp(To) && (telephone?.kind ?? kindOfNumber(To)) === 'landline') {
    throw new Refusal(400, 21614, "'To' number is not a valid mobile number")
  }
  if (telephone?.optedOutOf.has(From)) throw new Refusal(400, 21610, 'Attempt to send to unsubscribed recipient')
  const statusCallback = StatusCallback === undefined ? {} : { statusCallback: { url: StatusCallback, method: 'POST' } }
  const template = content && ContentSid ? { contentSid: ContentSid, buttons: content.buttons } : {}
  return { to: To, from: From, body, direction: 'outbound-api', ...statusCallback, ...template }
}

/** As Twilio answers with each code: most are about what was asked, some about who asks or how often. */
const statusOfCode: Readonly<Record<number, number>> = { 20003: 401, 20429: 429, 21408: 403 }
const refusedOnPurpose = (code: number): Refusal => new Refusal(statusOfCode[code] ?? 400, code, 'Refused on purpose')

/** The template that is sent, with its words; undefined where the body is free. */
function filledContent(exchange: Exchange, { To = '', ContentSid, ContentVariables }: Parameters) {
  if (ContentSid === undefined) {
    if (ContentVariables !== undefined) throw new Refusal(400, 21654, 'ContentSid Required')
    return undefined
  }
  if (!isWhatsApp(To)) throw new Refusal(400, 20001, 'The simulator sends templates by WhatsApp alone')
  const content = exchange.contents.get(ContentSid)
  if (!content) throw new Refusal(400, 21655, 'The ContentSid is Invalid')
  const words = wordsOf(ContentVariables)
  const message = words && filled(content, words)
  if (!message) throw new Refusal(400, 21656, 'The ContentVariables Parameter is invalid')
  return message
}

function wordsOf(text = '{}'): Record<string, string> | undefined {
  try {
    const words: unknown = JSON.parse(text)
    const isRight = typeof words === 'object' && words && Object.values(words).every((word) => typeof word === 'string')
    return isRight ? (words as Record<string, string>) : undefined
  } catch {
    return undefined
  }
}

function messageJson(exchange: Exchange, message: Message): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${exchange.accountSid}/Messages/${message.sid}`
  return {
    sid: message.sid,
    account_sid: exchange.accountSid,
    api_version: '2010-04-01',
    messaging_service_sid: null,
    to: message.to,
    from: message.from,
    body: message.body,
    status: message.status,
    direction: message.direction,
    num_segments: String(segmentsOf(message.body)),
    num_media: String(message.media?.length ?? 0),
    error_code: message.errorCode ?? null,
    error_message: null,
    date_created: twilioDate(message.createdAt),
    date_updated: twilioDate(message.updatedAt),
    date_sent: twilioDate(message.sentAt),
    price: null,
    price_unit: 'USD',
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` },
  }
}
