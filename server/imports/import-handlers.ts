import { importSample, importSampleName, refusalsCsv } from '../../adapters/documents/import-csv.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import { type ImportBatchView, type importEndpoints, SHOWN_REFUSALS } from '../../contract/imports.ts'
import type { ImportBatch } from '../../helpline/imports/import-batch.ts'
import {
  listImports,
  readImport,
  resumeImport,
  startImport,
  takeImportPiece,
} from '../../helpline/imports/start-import.ts'
import { askToUndoImport } from '../../helpline/imports/undo-import.ts'
import type { Handlers } from '../routes.ts'

const viewBatch = (batch: ImportBatch): ImportBatchView => ({
  ...batch,
  at: batch.at.toISOString(),
  by: batch.operatorName,
  mayUndo: batch.state === 'done' || batch.state === 'writing',
})

export const importHandlers = (store: Store): Handlers<typeof importEndpoints> => ({
  listImports: async ({ who }) => (await listImports(store, who)).map(viewBatch),

  startImport: async ({ input, who, occasion }) =>
    viewBatch(await startImport(store, occasion, { who, ...input.body })),

  sendImportPiece: async ({ input, who, occasion }) => {
    const bytes = Buffer.from(input.body.content, 'base64')
    return viewBatch(await takeImportPiece(store, occasion, { who, ...input.params, bytes }))
  },

  readImport: async ({ input, who }) => {
    const batch = await readImport(store, { who, ...input.params })
    const refusals = await store.listImportRefusals(batch.id, { id: 0n }, SHOWN_REFUSALS)
    return { ...viewBatch(batch), refusals }
  },

  downloadImportRefusals: async ({ input, who }) => {
    const { id } = await readImport(store, { who, ...input.params })
    return { fileName: 'righe-rifiutate.csv', content: refusalsCsv(store, id) }
  },

  resumeImport: async ({ input, who, occasion }) =>
    viewBatch(await resumeImport(store, occasion, { who, ...input.params })),

  undoImport: async ({ input, who, occasion }) =>
    viewBatch(await askToUndoImport(store, occasion, { who, ...input.params })),

  downloadImportSample: ({ input }) => ({
    fileName: importSampleName(input.params.kind),
    content: importSample(input.params.kind),
  }),
})
