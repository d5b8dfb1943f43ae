import type { ImportKind } from './import-kinds.ts'
import type { ColumnKey } from './import-rows.ts'

export interface ImportColumn<Key extends string = string> {
  key: Key
  /** As the sample files write it. */
  title: string
  /** What else people call it. */
  aliases?: readonly string[]
  required?: true
  /** Italian, for whoever prepares the file. */
  hint: string
  /** The cell of the sample file. */
  example: string
}

export type ColumnsOf<K extends ImportKind> = { readonly [P in K]: readonly ImportColumn<ColumnKey<P>>[] }
