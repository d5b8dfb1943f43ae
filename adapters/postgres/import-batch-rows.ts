import { hash } from 'node:crypto'
import { Prisma } from '../../generated/prisma/client.ts'
import type { ImportBatch, ImportReads, ImportRows, TiedRow } from '../../helpline/imports/import-batch.ts'
import { arrayLiteral } from './array-literal.ts'
import type { Db } from './database.ts'

const batchColumns = Prisma.sql`b.id, b.kind::text AS kind, b.source, b.file_name AS "fileName", b.state::text AS state,
  b.size_bytes AS "sizeBytes", b.received_bytes AS "receivedBytes", b.rows, b.rows_done AS "rowsDone", b.added, b.unchanged,
  b.refused, b.removed, b.problem, b.at, b.operator_id AS "operatorId", o.name AS "operatorName",
  CASE WHEN b.whole_network THEN NULL ELSE b.scope_point_ids END AS "pointIds", b.finished_at AS "finishedAt",
  b.undone_at AS "undoneAt"`
const batches = Prisma.sql`import_batch b LEFT JOIN operator o ON o.id = b.operator_id`

/** What was read of a row, small enough to be kept a million times. */
export const contentMark = (content: string): string => hash('md5', content, 'hex')

type BatchReads = Pick<
  ImportReads,
  | 'findImportBatch'
  | 'findUnfinishedImport'
  | 'listImportBatches'
  | 'listImportRefusals'
  | 'findImportedCodes'
  | 'readImportFile'
>

export const importBatchReads = (db: Db): BatchReads => ({
  async findImportBatch(batchId) {
    const rows = await db.$queryRaw<ImportBatch[]>`SELECT ${batchColumns} FROM ${batches} WHERE b.id = ${batchId}::uuid`
    return rows[0] ?? null
  },

  async findUnfinishedImport(source, sha256) {
    const batch = await db.importBatch.findFirst({
      where: { source, sha256, operatorId: null, state: { in: ['waiting', 'checking', 'writing'] } },
      orderBy: { at: 'desc' },
      select: { id: true },
    })
    return batch?.id ?? null
  },

  listImportBatches: (operatorId, limit) =>
    db.$queryRaw`SELECT ${batchColumns} FROM ${batches}
      WHERE ${operatorId}::uuid IS NULL OR b.operator_id = ${operatorId}::uuid
      ORDER BY b.at DESC, b.id DESC LIMIT ${limit}`,

  listImportRefusals: (batchId, after, limit) =>
    db.importRefusal.findMany({
      where: { batchId, id: { gt: after.id } },
      select: { id: true, line: true, column: true, reason: true },
      orderBy: { id: 'asc' },
      take: limit,
    }),

  async findImportedCodes(source, kind, rows) {
    const found = await db.$queryRaw<{ code: string; content: string }[]>`
      SELECT external_id AS code, content::text AS content FROM import_row
      WHERE source = ${source} AND kind = ${kind}::import_kind AND external_id = ANY(${arrayLiteral(rows.map(({ code }) => code))}::text[])`
    const marks = new Map(found.map(({ code, content }) => [code, content.replaceAll('-', '')]))
    const there = new Map<string, { isSame: boolean }>()
    if (marks.size === 0) return there
    for (const { code, content } of rows) {
      const mark = marks.get(code)
      // A code that stands twice in the file is the same only where every row of it is.
      if (mark) there.set(code, { isSame: mark === contentMark(content) && there.get(code)?.isSame !== false })
    }
    return there
  },

  async *readImportFile(batchId) {
    for (let position = 0; ; position++) {
      const piece = await db.importPiece.findUnique({ where: { batchId_position: { batchId, position } } })
      if (!piece) return
      yield piece.bytes
    }
  },
})

type BatchWrites = Pick<
  ImportRows,
  | 'addImportBatch'
  | 'lockImportBatch'
  | 'changeImportBatch'
  | 'addImportPiece'
  | 'forgetImportFile'
  | 'addImportRefusals'
  | 'tieImportedRows'
>

type Forgetting = { forgetUnfinishedFiles(before: Date): Promise<void> }

export const importBatchWrites = (db: Db): BatchWrites & Forgetting => ({
  /** A file whose last piece never came. */
  async forgetUnfinishedFiles(before) {
    await db.importBatch.deleteMany({ where: { state: 'receiving', at: { lt: before } } })
  },

  async addImportBatch({ pointIds, ...batch }) {
    const data = { ...batch, wholeNetwork: pointIds === null, scopePointIds: pointIds ?? [] }
    return (await db.importBatch.create({ data, select: { id: true } })).id
  },

  async lockImportBatch(batchId) {
    // Rows and position are kept or lost together: a machine that stops loses the last chunk, and the batch goes on from there.
    // A thousand codes are looked up by index: what is known of tables that grow this fast is old, and would have them read whole.
    await db.$executeRaw`SELECT set_config('synchronous_commit', 'off', true), set_config('enable_seqscan', 'off', true),
      set_config('max_parallel_workers_per_gather', '0', true)`
    const rows = await db.$queryRaw<ImportBatch[]>`
      SELECT ${batchColumns} FROM ${batches} WHERE b.id = ${batchId}::uuid FOR UPDATE OF b`
    return rows[0] ?? null
  },

  async changeImportBatch(batchId, progress) {
    await db.importBatch.update({ where: { id: batchId }, data: progress })
  },

  async addImportPiece(batchId, position, bytes) {
    const data = [{ batchId, position, bytes: new Uint8Array(bytes) }]
    return (await db.importPiece.createMany({ data, skipDuplicates: true })).count > 0
  },

  async forgetImportFile(batchId) {
    await db.importPiece.deleteMany({ where: { batchId } })
  },

  async addImportRefusals(batchId, refusals) {
    if (refusals.length === 0) return
    await db.$executeRaw`
      INSERT INTO import_refusal (batch_id, line, "column", reason)
      SELECT ${batchId}::uuid, line, "column", reason
      FROM jsonb_populate_recordset(NULL::import_refusal, ${JSON.stringify(refusals)}::jsonb)`
  },

  async tieImportedRows(batchId, source, kind, rows) {
    if (rows.length === 0) return
    const of = (column: (row: TiedRow) => string) => arrayLiteral(rows.map(column))
    await db.$executeRaw`
      INSERT INTO import_row (source, kind, external_id, batch_id, row_id, content, created)
      SELECT ${source}, ${kind}::import_kind, t.code, ${batchId}::uuid, t.row_id, t.content, t.created
      FROM unnest(${of(({ code }) => code)}::text[], ${of(({ rowId }) => rowId)}::uuid[],
        ${of(({ content }) => contentMark(content))}::uuid[], ${of(({ created }) => String(created))}::boolean[])
        AS t(code, row_id, content, created)`
  },
})
