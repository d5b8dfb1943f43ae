import {
  type HiddenNumbers,
  headlinePlace,
  nothingHidden,
  smallNumbersNote,
} from '../../helpline/reports/export-small-numbers.ts'
import { headlineFigures, headlineKeys } from '../../helpline/reports/figure-names.ts'
import type { Report } from '../../helpline/reports/read-report.ts'
import type { TrendYear } from '../../helpline/reports/read-trend.ts'
import {
  countingNotes,
  crossSections,
  HIDDEN,
  headlineSections,
  type ReportLine,
  reportHeading,
  tableSections,
} from '../../helpline/reports/report-lines.ts'
import { periodName } from '../../helpline/reports/report-period.ts'
import { trendHidden } from '../../helpline/reports/social-report.ts'
import { type WorkbookSheet, workbook } from './workbook.ts'

const LABEL_WIDTH = 60
const numberOf = ({ value, isHidden }: ReportLine): number | string | null => (isHidden ? HIDDEN : value)

function headingSheet(report: Report, isForOthers: boolean, preface: readonly string[]): WorkbookSheet {
  const heading = reportHeading(report)
  const notes = [...heading.notes, ...(isForOthers ? [smallNumbersNote] : [])]
  return {
    name: 'Rapporto',
    columns: [
      { title: 'Rapporto', width: 16 },
      { title: heading.title, width: 100 },
    ],
    rows: [
      ['Periodo', periodName(report.period)],
      ['Ambito', heading.scope],
      ['Momento', heading.asOf],
      ...preface.map((line) => ['Convenzione', line]),
      ...notes.map((note) => ['Nota', note]),
      ...countingNotes.map((note) => ['Come si conta', note]),
    ],
  }
}

/** A column has one way of showing numbers, so that averages stand beside the whole ones. */
function headlineSheet(report: Report, hidden: HiddenNumbers): WorkbookSheet {
  return {
    name: 'In sintesi',
    columns: [
      { title: 'Sezione', width: 28 },
      { title: 'Voce', width: LABEL_WIDTH },
      { title: 'Numero' },
      { title: 'Media o quota', decimals: 1 },
    ],
    rows: headlineSections(report.figures, hidden).flatMap(({ title, lines }) =>
      lines.map((line) => [
        title,
        line.label,
        line.decimals === 0 ? numberOf(line) : null,
        line.decimals === 1 ? numberOf(line) : null,
      ]),
    ),
  }
}

const shareOf = (line: ReportLine, total: ReportLine | null): number | null =>
  line.value !== null && total?.value ? (line.value * 100) / total.value : null

const tableSheets = (report: Report, hidden: HiddenNumbers): WorkbookSheet[] =>
  tableSections(report.figures, hidden).map(({ title, lines, total, note }) => ({
    name: title,
    columns: [{ title, width: LABEL_WIDTH }, { title: 'Numero' }, { title: '%', decimals: 1 }],
    rows: [
      ...[...lines, ...(total ? [total] : [])].map((line) => [line.label, numberOf(line), shareOf(line, total)]),
      ...(note ? [[note, null, null]] : []),
    ],
  }))

const crossSheets = (report: Report, hidden: HiddenNumbers): WorkbookSheet[] =>
  crossSections(report.figures, hidden).map(({ title, columns, rows, columnTotals, total }) => ({
    name: title,
    columns: [{ title, width: 36 }, ...columns.map((name) => ({ title: name })), { title: 'Totale' }],
    rows: [
      ...rows.map(({ label, cells, total: sum }) => [label, ...cells.map((cell) => cell ?? HIDDEN), sum]),
      ['Totale', ...columnTotals, total],
    ],
  }))

function trendSheet(trend: readonly TrendYear[], hidden: HiddenNumbers): WorkbookSheet {
  return {
    name: 'Andamento',
    columns: [
      { title: 'Voce', width: LABEL_WIDTH },
      ...trend.map(({ name }) => ({ title: name, decimals: 1 as const })),
      { title: 'Differenza', decimals: 1 },
      { title: 'Differenza %', decimals: 1 },
    ],
    rows: headlineKeys.map((key) => {
      if (hidden.has(headlinePlace(key))) return [headlineFigures[key].label, ...trend.map(() => HIDDEN), null, null]
      const moved = trend[0]?.differences?.find((difference) => difference.key === key)
      return [
        headlineFigures[key].label,
        ...trend.map(({ values }) => values[key] ?? null),
        moved?.by ?? null,
        moved?.percent ?? null,
      ]
    }),
  }
}

/** One sheet per table, numbers as numbers. */
export const reportWorkbook = (
  report: Report,
  hidden: HiddenNumbers = nothingHidden,
  trend: readonly TrendYear[] = [],
  preface: readonly string[] = [],
  annexes: readonly WorkbookSheet[] = [],
): Promise<Buffer> =>
  workbook([
    headingSheet(report, hidden !== nothingHidden, preface),
    headlineSheet(report, hidden),
    ...tableSheets(report, hidden),
    ...crossSheets(report, hidden),
    ...(trend.length > 1 ? [trendSheet(trend, trendHidden(trend, hidden))] : []),
    ...annexes,
  ])
