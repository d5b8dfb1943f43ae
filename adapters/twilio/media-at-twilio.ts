import type { MediaAtTwilio } from '../../helpline/messages/media/media-records.ts'
import { asking, isGone, openClient, type RestSettings } from './rest-client.ts'

const DOWNLOAD_TIMEOUT_MS = 60_000
const MOST_REDIRECTIONS = 3

/** Where Twilio itself sends whoever asks for a file. */
const storehouses = /(^|\.)(twilio|twiliocdn)\.com$|^s3[\w.-]*\.amazonaws\.com$/

/** The files of messages. Nothing but Twilio is asked, and its storehouses only when it says so, without our credentials. */
export function openMediaAtTwilio(settings: RestSettings): MediaAtTwilio {
  const { accountSid, authToken, apiBaseUrl = 'https://api.twilio.com' } = settings
  const client = openClient(settings)
  const credentials = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`

  async function ask(first: URL): Promise<Response | null> {
    const signal = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)
    let url = first
    for (let count = 0; count <= MOST_REDIRECTIONS; count++) {
      const isOurs = url.origin === first.origin
      if (!isOurs && !(url.protocol === 'https:' && storehouses.test(url.hostname))) return null
      const headers = new Headers(isOurs ? { authorization: credentials } : {})
      const response = await fetch(url, { headers, redirect: 'manual', signal })
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
      if (location === null) return response
      await response.body?.cancel()
      if (!URL.canParse(location, url)) return null
      url = new URL(location, url)
    }
    return null
  }

  return {
    async readMedia({ messageSid, mediaSid }, mostBytes) {
      const path = `/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}/Media/${mediaSid}`
      try {
        const response = await ask(new URL(path, apiBaseUrl))
        if (!response?.ok || !response.body) {
          await response?.body?.cancel()
          return { kind: 'missing' }
        }
        return await takeIn(response.body, mostBytes)
      } catch (error) {
        if (isOfTheNetwork(error)) return { kind: 'missing' }
        throw error
      }
    },

    async deleteMedia({ messageSid, mediaSid }) {
      try {
        await client.messages(messageSid).media(mediaSid).remove()
      } catch (error) {
        // Gone already is what was asked for.
        if (!isGone(error)) return asking(Promise.reject(error))
      }
      return { kind: 'accepted', sid: mediaSid }
    },
  }
}

/** What fetch throws for a line that breaks, and for one that is too slow. */
const isOfTheNetwork = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')

/** What was announced of its length is nothing to go by. */
async function takeIn(body: ReadableStream<Uint8Array>, mostBytes: number) {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.byteLength
    // Leaving the loop lets go of the line.
    if (size > mostBytes) return { kind: 'tooBig' } as const
    pieces.push(piece)
  }
  return { kind: 'read', bytes: new Uint8Array(Buffer.concat(pieces)) } as const
}
