import type { Occasion, Transactions } from '../changes/change.ts'
import { FileRefused } from './header-reading.ts'
import type { ImportBatch, ImportReads, ImportRows } from './import-batch.ts'
import { type RunImportDoors, runImport } from './run-import.ts'
import { sizeRefusal } from './start-import.ts'
import { beginUndo, undoImport } from './undo-import.ts'

export interface FileAtHand {
  fileName: string
  sizeBytes: number
  sha256: string
  source: string
}

export type BringFileInDoors = RunImportDoors & Pick<ImportReads, 'findUnfinishedImport'>

/** A file that is here already, brought in by whoever looks after the machine; one that was killed half-way goes on. */
export async function bringFileIn(doors: BringFileInDoors, occasion: Occasion, file: FileAtHand): Promise<ImportBatch> {
  const refusal = sizeRefusal(file.sizeBytes)
  if (refusal) throw new FileRefused(refusal)
  const unfinished = await doors.findUnfinishedImport(file.source, file.sha256)
  const batchId =
    unfinished ??
    (await doors.transaction(occasion, async (tx) => {
      const id = await tx.addImportBatch({
        ...file,
        at: occasion.now,
        operatorId: null,
        pointIds: null,
        state: 'waiting',
      })
      tx.trace({ action: 'import.started', entity: 'importBatch', entityId: id })
      return id
    }))
  await runImport(doors, occasion, { batchId })
  return (await doors.findImportBatch(batchId)) as ImportBatch
}

export async function takeImportBack(
  doors: Transactions<ImportRows> & Pick<ImportReads, 'findImportBatch'>,
  occasion: Occasion,
  batchId: string,
): Promise<ImportBatch | null> {
  const batch = await doors.findImportBatch(batchId)
  if (!batch) return null
  await doors.transaction(occasion, async (tx) => {
    const held = await tx.lockImportBatch(batchId)
    if (held && held.state !== 'undoing') await beginUndo(tx, held)
  })
  await undoImport(doors, occasion, { batchId })
  return doors.findImportBatch(batchId)
}
