import { checkCsv } from '../../adapters/documents/csv-reading.ts'
import { newRowId } from '../../adapters/postgres/row-id.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import { sha256 } from '../../adapters/session-token.ts'
import { readImportRow } from '../../contract/import-rows.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { type BringFileInDoors, bringFileIn } from '../../helpline/imports/bring-file-in.ts'
import { aComune, aListeningPoint, aLocalAssociation, type TestDb } from './builders.ts'

export const importOccasion: Occasion = { now: new Date('2026-11-24T10:00:00+01:00'), actor: { kind: 'system' } }

/** The network the sample files speak of. */
export async function sampleNetwork(db: TestDb) {
  const comune = await aComune(db, { istatCode: '019036', name: 'Cremona', provinceSigla: 'CR' })
  const point = await aListeningPoint(db, { name: 'Punto d’Ascolto di Cremona' })
  const association = await aLocalAssociation(db, { name: 'Auser Cremona', listeningPointId: point.id })
  return { comune, point, association }
}

export const importDoorsOf = (store: Store, content: string | Uint8Array): BringFileInDoors => ({
  ...store,
  checkCsv,
  readImportRow,
  openImportFile: async function* () {
    yield typeof content === 'string' ? Buffer.from(content) : content
  },
  newRowId: () => newRowId(importOccasion.now),
})

export const bringIn = (
  store: Store,
  content: string,
  { source = 'archivio', doors = {} as Partial<BringFileInDoors>, occasion = importOccasion } = {},
) =>
  bringFileIn({ ...importDoorsOf(store, content), ...doors }, occasion, {
    fileName: 'prova.csv',
    sizeBytes: Buffer.byteLength(content),
    sha256: sha256(content),
    source,
  })
