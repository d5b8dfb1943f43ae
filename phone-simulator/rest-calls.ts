import { type Request, type Response, Router } from 'express'
import type { Call } from './call.ts'
import { durationSeconds, endCall } from './call-progress.ts'
import type { Exchange } from './exchange.ts'
import { followInstructions } from './instructions.ts'
import { placeOutgoing } from './outgoing-call.ts'
import { fallbackIn, requestedCall, sourceIn, subscriptionIn } from './requested-call.ts'
import {
  bodyParameters,
  isWithin,
  notFound,
  type Parameters,
  page,
  queryParameters,
  Refusal,
  twilioDate,
} from './rest-answers.ts'

const createParameters = new Set(
  `To From Url Twiml Method FallbackUrl FallbackMethod StatusCallback StatusCallbackEvent StatusCallbackMethod Timeout
  MachineDetection MachineDetectionTimeout MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold
  MachineDetectionSilenceTimeout AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod CallReason CallerId
  ApplicationSid SendDigits TimeLimit`.split(/\s+/),
)
/** Parameters Twilio acts on and the simulator cannot yet: refusing them beats a test that believes in them. */
const laterParameters = new Set(
  `Record RecordingChannels RecordingStatusCallback RecordingStatusCallbackMethod
  RecordingStatusCallbackEvent RecordingTrack Trim SipAuthUsername SipAuthPassword Byoc CallToken`.split(/\s+/),
)
const updateParameters = new Set(
  'Status Url Method Twiml FallbackUrl FallbackMethod StatusCallback StatusCallbackMethod TimeLimit'.split(' '),
)
const listParameters = 'To From Status ParentCallSid StartTime StartTime< StartTime> EndTime EndTime< EndTime>'.split(
  ' ',
)

export function callRoutes(exchange: Exchange): Router {
  const routes = Router({ mergeParams: true })
  routes.post('/Calls.json', (request, response) => {
    const parameters = bodyParameters(exchange, request, new Set([...createParameters, ...laterParameters]))
    const later = Object.keys(parameters).find((name) => laterParameters.has(name))
    if (later) {
      exchange.report({ code: 20001, message: `POST Calls: parameter ${later} is not supported yet` })
      throw new Refusal(400, 20001, `The simulator does not support ${later} yet`)
    }
    const call = placeOutgoing(exchange, requestedCall(exchange, parameters))
    response.status(201).json(callJson(exchange, call))
  })
  routes.get('/Calls.json', (request, response) => {
    const parameters = queryParameters(exchange, request, listParameters)
    const calls = [...exchange.calls.values()].reverse().filter((call) => matches(call, parameters))
    response.json(page(request, 'calls', calls, (call) => callJson(exchange, call)))
  })
  routes.get('/Calls/:sid.json', (request, response) => {
    response.json(callJson(exchange, callOf(exchange, request)))
  })
  routes.post('/Calls/:sid.json', (request, response) => updateCall(exchange, request, response))
  return routes
}

function callOf(exchange: Exchange, request: Request): Call {
  const call = exchange.calls.get(String(request.params.sid))
  if (!call) throw notFound(request)
  return call
}

function matches(call: Call, parameters: Parameters): boolean {
  const { To, From, Status, ParentCallSid } = parameters
  if (To !== undefined && call.to !== To) return false
  if (From !== undefined && call.from !== From) return false
  if (Status !== undefined && shownStatus(call) !== Status) return false
  if (ParentCallSid !== undefined && call.parent?.sid !== ParentCallSid) return false
  return isWithin(call.startedAt, 'StartTime', parameters) && isWithin(call.endedAt, 'EndTime', parameters)
}

function updateCall(exchange: Exchange, request: Request, response: Response): void {
  const call = callOf(exchange, request)
  const parameters = bodyParameters(exchange, request, updateParameters)
  const { Status, Url, Twiml } = parameters
  const wrongState = new Refusal(400, 21220, 'Call is not in-progress. Cannot redirect.')
  if (Status !== undefined && !['completed', 'canceled'].includes(Status)) {
    throw new Refusal(400, 21218, 'Invalid call status')
  }
  if (call.isOver || (Status === 'canceled' && call.status === 'in-progress')) throw wrongState
  if (Status !== undefined) {
    endCall(exchange, call, 'canceled')
  } else if (Url !== undefined || Twiml !== undefined) {
    const source = sourceIn(parameters)
    if (call.status !== 'in-progress') throw wrongState
    const fallback = fallbackIn(parameters)
    if (fallback) call.fallback = fallback
    followInstructions(exchange, call, source)
  }
  call.subscription = subscriptionIn(parameters) ?? call.subscription
  response.json(callJson(exchange, call))
}

/** `initiated` is an event of the callbacks, and no state of the resource. */
function shownStatus({ status }: Call): string {
  return status === 'initiated' ? 'queued' : status
}

function callJson(exchange: Exchange, call: Call): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${exchange.accountSid}/Calls/${call.sid}`
  const ownNumber = exchange.numbers.get(call.direction === 'inbound' ? call.to : call.from)
  return {
    sid: call.sid,
    account_sid: exchange.accountSid,
    api_version: '2010-04-01',
    parent_call_sid: call.parent?.sid ?? null,
    phone_number_sid: ownNumber?.sid ?? null,
    to: call.to,
    to_formatted: call.to,
    from: call.from,
    from_formatted: call.from,
    status: shownStatus(call),
    direction: call.direction,
    answered_by: call.answeredBy ?? null,
    date_created: twilioDate(call.createdAt),
    date_updated: twilioDate(call.updatedAt),
    start_time: twilioDate(call.startedAt),
    end_time: twilioDate(call.endedAt),
    duration: call.isOver ? String(durationSeconds(exchange, call)) : null,
    queue_time: String(call.queueMilliseconds),
    price: null,
    price_unit: 'USD',
    caller_name: null,
    forwarded_from: null,
    group_sid: null,
    trunk_sid: '',
    annotation: null,
    uri: `${uri}.json`,
    subresource_uris: { recordings: `${uri}/Recordings.json` },
  }
}
