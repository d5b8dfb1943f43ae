import { IMPORT_PIECE_BYTES, type ImportBatchView } from '../../../../contract/imports.ts'
import { call } from '../../api-client.ts'

/** Base64 in slices: a spread of a whole piece would be too many arguments. */
function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}

/** Sends a file piece by piece, each small enough for any line; `sent` is told the share that has arrived, 0 to 100. */
export async function sendFile(file: File, source: string, sent: (percent: number) => void): Promise<ImportBatchView> {
  let batch = await call('startImport', { body: { fileName: file.name, sizeBytes: file.size, source } })
  for (let position = 0; position * IMPORT_PIECE_BYTES < file.size; position++) {
    const from = position * IMPORT_PIECE_BYTES
    const bytes = new Uint8Array(await file.slice(from, from + IMPORT_PIECE_BYTES).arrayBuffer())
    const params = { batchId: batch.id, position: String(position) }
    batch = await call('sendImportPiece', { params, body: { content: base64(bytes) } })
    sent(Math.round((batch.receivedBytes / file.size) * 100))
  }
  return batch
}
