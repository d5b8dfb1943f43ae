import twilio from 'twilio'
import { gsm7Text } from '../../helpline/messages/gsm7.ts'

/** What goes back to whoever wrote; null says nothing. */
export function replyToMessage(text: string | null): string {
  const response = new twilio.twiml.MessagingResponse()
  if (text !== null) response.message(gsm7Text(text))
  return response.toString()
}
