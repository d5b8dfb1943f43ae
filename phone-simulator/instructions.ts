import { Interrupted } from './activity.ts'
import type { Call, UrlWithMethod } from './call.ts'
import { endCall, hear, pickUp, voiceParameters } from './call-progress.ts'
import { dial } from './dial.ts'
import { enqueue } from './enqueue.ts'
import type { Exchange } from './exchange.ts'
import { gather } from './gather.ts'
import type { WebhookAnswer } from './http-attempt.ts'
import { pause, play, playSeconds, say } from './prompts.ts'
import { record } from './record.ts'
import {
  type Aside,
  type Confines,
  type Ending,
  goOn,
  letPass,
  type Outcome,
  type Run,
  type Source,
  sourceAt,
} from './run.ts'
import { parseVoiceTwiml, type TwimlElement, TwimlError } from './twiml.ts'
import { WebhookFailure, withoutFragment } from './webhooks.ts'

const verbs: Record<string, (run: Run, element: TwimlElement) => Outcome | Promise<Outcome>> = {
  Say: say,
  Play: play,
  Pause: pause,
  Gather: gather,
  Dial: dial,
  Enqueue: enqueue,
  Record: record,
  Redirect: (run, element) => ({
    kind: 'document',
    source: sourceAt(run, element.ownText, element.attributes.method),
  }),
  Leave: leave,
  Hangup: () => ({ kind: 'hang up' }),
  Reject: (_run, element) => ({
    kind: 'reject',
    status: element.attributes.reason === 'busy' ? 'busy' : 'no-answer',
  }),
}

/** Documents one call may fetch before it counts as a loop. */
const mostDocuments = 1_000

/** Follows instructions until the call ends, without waiting for it, replacing whatever the call was doing. */
export function followInstructions(exchange: Exchange, call: Call, source: Source): void {
  call.leave?.()
  follow(exchange, call, source).then(
    (ending) => {
      if (ending !== 'interrupted') endCall(exchange, call, ending === 'rejected busy' ? 'busy' : 'no-answer')
    },
    (error: unknown) => {
      exchange.report({ code: 0, callSid: call.sid, message: `the simulator itself failed: ${String(error)}` })
      endCall(exchange, call, 'failed')
    },
  )
}

async function follow(exchange: Exchange, call: Call, source: Source, confines?: Confines): Promise<Ending> {
  call.program?.abort()
  const program = new AbortController()
  call.program = program
  const run: Run = {
    exchange,
    call,
    signal: program.signal,
    base: undefined,
    confines,
    isEndless: false,
    onWait: undefined,
    followWhisper: (leg, whisper, within) => follow(exchange, leg, whisper, within),
    followAside: (aside) => followAside(run, aside),
  }
  try {
    return await followAll(run, source)
  } catch (error) {
    return await endingOf(run, error, true)
  }
}

function followAside(outer: Run, { source, signal, confines, isEndless, onWait }: Aside): Promise<Ending> {
  const both = AbortSignal.any([outer.signal, signal])
  return followAll({ ...outer, signal: both, base: undefined, confines, isEndless, onWait }, source)
}

/** One document after the other, until one does not lead to another. */
async function followAll(run: Run, source: Source): Promise<Ending> {
  let next: Source = source
  for (let documents = 0; documents < mostDocuments; documents++) {
    const outcome = await followDocument(run, next)
    if (outcome.kind === 'go on') return 'ran out'
    if (outcome.kind === 'leave') return 'left'
    if (outcome.kind === 'hang up') return 'hung up'
    if (outcome.kind === 'reject') return outcome.status === 'busy' ? 'rejected busy' : 'rejected'
    next = outcome.source
  }
  throw new TwimlError(12100, `${mostDocuments} documents in one call`)
}

/** What becomes of a call whose instructions cannot be followed: the fallback is asked, once; then an apology. */
async function endingOf(run: Run, error: unknown, mayFallBack: boolean): Promise<Ending> {
  const { exchange, call } = run
  if (error instanceof Interrupted || run.signal.aborted) return 'interrupted'
  if (!(error instanceof TwimlError)) throw error
  const { fallback } = call
  const asksFallback = mayFallBack && fallback !== undefined
  exchange.report({
    code: error.code,
    message: asksFallback ? `${error.message}; the fallback is asked` : error.message,
    callSid: call.sid,
    ...(run.base && { url: run.base.url }),
  })
  if (asksFallback) {
    const parameters = { ErrorCode: String(error.code), ErrorUrl: run.base?.url ?? '' }
    try {
      return await followAll(run, { ...fallback, parameters })
    } catch (second) {
      return await endingOf(run, second, false)
    }
  }
  pickUp(exchange, call)
  hear(exchange, call, 'say', 'We are sorry, an application error has occurred. Goodbye.')
  return 'hung up'
}

async function followDocument(run: Run, source: Source): Promise<Outcome> {
  const document = 'twiml' in source ? source.twiml : await fetchDocument(run, source, source.parameters ?? {})
  if (typeof document !== 'string') return await playWhole(run, document)
  const elements = parseVoiceTwiml(document)
  for (const element of elements) {
    const verb = verbs[element.name]
    if (!verb) throw new TwimlError(12200, `<${element.name}> is no verb`)
    const { confines } = run
    if (confines && !confines.verbs.has(element.name)) {
      throw new TwimlError(confines.code, `<${element.name}> in ${confines.place}`)
    }
    if (run.signal.aborted) throw new Interrupted()
    if (answersTheCall(element)) pickUp(run.exchange, run.call)
    const outcome = await verb(run, element)
    if (outcome.kind !== 'go on') return outcome
  }
  return goOn
}

function answersTheCall({ name, attributes }: TwimlElement): boolean {
  if (name === 'Dial') return attributes.answerOnBridge !== 'true'
  return name !== 'Reject' && name !== 'Redirect'
}

async function fetchDocument(run: Run, from: UrlWithMethod, extra: Record<string, string>): Promise<string | Buffer> {
  const parameters = { ...voiceParameters(run.exchange, run.call), ...extra }
  run.base = { url: withoutFragment(from.url), method: from.method }
  let answer: WebhookAnswer
  try {
    answer = await run.exchange.webhooks.fetch({ url: from.url, method: from.method, parameters })
  } catch (error) {
    if (!(error instanceof WebhookFailure)) throw error
    throw new TwimlError(error.code, `no instructions: ${error.message}`)
  }
  if (run.signal.aborted) throw new Interrupted()
  if (answer.sound && run.isEndless) return answer.sound
  if (!/\b(text|application)\/xml\b/.test(answer.contentType)) {
    throw new TwimlError(12300, `the content type is ${answer.contentType || 'missing'}`)
  }
  return answer.body
}

/** Where one waits, an address may lead to music instead of instructions. */
async function playWhole(run: Run, sound: Buffer): Promise<Outcome> {
  hear(run.exchange, run.call, 'play', run.base?.url ?? '')
  await letPass(run, playSeconds(run, sound))
  return goOn
}

function leave(run: Run): Outcome {
  if (!run.confines?.verbs.has('Leave')) throw new TwimlError(12200, '<Leave> outside a queue')
  return { kind: 'leave' }
}
