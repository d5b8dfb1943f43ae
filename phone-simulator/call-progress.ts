import type { Call, CallEvent, CallStatus, FinalStatus, UrlWithMethod } from './call.ts'
import type { Exchange } from './exchange.ts'
import { countryOfNumber, isE164 } from './numbers.ts'
import type { AnsweredAs, HeardKind, Telephone } from './telephone.ts'

const eventOf: Partial<Record<CallStatus, CallEvent>> = {
  initiated: 'initiated',
  ringing: 'ringing',
  'in-progress': 'answered',
}

const sipResponseOf: Record<FinalStatus, string> = {
  completed: '200',
  busy: '486',
  'no-answer': '487',
  failed: '404',
  canceled: '487',
}

/** Moves a call forward and tells whoever subscribed; false when it is already there or further. */
export function advance(exchange: Exchange, call: Call, status: CallStatus): boolean {
  if (!call.mayBecome(status)) return false
  call.status = status
  call.updatedAt = new Date()
  if (status === 'initiated') call.startedAt = call.updatedAt
  if (status === 'in-progress') call.answeredAt = call.updatedAt
  if (call.isOver) call.endedAt = call.updatedAt
  notify(exchange, call)
  exchange.changed()
  return true
}

/** Answers an inbound call that is still ringing. */
export function pickUp(exchange: Exchange, call: Call): void {
  if (!advance(exchange, call, 'in-progress') || !call.telephone) return
  call.telephone.line = { phase: 'talking', callSid: call.sid }
}

export function answer(exchange: Exchange, call: Call, as: AnsweredAs, telephone: Telephone): void {
  call.telephone = telephone
  telephone.line = { phase: 'talking', callSid: call.sid }
  telephone.hear(call.sid, 'note', as === 'machine' ? 'Risponde la segreteria.' : 'Hai risposto.')
  advance(exchange, call, 'in-progress')
}

/** Ends a call whatever it is doing. `status` holds for an answered call; one never answered says how it went. */
export function endCall(exchange: Exchange, call: Call, unanswered: FinalStatus = 'no-answer'): void {
  if (call.isOver) return
  const status = call.status === 'in-progress' ? 'completed' : unanswered
  const { telephone } = call
  if (telephone?.line?.callSid === call.sid) {
    telephone.line = undefined
    telephone.hear(call.sid, 'note', 'Chiamata terminata.')
  }
  call.listener = undefined
  advance(exchange, call, status)
  call.leave?.()
  call.program?.abort()
  call.resolveEnded()
}

export function hear(exchange: Exchange, call: Call, kind: HeardKind, text: string): void {
  call.telephone?.hear(call.sid, kind, text)
  exchange.changed()
}

export function durationSeconds(exchange: Exchange, call: Call): number {
  if (!call.answeredAt || !call.endedAt) return 0
  return Math.round(exchange.activity.secondsBetween(call.answeredAt, call.endedAt))
}

/** The parameters every voice webhook carries. */
export function voiceParameters(exchange: Exchange, call: Call): Record<string, string> {
  const parameters: Record<string, string> = {
    AccountSid: exchange.accountSid,
    ApiVersion: '2010-04-01',
    CallSid: call.sid,
    CallStatus: call.status,
    Direction: call.direction,
    From: call.from,
    To: call.to,
    Caller: call.from,
    Called: call.to,
  }
  for (const [name, number] of Object.entries({ From: call.from, To: call.to, Caller: call.from, Called: call.to })) {
    if (isE164(number)) Object.assign(parameters, placeParameters(name, number))
  }
  if (call.answeredBy) parameters.AnsweredBy = call.answeredBy
  if (call.parent) parameters.ParentCallSid = call.parent.sid
  return parameters
}

/** Twilio knows no more than the country of an Italian number, and sends the rest empty. */
export function placeParameters(name: string, number: string): Record<string, string> {
  return { [`${name}City`]: '', [`${name}State`]: '', [`${name}Zip`]: '', [`${name}Country`]: countryOfNumber(number) }
}

/** A webhook about a call whose answer nobody follows. */
export function tell(
  exchange: Exchange,
  call: Call,
  to: UrlWithMethod,
  parameters: Record<string, string>,
  what: string,
): void {
  const webhook = { ...to, parameters: { ...voiceParameters(exchange, call), ...parameters } }
  exchange.webhooks.post(call.sid, webhook, (failure) =>
    exchange.report({
      code: failure.code,
      callSid: call.sid,
      url: failure.url,
      message: `${what}: ${failure.message}`,
    }),
  )
}

function notify(exchange: Exchange, call: Call): void {
  const { subscription } = call
  const event = call.isOver ? 'completed' : eventOf[call.status]
  if (!subscription || !event || !subscription.events.has(event)) return
  const parameters: Record<string, string> = {
    ...voiceParameters(exchange, call),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(call.nextSequenceNumber),
    Timestamp: new Date().toUTCString().replace('GMT', '+0000'),
  }
  call.nextSequenceNumber++
  if (call.isOver) {
    const seconds = durationSeconds(exchange, call)
    parameters.CallDuration = String(seconds)
    parameters.Duration = String(call.answeredAt ? Math.max(1, Math.ceil(seconds / 60)) : 0)
    if (call.direction !== 'inbound') parameters.SipResponseCode = sipResponseOf[call.status as FinalStatus]
  }
  const webhook = { url: subscription.url, method: subscription.method, parameters }
  exchange.webhooks.post(call.sid, webhook, (failure) =>
    exchange.report({
      code: 15003,
      callSid: call.sid,
      url: failure.url,
      message: `status callback: ${failure.message}`,
    }),
  )
}
