import { z } from 'zod'
import {
  DEFAULT_IMPORT_SOURCE,
  importKinds,
  importStates,
  MOST_IMPORT_BYTES,
} from '../helpline/imports/import-kinds.ts'
import { endpoints, id, instant, nothing } from './endpoint.ts'

/** Small enough for one request, whatever stands in front of the server. */
export const IMPORT_PIECE_BYTES = 180_000

/** How many of the refused rows come with a batch; the file has them all. */
export const SHOWN_REFUSALS = 100

export const importBatchView = z.object({
  id,
  kind: z.enum(importKinds).nullable(),
  source: z.string(),
  fileName: z.string(),
  state: z.enum(importStates),
  at: instant,
  by: z.string().nullable(),
  sizeBytes: z.int(),
  receivedBytes: z.int(),
  rows: z.int(),
  rowsDone: z.int(),
  added: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  removed: z.int(),
  problem: z.string().nullable(),
  mayUndo: z.boolean(),
})
export type ImportBatchView = z.infer<typeof importBatchView>

export const importRefusalView = z.object({ line: z.int(), column: z.string().nullable(), reason: z.string() })

const batch = z.object({ batchId: id })

export const importEndpoints = endpoints({
  listImports: {
    method: 'GET',
    path: '/imports',
    guard: 'import:write',
    summary: 'The latest files brought in',
    answer: z.array(importBatchView),
  },
  startImport: {
    method: 'POST',
    path: '/imports',
    guard: 'import:write',
    summary: 'Announces a CSV file that will arrive in pieces',
    body: z.object({
      fileName: z.string().trim().min(1).max(200),
      sizeBytes: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
      /** The same code of another source is another thing. */
      source: z.string().trim().min(1).max(60).default(DEFAULT_IMPORT_SOURCE),
    }),
    answer: importBatchView,
    status: 201,
  },
  sendImportPiece: {
    method: 'PUT',
    path: '/imports/:batchId/pieces/:position',
    guard: 'import:write',
    summary: 'One piece of the file, in base64; with the last one the work begins',
    params: batch.extend({ position: z.coerce.number().int().min(0).max(MOST_IMPORT_BYTES) }),
    body: z.object({
      content: z
        .base64()
        .min(4)
        .max(Math.ceil(IMPORT_PIECE_BYTES / 3) * 4),
    }),
    answer: importBatchView,
  },
  readImport: {
    method: 'GET',
    path: '/imports/:batchId',
    guard: 'import:write',
    summary: 'How far a file is, and the first rows that were refused',
    params: batch,
    answer: importBatchView.extend({ refusals: z.array(importRefusalView) }),
  },
  downloadImportRefusals: {
    method: 'GET',
    path: '/imports/:batchId/refused.csv',
    guard: 'import:write',
    summary: 'Every refused row: line, column, reason',
    params: batch,
    answer: { file: 'text/csv' },
  },
  resumeImport: {
    method: 'POST',
    path: '/imports/:batchId/resume',
    guard: 'import:write',
    summary: 'Asks a worker again to go on with a file that has stopped half-way',
    params: batch,
    body: nothing,
    answer: importBatchView,
  },
  undoImport: {
    method: 'POST',
    path: '/imports/:batchId/undo',
    guard: 'import:write',
    summary: 'Takes away what a file brought in, unless it has been used or changed since',
    params: batch,
    body: nothing,
    answer: importBatchView,
  },
  downloadImportSample: {
    method: 'GET',
    path: '/imports/samples/:kind',
    guard: 'import:write',
    summary: 'A file of one kind with its columns and one row',
    params: z.object({ kind: z.enum(importKinds) }),
    answer: { file: 'text/csv' },
  },
})
