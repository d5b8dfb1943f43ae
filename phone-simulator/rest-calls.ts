import { type Request, type Response, Router } from 'express'
import type { Call, CallbackSubscription, CallEvent, UrlWithMethod } from './call.ts'
import { durationSeconds, endCall } from './call-progress.ts'
import type { Exchange } from './exchange.ts'
import { followInstructions } from './instructions.ts'
import { isE164 } from './numbers.ts'
import { type OutgoingCall, placeOutgoing } from './outgoing-call.ts'
import {
  bodyParameters,
  isMethod,
  isWebAddress,
  isWithin,
  notFound,
  type Parameters,
  page,
  queryParameters,
  Refusal,
  twilioDate,
} from './rest-answers.ts'
import type { Source } from './run.ts'

const createParameters = new Set(
  `To From Url Twiml Method FallbackUrl FallbackMethod StatusCallback StatusCallbackEvent StatusCallbackMethod Timeout
  MachineDetection MachineDetectionTimeout MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold
  MachineDetectionSilenceTimeout AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod CallReason CallerId`.split(
    /\s+/,
  ),
)
/** Parameters Twilio acts on and the simulator cannot yet: refusing them beats a test that believes in them. */
const laterParameters = new Set(
  `ApplicationSid SendDigits Record RecordingChannels RecordingStatusCallback RecordingStatusCallbackMethod
  RecordingStatusCallbackEvent RecordingTrack Trim SipAuthUsername SipAuthPassword Byoc CallToken TimeLimit`.split(
    /\s+/,
  ),
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
    const call = placeOutgoing(exchange, outgoingCall(exchange, parameters))
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
  if (Status !== undefined && call.status !== Status) return false
  if (ParentCallSid !== undefined && call.parent?.sid !== ParentCallSid) return false
  return isWithin(call.startedAt, 'StartTime', parameters) && isWithin(call.endedAt, 'EndTime', parameters)
}

function outgoingCall(exchange: Exchange, parameters: Parameters): OutgoingCall {
  const { To, From, Timeout, MachineDetection, FallbackUrl } = parameters
  if (!To) throw new Refusal(400, 21201, "No 'To' number is specified")
  if (!From) throw new Refusal(400, 21213, "No 'From' number is specified")
  if (!isE164(To)) throw new Refusal(400, 21211, "The phone number you are attempting to call, 'To', is not valid.")
  if (!isE164(From)) throw new Refusal(400, 21212, "The 'From' number is not a valid phone number.")
  if (!exchange.mayCallFrom(From)) {
    throw new Refusal(400, 21210, "The source phone number provided, 'From', is not yet verified for your account.")
  }
  const timeoutSeconds = Number(Timeout ?? 60)
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 1 || timeoutSeconds > 600) {
    throw new Refusal(400, 20001, 'Timeout is not between 1 and 600')
  }
  if (MachineDetection && !['Enable', 'DetectMessageEnd'].includes(MachineDetection)) {
    throw new Refusal(400, 20001, 'MachineDetection is neither Enable nor DetectMessageEnd')
  }
  const subscription = subscriptionIn(parameters)
  const asyncDetection = asyncDetectionIn(parameters)
  return {
    to: To,
    from: From,
    source: sourceIn(parameters),
    timeoutSeconds,
    ...(subscription && { subscription }),
    ...(FallbackUrl && { fallback: { url: FallbackUrl, method: parameters.FallbackMethod ?? 'POST' } }),
    ...(MachineDetection && { detection: MachineDetection as 'Enable' | 'DetectMessageEnd' }),
    ...(asyncDetection && { asyncDetection }),
  }
}

function sourceIn({ Url, Twiml, Method }: Parameters): Source {
  if (!isMethod(Method)) throw new Refusal(400, 21206, 'Method is neither GET nor POST')
  if (Url !== undefined) {
    if (!isWebAddress(Url)) throw new Refusal(400, 21205, 'Url is not a valid URL')
    return { url: Url, method: Method ?? 'POST' }
  }
  if (Twiml === undefined) throw new Refusal(400, 21205, 'Url, Twiml or ApplicationSid is required')
  if (Twiml.length > 4000) throw new Refusal(400, 21205, 'Twiml is longer than 4000 characters')
  return { twiml: Twiml }
}

function subscriptionIn(parameters: Parameters): CallbackSubscription | undefined {
  const { StatusCallback, StatusCallbackEvent, StatusCallbackMethod } = parameters
  if (StatusCallback === undefined) return undefined
  if (!isWebAddress(StatusCallback)) throw new Refusal(400, 21205, 'StatusCallback is not a valid URL')
  if (!isMethod(StatusCallbackMethod)) throw new Refusal(400, 21206, 'StatusCallbackMethod is neither GET nor POST')
  const events = (StatusCallbackEvent ?? 'completed').split(/[\s,]+/)
  if (!events.every((event) => ['initiated', 'ringing', 'answered', 'completed'].includes(event))) {
    throw new Refusal(400, 21626, 'Invalid StatusCallbackEvent')
  }
  return { url: StatusCallback, method: StatusCallbackMethod ?? 'POST', events: new Set(events as CallEvent[]) }
}

function asyncDetectionIn(parameters: Parameters): UrlWithMethod | undefined {
  const url = parameters.AsyncAmdStatusCallback
  if (parameters.AsyncAmd !== 'true' || !url) return undefined
  return { url, method: parameters.AsyncAmdStatusCallbackMethod ?? 'POST' }
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
    redirect(exchange, call, source)
  }
  const { StatusCallback, StatusCallbackMethod } = parameters
  if (StatusCallback !== undefined) {
    call.subscription = { url: StatusCallback, method: StatusCallbackMethod ?? 'POST', events: new Set(['completed']) }
  }
  response.json(callJson(exchange, call))
}

/** A leg that was dialled and is sent elsewhere leaves the call that dialled it to go on. */
function redirect(exchange: Exchange, call: Call, source: Source): void {
  call.leave?.()
  followInstructions(exchange, call, source)
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
    status: call.status === 'initiated' ? 'queued' : call.status,
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
