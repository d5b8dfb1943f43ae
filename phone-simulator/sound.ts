const sampleRate = 8_000
const toneHertz = 440
const longestSeconds = 600

/** How long a sound file plays: from the header of a WAV, from the bit rate of an MP3. */
export function secondsOfSound(sound: Buffer): number {
  if (sound.toString('latin1', 0, 4) === 'RIFF' && sound.length >= 44) {
    return (sound.length - 44) / Math.max(sound.readUInt32LE(28), 1)
  }
  return (sound.length * 8) / 128_000
}

/** What somebody said, as a note of the right length: WAV, one channel, 8 kHz, 8 bits. */
export function aWav(seconds: number): Buffer {
  const length = sampleRate * Math.min(Math.max(seconds, 1), longestSeconds)
  const samples = Buffer.alloc(length)
  for (let at = 0; at < length; at++) {
    samples[at] = 128 + Math.round(48 * Math.sin((2 * Math.PI * toneHertz * at) / sampleRate))
  }
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 36)
  header.writeUInt32LE(length, 40)
  return Buffer.concat([header, samples])
}

/** The same note as MP3: MPEG-2 layer III, one channel, 16 kHz, 8 kbit/s, each frame holding one line of the spectrum. */
export function anMp3(seconds: number): Buffer {
  const frames = Math.ceil((Math.min(Math.max(seconds, 1), longestSeconds) * 16_000) / 576)
  return Buffer.concat(Array.from({ length: frames }, () => mp3Frame))
}

/** 440 Hz is the 32nd of 576 lines over 8 kHz: sixteen pairs of zeros, then a pair with a one. */
const linePair = 16
const mp3Frame = bitsToBytes(
  [
    [0b1111_1111_1111, 12],
    [0b0_01_1, 4], // MPEG-2, layer III, no checksum
    [0b0001_10_0_0, 8], // 8 kbit/s, 16 kHz
    [0b11_00_0_0_00, 8], // one channel
    [0, 9], // nothing borrowed from the frame before
    [linePair + 3, 12],
    [linePair + 1, 9],
    [196, 8], // loudness
    [0, 9 + 1],
    [0b00001_00001_00001, 15], // Huffman table 1 throughout
    [0b0111_111_0_0, 9],
    [2 ** linePair - 1, linePair],
    [0b010, 3],
  ],
  36,
)

function bitsToBytes(fields: readonly (readonly [value: number, bits: number])[], length: number): Buffer {
  const bits = fields.map(([value, width]) => value.toString(2).padStart(width, '0')).join('')
  const bytes = bits.padEnd(length * 8, '0').match(/.{8}/g) ?? []
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)))
}
