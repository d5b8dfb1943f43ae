import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import { newSid } from './call.ts'
import { anMp3 } from './sound.ts'

/** What is at hand to be sent with a message. */
export const builtInAttachments = ['picture', 'voiceNote'] as const
export type BuiltInAttachment = (typeof builtInAttachments)[number]

/** Something at hand, or a file of one's own: with the type it is said to have, which need not be true. */
export type Attachment = BuiltInAttachment | { contentType: string; content: Buffer }

/** A file that came with a message, as Twilio keeps it. */
export interface Media {
  sid: string
  contentType: string
  content: Buffer
  /** In the address Twilio sends on to: whoever has it needs no credentials. */
  key: string
  createdAt: Date
}

const VOICE_NOTE_SECONDS = 4

export function toMedia(attachment: Attachment): Media {
  const file =
    attachment === 'picture'
      ? { contentType: 'image/png', content: aPicture() }
      : attachment === 'voiceNote'
        ? { contentType: 'audio/mpeg', content: anMp3(VOICE_NOTE_SECONDS) }
        : attachment
  return { ...file, sid: newSid('ME'), key: randomBytes(24).toString('hex'), createdAt: new Date() }
}

const width = 320
const height = 240

/** A hill under the sun, as PNG. */
function aPicture(): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set(colourAt(x, y), y * (1 + width * 3) + 1 + x * 3)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits for each of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function colourAt(x: number, y: number): [number, number, number] {
  if (y > 170 - 40 * Math.sin(x / 60)) return [88, 140, 72]
  if ((x - 240) ** 2 + (y - 60) ** 2 < 900) return [250, 205, 70]
  return [150 + Math.round(y / 3), 200 + Math.round(y / 8), 240]
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(8 + body.length)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc32(body), 4 + body.length)
  return whole
}
