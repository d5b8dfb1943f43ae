import { withPageAddress } from '../../helpline/dispatch/offers/page-link.ts'
import { gsm7Text } from '../../helpline/messages/gsm7.ts'
import { refusalCodes, type Telephone } from '../../helpline/messages/telephone.ts'
import { type WhatsAppTemplateName, whatsAppTemplateNames } from '../../helpline/messages/whatsapp-templates.ts'
import {
  asking,
  isGone,
  LOG_PAGE,
  logSince,
  openClient,
  type RestSettings,
  sidsOf,
  type TakeCallTurn,
} from './rest-client.ts'
import { webhookAddress } from './webhook-addresses.ts'

const RING_SECONDS = 40
const whatsApp = (e164: string): string => `whatsapp:${e164}`

export interface TwilioSettings extends RestSettings {
  publicBaseUrl: string
  voiceNumber: string
  messagingNumber: string
  /** How far the time the program lives in is from Twilio's. */
  clockOffsetMs: number
  /** Of the approved templates, by name. */
  whatsAppTemplates: Partial<Readonly<Record<WhatsAppTemplateName, string>>>
  takeCallTurn: TakeCallTurn
}

export function openTwilio(settings: TwilioSettings): Telephone {
  const { publicBaseUrl, voiceNumber, messagingNumber } = settings
  const { messages, calls } = openClient(settings)
  const written = (body: string) => gsm7Text(withPageAddress(body, publicBaseUrl))
  const realTime = (instant: Date) => instant.getTime() - settings.clockOffsetMs

  return {
    async sendSms({ to, body, messageId }) {
      const statusCallback = webhookAddress(publicBaseUrl, 'smsStatus', messageId)
      return asking(messages.create({ from: messagingNumber, to, body: written(body), statusCallback }))
    },

    approvedTemplates: whatsAppTemplateNames.filter((name) => settings.whatsAppTemplates[name] !== undefined),

    async sendWhatsApp({ to, body, content, messageId }) {
      const statusCallback = webhookAddress(publicBaseUrl, 'smsStatus', messageId)
      const addresses = { from: whatsApp(messagingNumber), to: whatsApp(to), statusCallback }
      if (content.kind === 'text') {
        return asking(messages.create({ ...addresses, body: withPageAddress(body, publicBaseUrl) }))
      }
      const contentSid = settings.whatsAppTemplates[content.template]
      if (contentSid === undefined) return { kind: 'refused', code: refusalCodes.outsideWindow }
      return asking(messages.create({ ...addresses, contentSid, contentVariables: JSON.stringify(content.variables) }))
    },

    placeSpokenCall: ({ to, messageId }) =>
      asking(
        calls.create({
          from: voiceNumber,
          to,
          url: webhookAddress(publicBaseUrl, 'spokenCall', messageId),
          statusCallback: webhookAddress(publicBaseUrl, 'spokenCallStatus', messageId),
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          timeout: RING_SECONDS,
        }),
      ),

    // The date filters of both lists look at moments a waiting message or call does not have yet: dates are compared here.
    async findSms({ to, body, sentAfter }) {
      const sent = await logSince(messages.page({ from: messagingNumber, to, pageSize: LOG_PAGE }), realTime(sentAfter))
      const text = written(body)
      return sidsOf(sent.filter((message) => message.body === text))
    },

    async findWhatsApp({ to, sentAfter }) {
      const ours = { from: whatsApp(messagingNumber), to: whatsApp(to), pageSize: LOG_PAGE }
      return sidsOf(await logSince(messages.page(ours), realTime(sentAfter)))
    },

    async findCalls({ to, placedAfter }) {
      return sidsOf(await logSince(calls.page({ from: voiceNumber, to, pageSize: LOG_PAGE }), realTime(placedAfter)))
    },

    async readMessage(sid) {
      try {
        const { status, errorCode } = await messages(sid).fetch()
        return { status, errorCode: errorCode || null }
      } catch (error) {
        if (isGone(error)) return null
        throw error
      }
    },
  }
}
