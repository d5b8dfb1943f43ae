import writeExcelFile from 'write-excel-file/node'

export interface WorkbookColumn {
  title: string
  /** Characters, as spreadsheets measure. */
  width?: number
  /** How a number is shown; the number itself is kept whole. */
  decimals?: 0 | 1 | 2
}

export interface WorkbookSheet {
  name: string
  columns: readonly WorkbookColumn[]
  /** A number stays a number, a day a day; null is an empty cell. */
  rows: readonly (readonly (string | number | Date | null)[])[]
}

const LONGEST_NAME = 31
const refusedInNames = /[\\/*?:[\]]/g

/** Spreadsheets refuse long names, some signs, and the same name twice whatever its case. */
export function sheetNames(wished: readonly string[]): string[] {
  const taken = new Set<string>()
  return wished.map((wish) => {
    const clean = wish.replaceAll(refusedInNames, ' ').replaceAll("'", '’').trim() || 'Tabella'
    for (let count = 1; ; count += 1) {
      const ending = count === 1 ? '' : ` ${count}`
      const name = clean.slice(0, LONGEST_NAME - ending.length).trimEnd() + ending
      if (taken.has(name.toLowerCase())) continue
      taken.add(name.toLowerCase())
      return name
    }
  })
}

const numberFormats = { 0: '#,##0', 1: '#,##0.0', 2: '#,##0.00' } as const

/** Text is written as text: whatever it begins with, a spreadsheet does not run it. */
function cell(value: string | number | Date | null, column: WorkbookColumn) {
  if (value === null) return null
  if (typeof value === 'number') return { value, type: Number, format: numberFormats[column.decimals ?? 0] }
  if (value instanceof Date) return { value, type: Date, format: 'dd/mm/yyyy' }
  return { value, type: String, wrap: true }
}

/** One sheet per table, its heading row in sight while one scrolls. */
export function workbook(sheets: readonly WorkbookSheet[]): Promise<Buffer> {
  const names = sheetNames(sheets.map(({ name }) => name))
  return writeExcelFile(
    sheets.map(({ columns, rows }, index) => ({
      sheet: names[index] as string,
      stickyRowsCount: 1,
      columns: columns.map(({ width = 14 }) => ({ width })),
      data: [
        columns.map(({ title }) => ({ value: title, type: String, fontWeight: 'bold' as const, wrap: true })),
        ...rows.map((row) => columns.map((column, place) => cell(row[place] ?? null, column))),
      ],
    })),
  ).toBuffer()
}
