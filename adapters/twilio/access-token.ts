import twilio from 'twilio'
import type { SoftphoneKeys } from '../../helpline/calls/softphone.ts'

/** Short: whoever signs out, or is shut out, stops speaking soon after. */
const TTL_SECONDS = 15 * 60

export interface SoftphoneSettings {
  apiKeySid: string
  apiKeySecret: string
  applicationSid: string
}

/** Keys for consoles that ring and call by themselves. They are of Twilio's time, whatever time the program lives in. */
export function softphoneKeys(accountSid: string, softphone: SoftphoneSettings | undefined): SoftphoneKeys {
  if (!softphone) return undefined
  const { apiKeySid, apiKeySecret, applicationSid } = softphone
  const { AccessToken } = twilio.jwt
  return (identity) => {
    const token = new AccessToken(accountSid, apiKeySid, apiKeySecret, { identity, ttl: TTL_SECONDS })
    token.addGrant(new AccessToken.VoiceGrant({ incomingAllow: true, outgoingApplicationSid: applicationSid }))
    return { token: token.toJwt(), ttlSeconds: TTL_SECONDS }
  }
}
