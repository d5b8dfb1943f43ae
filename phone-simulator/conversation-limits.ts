import type { Run } from './run.ts'
import type { TwimlElement } from './twiml.ts'

/** While two speak: the caller's star key and the time limit. Returns what takes both away. */
export function limitConversation(run: Run, { attributes }: TwimlElement, end: () => void): () => void {
  const { exchange, call } = run
  if (attributes.hangupOnStar === 'true') call.listener = { key: (key) => key === '*' && end() }
  const { timeLimit } = attributes
  const stopLimit = timeLimit ? exchange.activity.waitFor(call.sid, Number(timeLimit), end) : () => {}
  return () => {
    stopLimit()
    call.listener = undefined
  }
}
