import twilio from 'twilio'

/**
 * `url` is the public address Twilio was given, with its query: what it signs, whatever proxies stand in between.
 * `params` is the whole form, parameters nobody reads included; empty for GET.
 */
export function verifySignature(
  authToken: string,
  signature: string | undefined,
  url: string,
  params: Record<string, unknown>,
): boolean {
  if (!signature || authToken === '' || !URL.canParse(url)) return false
  return twilio.validateRequest(authToken, signature, url, params)
}
