import { type SignedIn, visiblePoints } from '../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../errors.ts'
import type { ImportBatch, ImportReads, ImportRows } from './import-batch.ts'
import { MOST_IMPORT_BYTES } from './import-kinds.ts'

type Doors = Transactions<ImportRows>

const megabytes = (bytes: number): number => Math.ceil(bytes / 1024 / 1024)

/** The sentence for a file nobody may bring in because of its size. */
export function sizeRefusal(sizeBytes: number): string | undefined {
  if (sizeBytes === 0) return 'Il file è vuoto.'
  if (sizeBytes <= MOST_IMPORT_BYTES) return undefined
  return `Il file è di ${megabytes(sizeBytes)} MB: al massimo può essere di ${megabytes(MOST_IMPORT_BYTES)} MB. Lo divida in più file con la stessa intestazione.`
}

/** Announces a file that will arrive in pieces. */
export async function startImport(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; fileName: string; sizeBytes: number; source: string },
): Promise<ImportBatch> {
  const refusal = sizeRefusal(input.sizeBytes)
  if (refusal) throw new Invalid(refusal, { sizeBytes: refusal })
  const points = visiblePoints(input.who)
  if (points?.length === 0) throw new NotAllowed('Nessun punto d’ascolto è ancora affidato a Lei.')
  return doors.transaction(occasion, async (tx) => {
    const batchId = await tx.addImportBatch({
      source: input.source,
      fileName: input.fileName,
      sizeBytes: input.sizeBytes,
      at: occasion.now,
      operatorId: input.who.operatorId,
      pointIds: points && [...points],
      state: 'receiving',
    })
    tx.trace({ action: 'import.started', entity: 'importBatch', entityId: batchId })
    tx.announce({ topic: 'import', entityId: batchId, listeningPointId: null })
    return (await tx.findImportBatch(batchId)) as ImportBatch
  })
}

/** The next piece; a piece sent twice counts once. When the last one is there a worker is asked to go on. */
export async function takeImportPiece(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; batchId: string; position: number; bytes: Uint8Array },
): Promise<ImportBatch> {
  const { batchId, bytes } = input
  return doors.transaction(occasion, async (tx) => {
    const batch = ownBatch(await tx.lockImportBatch(batchId), input.who)
    if (batch.state !== 'receiving') throw new Conflict('Questo file è già arrivato tutto.')
    if (batch.receivedBytes + bytes.length > batch.sizeBytes) {
      throw new Invalid('Il file è più grande di quanto annunciato.', { content: 'Ricominci il caricamento.' })
    }
    if (await tx.addImportPiece(batchId, input.position, bytes)) {
      const receivedBytes = batch.receivedBytes + bytes.length
      const isWhole = receivedBytes === batch.sizeBytes
      await tx.changeImportBatch(batchId, { receivedBytes, ...(isWhole ? { state: 'waiting' } : {}) })
      if (isWhole) askFor(tx, batchId)
    }
    return (await tx.findImportBatch(batchId)) as ImportBatch
  })
}

function askFor(tx: Change, batchId: string): void {
  tx.ask({ name: 'run-import', payload: { batchId }, key: `run-import:${batchId}` })
  tx.announce({ topic: 'import', entityId: batchId, listeningPointId: null })
}

/** A job that was given up, or lost with its queue, is asked for again; one still at work finds each step done and goes on. */
export async function resumeImport(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; batchId: string },
): Promise<ImportBatch> {
  const { batchId } = input
  return doors.transaction(occasion, async (tx) => {
    const batch = ownBatch(await tx.lockImportBatch(batchId), input.who)
    const job = resumedJob[batch.state]
    if (!job) throw new Conflict('Questo caricamento non ha niente da riprendere.')
    tx.ask({ name: job, payload: { batchId }, key: `${job}:${batchId}:${occasion.now.getTime()}` })
    tx.trace({ action: 'import.resumed', entity: 'importBatch', entityId: batchId })
    return batch
  })
}

const resumedJob: Partial<Record<ImportBatch['state'], 'run-import' | 'undo-import'>> = {
  waiting: 'run-import',
  checking: 'run-import',
  writing: 'run-import',
  undoing: 'undo-import',
}

/** Who may see a batch: whoever started it, and the region. */
export function ownBatch(batch: ImportBatch | null, who: SignedIn): ImportBatch {
  if (!batch) throw new NotFound('Questo caricamento non c’è.')
  if (who.role !== 'regionalAdmin' && batch.operatorId !== who.operatorId) {
    throw new NotAllowed('Può vedere solo i caricamenti fatti da Lei.')
  }
  return batch
}

const LISTED_BATCHES = 50

export const listImports = (doors: Pick<ImportReads, 'listImportBatches'>, who: SignedIn): Promise<ImportBatch[]> =>
  doors.listImportBatches(who.role === 'regionalAdmin' ? null : who.operatorId, LISTED_BATCHES)

export const readImport = async (
  doors: Pick<ImportReads, 'findImportBatch'>,
  input: { who: SignedIn; batchId: string },
): Promise<ImportBatch> => ownBatch(await doors.findImportBatch(input.batchId), input.who)
