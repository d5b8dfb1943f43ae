import { z } from 'zod'
import { leaveQueue as leaveQueueTwiml } from '../../adapters/twilio/caller-twiml.ts'
import { askCallback, leaveQueue, takeTurn } from '../../helpline/calls/incoming/wait-in-queue.ts'
import { nextOfCaller } from '../../helpline/calls/next-of-line.ts'
import { noAddress, type TwilioWebhook, twilioWebhook } from '../twilio-webhooks.ts'
import { callForm, digits, isOver, type LineDoors, lineForm, wholeNumber } from './voice-forms.ts'

const turn = z.object({ turn: wholeNumber.min(1) })
/** The line was taken out of the queue by us: what this answers is not followed. */
const REDIRECTED = 'redirected'

/** Callers who wait while everybody is busy. */
export function queueWebhooks({ store, line, lastResort }: LineDoors): TwilioWebhook[] {
  return [
    twilioWebhook({
      path: '/voice/wait',
      guard: 'twilio',
      isAside: true,
      form: z.object(callForm),
      address: turn,
      answer: async ({ form, address }, occasion) => {
        const waiting = await takeTurn(store, occasion, { twilioCallSid: form.CallSid, turn: address.turn })
        return line.turn(waiting, address.turn)
      },
      whenBroken: leaveQueueTwiml,
    }),
    twilioWebhook({
      path: '/voice/wait-key',
      guard: 'twilio',
      isAside: true,
      form: z.object({ ...callForm, Digits: digits }),
      address: turn,
      answer: async ({ form, address }, occasion) => {
        const pressed = { twilioCallSid: form.CallSid, turn: address.turn, digits: form.Digits }
        return line.turn(await askCallback(store, occasion, pressed), address.turn)
      },
      whenBroken: leaveQueueTwiml,
    }),
    twilioWebhook({
      path: '/voice/after-wait',
      guard: 'twilio',
      form: z.object({ ...lineForm, QueueResult: z.string().max(40).default('') }),
      address: noAddress,
      answer: async ({ form }, occasion) => {
        const { CallSid: twilioCallSid, QueueResult: result } = form
        await leaveQueue(store, occasion, { twilioCallSid, result, callerGone: isOver(form.CallStatus) })
        const isHeard = result !== REDIRECTED && !isOver(form.CallStatus)
        return line.document(await nextOfCaller(store, occasion, { twilioCallSid, isHeard }))
      },
      whenBroken: ({ form }) => lastResort.twiml(form.To),
    }),
    twilioWebhook({
      path: '/voice/alone',
      guard: 'twilio',
      isAside: true,
      form: z.object({}),
      address: z.object({ ours: z.literal('1').optional() }),
      answer: async ({ address }) => line.alone(address.ours !== undefined),
    }),
  ]
}
