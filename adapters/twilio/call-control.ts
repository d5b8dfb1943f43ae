import twilio from 'twilio'
import { browserIdentity, type CallControl, type CallTarget } from '../../helpline/calls/call-control.ts'
import { asking, inItsTurn, LOG_PAGE, logSince, openClient, sidsOf } from './rest-client.ts'
import type { TwilioSettings } from './twilio-client.ts'
import { voiceAddresses } from './voice-addresses.ts'

const RING_SECONDS = 40
const DOWNLOAD_TIMEOUT_MS = 30_000

const address = (to: CallTarget): string => ('e164' in to ? to.e164 : `client:${browserIdentity(to.browserOf)}`)
const isGone = (error: unknown): boolean => error instanceof twilio.RestException && error.status === 404

/** Orders to the lines that are up, and new lines of ours. */
export function openCallControl(settings: Omit<TwilioSettings, 'messagingNumber'>): CallControl {
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
          to: address(to),
          url: addresses.next(line),
          statusCallback: 'callId' in line ? addresses.callStatus(line.callId) : addresses.legStatus(line.legId),
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          timeout: RING_SECONDS,
        }),
      ),

    async findPlacedCalls({ to, placedAfter }) {
      const since = placedAfter.getTime() - clockOffsetMs
      return sidsOf(await logSince(calls.page({ from: voiceNumber, to: address(to), pageSize: LOG_PAGE }), since))
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
