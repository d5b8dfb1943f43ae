export const mediaStates = ['awaited', 'kept', 'refused', 'lost', 'deleted'] as const
/** What came with a message: not fetched yet, kept here, not wanted, never to be had, its days over. */
export type MediaState = (typeof mediaStates)[number]

export const mediaRefusals = ['type', 'size', 'mismatch', 'address'] as const
/** `mismatch`: it is not what it was said to be; `address`: it was said to be where nothing of Twilio's is. */
export type MediaRefusal = (typeof mediaRefusals)[number]

export const mediaKinds = ['image', 'audio', 'document', 'other'] as const
export type MediaKind = (typeof mediaKinds)[number]

export const MOST_MEDIA_BYTES = 10 * 1_000_000

/** What is kept, by the names used here. */
export const mediaTypes = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'audio/ogg',
  'audio/mpeg',
  'audio/amr',
  'audio/mp4',
  'application/pdf',
] as const
export type MediaType = (typeof mediaTypes)[number]

const otherNames: Readonly<Record<string, MediaType>> = {
  'image/jpg': 'image/jpeg',
  'audio/opus': 'audio/ogg',
  'audio/mp3': 'audio/mpeg',
  'audio/amr-wb': 'audio/amr',
  'audio/m4a': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
}

/** The type somebody else wrote down, where it is one that is kept. */
export function keptType(written: string): MediaType | null {
  const plain = written.split(';')[0]?.trim().toLowerCase() ?? ''
  return mediaTypes.find((type) => type === plain) ?? otherNames[plain] ?? null
}

export function mediaKindOf(written: string): MediaKind {
  const type = keptType(written)
  if (type === null) return 'other'
  if (type === 'application/pdf') return 'document'
  return type.startsWith('image/') ? 'image' : 'audio'
}

const mp4Brands = /^ftyp(M4[AB] |mp4[12]|iso[m2-9]|3g[p2].|dash)/

/** What a file is by its own first bytes, whatever it is called. */
export function typeOfBytes(bytes: Uint8Array): MediaType | null {
  const text = String.fromCharCode(...bytes.subarray(0, 12))
  const [first = 0, second = 0] = bytes
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('RIFF') && text.endsWith('WEBP')) return 'image/webp'
  if (text.startsWith('OggS')) return 'audio/ogg'
  if (text.startsWith('#!AMR')) return 'audio/amr'
  if (text.startsWith('%PDF-')) return 'application/pdf'
  if (mp4Brands.test(text.slice(4))) return 'audio/mp4'
  // An ID3 tag, or eleven bits of synchronisation and a layer: without one it is AAC, which nobody asked for.
  const isFrame = first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0
  return text.startsWith('ID3') || isFrame ? 'audio/mpeg' : null
}

const endings: Record<MediaType, string> = {
  'image/jpeg': 'foto.jpg',
  'image/png': 'foto.png',
  'image/webp': 'foto.webp',
  'audio/ogg': 'nota-vocale.ogg',
  'audio/mpeg': 'nota-vocale.mp3',
  'audio/amr': 'nota-vocale.amr',
  'audio/mp4': 'nota-vocale.m4a',
  'application/pdf': 'documento.pdf',
}
/** Never the sender's own name for it. */
export const mediaFileName = (type: MediaType): string => endings[type]
