import { z } from 'zod'
import { sayAndHangUp } from '../../adapters/twilio/twiml.ts'
import { followCallStatus } from '../../helpline/calls/follow-call-status.ts'
import { answerQuestion } from '../../helpline/calls/incoming/answer-question.ts'
import { receiveCall } from '../../helpline/calls/incoming/receive-call.ts'
import { settleRing } from '../../helpline/calls/incoming/settle-ring.ts'
import { endMessage, takeMessage } from '../../helpline/calls/incoming/take-message.ts'
import { goodbyes } from '../../helpline/calls/spoken-words.ts'
import { noAddress, type TwilioWebhook, twilioSid, twilioWebhook } from '../twilio-webhooks.ts'
import { callForm, digits, isOver, type LineDoors, lineForm, status, wholeNumber } from './voice-forms.ts'

const round = z.object({ round: wholeNumber.min(1) })
const recorded = { RecordingSid: twilioSid('RE').optional(), RecordingDuration: wholeNumber.default(0) }

/** The caller's line, from the first ring to the last word. */
export function callerWebhooks({ store, line, lastResort }: LineDoors): TwilioWebhook[] {
  const thanks = () => sayAndHangUp(goodbyes.thanks)

  return [
    twilioWebhook({
      path: '/voice/incoming',
      guard: 'twilio',
      form: z.object(callForm),
      address: noAddress,
      answer: async ({ form }, occasion) => {
        const call = { twilioCallSid: form.CallSid, from: form.From, to: form.To }
        return line.document(await receiveCall(store, occasion, call))
      },
      whenBroken: ({ form }) => lastResort.twiml(form.To),
    }),
    twilioWebhook({
      path: '/voice/place',
      guard: 'twilio',
      form: z.object({ ...lineForm, Digits: digits }),
      address: z.object({ time: wholeNumber.min(1) }),
      answer: async ({ form, address }, occasion) => {
        const answer = { twilioCallSid: form.CallSid, time: address.time, digits: form.Digits }
        return line.document(await answerQuestion(store, occasion, answer))
      },
      whenBroken: ({ form }) => lastResort.twiml(form.To),
    }),
    ...(['after-ring', 'resume'] as const).map((path) =>
      twilioWebhook({
        path: `/voice/${path}`,
        guard: 'twilio',
        form: z.object({ ...lineForm, DialBridged: z.enum(['true', 'false']).optional() }),
        address: round,
        answer: async ({ form, address }, occasion) => {
          const { CallSid: twilioCallSid, DialBridged, CallStatus } = form
          // Sent away from a ring, or from a conversation, the line is with nobody.
          const bridged = path === 'resume' ? false : DialBridged === undefined ? undefined : DialBridged === 'true'
          const ring = { twilioCallSid, round: address.round, bridged, callerGone: isOver(CallStatus) }
          return line.document(await settleRing(store, occasion, ring))
        },
        whenBroken: ({ form }) => (form.DialBridged === 'true' ? thanks() : lastResort.twiml(form.To)),
      }),
    ),
    twilioWebhook({
      path: '/voice/after-message',
      guard: 'twilio',
      form: z.object({ ...lineForm, ...recorded }),
      address: noAddress,
      answer: async ({ form }, occasion) => {
        const { CallSid: twilioCallSid, RecordingSid: recordingSid, RecordingDuration: durationSeconds } = form
        const recording = recordingSid === undefined ? undefined : { recordingSid, durationSeconds }
        const left = { twilioCallSid, recording, callerGone: isOver(form.CallStatus) }
        return line.document(await endMessage(store, occasion, left))
      },
      // The message itself is told of elsewhere, and asked for again.
      whenBroken: thanks,
    }),
    twilioWebhook({
      path: '/voice/recording',
      guard: 'twilio',
      form: z.object({ ...recorded, RecordingStatus: status.default('completed') }),
      address: z.object({ call: z.uuid() }),
      answer: async ({ form, address }, occasion) => {
        const { RecordingSid: recordingSid, RecordingDuration: durationSeconds, RecordingStatus } = form
        if (RecordingStatus === 'completed' && recordingSid !== undefined) {
          await takeMessage(store, occasion, { callId: address.call, recordingSid, durationSeconds })
        }
        return undefined
      },
    }),
    twilioWebhook({
      path: '/voice/status',
      guard: 'twilio',
      form: z.object({
        ...lineForm,
        Direction: z.string().max(40).default(''),
        SequenceNumber: wholeNumber.optional(),
        CallDuration: wholeNumber.optional(),
      }),
      address: noAddress,
      answer: async ({ form }, occasion) => {
        await followCallStatus(store, occasion, {
          twilioCallSid: form.CallSid,
          status: form.CallStatus,
          sequenceNumber: form.SequenceNumber,
          durationSeconds: form.CallDuration,
          inbound: form.Direction === 'inbound',
          from: form.From,
          to: form.To,
        })
        return undefined
      },
    }),
  ]
}
