import { Readable } from 'node:stream'
import { informationKindNames } from '../../helpline/contacts/kinds.ts'
import { type DirectoryRecord, EVERYWHERE } from '../../helpline/directory/directory-records.ts'
import { directoryColumns } from '../../helpline/imports/directory-columns.ts'
import type { DirectoryEntryImport } from '../../helpline/imports/import-rows.ts'
import { csvLine, safeCsvLine, UTF8_MARK } from './csv-lines.ts'

const LISTED_TOGETHER = 500

interface DirectoryList {
  listDirectory(after: { name: string; id: string } | null, limit: number): Promise<DirectoryRecord[]>
}

const columns = directoryColumns.directoryEntry

const cellsOf = (entry: DirectoryRecord): Record<keyof DirectoryEntryImport, string | null> => ({
  ...entry,
  code: entry.id,
  informationKinds: entry.informationKinds.map((kind) => informationKindNames[kind]).join(' | '),
  comune: entry.comuneIstatCode,
  province: null,
  served: entry.served.map((code) => (code === EVERYWHERE ? 'ovunque' : code)).join(' | '),
})

/** Every entry in use, as an import reads it. */
export const directoryCsv = (reads: DirectoryList): Readable =>
  Readable.from(
    (async function* () {
      yield UTF8_MARK + csvLine(columns.map(({ title }) => title))
      for (let after: DirectoryRecord | null = null; ; ) {
        const entries: DirectoryRecord[] = await reads.listDirectory(after, LISTED_TOGETHER)
        yield entries
          .map((entry) => {
            const cells = cellsOf(entry)
            return safeCsvLine(columns.map(({ key }) => cells[key] ?? ''))
          })
          .join('')
        if (entries.length < LISTED_TOGETHER) return
        after = entries.at(-1) ?? null
      }
    })(),
  )
