import { newSid } from './call.ts'

export type RecordingSource = 'RecordVerb' | 'DialVerb'

export interface Recording {
  sid: string
  callSid: string
  source: RecordingSource
  channels: 1 | 2
  startedAt: Date
  createdAt: Date
  durationSeconds: number
  /** What the person said, which the sound file does not hold. */
  words: string
}

interface RecordingBeginning {
  callSid: string
  source: RecordingSource
  startedAt: Date
  channels?: 1 | 2
  durationSeconds?: number
  words?: string
}

export function aRecording(beginning: RecordingBeginning): Recording {
  return { sid: newSid('RE'), createdAt: new Date(), channels: 1, durationSeconds: 0, words: '', ...beginning }
}
