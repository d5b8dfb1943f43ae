import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { FileRefused, type HeaderReading, readHeader } from './header-reading.ts'
import type { CheckedFile, CsvDoor, CsvLine, ImportBatch, ImportReads, ImportRows } from './import-batch.ts'
import { importGround } from './import-ground.ts'
import { type Chunk, type RowReader, readChunk, writeChunk } from './write-chunk.ts'

/** Rows written together: enough to be fast, few enough that a chunk is over in a second and weighs little. */
const CHUNK_ROWS = 1_000
const CHUNK_CHARACTERS = 500_000

export interface RunImportDoors
  extends Pick<ImportReads, 'findImportBatch' | 'readImportGround'>,
    Transactions<ImportRows>,
    CsvDoor {
  readImportRow: RowReader
  /** The file from its beginning, each time it is asked for. */
  openImportFile(batchId: string): AsyncIterable<Uint8Array>
  newRowId(): string
  /** Told after each chunk. */
  progress?(batch: ImportBatch): void
}

/**
 * Brings a file in. The whole of it is looked through first, so that a broken one leaves nothing behind; then it is written
 * chunk by chunk, each in one transaction with the batch's own position. Killed in the middle, it goes on from there; two
 * at once wait for each other, and each chunk is written by one of them.
 */
export async function runImport(doors: RunImportDoors, occasion: Occasion, input: { batchId: string }): Promise<void> {
  const { batchId } = input
  const batch = await doors.findImportBatch(batchId)
  if (!batch || !['waiting', 'checking', 'writing'].includes(batch.state)) return
  await move(doors, occasion, batchId, ['waiting'], (tx) => tx.changeImportBatch(batchId, { state: 'checking' }))
  const file = await checkFile(doors, batchId)
  if (file instanceof FileRefused) {
    await move(doors, occasion, batchId, ['checking'], async (tx) => {
      await tx.changeImportBatch(batchId, { state: 'refused', problem: file.message, finishedAt: occasion.now })
      await tx.forgetImportFile(batchId)
      tx.trace({ action: 'import.refused', entity: 'importBatch', entityId: batchId })
    })
    return
  }
  const { kind, columns } = file.header
  await move(doors, occasion, batchId, ['checking'], (tx) =>
    tx.changeImportBatch(batchId, { state: 'writing', kind, rows: file.checked.rows, sha256: file.checked.sha256 }),
  )
  const scene = {
    ground: importGround(await doors.readImportGround(), batch.pointIds),
    now: occasion.now,
    newId: doors.newRowId,
  }
  let start = 0
  const read = (lines: readonly CsvLine[]) => readChunk(kind, columns, lines, doors.readImportRow)
  for await (const { chunk, readNext } of chunksOf(file.checked.read(doors.openImportFile(batchId)), read)) {
    const from = start
    start += chunk.size
    const goesOn = await doors.transaction(occasion, async (tx) => {
      const held = await tx.lockImportBatch(batchId)
      if (held?.state !== 'writing') return false
      // Written before this run, or by another one meanwhile.
      if (held.rowsDone !== from) return true
      await writeChunk(tx, held, chunk, scene, readNext)
      tx.announce({ topic: 'import', entityId: batchId, listeningPointId: null })
      return true
    })
    if (!goesOn) return
    if (doors.progress) doors.progress((await doors.findImportBatch(batchId)) as ImportBatch)
  }
  await move(doors, occasion, batchId, ['writing'], async (tx) => {
    await tx.changeImportBatch(batchId, { state: 'done', finishedAt: occasion.now })
    await tx.forgetImportFile(batchId)
    tx.trace({ action: 'import.done', entity: 'importBatch', entityId: batchId })
  })
}

/** From one of some states to the next, once: whoever comes second finds another state and leaves it. */
async function move(
  doors: Pick<RunImportDoors, 'transaction'>,
  occasion: Occasion,
  batchId: string,
  from: readonly ImportBatch['state'][],
  change: (tx: ImportRows & Change) => Promise<void>,
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const held = await tx.lockImportBatch(batchId)
    if (!held || !from.includes(held.state)) return
    await change(tx)
    tx.announce({ topic: 'import', entityId: batchId, listeningPointId: null })
  })
}

async function checkFile(
  doors: RunImportDoors,
  batchId: string,
): Promise<
  | FileRefused
  | { checked: CheckedFile & { read(file: AsyncIterable<Uint8Array>): AsyncIterable<CsvLine> }; header: HeaderReading }
> {
  try {
    const checked = await doors.checkCsv(doors.openImportFile(batchId))
    return { checked, header: readHeader(checked.header) }
  } catch (error) {
    if (error instanceof FileRefused) return error
    throw error
  }
}

interface ReadChunk {
  chunk: Chunk
  /** Reading keeps this process busy: best begun when the database is; without it, when its turn comes. */
  readNext(): Promise<Chunk>
}

async function* chunksOf(
  lines: AsyncIterable<CsvLine>,
  read: (lines: readonly CsvLine[]) => Chunk,
): AsyncGenerator<ReadChunk> {
  const source = lines[Symbol.asyncIterator]()
  const fill = async (): Promise<Chunk> => {
    const chunk: CsvLine[] = []
    let characters = 0
    while (chunk.length < CHUNK_ROWS && characters < CHUNK_CHARACTERS) {
      const next = await source.next()
      if (next.done) break
      chunk.push(next.value)
      for (const cell of next.value.cells) characters += cell.length
    }
    return read(chunk)
  }
  let chunk = await fill()
  while (chunk.size > 0) {
    let ahead: Promise<Chunk> | undefined
    const readNext = () => {
      // Not before what was just asked of the database has left.
      ahead ??= new Promise<void>((begin) => setImmediate(begin)).then(fill)
      // Looked at when its turn comes.
      ahead.catch(() => undefined)
      return ahead
    }
    yield { chunk, readNext }
    chunk = await readNext()
  }
}
