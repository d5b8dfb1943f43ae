import type { OutgoingInstruction } from '../../helpline/calls/outgoing/outgoing-call.ts'
import { askForKey, newResponse, say } from './voice.ts'

/** Long enough for somebody who walks slowly to the telephone. */
const RING_SECONDS = 45

/** Where the operator's line goes on. */
export interface OutgoingAddresses {
  key: string
  afterDial: string
  personStatus(legId: string): string
}

/** What the operator's line does next. */
export function outgoingTwiml(instruction: OutgoingInstruction, addresses: OutgoingAddresses): string {
  if (instruction.kind === 'askOperator') return askForKey(instruction.words, addresses.key).toString()
  const response = newResponse()
  if (instruction.kind === 'goodbye') {
    say(response, instruction.words)
    response.hangup()
    return response.toString()
  }
  const { e164, callerId, legId } = instruction
  const dial = response.dial({ action: addresses.afterDial, answerOnBridge: true, callerId, timeout: RING_SECONDS })
  dial.number(
    {
      statusCallback: addresses.personStatus(legId),
      statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    },
    e164,
  )
  return response.toString()
}
