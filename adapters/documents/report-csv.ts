import { type HiddenNumbers, nothingHidden, smallNumbersNote } from '../../helpline/reports/export-small-numbers.ts'
import type { Report } from '../../helpline/reports/read-report.ts'
import { crossSections, HIDDEN, reportHeading, reportSections } from '../../helpline/reports/report-lines.ts'
import { periodName } from '../../helpline/reports/report-period.ts'
import { safeCsvLine, UTF8_MARK } from './csv-lines.ts'

/** As Italian spreadsheets open it with a double click: UTF-8 with its mark, semicolons, decimal commas, CRLF. */
export function reportCsv(report: Report, hidden: HiddenNumbers = nothingHidden): string {
  const heading = reportHeading(report)
  const notes = [...heading.notes, ...(hidden === nothingHidden ? [] : [smallNumbersNote])]
  const rows = [
    ['Sezione', 'Voce', 'Valore'],
    ['Rapporto', 'Titolo', heading.title],
    ['Rapporto', 'Periodo', periodName(report.period)],
    ['Rapporto', 'Ambito', heading.scope],
    ['Rapporto', 'Momento', heading.asOf],
    ...notes.map((note) => ['Rapporto', 'Nota', note]),
    ...reportSections(report.figures, hidden).flatMap(({ title, lines, total }) =>
      [...lines, ...(total ? [total] : [])].map(({ label, plain }) => [title, label, plain]),
    ),
    ...crossSections(report.figures, hidden).flatMap(({ title, columns, rows: crossed }) =>
      crossed.flatMap(({ label, cells }) =>
        cells.map((cell, at) => [title, `${label}, ${columns[at] ?? ''}`, cell === null ? HIDDEN : String(cell)]),
      ),
    ),
  ]
  return UTF8_MARK + rows.map(safeCsvLine).join('')
}
