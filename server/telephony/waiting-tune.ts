import type { RequestHandler } from 'express'

// Our own music for whoever waits, made rather than kept: a few soft notes, well below the level of speech.

const SAMPLES_PER_SECOND = 8_000
const NOTE_SECONDS = 0.75
/** Speech stands at about a third of full scale. */
const LOUDNESS = 0.09
const SOUNDING_SECONDS = 2.2
/** Four quiet bars; each note is a string of a guitar, in semitones from A (220 Hz), and rings on under the next ones. */
const bars = [
  [3, 7, 10, 15, 10, 7],
  [-4, 3, 8, 12, 8, 3],
  [0, 3, 8, 12, 15, 12],
  [-2, 5, 10, 14, 10, 5],
] as const
const notes = bars.flat()
const A = 220

function samples(): Float64Array {
  const length = Math.round(notes.length * NOTE_SECONDS * SAMPLES_PER_SECOND)
  const mix = new Float64Array(length)
  for (const [at, semitones] of notes.entries()) {
    const begins = Math.round(at * NOTE_SECONDS * SAMPLES_PER_SECOND)
    const turn = (2 * Math.PI * A * 2 ** (semitones / 12)) / SAMPLES_PER_SECOND
    for (let sample = 0; sample < SOUNDING_SECONDS * SAMPLES_PER_SECOND; sample += 1) {
      const seconds = sample / SAMPLES_PER_SECOND
      const swell = Math.min(1, seconds / 0.02) * Math.exp(-seconds * 1.8)
      const tone = Math.sin(turn * sample) + 0.25 * Math.sin(2 * turn * sample)
      // What still sounds at the end sounds at the beginning: the tune repeats without a break.
      const place = (begins + sample) % length
      mix[place] = (mix[place] ?? 0) + LOUDNESS * swell * tone
    }
  }
  return mix
}

/** The logarithm telephones carry sound in (ITU-T G.711, µ-law): half the bytes of plain samples. */
function muLaw(sample: number): number {
  const BIAS = 0x84
  const sign = sample < 0 ? 0x80 : 0
  const size = Math.min(Math.round(Math.abs(sample) * 32_767), 32_635) + BIAS
  const exponent = Math.floor(Math.log2(size)) - 7
  const mantissa = (size >> (exponent + 3)) & 0x0f
  return ~(sign | (exponent << 4) | mantissa) & 0xff
}

export function waitingTune(): Buffer {
  const sound = Buffer.from(Uint8Array.from(samples(), muLaw))
  const header = Buffer.alloc(58)
  header.write('RIFF', 0)
  header.writeUInt32LE(50 + sound.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(18, 16)
  header.writeUInt16LE(7, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(SAMPLES_PER_SECOND, 24)
  header.writeUInt32LE(SAMPLES_PER_SECOND, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.writeUInt16LE(0, 36)
  header.write('fact', 38)
  header.writeUInt32LE(4, 42)
  header.writeUInt32LE(sound.length, 46)
  header.write('data', 50)
  header.writeUInt32LE(sound.length, 54)
  return Buffer.concat([header, sound])
}

let made: Buffer | undefined

/** Asked by Twilio, which keeps it for a day. */
export const serveWaitingTune: RequestHandler = (_request, response) => {
  made ??= waitingTune()
  response.type('audio/wav').set('Cache-Control', 'public, max-age=86400').send(made)
}
