import { CALL_PARAMETER } from '../../contract/softphone.ts'
import { browserIdentity, type CallControl, type CallTarget } from '../../helpline/calls/call-control.ts'
import { asking, inItsTurn, isGone, LOG_PAGE, logSince, openClient, sidsOf } from './rest-client.ts'
import type { TwilioSettings } from './twilio-client.ts'
import { voiceAddresses } from './voice-addresses.ts'

const RING_SECONDS = 40
const DOWNLOAD_TIMEOUT_MS = 30_000

const address = (to: CallTarget): string => ('e164' in to ? to.e164 : `client:${browserIdentity(to.browserOf)}`)
/** What is told to a console travels in its address. */
const addressToRing = (to: CallTarget): string =>
  'e164' in to ? to.e164 : `${address(to)}?${new URLSearchParams({ [CALL_PARAMETER]: to.callId })}`

/** Orders to the lines that are up, and new lines of ours. */
export function openCallControl(settings: Omit<TwilioSettings, 'messagingNumber' | 'whatsAppTemplates'>): CallControl {
  const { accountSid, authToken, voiceNumber, takeCallTurn, clockOffsetMs } = settings
  const addresses = voiceAddresses(settings.publicBaseUrl)
  const client = openClient(settings)
  const { calls } = client

  return {
    askAgain: ({ twilioCallSid, ...line }) =>
      asking(calls(twilioCallSid).update({ url: addresses.next(line), method: 'POST' })),

    hangUp: (twilioCallSid) => asking(calls(twilioCallSid).update({ status: 'completed' })),

    placeCall: ({ to, ...line }) =>
      inItsTurn(takeCallTurn, () =>
        calls.create({
          from: voiceNumber,
          to: addressToRing(to),
          url: addresses.next(line),
          statusCallback: 'callId' in line ? addresses.callStatus(line.callId) : addresses.legStatus(line.legId),
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          timeout: RING_SECONDS,
        }),
      ),

    async findPlacedCalls({ to, placedAfter }) {
      const since = placedAfter.getTime() - clockOffsetMs
      // A console is in the log with what was told to it, or without: it is looked for here.
      const asked = 'e164' in to ? { to: to.e164 } : {}
      const placed = await logSince(calls.page({ from: voiceNumber, ...asked, pageSize: LOG_PAGE }), since)
      return sidsOf(placed.filter((call) => call.to.split('?')[0] === address(to)))
    },

    async readLine(twilioCallSid) {
      try {
        const { status, duration } = await calls(twilioCallSid).fetch()
        return { twilioCallSid, status, durationSeconds: duration ? Number(duration) : undefined }
      } catch (error) {
        if (isGone(error)) return null
        throw error
      }
    },

    async readRecording(recordingSid) {
      const base = settings.apiBaseUrl ?? 'https://api.twilio.com'
      const response = await fetch(`${base}/2010-04-01/Accounts/${accountSid}/Recordings/${recordingSid}.mp3`, {
        headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
        signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
      })
      if (response.status === 404) return null
      if (!response.ok) throw new Error(`The recording was not given: ${response.status}`)
      return {
        audio: new Uint8Array(await response.arrayBuffer()),
        mediaType: response.headers.get('content-type') ?? 'audio/mpeg',
      }
    },

    async deleteRecording(recordingSid) {
      try {
        await client.recordings(recordingSid).remove()
      } catch (error) {
        // Gone already is what was asked for.
        if (!isGone(error)) return asking(Promise.reject(error))
      }
      return { kind: 'accepted', sid: recordingSid }
    },
  }
}
