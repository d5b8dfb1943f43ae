import type { CallbackSubscription, CallEvent, UrlWithMethod } from './call.ts'
import { customParameters } from './custom-parameters.ts'
import type { Exchange } from './exchange.ts'
import { isClient, isE164 } from './numbers.ts'
import type { OutgoingCall } from './outgoing-call.ts'
import { isMethod, isWebAddress, type Parameters, Refusal } from './rest-answers.ts'
import type { Source } from './run.ts'

/** A call as the API asks for it, or the reason why there can be none. */
export function requestedCall(exchange: Exchange, parameters: Parameters): OutgoingCall {
  const { From, Timeout, TimeLimit, MachineDetection, SendDigits } = parameters
  const called = calledIn(parameters)
  checkNumbers(exchange, { ...parameters, To: called.to })
  const timeoutSeconds = seconds('Timeout', Timeout, 600) ?? 60
  const limitSeconds = seconds('TimeLimit', TimeLimit, 86_400)
  if (MachineDetection && !['Enable', 'DetectMessageEnd'].includes(MachineDetection)) {
    throw new Refusal(400, 20001, 'MachineDetection is neither Enable nor DetectMessageEnd')
  }
  if (SendDigits !== undefined && !/^[0-9w*#]{1,32}$/i.test(SendDigits)) {
    throw new Refusal(400, 21217, 'SendDigits is not valid')
  }
  const application = applicationIn(exchange, parameters)
  const subscription = application?.subscription ?? subscriptionIn(parameters)
  const fallback = application?.fallback ?? fallbackIn(parameters)
  const asyncDetection = asyncDetectionIn(parameters)
  return {
    ...called,
    from: From ?? '',
    source: application?.source ?? sourceIn(parameters),
    timeoutSeconds,
    ...(limitSeconds !== undefined && { limitSeconds }),
    ...(subscription && { subscription }),
    ...(fallback && { fallback }),
    ...(SendDigits && { sendDigits: SendDigits }),
    ...(MachineDetection && { detection: MachineDetection as 'Enable' | 'DetectMessageEnd' }),
    ...(asyncDetection && { asyncDetection }),
  }
}

/** `client:anna?name=value` rings Anna's softphone, and tells it the value. */
function calledIn({ To = '' }: Parameters): Pick<OutgoingCall, 'to' | 'customParameters'> {
  const [to = '', query] = isClient(To) ? To.split('?') : [To]
  if (query === undefined) return { to }
  const told = customParameters([...new URLSearchParams(query)])
  if (!told) throw new Refusal(400, 21211, 'Too many or too long custom parameters')
  return { to, customParameters: told }
}

function checkNumbers(exchange: Exchange, { To, From }: Parameters): void {
  if (!To) throw new Refusal(400, 21201, "No 'To' number is specified")
  if (!From) throw new Refusal(400, 21213, "No 'From' number is specified")
  if (!isE164(To) && !isClient(To)) {
    throw new Refusal(400, 21211, "The phone number you are attempting to call, 'To', is not valid.")
  }
  // Between softphones anybody may call; a telephone must see a number that can be called back.
  if (isClient(To) && isClient(From)) return
  if (!isE164(From)) throw new Refusal(400, 21212, "The 'From' number is not a valid phone number.")
  if (!exchange.mayCallFrom(From)) {
    throw new Refusal(400, 21210, "The source phone number provided, 'From', is not yet verified for your account.")
  }
}

function seconds(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new Refusal(400, 20001, `${name} is not between 1 and ${most}`)
  }
  return value
}

interface FromApplication {
  source: Source
  subscription: CallbackSubscription | undefined
  fallback: UrlWithMethod | undefined
}

/** With an application the other addresses of the request do not count. */
function applicationIn(exchange: Exchange, { ApplicationSid }: Parameters): FromApplication | undefined {
  if (ApplicationSid === undefined) return undefined
  const application = exchange.applications.get(ApplicationSid)
  if (!application) throw new Refusal(400, 21218, 'ApplicationSid is not an application')
  const { voiceUrl, voiceMethod, voiceFallbackUrl, voiceFallbackMethod } = application
  const { statusCallback, statusCallbackMethod } = application
  return {
    source: { url: voiceUrl, method: voiceMethod },
    subscription: statusCallback
      ? { url: statusCallback, method: statusCallbackMethod, events: new Set(['completed']) }
      : undefined,
    fallback: voiceFallbackUrl ? { url: voiceFallbackUrl, method: voiceFallbackMethod } : undefined,
  }
}

export function sourceIn({ Url, Twiml, Method }: Parameters): Source {
  if (!isMethod(Method)) throw new Refusal(400, 21206, 'Method is neither GET nor POST')
  if (Url !== undefined) {
    if (!isWebAddress(Url)) throw new Refusal(400, 21205, 'Url is not a valid URL')
    return { url: Url, method: Method ?? 'POST' }
  }
  if (Twiml === undefined) throw new Refusal(400, 21205, 'Url, Twiml or ApplicationSid is required')
  if (Twiml.length > 4000) throw new Refusal(400, 21205, 'Twiml is longer than 4000 characters')
  return { twiml: Twiml }
}

export function fallbackIn({ FallbackUrl, FallbackMethod }: Parameters): UrlWithMethod | undefined {
  if (!FallbackUrl) return undefined
  if (!isWebAddress(FallbackUrl)) throw new Refusal(400, 21205, 'FallbackUrl is not a valid URL')
  return { url: FallbackUrl, method: FallbackMethod ?? 'POST' }
}

export function subscriptionIn(parameters: Parameters): CallbackSubscription | undefined {
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
