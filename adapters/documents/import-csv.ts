import { Readable } from 'node:stream'
import type { ImportReads } from '../../helpline/imports/import-batch.ts'
import { importColumns } from '../../helpline/imports/import-columns.ts'
import { type ImportKind, importKindNames } from '../../helpline/imports/import-kinds.ts'
import { csvLine, safeCsvLine, UTF8_MARK } from './csv-lines.ts'

const LISTED_TOGETHER = 2_000

/** The header and one row, as people should write them. */
export function importSample(kind: ImportKind): string {
  const columns = importColumns[kind]
  return UTF8_MARK + csvLine(columns.map(({ title }) => title)) + csvLine(columns.map(({ example }) => example))
}

export const importSampleName = (kind: ImportKind): string => `${importKindNames[kind]}.csv`

/** However many were refused, a few thousand at a time. */
export function refusalsCsv(reads: Pick<ImportReads, 'listImportRefusals'>, batchId: string): Readable {
  return Readable.from(
    (async function* () {
      yield UTF8_MARK + safeCsvLine(['Riga', 'Colonna', 'Perché'])
      for (let after = 0n; ; ) {
        const refusals = await reads.listImportRefusals(batchId, { id: after }, LISTED_TOGETHER)
        yield refusals.map(({ line, column, reason }) => safeCsvLine([String(line), column ?? '', reason])).join('')
        if (refusals.length < LISTED_TOGETHER) return
        after = refusals.at(-1)?.id ?? after
      }
    })(),
  )
}
