import {
  askForPlace,
  holdOn,
  joinConference,
  joinQueue,
  leaveQueue,
  recordMessage,
  spendTurn,
} from '../../adapters/twilio/caller-twiml.ts'
import { outgoingTwiml } from '../../adapters/twilio/outgoing-twiml.ts'
import { askToAnswer, goElsewhere, joinLines, ringPhones, sayAndHangUp } from '../../adapters/twilio/twiml.ts'
import type { VoiceAddresses } from '../../adapters/twilio/voice-addresses.ts'
import type { CallTarget, LineOf } from '../../helpline/calls/call-control.ts'
import { waitHere } from '../../helpline/calls/conversation/help-words.ts'
import type { WaitingTurn } from '../../helpline/calls/incoming/wait-in-queue.ts'
import type { LegToRing, LineInstruction } from '../../helpline/calls/line-instruction.ts'
import { joining, onHold } from '../../helpline/calls/spoken-words.ts'

const targetOf = ({ e164, operatorId }: LegToRing, callId: string): CallTarget[] => {
  if (e164 !== null) return [{ e164 }]
  return operatorId === null ? [] : [{ browserOf: operatorId, callId }]
}

/** One for all: nobody is taken out of it by place. */
const HOLD_QUEUE = 'attesa'

const idOf = (line: LineOf): string => ('callId' in line ? line.callId : line.legId)

/** A caller's instruction names its call where the document needs it; of any other line it is said whose it is. */
function lineOf(instruction: LineInstruction, line: LineOf | undefined): LineOf {
  if (line) return line
  if ('callId' in instruction) return { callId: instruction.callId }
  throw new Error(`${instruction.kind} is for a line of ours`)
}

/** Every instruction as a document for the line it is meant for. */
export function lineTwiml(addresses: VoiceAddresses) {
  const { to, next } = addresses
  const aloneUrl = (isOurs: boolean): string => to('alone', isOurs ? 'ours=1' : '')
  const keyUrl = (legId: string): string => to('accepted', `leg=${legId}`)

  function document(instruction: LineInstruction, line?: LineOf): string {
    const own = () => lineOf(instruction, line)
    switch (instruction.kind) {
      case 'ask':
        return askForPlace(instruction.words, to('place', `time=${instruction.time}`))
      case 'ring':
        return ringPhones({
          words: instruction.words,
          callerId: instruction.callerId,
          timeoutSeconds: instruction.ringTimeoutSeconds,
          afterUrl: to('after-ring', `round=${instruction.round}`),
          phones: instruction.legs.flatMap((leg) =>
            targetOf(leg, instruction.callId).map((target) => ({
              to: target,
              // A console is answered by its person: no machine presses its button.
              whisperUrl: to('e164' in target ? 'accept' : 'pick-up', `leg=${leg.id}`),
              statusUrl: addresses.legStatus(leg.id),
            })),
          ),
        })
      case 'wait':
        return joinQueue({ name: instruction.queue, waitUrl: to('wait', 'turn=1'), afterUrl: to('after-wait') })
      case 'record':
        return recordMessage({
          words: instruction.words,
          afterUrl: to('after-message'),
          recordingUrl: addresses.recording(instruction.callId),
        })
      case 'resume':
        return goElsewhere(to('resume', `round=${instruction.round}`))
      case 'conference':
        return joinConference({
          words: instruction.ours?.words,
          name: instruction.callId,
          aloneUrl: aloneUrl(instruction.ours !== undefined),
          afterUrl: next(own()),
        })
      case 'hold':
        return joinQueue({ name: HOLD_QUEUE, waitUrl: addresses.holdTurn(own()), afterUrl: next(own()) })
      case 'askToAnswer':
        return askToAnswer(instruction.words, keyUrl(idOf(own())))
      case 'join':
        return joinLines()
      case 'goodbye':
        return sayAndHangUp(instruction.words)
      case 'askOperator':
      case 'dialPerson':
        return outgoingTwiml(instruction, {
          key: to('outgoing-key', `call=${idOf(own())}`),
          afterDial: to('outgoing-dialled', `call=${idOf(own())}`),
          personStatus: addresses.personStatus,
        })
    }
  }

  return {
    document,
    /** Where a phone that rings for a caller tells its key. */
    keyUrl,
    /** What is heard in the queue. */
    turn(waiting: WaitingTurn, turn: number): string {
      if (waiting.kind === 'leave') return leaveQueue()
      return spendTurn({
        words: waiting.words,
        tuneUrl: addresses.tune,
        nextUrl: to('wait', `turn=${turn + 1}`),
        keyUrl: waiting.mayBeCalledBack ? to('wait-key', `turn=${turn}`) : undefined,
      })
    },
    /** What is heard on hold; whoever is not on hold any more goes where the row says. */
    holdTurn: (line: LineOf, isOnHold: boolean): string =>
      isOnHold
        ? spendTurn({ words: onHold, tuneUrl: addresses.tune, nextUrl: addresses.holdTurn(line), keyUrl: undefined })
        : leaveQueue(),
    /** What is heard in a conference before the others are there. */
    alone: (isOurs: boolean): string =>
      holdOn({ words: isOurs ? waitHere : joining, tuneUrl: addresses.tune, againUrl: aloneUrl(isOurs) }),
  }
}
export type LineTwiml = ReturnType<typeof lineTwiml>
