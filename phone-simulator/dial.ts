import { Interrupted } from './activity.ts'
import { Call, type CallbackSubscription, type CallEvent } from './call.ts'
import { advance, answer, durationSeconds, endCall, hear, pickUp, voiceParameters } from './call-progress.ts'
import { isE164, readableNumber } from './numbers.ts'
import { followBehaviour, ring } from './ring.ts'
import { addressIn, goOn, type Outcome, type Run, type Source, sourceAt } from './run.ts'
import { type TwimlElement, TwimlError } from './twiml.ts'

interface Leg {
  call: Call
  whisper: Source | undefined
}

const mostNumbers = 10

export async function dial(run: Run, element: TwimlElement): Promise<Outcome> {
  if (run.isWhisper) throw new TwimlError(13201, '<Dial> in a whisper')
  const { attributes } = element
  const { exchange, call } = run
  const legs = legsOf(run, element)
  const action = attributes.action ? addressIn(run, attributes.action, attributes.method) : undefined
  const winner = await firstToAccept(run, legs, attributes)
  if (winner) await join(run, winner, attributes)
  const parameters = dialParameters(run, legs, winner)
  if (call.isOver && action) {
    // The caller is gone: the action is told how it went and its answer is not followed.
    const webhook = { ...action, parameters: { ...voiceParameters(exchange, call), ...parameters } }
    exchange.webhooks.post(call.sid, webhook, (failure) =>
      exchange.report({
        code: failure.code,
        callSid: call.sid,
        url: failure.url,
        message: `dial action: ${failure.message}`,
      }),
    )
  }
  if (run.signal.aborted) throw new Interrupted()
  if (!action) return goOn
  return { kind: 'document', source: sourceAt(run, action.url, action.method, parameters) }
}

function legsOf(run: Run, element: TwimlElement): Leg[] {
  const { exchange, call } = run
  const callerId = element.attributes.callerId ?? (call.direction === 'inbound' ? call.from : call.to)
  const ownNumbers = [call.from, call.to]
  if (!ownNumbers.includes(callerId) && !exchange.mayCallFrom(callerId)) {
    throw new TwimlError(13214, 'the callerId is neither a number of the account nor a verified one')
  }
  const nouns = element.children.length > 0 ? element.children : [element]
  if (nouns.length > mostNumbers) throw new TwimlError(12200, `more than ${mostNumbers} numbers in one <Dial>`)
  return nouns.map((noun) => {
    const to = noun.ownText
    if (!isE164(to)) throw new TwimlError(13224, '<Dial> to something that is no E.164 number')
    const beginning = { direction: 'outbound-dial', from: callerId, to, status: 'queued', parent: call } as const
    const own = noun.name === 'Number' ? noun.attributes : {}
    const leg = new Call(beginning)
    leg.subscription = subscriptionIn(run, own)
    exchange.keep(exchange.calls, leg.sid, leg)
    return { call: leg, whisper: own.url ? sourceAt(run, own.url, own.method) : undefined }
  })
}

function subscriptionIn(run: Run, attributes: Readonly<Record<string, string>>): CallbackSubscription | undefined {
  const address = attributes.statusCallback
  if (!address) return undefined
  const events = (attributes.statusCallbackEvent ?? 'completed').split(/[\s,]+/) as CallEvent[]
  return { ...addressIn(run, address, attributes.statusCallbackMethod), events: new Set(events) }
}

/** The leg to join. The others ring on while one hears its whisper, and are canceled when one has accepted. */
async function firstToAccept(
  run: Run,
  legs: readonly Leg[],
  attributes: Readonly<Record<string, string>>,
): Promise<Call | undefined> {
  const { exchange } = run
  const timeoutSeconds = Number(attributes.timeout ?? 30)
  const cancel = (kept?: Call) => {
    for (const leg of legs) if (leg.call !== kept) endCall(exchange, leg.call, 'canceled')
  }
  const cancelAll = () => cancel()
  run.signal.addEventListener('abort', cancelAll, { once: true })
  try {
    if (attributes.sequential === 'true') {
      for (const leg of legs) if (await accepts(run, leg, timeoutSeconds)) return leg.call
      return undefined
    }
    let winner: Call | undefined
    await Promise.all(
      legs.map(async (leg) => {
        if (!(await accepts(run, leg, timeoutSeconds)) || winner || run.signal.aborted) return
        winner = leg.call
        cancel(winner)
      }),
    )
    return winner
  } finally {
    run.signal.removeEventListener('abort', cancelAll)
  }
}

async function accepts(run: Run, { call, whisper }: Leg, timeoutSeconds: number): Promise<boolean> {
  const { exchange } = run
  advance(exchange, call, 'initiated')
  const result = await ring(exchange, call, timeoutSeconds)
  if (result.kind === 'unanswered') {
    endCall(exchange, call, result.status)
    return false
  }
  if (call.isOver) return false
  answer(exchange, call, result.as, result.telephone)
  followBehaviour(exchange, call, result.behaviour, () => endCall(exchange, call))
  const accepted = !whisper || (await run.followWhisper(call, whisper))
  if (!accepted) endCall(exchange, call)
  return accepted && !call.isOver
}

/** The two speak until one hangs up, the time limit is reached, or the caller is sent elsewhere. */
async function join(run: Run, winner: Call, attributes: Readonly<Record<string, string>>): Promise<void> {
  const { exchange, call } = run
  pickUp(exchange, call)
  call.peer = winner
  winner.peer = call
  hear(exchange, call, 'note', `In conversazione con ${readableNumber(winner.to)}.`)
  hear(exchange, winner, 'note', `In conversazione con ${readableNumber(winner.from)}.`)
  if (attributes.hangupOnStar === 'true') {
    call.listener = { key: (key) => key === '*' && endCall(exchange, winner) }
  }
  let stopLimit = () => {}
  const end = () => endCall(exchange, winner)
  run.signal.addEventListener('abort', end, { once: true })
  if (attributes.timeLimit) stopLimit = exchange.activity.waitFor(call.sid, Number(attributes.timeLimit), end)
  if (run.signal.aborted) end()
  const left = new Promise<void>((resolve) => {
    winner.leave = resolve
  })
  await Promise.race([winner.ended, left])
  winner.leave = undefined
  winner.peer = undefined
  stopLimit()
  run.signal.removeEventListener('abort', end)
  call.listener = undefined
  call.peer = undefined
}

function dialParameters({ exchange }: Run, legs: readonly Leg[], winner: Call | undefined): Record<string, string> {
  const shown = winner ?? legs.find((leg) => leg.call.status === 'completed')?.call ?? legs[0]?.call
  const statuses = legs.map(({ call }) => (call === winner ? 'completed' : call.status))
  const order = ['completed', 'no-answer', 'busy', 'failed', 'canceled'] as const
  const parameters: Record<string, string> = {
    DialCallStatus: order.find((status) => statuses.includes(status)) ?? 'failed',
    DialCallSid: shown?.sid ?? '',
    DialBridged: String(winner !== undefined),
  }
  if (shown?.answeredAt) parameters.DialCallDuration = String(durationSeconds(exchange, shown))
  return parameters
}
