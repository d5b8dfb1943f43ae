import { z } from 'zod'
import type { Store } from '../../adapters/postgres/store.ts'
import { replyToMessage } from '../../adapters/twilio/messaging-twiml.ts'
import { applyMessageStatus } from '../../helpline/messages/apply-message-status.ts'
import { receiveKeptMessage } from '../../helpline/messages/receive-kept-message.ts'
import { type ArrivedMessage, mayBeAnswered, receiveMessage } from '../../helpline/messages/receive-message.ts'
import { isLeavingWord } from '../../helpline/reaching/leaving-words.ts'
import { numeroVerde } from '../../helpline/territory/numero-verde.ts'
import { noAddress, type TwilioWebhook, twilioSid, twilioWebhook } from '../twilio-webhooks.ts'
import { arrivedMedia, mediaFields } from './arrived-media.ts'

const messageSid = z.union([twilioSid('SM'), twilioSid('MM')])
const errorCode = z.coerce.number().int().optional()

const KEPT_WORDS = `Abbiamo ricevuto il Suo messaggio e lo leggeremo appena possibile. Se ha fretta chiami il Numero Verde ${numeroVerde}.`
/** Two machines that answer each other would never stop. */
const SAID_AGAIN_AFTER_MS = 10 * 60_000
const MOST_REMEMBERED = 1_000

/** Who writes while their message can only be kept hears so, once in a while. */
function keptReply(): (from: string, body: string) => string {
  const saidMs = new Map<string, number>()
  return (from, body) => {
    const now = performance.now()
    const isSaid = now - (saidMs.get(from) ?? Number.NEGATIVE_INFINITY) < SAID_AGAIN_AFTER_MS
    if (isSaid || isLeavingWord(body) || !mayBeAnswered(from)) return replyToMessage(null)
    if (saidMs.size >= MOST_REMEMBERED) saidMs.clear()
    saidMs.set(from, now)
    return replyToMessage(KEPT_WORDS)
  }
}

const WHATSAPP = 'whatsapp:'
/** A button under a WhatsApp message sends what it was given to say, 'SI 4821', beside the words on it. */
const incoming = z.object({
  ...mediaFields,
  MessageSid: messageSid,
  From: z.string().max(40),
  // As long as WhatsApp lets people write.
  Body: z.string().max(4096).default(''),
  ButtonPayload: z.string().max(256).optional(),
  OriginalRepliedMessageSid: messageSid.optional().catch(undefined),
  OptOutType: z.string().max(20).optional(),
})
const arrived = (form: z.output<typeof incoming>): ArrivedMessage => {
  const { MessageSid: twilioSid, From, Body, ButtonPayload, OriginalRepliedMessageSid: answersSid } = form
  return {
    twilioSid,
    answersSid,
    optOutType: form.OptOutType,
    media: arrivedMedia(form),
    body: ButtonPayload || Body,
    ...(From.startsWith(WHATSAPP)
      ? { channel: 'whatsapp', from: From.slice(WHATSAPP.length) }
      : { channel: 'sms', from: From }),
  }
}

/** SMS and WhatsApp in, and what became of those that went out. */
export const messagingWebhooks = (store: Store, saidWhenKept = keptReply()): TwilioWebhook[] => [
  twilioWebhook({
    path: '/messages/incoming',
    guard: 'twilio',
    form: incoming,
    address: noAddress,
    answer: async ({ form }, occasion) => replyToMessage(await receiveMessage(store, occasion, arrived(form))),
    kept: {
      said: ({ form }) => saidWhenKept(arrived(form).from, arrived(form).body),
      applied: ({ form }, occasion) => receiveKeptMessage(store, occasion, arrived(form)),
    },
  }),

  twilioWebhook({
    path: '/messages/:messageId/status',
    guard: 'twilio',
    form: z.object({ MessageSid: messageSid, MessageStatus: z.string().max(40), ErrorCode: errorCode }),
    address: z.object({ messageId: z.uuid() }),
    answer: async ({ form, address }, occasion) => {
      await applyMessageStatus(store, occasion, {
        messageId: address.messageId,
        sid: form.MessageSid,
        status: form.MessageStatus,
        errorCode: form.ErrorCode ?? null,
      })
      return undefined
    },
  }),
]
