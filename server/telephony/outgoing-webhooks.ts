import { z } from 'zod'
import { sayAndHangUp } from '../../adapters/twilio/twiml.ts'
import type { LineInstruction } from '../../helpline/calls/line-instruction.ts'
import {
  followOperatorLine,
  followOutgoingLine,
  followPersonLine,
  settleOutgoingDial,
  startFromBrowser,
} from '../../helpline/calls/outgoing/follow-outgoing-call.ts'
import { noAddress, type TwilioWebhook, twilioWebhook } from '../twilio-webhooks.ts'
import { callSid, digits, type LineDoors, status } from './voice-forms.ts'

const ours = { CallSid: callSid }
const call = z.object({ call: z.uuid() })

const broken = () =>
  sayAndHangUp('Qualcosa non ha funzionato: la telefonata non è partita. Riprovi fra poco. Arrivederci.')

/** The webhooks of the calls we make. */
export function outgoingWebhooks({ store, line }: Pick<LineDoors, 'store' | 'line'>): TwilioWebhook[] {
  const toTwiml = (callId: string, instruction: LineInstruction) => line.document(instruction, { callId })

  return [
    twilioWebhook({
      path: '/voice/outgoing-key',
      guard: 'twilio',
      form: z.object({ ...ours, Digits: digits }),
      address: call,
      answer: async ({ form, address: { call: callId } }, occasion) => {
        const pressed = { callId, twilioCallSid: form.CallSid, digits: form.Digits }
        return toTwiml(callId, await followOperatorLine(store, occasion, pressed))
      },
      whenBroken: broken,
    }),
    twilioWebhook({
      path: '/voice/softphone',
      guard: 'twilio',
      form: z.object({ ...ours, From: z.string().max(300).default(''), call: z.string().max(40).default('') }),
      address: noAddress,
      answer: async ({ form }, occasion) => {
        const callId = z.uuid().safeParse(form.call)
        if (!callId.success) return sayAndHangUp('Da qui questa telefonata non si può fare. Arrivederci.')
        const begun = { callId: callId.data, twilioCallSid: form.CallSid, from: form.From }
        return toTwiml(callId.data, await startFromBrowser(store, occasion, begun))
      },
      whenBroken: broken,
    }),
    twilioWebhook({
      path: '/voice/outgoing-dialled',
      guard: 'twilio',
      form: z.object({ ...ours, DialCallStatus: status, DialBridged: z.enum(['true', 'false']).optional() }),
      address: call,
      answer: async ({ form, address: { call: callId } }, occasion) => {
        const dial = {
          callId,
          twilioCallSid: form.CallSid,
          status: form.DialCallStatus,
          bridged: form.DialBridged === undefined ? undefined : form.DialBridged === 'true',
        }
        return toTwiml(callId, await settleOutgoingDial(store, occasion, dial))
      },
      whenBroken: () => sayAndHangUp('La telefonata è finita. Arrivederci.'),
    }),
    twilioWebhook({
      path: '/voice/outgoing-person-status',
      guard: 'twilio',
      form: z.object({ ...ours, CallStatus: status }),
      address: z.object({ leg: z.uuid() }),
      answer: async ({ form, address }, occasion) => {
        const news = { legId: address.leg, twilioCallSid: form.CallSid, status: form.CallStatus }
        await followPersonLine(store, occasion, news)
        return undefined
      },
    }),
    twilioWebhook({
      path: '/voice/outgoing-status',
      guard: 'twilio',
      form: z.object({ ...ours, CallStatus: status }),
      // The lines of the consoles are told of at one address for all.
      address: z.object({ call: z.uuid().optional() }),
      answer: async ({ form, address }, occasion) => {
        const news = { callId: address.call, twilioCallSid: form.CallSid, status: form.CallStatus }
        await followOutgoingLine(store, occasion, news)
        return undefined
      },
    }),
  ]
}
