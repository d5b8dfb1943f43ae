import { bridge } from './bridge.ts'
import { Call, type CallbackSubscription, type CallEvent } from './call.ts'
import { advance, answer, endCall, pickUp } from './call-progress.ts'
import { limitConversation } from './conversation-limits.ts'
import { customParameters } from './custom-parameters.ts'
import { recordConversation } from './dial-recording.ts'
import { detectionIn, tellDetection } from './machine-detection.ts'
import { clientAddress, isE164 } from './numbers.ts'
import { followBehaviour, ring } from './ring.ts'
import { addressIn, type Confines, type Run, type Source, sourceAt } from './run.ts'
import { type TwimlElement, TwimlError } from './twiml.ts'

interface Leg {
  call: Call
  noun: TwimlElement
  whisper: Source | undefined
  /** The API gave it other instructions before it was joined: it is none of this <Dial>'s business any more. */
  isElsewhere: boolean
}

const mostNumbers = 10
const whispering: Confines = {
  place: 'a whisper',
  verbs: new Set(['Say', 'Play', 'Pause', 'Gather', 'Record', 'Redirect', 'Hangup']),
  code: 13201,
}

/** Rings telephones and softphones, together or one after the other, and speaks with the first that accepts. */
export async function dialTelephones(
  run: Run,
  element: TwimlElement,
  nouns: readonly TwimlElement[],
): Promise<Record<string, string>> {
  const legs = legsOf(run, element, nouns)
  const winner = await firstToAccept(run, legs, element.attributes)
  if (!winner) return { ...outcome(run, legs, undefined), DialBridged: 'false' }
  const recording = await speak(run, winner, element)
  return { ...outcome(run, legs, winner), DialBridged: 'true', ...recording }
}

function legsOf(run: Run, element: TwimlElement, nouns: readonly TwimlElement[]): Leg[] {
  const { exchange, call } = run
  if (nouns.length > mostNumbers) throw new TwimlError(12200, `more than ${mostNumbers} numbers in one <Dial>`)
  const callerId = element.attributes.callerId ?? (call.direction === 'inbound' ? call.from : call.to)
  const ownNumbers = [call.from, call.to].filter(isE164)
  const reachesNumbers = nouns.some(({ name }) => name !== 'Client')
  if (reachesNumbers && !ownNumbers.includes(callerId) && !exchange.mayCallFrom(callerId)) {
    throw new TwimlError(13214, 'the callerId is neither a number of the account nor a verified one')
  }
  return nouns.map((noun) => {
    const leg = new Call({
      direction: 'outbound-dial',
      from: callerId,
      to: noun.name === 'Client' ? identityIn(noun) : numberIn(noun),
      status: 'queued',
      parent: call,
    })
    const own = noun === element ? {} : noun.attributes
    leg.subscription = subscriptionIn(run, own)
    leg.customParameters = customParametersIn(noun)
    exchange.keep(exchange.calls, leg.sid, leg)
    const whisper = own.url ? sourceAt(run, own.url, own.method) : undefined
    return { call: leg, noun, whisper, isElsewhere: false }
  })
}

function numberIn(noun: TwimlElement): string {
  if (!isE164(noun.ownText)) throw new TwimlError(13224, '<Dial> to something that is no E.164 number')
  return noun.ownText
}

function identityIn(noun: TwimlElement): string {
  const inside = noun.children.find(({ name }) => name === 'Identity')
  const address = clientAddress(inside?.ownText ?? noun.ownText)
  if (!address) throw new TwimlError(13224, '<Client> without an identity that may be called')
  return address
}

function customParametersIn(noun: TwimlElement): Record<string, string> {
  const given = noun.children.filter(({ name }) => name === 'Parameter').map(({ attributes }) => attributes)
  const parameters = customParameters(given.map(({ name = '', value = '' }) => [name, value] as const))
  if (!parameters) throw new TwimlError(12200, 'too many or too long custom parameters')
  return parameters
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
    for (const { call, isElsewhere } of legs) if (call !== kept && !isElsewhere) endCall(exchange, call, 'canceled')
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

async function accepts(run: Run, leg: Leg, timeoutSeconds: number): Promise<boolean> {
  const { exchange } = run
  const { call, whisper } = leg
  advance(exchange, call, 'initiated')
  const result = await ring(exchange, call, timeoutSeconds)
  if (result.kind === 'unanswered') {
    endCall(exchange, call, result.status)
    return false
  }
  if (call.isOver) return false
  answer(exchange, call, result.as, result.telephone)
  followBehaviour(exchange, call, result.behaviour, () => endCall(exchange, call))
  const detection = detectionIn(run, leg.noun.attributes)
  if (detection) tellDetection(exchange, call, result.as, detection)
  const ending = whisper ? await run.followWhisper(call, whisper, whispering) : 'ran out'
  leg.isElsewhere = ending === 'interrupted' && !call.isOver
  if (ending !== 'ran out' && !leg.isElsewhere) endCall(exchange, call)
  return ending === 'ran out' && !call.isOver
}

/** The two speak until one hangs up, the time limit is reached, or one of them is sent elsewhere. */
async function speak(run: Run, winner: Call, element: TwimlElement): Promise<Record<string, string>> {
  const { exchange, call } = run
  pickUp(exchange, call)
  const { apart, part } = bridge(exchange, call, winner)
  // Hung up while the other telephones were still being told to stop.
  if (winner.isOver) part()
  const end = () => endCall(exchange, winner)
  const endLimits = limitConversation(run, element, end)
  run.signal.addEventListener('abort', end, { once: true })
  if (run.signal.aborted) end()
  const endRecording = recordConversation(run, element, winner)
  await apart
  run.signal.removeEventListener('abort', end)
  endLimits()
  return endRecording()
}

function outcome({ exchange }: Run, legs: readonly Leg[], winner: Call | undefined): Record<string, string> {
  const isCompleted = ({ call, isElsewhere }: Leg) => call === winner || isElsewhere || call.status === 'completed'
  const shown = winner ?? legs.find(isCompleted)?.call ?? legs[0]?.call
  const statuses = legs.map((leg) => (isCompleted(leg) ? 'completed' : leg.call.status))
  const order = ['completed', 'no-answer', 'busy', 'failed', 'canceled'] as const
  const parameters: Record<string, string> = {
    DialCallStatus: order.find((status) => statuses.includes(status)) ?? 'failed',
    DialCallSid: shown?.sid ?? '',
  }
  if (shown?.answeredAt) {
    const seconds = exchange.activity.secondsBetween(shown.answeredAt, shown.endedAt ?? new Date())
    parameters.DialCallDuration = String(Math.round(seconds))
  }
  return parameters
}
