import type { ImportBatchView } from '../../../../contract/imports.ts'
import { call } from '../../api-client.ts'
import { piecesOf } from '../../file-pieces.ts'

/** Sends a file piece by piece; `sent` is told the share that has arrived, 0 to 100. */
export async function sendFile(file: File, source: string, sent: (percent: number) => void): Promise<ImportBatchView> {
  let batch = await call('startImport', { body: { fileName: file.name, sizeBytes: file.size, source } })
  for await (const { position, content } of piecesOf(file)) {
    batch = await call('sendImportPiece', { params: { batchId: batch.id, position }, body: { content } })
    sent(Math.round((batch.receivedBytes / file.size) * 100))
  }
  return batch
}
