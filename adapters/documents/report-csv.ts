import {
  type HiddenNumbers,
  nothingHidden,
  smallNumbers,
  smallNumbersNote,
} from '../../helpline/reports/export-small-numbers.ts'
import type { Report } from '../../helpline/reports/read-report.ts'
import {
  type CrossSection,
  crossSections,
  HIDDEN,
  type ReportSection,
  reportHeading,
  reportSections,
} from '../../helpline/reports/report-lines.ts'
import { periodName } from '../../helpline/reports/report-period.ts'
import { type SocialReport, socialChapters, trendSections } from '../../helpline/reports/social-report.ts'
import { safeCsvLine, UTF8_MARK } from './csv-lines.ts'

const cellText = (cell: number | null): string => (cell === null ? HIDDEN : String(cell))

const sectionLines = ({ title, lines, total }: ReportSection): string[][] =>
  [...lines, ...(total ? [total] : [])].map(({ label, plain }) => [title, label, plain])

const crossLines = ({ title, columns, rows }: CrossSection): string[][] =>
  rows.flatMap(({ label, cells }) => cells.map((cell, at) => [title, `${label}, ${columns[at] ?? ''}`, cellText(cell)]))

/** What stands above the figures of either report. */
function headLines(report: Report, title: string, hidden: HiddenNumbers): string[][] {
  const heading = reportHeading(report)
  const notes = [...heading.notes, ...(hidden === nothingHidden ? [] : [smallNumbersNote])]
  return [
    ['Sezione', 'Voce', 'Valore'],
    ['Rapporto', 'Titolo', title],
    ['Rapporto', 'Periodo', periodName(report.period)],
    ['Rapporto', 'Ambito', heading.scope],
    ['Rapporto', 'Momento', heading.asOf],
    ...notes.map((note) => ['Rapporto', 'Nota', note]),
  ]
}

const csvText = (rows: readonly string[][]): string => UTF8_MARK + rows.map(safeCsvLine).join('')

/** As Italian spreadsheets open it with a double click: UTF-8 with its mark, semicolons, decimal commas, CRLF. */
export const reportCsv = (report: Report, hidden: HiddenNumbers = nothingHidden): string =>
  csvText([
    ...headLines(report, reportHeading(report).title, hidden),
    ...reportSections(report.figures, hidden).flatMap(sectionLines),
    ...crossSections(report.figures, hidden).flatMap(crossLines),
  ])

/** The same chapters as on the page and on paper, and the years one beside the other. */
export function socialReportCsv({ report, trend }: SocialReport, isForOthers = false): string {
  const hidden = isForOthers ? smallNumbers(report.figures) : nothingHidden
  const chapters = socialChapters(report.figures, hidden).flatMap(({ title, headlines, tables, crossTables }) => [
    ...headlines.map(({ label, plain }) => [title, label, plain]),
    ...tables.flatMap(sectionLines),
    ...crossTables.flatMap(crossLines),
  ])
  return csvText([
    ...headLines(report, `Bilancio sociale ${periodName(report.period)}`, hidden),
    ...chapters,
    ...trendSections(trend, hidden).flatMap(sectionLines),
  ])
}
