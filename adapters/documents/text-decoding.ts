export type TextEncoding = 'utf-8' | 'windows-1252' | 'latin1'

// From 0x80: where windows-1252 is not latin1. Node's own decoder of that name is latin1 in some releases.
const UPPER_HALF = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

export interface ChunkDecoder {
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string
}

const latin1: ChunkDecoder = {
  decode: (bytes) => (bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1') : ''),
}
const windows1252: ChunkDecoder = {
  decode: (bytes) =>
    latin1.decode(bytes).replaceAll(/[\u0080-\u009f]/g, (letter) => UPPER_HALF[letter.charCodeAt(0) - 0x80] as string),
}

export function textDecoder(encoding: TextEncoding): ChunkDecoder {
  if (encoding === 'utf-8') return new TextDecoder('utf-8')
  return encoding === 'latin1' ? latin1 : windows1252
}
