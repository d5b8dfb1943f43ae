import { signatureOf } from '../../phone-simulator/signing.ts'
import { parseVoiceTwiml, type TwimlElement } from '../../phone-simulator/twiml.ts'
import { TEST_AUTH_TOKEN, type TestApp } from './app.ts'

/** What Twilio was told is our address: it signs this, wherever the server listens. */
export const PUBLIC_BASE_URL = 'http://127.0.0.1:3000'

export const callSid = (letter: string): string => `CA${letter.repeat(32)}`

export interface Webhook {
  path: string
  form: Record<string, string>
}

/** Sends a webhook as Twilio does; `headers` may spoil it. */
export function sendWebhook(
  app: Pick<TestApp, 'url'>,
  { path, form }: Webhook,
  headers: Record<string, string | undefined> = {},
  publicBaseUrl = PUBLIC_BASE_URL,
): Promise<Response> {
  const address = `/webhooks/twilio${path}`
  const sent = {
    'X-Twilio-Signature': signatureOf(TEST_AUTH_TOKEN, publicBaseUrl + address, form),
    'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
    ...headers,
  }
  const given = Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return fetch(app.url + address, {
    method: 'POST',
    headers: Object.fromEntries(given),
    body: new URLSearchParams(form),
  })
}

/** The TwiML answered, after the same checks Twilio makes of it. */
export async function twimlOf(response: Response): Promise<readonly TwimlElement[]> {
  if (response.status !== 200) throw new Error(`The webhook answered ${response.status}: ${await response.text()}`)
  return parseVoiceTwiml(await response.text())
}

export const spokenIn = (elements: readonly TwimlElement[]): string => elements.map(({ text }) => text).join(' ')

/** The phones a document rings. */
export const rungBy = (elements: readonly TwimlElement[]): TwimlElement[] =>
  elements.find(({ name }) => name === 'Dial')?.children.filter(({ name }) => name === 'Number') ?? []

/** An address of ours inside a document, as a path below /webhooks/twilio. */
export const pathIn = (address: string | undefined): string =>
  (address ?? '').replace(`${PUBLIC_BASE_URL}/webhooks/twilio`, '').replace(/#.*/, '')
