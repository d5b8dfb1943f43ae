import { Call, type CallbackSubscription, type UrlWithMethod } from './call.ts'
import { advance, answer, endCall, voiceParameters } from './call-progress.ts'
import type { Exchange } from './exchange.ts'
import { followInstructions } from './instructions.ts'
import { followBehaviour, ring } from './ring.ts'
import type { Source } from './run.ts'
import type { AnsweredAs } from './telephone.ts'

export interface OutgoingCall {
  from: string
  to: string
  source: Source
  timeoutSeconds: number
  subscription?: CallbackSubscription
  fallback?: UrlWithMethod
  detection?: 'Enable' | 'DetectMessageEnd'
  asyncDetection?: UrlWithMethod
}

/** Queues a call asked for by the API: they leave at the account's pace. */
export function placeOutgoing(exchange: Exchange, request: OutgoingCall): Call {
  const call = new Call({ direction: 'outbound-api', status: 'queued', ...request })
  exchange.keep(exchange.calls, call.sid, call)
  exchange.outgoingQueue.push(() => {
    call.queueMilliseconds = Date.now() - call.createdAt.getTime()
    void start(exchange, call, request)
  })
  if (exchange.outgoingQueue.length === 1) scheduleNext(exchange)
  return call
}

/** The first in the queue leaves a full interval after the one before it. */
function scheduleNext(exchange: Exchange): void {
  const { lastOutgoingAt } = exchange
  const since = lastOutgoingAt ? exchange.activity.secondsBetween(lastOutgoingAt, new Date()) : Number.POSITIVE_INFINITY
  exchange.activity.after(Math.max(0, exchange.secondsBetweenCalls - since), () => {
    exchange.lastOutgoingAt = new Date()
    exchange.outgoingQueue.shift()?.()
    if (exchange.outgoingQueue.length > 0) scheduleNext(exchange)
  })
}

async function start(exchange: Exchange, call: Call, request: OutgoingCall): Promise<void> {
  if (!advance(exchange, call, 'initiated')) return
  const result = await ring(exchange, call, request.timeoutSeconds)
  if (result.kind === 'unanswered') return endCall(exchange, call, result.status)
  if (call.isOver) return
  if (request.detection && !request.asyncDetection) call.answeredBy = detected(result.as, request.detection)
  answer(exchange, call, result.as, result.telephone)
  followBehaviour(exchange, call, result.behaviour, () => endCall(exchange, call))
  if (request.detection && request.asyncDetection) {
    call.answeredBy = detected(result.as, request.detection)
    tellDetection(exchange, call, request.asyncDetection)
  }
  followInstructions(exchange, call, request.source)
}

function detected(as: AnsweredAs, detection: 'Enable' | 'DetectMessageEnd'): string {
  if (as === 'human') return 'human'
  return detection === 'Enable' ? 'machine_start' : 'machine_end_beep'
}

function tellDetection(exchange: Exchange, call: Call, callback: UrlWithMethod): void {
  const parameters = { ...voiceParameters(exchange, call), MachineDetectionDuration: '0' }
  exchange.webhooks.post(call.sid, { ...callback, parameters }, (failure) =>
    exchange.report({
      code: 15003,
      callSid: call.sid,
      url: failure.url,
      message: `machine detection: ${failure.message}`,
    }),
  )
}
