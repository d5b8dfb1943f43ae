import { z } from 'zod'
import type { Store } from '../../adapters/postgres/store.ts'
import { replyToMessage } from '../../adapters/twilio/messaging-twiml.ts'
import { applyMessageStatus } from '../../helpline/messages/apply-message-status.ts'
import { receiveMessage } from '../../helpline/messages/receive-message.ts'
import { noAddress, type TwilioWebhook, twilioSid, twilioWebhook } from '../twilio-webhooks.ts'

const messageSid = z.union([twilioSid('SM'), twilioSid('MM')])
const errorCode = z.coerce.number().int().optional()

/** SMS in, and what became of those that went out. */
export const messagingWebhooks = (store: Store): TwilioWebhook[] => [
  twilioWebhook({
    path: '/messages/incoming',
    guard: 'twilio',
    form: z.object({ MessageSid: messageSid, From: z.string().max(40), Body: z.string().max(1600).default('') }),
    address: noAddress,
    answer: async ({ form }, occasion) => {
      const { MessageSid: sid, From: from, Body: body } = form
      return replyToMessage(await receiveMessage(store, occasion, { channel: 'sms', from, body, twilioSid: sid }))
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
