import { type Bridge, bridge } from './bridge.ts'
import { hear, pickUp } from './call-progress.ts'
import { limitConversation } from './conversation-limits.ts'
import { recordConversation } from './dial-recording.ts'
import { longestName, type QueueMember } from './queue.ts'
import { queueNamed } from './queues.ts'
import { addressIn, type Run } from './run.ts'
import { type TwimlElement, TwimlError } from './twiml.ts'

/** Speaks with the first in the queue, waiting for somebody to come where it is empty. */
export async function dialQueue(run: Run, element: TwimlElement, noun: TwimlElement): Promise<Record<string, string>> {
  const { exchange, call } = run
  const name = noun.ownText
  if (name === '') throw new TwimlError(14212, '<Queue> without a name')
  if (name.length > longestName) throw new TwimlError(14213, `the name of the queue is longer than ${longestName}`)
  const queue = queueNamed(exchange, name)
  if (!queue) return { DialCallStatus: 'failed', DialBridged: 'false' }
  const { url, method } = noun.attributes
  const whisper = url ? addressIn(run, url, method) : undefined
  hear(exchange, call, 'note', `Chiama il primo della coda «${queue.name}».`)
  const joined = await new Promise<{ member: QueueMember; bridge: Bridge } | undefined>((resolve) => {
    let stopTime = () => {}
    let takeBack = () => {}
    const stop = () => {
      stopTime()
      takeBack()
      resolve(undefined)
    }
    stopTime = exchange.activity.waitFor(call.sid, Number(element.attributes.timeout ?? 30), stop)
    run.signal.addEventListener('abort', stop, { once: true })
    takeBack = queue.whenSomebody((member) => {
      stopTime()
      const join = () => {
        if (run.signal.aborted) return undefined
        pickUp(exchange, call)
        const joint = bridge(exchange, call, member.call)
        resolve({ member, bridge: joint })
        return joint
      }
      member.take({ call, whisper, join, lost: stop })
    })
  })
  if (!joined) return { DialCallStatus: 'no-answer', DialBridged: 'false' }
  const joinedAt = new Date()
  const endLimits = limitConversation(run, element, joined.bridge.part)
  const endRecording = recordConversation(run, element, call)
  await joined.bridge.apart
  endLimits()
  return {
    DialCallStatus: 'completed',
    DialCallSid: joined.member.call.sid,
    DialCallDuration: String(Math.round(exchange.activity.secondsBetween(joinedAt, new Date()))),
    DialBridged: 'true',
    ...endRecording(),
  }
}
