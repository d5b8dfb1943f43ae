import type { RequestOutcome } from '../calls/call-control.ts'
import type { WhatsAppTemplateName } from './whatsapp-templates.ts'
import type { WhatsAppContent } from './whatsapp-window.ts'

/** What became of asking for a message to be sent or a call to be placed. */
export type SendOutcome = RequestOutcome

/** The last word on a message: `status` is Twilio's own. */
export interface MessageNews {
  status: string
  errorCode: number | null
}

/** The way out to people's telephones. */
export interface Telephone {
  sendSms(sms: { to: string; body: string; messageId: string }): Promise<SendOutcome>
  /** The templates WhatsApp has approved for us. */
  approvedTemplates: readonly WhatsAppTemplateName[]
  sendWhatsApp(message: { to: string; body: string; content: WhatsAppContent; messageId: string }): Promise<SendOutcome>
  /** Rings a number; what is then said is asked for by `messageId`. */
  placeSpokenCall(call: { to: string; messageId: string }): Promise<SendOutcome>
  /** The sids of the SMS that left for a number with exactly this text, oldest first. */
  findSms(sms: { to: string; body: string; sentAfter: Date }): Promise<string[]>
  /** The sids of the WhatsApp messages that left for a number, oldest first: of a template the log has other words. */
  findWhatsApp(message: { to: string; sentAfter: Date }): Promise<string[]>
  /** The sids of the calls placed to a number, oldest first. */
  findCalls(call: { to: string; placedAfter: Date }): Promise<string[]>
  /** Of an SMS or a WhatsApp message; null where Twilio knows no such one. */
  readMessage(sid: string): Promise<MessageNews | null>
}

/** The codes our own refusals borrow from Twilio's list. */
export const refusalCodes = {
  notAMobile: 21614,
  gaveUp: 30008,
  /** They wrote STOP. */
  leftUs: 21610,
  /** WhatsApp takes no free text: they have not written for a day, and no approved template says it. */
  outsideWindow: 63016,
} as const
