/** Where Twilio calls us about what we send, in Express form; the row's id in the path finds it before its sid is known. */
const messageWebhooks = {
  smsStatus: '/webhooks/twilio/messages/:messageId/status',
  spokenCall: '/webhooks/twilio/voice/spoken/:messageId',
  spokenCallStatus: '/webhooks/twilio/voice/spoken/:messageId/status',
} as const

// Without this a status callback that meets a 5xx is lost.
const RETRIES = '#rc=3&rp=5xx,ct,rt'

export function webhookAddress(
  publicBaseUrl: string,
  webhook: keyof typeof messageWebhooks,
  messageId: string,
): string {
  const address = publicBaseUrl + messageWebhooks[webhook].replace(':messageId', encodeURIComponent(messageId))
  return webhook === 'spokenCall' ? address : address + RETRIES
}
