import type { Exchange } from './exchange.ts'
import type { Recording } from './recording.ts'
import { addressIn, type Run } from './run.ts'

export type RecordingStatus = 'in-progress' | 'completed' | 'absent'

/** Tells whoever asked that a recording has begun, is there, or does not exist because nothing was said. */
export function announceRecording(
  run: Run,
  attributes: Readonly<Record<string, string>>,
  recording: Recording,
  status: RecordingStatus,
): void {
  const { exchange, call } = run
  const address = attributes.recordingStatusCallback
  const events = (attributes.recordingStatusCallbackEvent ?? 'completed').split(/[\s,]+/)
  if (!address || !events.includes(status)) return
  const parameters: Record<string, string> = {
    AccountSid: exchange.accountSid,
    CallSid: recording.callSid,
    RecordingSid: recording.sid,
    RecordingUrl: recordingUrl(exchange, recording.sid),
    RecordingStatus: status,
    RecordingDuration: String(recording.durationSeconds),
    RecordingChannels: String(recording.channels),
    RecordingStartTime: recording.startedAt.toUTCString().replace('GMT', '+0000'),
    RecordingSource: recording.source,
  }
  const webhook = { ...addressIn(run, address, attributes.recordingStatusCallbackMethod), parameters }
  exchange.webhooks.post(call.sid, webhook, (failure) =>
    exchange.report({
      code: 15003,
      callSid: call.sid,
      url: failure.url,
      message: `recording callback: ${failure.message}`,
    }),
  )
}

export function recordingUrl(exchange: Exchange, sid: string): string {
  return `https://api.twilio.com/2010-04-01/Accounts/${exchange.accountSid}/Recordings/${sid}`
}
