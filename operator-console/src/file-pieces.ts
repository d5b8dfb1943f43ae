import { IMPORT_PIECE_BYTES } from '../../contract/imports.ts'

/** Base64 in slices: a spread of a whole piece would be too many arguments. */
function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}

/** A file in pieces, each small enough for any line. */
export async function* piecesOf(file: File): AsyncGenerator<{ position: string; content: string }> {
  for (let position = 0; position * IMPORT_PIECE_BYTES < file.size; position++) {
    const from = position * IMPORT_PIECE_BYTES
    const bytes = new Uint8Array(await file.slice(from, from + IMPORT_PIECE_BYTES).arrayBuffer())
    yield { position: String(position), content: base64(bytes) }
  }
}
