import { Interrupted } from './activity.ts'
import type { UrlWithMethod } from './call.ts'
import { endCall, hear, tell } from './call-progress.ts'
import { type CallQueue, type Dequeuer, longestName, type QueueMember } from './queue.ts'
import { addQueue, averageWait, queueNamed, secondsInQueue } from './queues.ts'
import { addressIn, type Confines, goOn, type Outcome, type Run, sourceAt } from './run.ts'
import { type TwimlElement, TwimlError } from './twiml.ts'

const waiting: Confines = {
  place: 'the document of a waitUrl',
  verbs: new Set(['Play', 'Say', 'Pause', 'Hangup', 'Redirect', 'Leave', 'Gather']),
  code: 12200,
}
const aboutToConnect: Confines = {
  place: 'the document a queued caller hears before being connected',
  verbs: new Set(['Play', 'Say', 'Pause', 'Redirect']),
  code: 14211,
}
/** A document that takes no time would be asked for without end. */
const shortestDocumentSeconds = 1

type Result = 'bridged' | 'bridging-in-process' | 'error' | 'leave' | 'hung up'

/** One call's time in a queue. */
interface Stay {
  queue: CallQueue
  member: QueueMember
  /** Waiting ends when somebody takes the call, not when the conversation does. */
  takenAt: Date | undefined
  isBridged: boolean
}

export async function enqueue(run: Run, element: TwimlElement): Promise<Outcome> {
  const { exchange, call } = run
  const { attributes } = element
  const queue = queueIn(run, element)
  const action = attributes.action ? addressIn(run, attributes.action, attributes.method) : undefined
  if (queue.isFull) {
    exchange.report({ code: 14207, callSid: call.sid, message: 'the queue is full' })
    return afterwards(run, action, { QueueResult: 'queue-full' })
  }
  const stay: Stay = { queue, member: queue.join(call), takenAt: undefined, isBridged: false }
  hear(exchange, call, 'note', `In coda «${queue.name}».`)
  call.situation = () => `In coda «${queue.name}», posto ${queue.positionOf(stay.member)}`
  try {
    const result = await wait(run, element, stay)
    if (result === 'hung up') endCall(exchange, call)
    if (run.signal.aborted || result === 'hung up') throw new Interrupted()
    return afterwards(run, action, resultParameters(run, stay, result))
  } catch (error) {
    // Whoever hangs up or is sent elsewhere does not follow what the action answers.
    if (action && error instanceof Interrupted) {
      tell(exchange, call, action, resultParameters(run, stay, interruptedResult(run, stay)), 'enqueue action')
    }
    throw error
  } finally {
    queue.remove(stay.member)
    call.situation = undefined
    exchange.changed()
  }
}

function queueIn({ exchange }: Run, element: TwimlElement): CallQueue {
  const name = element.ownText
  if (name === '') throw new TwimlError(14204, '<Enqueue> without the name of a queue')
  if (name.length > longestName) throw new TwimlError(14205, `the name of the queue is longer than ${longestName}`)
  const { maxQueueSize } = element.attributes
  return queueNamed(exchange, name) ?? addQueue(exchange, name, maxQueueSize ? Number(maxQueueSize) : undefined)
}

function interruptedResult({ call }: Run, { isBridged }: Stay): string {
  if (call.isOver) return isBridged ? 'bridged' : 'hangup'
  return isBridged ? 'redirected-from-bridged' : 'redirected'
}

function resultParameters({ exchange }: Run, stay: Stay, result: string): Record<string, string> {
  const queueTime = secondsInQueue(exchange, stay.member, stay.takenAt)
  return { QueueResult: result, QueueSid: stay.queue.sid, QueueTime: String(queueTime) }
}

function afterwards(run: Run, action: UrlWithMethod | undefined, parameters: Record<string, string>): Outcome {
  if (!action) return goOn
  return { kind: 'document', source: sourceAt(run, action.url, action.method, parameters) }
}

/** Until the caller leaves, somebody takes the call, or it is interrupted. */
async function wait(run: Run, element: TwimlElement, stay: Stay): Promise<Result> {
  const music = new AbortController()
  const interrupted = new Promise<never>((_resolve, reject) => {
    const interrupt = () => reject(new Interrupted())
    if (run.signal.aborted) interrupt()
    else run.signal.addEventListener('abort', interrupt, { once: true })
  })
  const taken = stay.member.taken.then((dequeuer) => {
    stay.takenAt = new Date()
    music.abort()
    return dequeuer
  })
  const heard = listen(run, element, stay, music.signal)
  // Whichever comes first, what becomes of the others interests nobody.
  heard.catch(() => undefined)
  interrupted.catch(() => undefined)
  const first = await Promise.race([taken, heard, interrupted])
  return typeof first === 'string' ? first : await Promise.race([connect(run, stay, first), interrupted])
}

/** What is heard while waiting: the waitUrl's document, asked for again each time it ends. */
async function listen(
  run: Run,
  { attributes }: TwimlElement,
  { queue, member }: Stay,
  signal: AbortSignal,
): Promise<Result> {
  const { exchange, call } = run
  const { waitUrl } = attributes
  if (!waitUrl) {
    if (waitUrl === undefined) hear(exchange, call, 'music', 'Musica d’attesa')
    return new Promise(() => {})
  }
  const address = addressIn(run, waitUrl, attributes.waitUrlMethod)
  for (;;) {
    let tookTime = false
    const onWait = () => {
      tookTime = true
    }
    const source = { ...address, parameters: queueParameters(run, queue, member) }
    try {
      const ending = await run.followAside({ source, signal, confines: waiting, isEndless: true, onWait })
      if (ending === 'left') return 'leave'
      if (ending === 'hung up') return 'hung up'
    } catch (error) {
      if (!(error instanceof TwimlError)) throw error
      exchange.report({ code: error.code, callSid: call.sid, url: address.url, message: `waitUrl: ${error.message}` })
      return 'error'
    }
    if (!tookTime) await exchange.activity.wait(call.sid, shortestDocumentSeconds, signal)
  }
}

function queueParameters({ exchange }: Run, queue: CallQueue, member: QueueMember): Record<string, string> {
  return {
    QueuePosition: String(queue.positionOf(member)),
    QueueSid: queue.sid,
    QueueTime: String(secondsInQueue(exchange, member)),
    AvgQueueTime: String(averageWait(exchange, queue)),
    CurrentQueueSize: String(queue.members.length),
    MaxQueueSize: String(queue.maxSize),
  }
}

/** The announcement before being connected, then the conversation. */
async function connect(run: Run, stay: Stay, dequeuer: Dequeuer): Promise<Result> {
  const { exchange, call } = run
  run.signal.addEventListener('abort', dequeuer.lost, { once: true })
  const { whisper } = dequeuer
  if (whisper) {
    const parameters = {
      QueueSid: stay.queue.sid,
      QueueTime: String(secondsInQueue(exchange, stay.member, stay.takenAt)),
      DequeingCallSid: dequeuer.call.sid,
    }
    const source = { ...whisper, parameters }
    try {
      await run.followAside({ source, signal: run.signal, confines: aboutToConnect, isEndless: false })
    } catch (error) {
      if (!(error instanceof TwimlError)) throw error
      exchange.report({ code: error.code, callSid: call.sid, message: `queue url: ${error.message}` })
      dequeuer.lost()
      return 'error'
    }
  }
  const joined = dequeuer.join()
  if (!joined) return 'bridging-in-process'
  stay.isBridged = true
  await joined.apart
  return 'bridged'
}
