import { checkCsv } from '../adapters/documents/csv-reading.ts'
import { newRowId } from '../adapters/postgres/row-id.ts'
import type { Store } from '../adapters/postgres/store.ts'
import { readImportRow } from '../contract/import-rows.ts'
import type { Occasion } from '../helpline/changes/change.ts'
import type { RunImportDoors } from '../helpline/imports/run-import.ts'

/** What bringing a file in needs; the file itself is the one that arrived in pieces. */
export const importDoors = (store: Store, { now }: Occasion): RunImportDoors => ({
  ...store,
  checkCsv,
  readImportRow,
  openImportFile: store.readImportFile,
  newRowId: () => newRowId(now),
})
