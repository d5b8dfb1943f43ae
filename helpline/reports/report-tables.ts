import {
  type CrossTableKey,
  crossTableNames,
  NOT_KNOWN,
  type ReportCrossTable,
  type ReportTable,
  type TableKey,
  tableNames,
} from './figure-names.ts'
import type { Counts } from './tally.ts'

export type Rows = readonly (readonly [key: string, label: string])[]

const NOT_KNOWN_LABEL = 'non noto'
const monthName = new Intl.DateTimeFormat('it-IT', { timeZone: 'UTC', month: 'long', year: 'numeric' })
const weekdayNames = ['lunedì', 'martedì', 'mercoledì', 'giovedì', 'venerdì', 'sabato', 'domenica']

export const monthLabel = (month: string): string => monthName.format(new Date(`${month}-01T00:00:00Z`))
export const weekdays: Rows = weekdayNames.map((name, at) => [String(at + 1), name])
export const hours: Rows = Array.from({ length: 24 }, (_, hour) => [String(hour), `dalle ${hour} alle ${hour + 1}`])
export const yesNo: Rows = [
  ['yes', 'vive solo'],
  ['no', 'non vive solo'],
]

export const named = <K extends string>(keys: readonly K[], names: Record<K, string>): Rows =>
  keys.map((key) => [key, names[key]])

export const sum = (counts: Counts): number => {
  let total = 0
  for (const count of counts.values()) total += count
  return total
}

/** Two ways of counting the same rows must agree before anything is shown. */
export function agreed(...counts: [Counts, ...Counts[]]): number {
  const [total, ...others] = counts.map(sum) as [number, ...number[]]
  if (others.some((other) => other !== total)) throw new Error(`The tallies disagree: ${[total, ...others].join(', ')}`)
  return total
}

/** The same counts by a coarser key. */
export function regrouped(counts: Counts, keyOf: (key: string) => string | null): Counts {
  const coarser = new Map<string | null, number>()
  for (const [key, count] of counts) {
    const to = key === null ? null : keyOf(key)
    coarser.set(to, (coarser.get(to) ?? 0) + count)
  }
  return coarser
}

interface TableOptions {
  /** Keeps the row "non noto" in sight even at zero, where somebody may always be unknown. */
  unknown?: boolean
  /** What the row of those nobody wrote is called. */
  unknownLabel?: string
  /** A key nobody named yet gets a row under its own word, rather than stopping the report. */
  others?: boolean
}

/** Every row of the list, at zero too, in the list's own order. */
export function table(key: TableKey, counts: Counts, rows: Rows, options: TableOptions = {}): ReportTable {
  const { unknown = false, unknownLabel = NOT_KNOWN_LABEL, others = false } = options
  const all = rows.map(([rowKey, label]) => ({ key: rowKey, label, count: counts.get(rowKey) ?? 0 }))
  if (others) {
    const known = new Set(rows.map(([rowKey]) => rowKey))
    for (const [rowKey, count] of counts) {
      if (rowKey !== null && !known.has(rowKey)) all.push({ key: rowKey, label: rowKey, count })
    }
  }
  const notKnown = counts.get(null) ?? 0
  if (unknown || notKnown > 0) all.push({ key: NOT_KNOWN, label: unknownLabel, count: notKnown })
  const total = all.reduce((soFar, row) => soFar + row.count, 0)
  if (total !== sum(counts)) throw new Error(`The table ${key} has rows for ${total} of ${sum(counts)}`)
  return { key, ...tableNames[key], rows: all, total }
}

/** Of a long list only the rows there is something to say of. */
export const listed = (key: TableKey, counts: Counts, rows: Rows, options: TableOptions = {}): ReportTable =>
  table(
    key,
    counts,
    rows.filter(([rowKey]) => counts.has(rowKey)),
    options,
  )

/** Of values counted by how often they occur: the smallest that at least `share` of them do not exceed. */
export function percentile(counts: Counts, share: number): number | null {
  const sorted = [...counts].map(([key, count]) => [Number(key), count] as const).sort(([a], [b]) => a - b)
  const total = sum(counts)
  let soFar = 0
  for (const [value, count] of sorted) {
    soFar += count
    if (soFar >= total * share) return value
  }
  return null
}

type Uncounted = Omit<ReportCrossTable, 'columnTotals' | 'total'>

/** Rows and columns nobody knows come last, where there are any; empty rows are left out. */
export function crossTable(
  key: CrossTableKey,
  cells: readonly { row: string | null; column: string | null; count: number }[],
  rowNames: Rows,
  columnNames: Rows,
): Uncounted {
  const nobody = [NOT_KNOWN, NOT_KNOWN_LABEL] as const
  const columns = cells.some(({ column }) => column === null) ? [...columnNames, nobody] : columnNames
  const at = new Map(columns.map(([column], index) => [column, index]))
  const lines = new Map<string, number[]>()
  for (const { row, column, count } of cells) {
    const counts = lines.get(row ?? NOT_KNOWN) ?? columns.map(() => 0)
    const index = at.get(column ?? NOT_KNOWN)
    if (index === undefined) throw new Error(`The table ${key} has no column ${column}`)
    counts[index] = (counts[index] ?? 0) + count
    lines.set(row ?? NOT_KNOWN, counts)
  }
  const rows = [...rowNames, nobody].flatMap(([row, label]) => {
    const counts = lines.get(row)
    return counts ? [{ key: row, label, counts, total: counts.reduce((a, b) => a + b, 0) }] : []
  })
  if (rows.length !== lines.size) throw new Error(`The table ${key} has rows without a name`)
  return { key, ...crossTableNames[key], columns: columns.map(([id, label]) => ({ key: id, label })), rows }
}

export function crossTotals(uncounted: Uncounted): ReportCrossTable {
  const columnTotals = uncounted.columns.map((_, at) =>
    uncounted.rows.reduce((total, { counts }) => total + (counts[at] ?? 0), 0),
  )
  return { ...uncounted, columnTotals, total: columnTotals.reduce((a, b) => a + b, 0) }
}
