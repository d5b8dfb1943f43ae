import { headlineFigures, headlineKeys, type ReportFigures, reportSectionNames } from './figure-names.ts'

export interface ChangedLine {
  section: string
  key: string
  label: string
  decimals: number
  /** null where that report had no such line, or nothing to divide by. */
  published: number | null
  now: number | null
  difference: number | null
}

function changed(line: Omit<ChangedLine, 'difference'>): ChangedLine[] {
  const { published, now, decimals } = line
  if (published === now) return []
  const scale = 10 ** decimals
  // A row that was not there counted nothing.
  const difference =
    published === null && now === null ? null : Math.round(((now ?? 0) - (published ?? 0)) * scale) / scale
  return [{ ...line, difference }]
}

/** Line by line, in the order of the report; what a frozen report never had is not a change of it. */
export function changedLines(frozen: ReportFigures, live: ReportFigures): ChangedLine[] {
  const values = headlineKeys.flatMap((key) => {
    if (!(key in frozen.values) || !(key in live.values)) return []
    const { section, label, decimals } = headlineFigures[key]
    const [published, now] = [frozen.values[key] ?? null, live.values[key] ?? null]
    return changed({ section: reportSectionNames[section], key, label, decimals, published, now })
  })
  const tables = frozen.tables.flatMap((before) => {
    const after = live.tables.find(({ key }) => key === before.key)
    if (!after) return []
    const labels = new Map([...after.rows, ...before.rows].map(({ key, label }) => [key, label]))
    return [...labels].flatMap(([key, label]) => {
      const count = (rows: typeof before.rows) => rows.find((row) => row.key === key)?.count ?? 0
      const [published, now] = [count(before.rows), count(after.rows)]
      return changed({ section: before.title, key, label, decimals: 0, published, now })
    })
  })
  return [...values, ...tables]
}
