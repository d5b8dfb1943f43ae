import twilio from 'twilio'

/** The value of X-Twilio-Signature. The URL is the one requested: no fragment, query included. */
export function signatureOf(authToken: string, url: string, parameters: Record<string, string>): string {
  return twilio.getExpectedTwilioSignature(authToken, url, parameters)
}
