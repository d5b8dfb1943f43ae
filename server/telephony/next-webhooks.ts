import { z } from 'zod'
import { sayAndHangUp } from '../../adapters/twilio/twiml.ts'
import type { LineOf } from '../../helpline/calls/call-control.ts'
import { isOnHold } from '../../helpline/calls/conversation/hold-caller.ts'
import { nextOfLine } from '../../helpline/calls/next-of-line.ts'
import { goodbyes } from '../../helpline/calls/spoken-words.ts'
import { type TwilioWebhook, twilioWebhook } from '../twilio-webhooks.ts'
import { callForm, type LineDoors } from './voice-forms.ts'

const which = z
  .object({ call: z.uuid().optional(), leg: z.uuid().optional() })
  .refine(({ call, leg }) => (call === undefined) !== (leg === undefined), { path: ['call'] })

const lineOf = ({ call, leg = '' }: z.output<typeof which>): LineOf =>
  call === undefined ? { legId: leg } : { callId: call }

/** Asked by any line that has no orders, or was told to ask again. */
export function nextWebhooks({ store, line, lastResort }: LineDoors): TwilioWebhook[] {
  return [
    twilioWebhook({
      path: '/voice/next',
      guard: 'twilio',
      form: z.object({ ...callForm, Direction: z.string().max(40).default('') }),
      address: which,
      answer: async ({ form, address }, occasion) => {
        const own = lineOf(address)
        return line.document(await nextOfLine(store, occasion, { ...own, twilioCallSid: form.CallSid }), own)
      },
      whenBroken: ({ form }) =>
        form.Direction === 'inbound' ? lastResort.twiml(form.To) : sayAndHangUp(goodbyes.tryAgain),
    }),
    twilioWebhook({
      path: '/voice/hold-turn',
      guard: 'twilio',
      isAside: true,
      form: z.object({}),
      address: which,
      answer: async ({ address }) => {
        const own = lineOf(address)
        return line.holdTurn(own, await isOnHold(store, own))
      },
      // The music goes on: who put them on hold is still there.
      whenBroken: ({ address }) => line.holdTurn(lineOf(address), true),
    }),
  ]
}
