import { browserIdentity } from '../../helpline/calls/call-control.ts'
import { LONGEST_MESSAGE_SECONDS, SILENCE_ENDS_MESSAGE_SECONDS } from '../../helpline/calls/voicemail/message-length.ts'
import { newResponse, say } from './voice.ts'

export interface OfflineRinging {
  words: string
  /** `askUrl` is heard on a telephone before the lines are joined; a console has a person in front of it. */
  phones: readonly { e164: string | null; operatorId: string | null; askUrl: string; answeredUrl: string }[]
  /** A number of ours. */
  callerId: string
  timeoutSeconds: number
  afterUrl: string
}

export function ringOffline({ words, phones, callerId, timeoutSeconds, afterUrl }: OfflineRinging): string {
  const response = newResponse()
  say(response, words)
  const dial = response.dial({ action: afterUrl, answerOnBridge: true, callerId, timeout: timeoutSeconds })
  for (const { e164, operatorId, askUrl, answeredUrl } of phones) {
    if (e164 !== null) dial.number({ url: askUrl }, e164)
    else if (operatorId !== null) dial.client({ url: answeredUrl }, browserIdentity(operatorId))
  }
  return response.toString()
}

export function recordOffline(recording: {
  words: string
  afterUrl: string
  recordingUrl: string
  otherwise: string
}): string {
  const response = newResponse()
  say(response, recording.words)
  response.record({
    action: recording.afterUrl,
    maxLength: LONGEST_MESSAGE_SECONDS,
    timeout: SILENCE_ENDS_MESSAGE_SECONDS,
    playBeep: true,
    finishOnKey: '#',
    recordingStatusCallback: recording.recordingUrl,
    recordingStatusCallbackEvent: ['completed'],
  })
  // Silence: Twilio goes on here.
  say(response, recording.otherwise)
  response.hangup()
  return response.toString()
}
