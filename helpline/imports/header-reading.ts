import type { ImportColumn } from './import-column.ts'
import { importColumns } from './import-columns.ts'
import { type ImportKind, importKindNames, importKinds } from './import-kinds.ts'
import { plainName } from './plain-name.ts'

/** The file itself is no good: nothing of it is written. The sentence is Italian and says what to do. */
export class FileRefused extends Error {
  override get name(): string {
    return 'FileRefused'
  }
}

export interface HeaderReading {
  kind: ImportKind
  /** For each cell of a row, the column it belongs to. */
  columns: readonly ImportColumn[]
}

const spellings = (column: ImportColumn): string[] => [column.title, ...(column.aliases ?? [])].map(plainName)

/** The kind of a file is the one whose own code its header has. */
function kindOf(titles: readonly string[]): ImportKind | undefined {
  const codeOf = (kind: ImportKind) => importColumns[kind][0] as ImportColumn
  const requiredPresent = (kind: ImportKind) =>
    importColumns[kind].every(
      (column) => !column.required || spellings(column).some((spelling) => titles.includes(spelling)),
    )
  const candidates = importKinds.filter((kind) => spellings(codeOf(kind)).some((spelling) => titles.includes(spelling)))
  return (
    candidates.find(requiredPresent) ?? candidates.find((kind) => spellings(codeOf(kind)).includes(titles[0] ?? ''))
  )
}

const quoted = (titles: readonly string[]): string => titles.map((title) => `«${title}»`).join(', ')

/** Which kind of file this is and what each of its cells is, or a sentence saying what is wrong with the header. */
export function readHeader(cells: readonly string[]): HeaderReading {
  const titles = cells.map(plainName)
  const kind = kindOf(titles)
  if (!kind) {
    const codes = importKinds.map((each) => `${importKindNames[each]} («${importColumns[each][0]?.title}»)`)
    throw new FileRefused(
      `La prima riga non ha le intestazioni di nessuno dei file che si possono caricare: ${codes.join(', ')}.`,
    )
  }
  const known: readonly ImportColumn[] = importColumns[kind]
  const columns = titles.map((title) => known.find((column) => spellings(column).includes(title)))
  const unknown = cells.filter((_, at) => !columns[at])
  const of = `il file ${kind === 'person' || kind === 'vehicle' ? 'degli' : kind === 'request' || kind === 'directoryEntry' ? 'delle' : 'dei'} ${importKindNames[kind]}`
  if (unknown.length > 0) {
    throw new FileRefused(
      `Sembra ${of}, ma ha colonne che non conosco: ${quoted(unknown.map((title) => title.slice(0, 40) || '(vuota)'))}.`,
    )
  }
  const missing = known.filter((column) => column.required && !columns.includes(column))
  if (missing.length > 0) {
    throw new FileRefused(`Sembra ${of}, ma mancano queste colonne: ${quoted(missing.map(({ title }) => title))}.`)
  }
  const twice = known.filter((column) => columns.filter((each) => each === column).length > 1)
  if (twice.length > 0) {
    throw new FileRefused(
      `Sembra ${of}, ma queste colonne ci sono due volte: ${quoted(twice.map(({ title }) => title))}.`,
    )
  }
  return { kind, columns: columns as ImportColumn[] }
}

/** The key of a column as the file's reader knows it. */
export const columnTitle = (kind: ImportKind, key: string | undefined): string | null =>
  (importColumns[kind] as readonly ImportColumn[]).find((column) => column.key === key)?.title ?? null
