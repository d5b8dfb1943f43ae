import { Call, type CallbackSubscription, type UrlWithMethod } from './call.ts'
import { advance, answer, endCall, hear } from './call-progress.ts'
import type { Exchange } from './exchange.ts'
import { followInstructions } from './instructions.ts'
import { type DetectionMode, detected, tellDetection } from './machine-detection.ts'
import { followBehaviour, ring } from './ring.ts'
import type { Source } from './run.ts'

export interface OutgoingCall {
  from: string
  to: string
  /** What a softphone is told. */
  customParameters?: Record<string, string>
  source: Source
  timeoutSeconds: number
  limitSeconds?: number
  /** Keys typed to whoever answers. */
  sendDigits?: string
  subscription?: CallbackSubscription
  fallback?: UrlWithMethod
  detection?: DetectionMode
  asyncDetection?: UrlWithMethod
}

/** Queues a call asked for by the API: they leave at the account's pace. */
export function placeOutgoing(exchange: Exchange, request: OutgoingCall): Call {
  const call = new Call({ direction: 'outbound-api', status: 'queued', ...request })
  call.customParameters = request.customParameters ?? {}
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
    tellDetection(exchange, call, result.as, { mode: request.detection, callback: request.asyncDetection })
  }
  if (request.sendDigits) hear(exchange, call, 'tone', request.sendDigits)
  if (request.limitSeconds !== undefined) {
    const owner = `time limit of ${call.sid}`
    void call.ended.then(exchange.activity.waitFor(owner, request.limitSeconds, () => endCall(exchange, call)))
  }
  followInstructions(exchange, call, request.source)
}
