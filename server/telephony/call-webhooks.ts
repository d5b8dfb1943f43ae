import { z } from 'zod'
import type { Store } from '../../adapters/postgres/store.ts'
import { askToAnswer, joinLines, ringPhones, sayAndHangUp } from '../../adapters/twilio/twiml.ts'
import { acceptRing, describeRing, type TooLate } from '../../helpline/calls/accept-ring.ts'
import type { CallInstruction } from '../../helpline/calls/call-instruction.ts'
import { finalStatuses, followCallStatus, followLegStatus } from '../../helpline/calls/follow-call-status.ts'
import { receiveCall } from '../../helpline/calls/receive-call.ts'
import { settleRing } from '../../helpline/calls/settle-ring.ts'
import {
  answeredByOther,
  askOperator,
  askUnknownOperator,
  callIsOver,
  goingOn,
  goodbyes,
  greeting,
} from '../../helpline/calls/spoken-words.ts'
import { noAddress, type TwilioWebhook, twilioSid, twilioWebhook } from '../twilio-webhooks.ts'
import type { LastResort } from './last-resort.ts'

const number = z.string().max(100)
const call = { CallSid: twilioSid('CA'), From: number.default(''), To: number.min(1) }
const wholeNumber = z.coerce.number().int().min(0).max(1_000_000)
const status = z.string().min(1).max(40)
const leg = z.object({ leg: z.uuid() })
const round = z.object({ round: wholeNumber.min(1) })
const isOver = (value: string): boolean => (finalStatuses as readonly string[]).includes(value)

// A status callback that meets a failure is asked again, which Twilio does not do by itself.
const RETRIES = '#rc=3&rp=5xx,ct,rt'

export interface CallWebhookDoors {
  store: Store
  publicBaseUrl: string
  lastResort: LastResort
}

/** The webhooks of incoming calls. */
export function callWebhooks({ store, publicBaseUrl, lastResort }: CallWebhookDoors): TwilioWebhook[] {
  const base = `${publicBaseUrl}/webhooks/twilio/voice`
  const keyUrl = (legId: string) => `${base}/accepted?leg=${legId}`

  const toTwiml = (instruction: CallInstruction): string => {
    if (instruction.kind === 'over') return sayAndHangUp(goodbyes.thanks)
    if (instruction.kind === 'goodbye') return sayAndHangUp(goodbyes[instruction.word])
    return ringPhones({
      words: instruction.round === 1 ? greeting : goingOn,
      callerId: instruction.callerId,
      timeoutSeconds: instruction.ringTimeoutSeconds,
      afterUrl: `${base}/after-ring?round=${instruction.round}`,
      phones: instruction.legs.map(({ id, e164 }) => ({
        e164,
        whisperUrl: `${base}/accept?leg=${id}`,
        statusUrl: `${base}/leg-status?leg=${id}${RETRIES}`,
      })),
    })
  }
  const refuse = ({ kind }: TooLate): string => sayAndHangUp(kind === 'over' ? callIsOver : answeredByOther)
  const whisper = async (legId: string): Promise<string> => {
    const ring = await describeRing(store, legId)
    return ring.kind === 'ask' ? askToAnswer(askOperator(ring.words), keyUrl(legId)) : refuse(ring)
  }

  return [
    twilioWebhook({
      path: '/voice/incoming',
      guard: 'twilio',
      form: z.object(call),
      address: noAddress,
      answer: async ({ form }, occasion) =>
        toTwiml(await receiveCall(store, occasion, { twilioCallSid: form.CallSid, from: form.From, to: form.To })),
      whenBroken: ({ form }) => lastResort.twiml(form.To),
    }),
    twilioWebhook({
      path: '/voice/accept',
      guard: 'twilio',
      form: z.object({ CallSid: call.CallSid }),
      address: leg,
      answer: ({ address }) => whisper(address.leg),
      whenBroken: ({ address }) => askToAnswer(askUnknownOperator, keyUrl(address.leg)),
    }),
    twilioWebhook({
      path: '/voice/accepted',
      guard: 'twilio',
      form: z.object({ CallSid: call.CallSid, Digits: z.string().max(20).default('') }),
      address: leg,
      answer: async ({ form, address }, occasion) => {
        // A slip of the finger is asked again.
        if (form.Digits !== '1') return whisper(address.leg)
        const ring = await acceptRing(store, occasion, { legId: address.leg, twilioCallSid: form.CallSid })
        return ring.kind === 'yours' ? joinLines() : refuse(ring)
      },
      // Somebody is there and wants to answer: they speak, recorded or not.
      whenBroken: ({ form, address }) =>
        form.Digits === '1' ? joinLines() : askToAnswer(askUnknownOperator, keyUrl(address.leg)),
    }),
    twilioWebhook({
      path: '/voice/after-ring',
      guard: 'twilio',
      form: z.object({ ...call, CallStatus: status, DialBridged: z.enum(['true', 'false']).optional() }),
      address: round,
      answer: async ({ form, address }, occasion) =>
        toTwiml(
          await settleRing(store, occasion, {
            twilioCallSid: form.CallSid,
            round: address.round,
            bridged: form.DialBridged === undefined ? undefined : form.DialBridged === 'true',
            callerGone: isOver(form.CallStatus),
          }),
        ),
      whenBroken: ({ form }) =>
        form.DialBridged === 'true' ? sayAndHangUp(goodbyes.thanks) : lastResort.twiml(form.To),
    }),
    twilioWebhook({
      path: '/voice/status',
      guard: 'twilio',
      form: z.object({
        ...call,
        CallStatus: status,
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
    twilioWebhook({
      path: '/voice/leg-status',
      guard: 'twilio',
      form: z.object({ CallSid: call.CallSid, CallStatus: status }),
      address: leg,
      answer: async ({ form, address }, occasion) => {
        const news = { legId: address.leg, twilioCallSid: form.CallSid, status: form.CallStatus }
        await followLegStatus(store, occasion, news)
        return undefined
      },
    }),
  ]
}
