import type { Call } from './call.ts'
import { aRecording } from './recording.ts'
import { announceRecording, recordingUrl } from './recording-callbacks.ts'
import type { Run } from './run.ts'
import type { TwimlElement } from './twiml.ts'

/** Records a conversation where <Dial> asks for it; what is returned ends the recording. */
export function recordConversation(run: Run, { attributes }: TwimlElement, leg: Call): () => Record<string, string> {
  const { exchange } = run
  const { record } = attributes
  if (!record || record === 'do-not-record' || record === 'false') return () => ({})
  const startedAt = new Date()
  const channels = record.endsWith('-dual') ? 2 : 1
  const recording = aRecording({ callSid: leg.sid, source: 'DialVerb', channels, startedAt })
  announceRecording(run, attributes, recording, 'in-progress')
  return () => {
    recording.durationSeconds = Math.max(1, Math.round(exchange.activity.secondsBetween(startedAt, new Date())))
    exchange.keep(exchange.recordings, recording.sid, recording)
    announceRecording(run, attributes, recording, 'completed')
    return {
      RecordingUrl: recordingUrl(exchange, recording.sid),
      RecordingSid: recording.sid,
      RecordingDuration: String(recording.durationSeconds),
    }
  }
}
