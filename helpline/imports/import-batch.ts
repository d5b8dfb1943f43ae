import type { GroundRows } from './import-ground.ts'
import type { ImportKind, ImportState } from './import-kinds.ts'
import type { KnownReferences, WantedReferences } from './known-references.ts'
import type { ReadyRow } from './ready-rows.ts'

export interface ImportBatch {
  id: string
  kind: ImportKind | null
  source: string
  fileName: string
  state: ImportState
  sizeBytes: number
  receivedBytes: number
  rows: number
  rowsDone: number
  added: number
  unchanged: number
  refused: number
  removed: number
  problem: string | null
  at: Date
  operatorId: string | null
  operatorName: string | null
  /** null: every point. */
  pointIds: string[] | null
  finishedAt: Date | null
  undoneAt: Date | null
}

export interface Refusal {
  line: number
  column: string | null
  reason: string
}

/** Fields that move while a batch goes on. */
export type BatchProgress = Partial<
  Pick<
    ImportBatch,
    | 'kind'
    | 'state'
    | 'receivedBytes'
    | 'rows'
    | 'rowsDone'
    | 'added'
    | 'unchanged'
    | 'refused'
    | 'removed'
    | 'problem'
    | 'finishedAt'
    | 'undoneAt'
  > & { sha256: string }
>

/** A code of a file, and what stands beside it. */
export interface CodedContent {
  code: string
  content: string
}

/** A row already there that a code is tied to, or one just written. */
export interface TiedRow extends CodedContent {
  rowId: string
  created: boolean
}

export interface ImportReads {
  /** A batch of the same archive and the same bytes that never came to its end. */
  findUnfinishedImport(source: string, sha256: string): Promise<string | null>
  findImportBatch(batchId: string): Promise<ImportBatch | null>
  /** Newest first; operatorId null lists everybody's. */
  listImportBatches(operatorId: string | null, limit: number): Promise<ImportBatch[]>
  listImportRefusals(batchId: string, after: { id: bigint }, limit: number): Promise<(Refusal & { id: bigint })[]>
  readImportGround(): Promise<GroundRows>
  /** Of the codes given, those already there: whether with the same content. */
  findImportedCodes(
    source: string,
    kind: ImportKind,
    rows: readonly CodedContent[],
  ): Promise<Map<string, { isSame: boolean }>>
  findKnownReferences(source: string, wanted: WantedReferences): Promise<KnownReferences>
  /** The pieces of the file, in order. */
  readImportFile(batchId: string): AsyncIterable<Uint8Array>
}

export type NewBatch = Pick<
  ImportBatch,
  'source' | 'fileName' | 'sizeBytes' | 'at' | 'operatorId' | 'pointIds' | 'state'
> & { sha256?: string }

export interface UndoBlocker {
  /** 'changed', or the table whose rows use those of the batch. */
  reason: string
  rows: number
}

export interface ImportRows extends Omit<ImportReads, 'readImportFile'> {
  addImportBatch(batch: NewBatch): Promise<string>
  /** Waits for whoever works on the same batch, and reads it as they left it. */
  lockImportBatch(batchId: string): Promise<ImportBatch | null>
  changeImportBatch(batchId: string, progress: BatchProgress): Promise<void>
  /** false where that piece is there already. */
  addImportPiece(batchId: string, position: number, bytes: Uint8Array): Promise<boolean>
  forgetImportFile(batchId: string): Promise<void>
  addImportRefusals(batchId: string, refusals: readonly Refusal[]): Promise<void>
  tieImportedRows(batchId: string, source: string, kind: ImportKind, rows: readonly TiedRow[]): Promise<void>
  /** Writes rows many at a time; answers with the ids of those that could not be, because somebody was booked twice. */
  addReadyRows<K extends ImportKind>(kind: K, rows: readonly ReadyRow<K>[]): Promise<Set<string>>
  listUndoBlockers(batchId: string, kind: ImportKind): Promise<UndoBlocker[]>
  /** Takes away up to `limit` rows of the batch; how many, and how many of them it had written. */
  removeImported(batchId: string, kind: ImportKind, limit: number): Promise<{ rows: number; removed: number }>
}

/** What a look through the whole file tells before anything is written. */
export interface CheckedFile {
  sha256: string
  header: string[]
  rows: number
}

export interface CsvLine {
  /** As an editor counts them, from 1. */
  line: number
  cells: string[]
}

/** Reads comma separated files, whatever program wrote them. A file that is no good throws a FileRefused. */
export interface CsvDoor {
  checkCsv(
    file: AsyncIterable<Uint8Array>,
  ): Promise<CheckedFile & { read(file: AsyncIterable<Uint8Array>): AsyncIterable<CsvLine> }>
}
