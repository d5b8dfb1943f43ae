import { newSid } from './call.ts'

export interface Recording {
  sid: string
  callSid: string
  createdAt: Date
  durationSeconds: number
  /** What the person said, which the sound file does not hold. */
  words: string
}

export function aRecording(callSid: string, durationSeconds: number, words: string): Recording {
  return { sid: newSid('RE'), callSid, createdAt: new Date(), durationSeconds, words }
}

/** Silence of the right length: WAV, one channel, 8 kHz, 8 bits. */
export function silentWav(seconds: number): Buffer {
  const samples = Buffer.alloc(8_000 * Math.min(Math.max(seconds, 1), 600), 0x80)
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(8_000, 24)
  header.writeUInt32LE(8_000, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, samples])
}
