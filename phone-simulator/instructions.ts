import { Interrupted } from './activity.ts'
import type { Call, UrlWithMethod } from './call.ts'
import { endCall, hear, pickUp, voiceParameters } from './call-progress.ts'
import { dial } from './dial.ts'
import type { Exchange } from './exchange.ts'
import { gather } from './gather.ts'
import { pause, play, say } from './prompts.ts'
import { record } from './record.ts'
import { goOn, type Outcome, type Run, type Source, sourceAt } from './run.ts'
import { parseVoiceTwiml, type TwimlElement, TwimlError } from './twiml.ts'
import { WebhookFailure, withoutFragment } from './webhooks.ts'

const verbs: Record<string, (run: Run, element: TwimlElement) => Outcome | Promise<Outcome>> = {
  Say: say,
  Play: play,
  Pause: pause,
  Gather: gather,
  Dial: dial,
  Record: record,
  Redirect: redirect,
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
  follow(exchange, call, source, false).then(
    (ending) => {
      if (ending !== 'interrupted') endCall(exchange, call, ending === 'rejected busy' ? 'busy' : 'no-answer')
    },
    (error: unknown) => {
      exchange.report({ code: 0, callSid: call.sid, message: `the simulator itself failed: ${String(error)}` })
      endCall(exchange, call, 'failed')
    },
  )
}

type Ending = 'ran out' | 'hung up' | 'rejected' | 'rejected busy' | 'interrupted'

async function follow(exchange: Exchange, call: Call, source: Source, isWhisper: boolean): Promise<Ending> {
  call.program?.abort()
  const program = new AbortController()
  call.program = program
  const followWhisper = async (leg: Call, whisper: Source) => (await follow(exchange, leg, whisper, true)) === 'ran out'
  const run: Run = { exchange, call, signal: program.signal, base: undefined, isWhisper, followWhisper }
  try {
    let next: Source = source
    for (let documents = 0; documents < mostDocuments; documents++) {
      const outcome = await followDocument(run, next)
      if (outcome.kind === 'go on') return 'ran out'
      if (outcome.kind === 'hang up') return 'hung up'
      if (outcome.kind === 'reject') return outcome.status === 'busy' ? 'rejected busy' : 'rejected'
      next = outcome.source
    }
    throw new TwimlError(12100, `${mostDocuments} documents in one call`)
  } catch (error) {
    if (error instanceof Interrupted || program.signal.aborted) return 'interrupted'
    if (!(error instanceof TwimlError)) throw error
    exchange.report({
      code: error.code,
      message: error.message,
      callSid: call.sid,
      ...(run.base && { url: run.base.url }),
    })
    pickUp(exchange, call)
    hear(exchange, call, 'say', 'We are sorry, an application error has occurred. Goodbye.')
    return 'hung up'
  }
}

async function followDocument(run: Run, source: Source): Promise<Outcome> {
  const elements = parseVoiceTwiml(await documentText(run, source))
  for (const element of elements) {
    const verb = verbs[element.name]
    if (!verb) throw new TwimlError(12200, `<${element.name}> is no verb`)
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

async function documentText(run: Run, source: Source): Promise<string> {
  if ('twiml' in source) return source.twiml
  try {
    return await fetchDocument(run, source, source.parameters ?? {})
  } catch (error) {
    if (!(error instanceof WebhookFailure)) throw error
    if (run.signal.aborted) throw new Interrupted()
    const { fallback } = run.call
    if (!fallback) throw new TwimlError(error.code, `no instructions: ${error.message}`)
    const { url, code, message } = error
    run.exchange.report({
      code,
      callSid: run.call.sid,
      url,
      message: `no instructions, the fallback is asked: ${message}`,
    })
    try {
      return await fetchDocument(run, fallback, { ErrorCode: String(code), ErrorUrl: url })
    } catch (second) {
      if (second instanceof WebhookFailure) throw new TwimlError(second.code, `no fallback either: ${second.message}`)
      throw second
    }
  }
}

async function fetchDocument(run: Run, from: UrlWithMethod, extra: Record<string, string>): Promise<string> {
  const parameters = { ...voiceParameters(run.exchange, run.call), ...extra }
  run.base = { url: withoutFragment(from.url), method: from.method }
  const answer = await run.exchange.webhooks.fetch({ url: from.url, method: from.method, parameters })
  if (run.signal.aborted) throw new Interrupted()
  if (!/\b(text|application)\/xml\b/.test(answer.contentType)) {
    throw new TwimlError(12300, `the content type is ${answer.contentType || 'missing'}`)
  }
  return answer.body
}

function redirect(run: Run, element: TwimlElement): Outcome {
  return { kind: 'document', source: sourceAt(run, element.ownText, element.attributes.method) }
}
