// What a spreadsheet may take for a formula, also after blanks and in full-width letters.
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/

const quotedCell = (text: string): string => (/[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

export const csvLine = (cells: readonly string[]): string => `${cells.map(quotedCell).join(';')}\r\n`

/** The same for a sheet that people open: nothing in it becomes a formula. */
export const safeCsvLine = (cells: readonly string[]): string =>
  csvLine(cells.map((text) => (formula.test(text) ? `'${text}` : text)))

export const UTF8_MARK = '\ufeff'
