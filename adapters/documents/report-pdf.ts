import type { Content } from 'pdfmake'
import { type HiddenNumbers, nothingHidden, smallNumbersNote } from '../../helpline/reports/export-small-numbers.ts'
import type { Report } from '../../helpline/reports/read-report.ts'
import { countingNotes, reportHeading, sectionGroups } from '../../helpline/reports/report-lines.ts'
import { barBlock, crossBlock, emptyBlock, headlineBlock, printPdf } from './pdf-parts.ts'

/** The same report always makes the same bytes. `preface` says what it is for. */
export function reportPdf(
  report: Report,
  hidden: HiddenNumbers = nothingHidden,
  preface: readonly string[] = [],
): Promise<Buffer> {
  const heading = reportHeading(report)
  const notes = [...heading.notes, ...(hidden === nothingHidden ? [] : [smallNumbersNote])]
  return printPdf({
    line: `Filo d’Argento · ${heading.title} · ${heading.scope}`,
    moment: heading.asOf,
    createdAt: report.asOf,
    content: [
      { text: 'Filo d’Argento', fontSize: 11 },
      { text: heading.title, fontSize: 20, bold: true },
      { text: heading.scope, fontSize: 14, margin: [0, 2, 0, 8] },
      ...preface.map((text): Content => ({ text, margin: [0, 0, 0, 4] })),
      { text: [heading.asOf, ...notes].join(' '), margin: [0, 0, 0, 14] },
      ...sectionGroups(report.figures, hidden).flatMap(({ key, title, headlines, tables, crossTables, empty }) => [
        headlineBlock({ key, title, lines: headlines, total: null }),
        ...tables.map(barBlock),
        ...crossTables.map(crossBlock),
        ...emptyBlock(empty),
      ]),
      { text: 'Come si conta', bold: true, fontSize: 11, margin: [0, 4, 0, 4] },
      // A copy: the printer writes into what it is given.
      { ul: [...countingNotes], fontSize: 9 },
    ],
  })
}
