import { z } from 'zod'
import { askToAnswer, joinLines } from '../../adapters/twilio/twiml.ts'
import { followLegStatus } from '../../helpline/calls/follow-call-status.ts'
import { acceptRing, describeRing } from '../../helpline/calls/incoming/accept-ring.ts'
import { askUnknownOperator } from '../../helpline/calls/spoken-words.ts'
import { type TwilioWebhook, twilioWebhook } from '../twilio-webhooks.ts'
import { callSid, digits, type LineDoors, status } from './voice-forms.ts'

const leg = z.object({ leg: z.uuid() })
const form = { CallSid: callSid }

/** The phones of ours that ring for a caller. */
export function rungWebhooks({ store, line }: Omit<LineDoors, 'lastResort'>): TwilioWebhook[] {
  const describe = async (legId: string): Promise<string> => line.document(await describeRing(store, legId), { legId })
  const askBlindly = (legId: string): string => askToAnswer(askUnknownOperator, line.keyUrl(legId))

  return [
    twilioWebhook({
      path: '/voice/accept',
      guard: 'twilio',
      form: z.object(form),
      address: leg,
      answer: ({ address }) => describe(address.leg),
      whenBroken: ({ address }) => askBlindly(address.leg),
    }),
    twilioWebhook({
      path: '/voice/accepted',
      guard: 'twilio',
      form: z.object({ ...form, Digits: digits }),
      address: leg,
      answer: async ({ form: { CallSid, Digits }, address: { leg: legId } }, occasion) => {
        // A slip of the finger is asked again.
        if (Digits !== '1') return describe(legId)
        return line.document(await acceptRing(store, occasion, { legId, twilioCallSid: CallSid }), { legId })
      },
      // Somebody is there and wants to answer: they speak, recorded or not.
      whenBroken: ({ form: { Digits }, address }) => (Digits === '1' ? joinLines() : askBlindly(address.leg)),
    }),
    twilioWebhook({
      path: '/voice/pick-up',
      guard: 'twilio',
      form: z.object(form),
      address: leg,
      answer: async ({ form: { CallSid }, address: { leg: legId } }, occasion) =>
        line.document(await acceptRing(store, occasion, { legId, twilioCallSid: CallSid }), { legId }),
      whenBroken: joinLines,
    }),
    twilioWebhook({
      path: '/voice/leg-status',
      guard: 'twilio',
      form: z.object({ ...form, CallStatus: status }),
      address: leg,
      answer: async ({ form: { CallSid, CallStatus }, address }, occasion) => {
        await followLegStatus(store, occasion, { legId: address.leg, twilioCallSid: CallSid, status: CallStatus })
        return undefined
      },
    }),
  ]
}
