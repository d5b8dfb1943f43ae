import type { MonthlyReport } from '../../helpline/reports/monthly-report.ts'
import { reportHeading, reportSections } from '../../helpline/reports/report-lines.ts'

// What a spreadsheet may take for a formula, also after blanks and in full-width letters.
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/

function cell(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** As Italian spreadsheets open it with a double click: UTF-8 with its mark, semicolons, decimal commas, CRLF. */
export function reportCsv(report: MonthlyReport): string {
  const heading = reportHeading(report)
  const rows = [
    ['Sezione', 'Voce', 'Valore'],
    ['Rapporto', 'Titolo', heading.title],
    ['Rapporto', 'Mese', report.month],
    ['Rapporto', 'Ambito', heading.scope],
    ['Rapporto', 'Momento', heading.asOf],
    ...heading.notes.map((note) => ['Rapporto', 'Nota', note]),
    ...reportSections(report.figures).flatMap(({ title, lines, total }) =>
      [...lines, ...(total ? [total] : [])].map(({ label, plain }) => [title, label, plain]),
    ),
  ]
  return `\ufeff${rows.map((row) => `${row.map(cell).join(';')}\r\n`).join('')}`
}
