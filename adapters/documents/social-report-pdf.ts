import type { Content } from 'pdfmake'
import { nothingHidden, smallNumbers, smallNumbersNote } from '../../helpline/reports/export-small-numbers.ts'
import { countingNotes, reportHeading } from '../../helpline/reports/report-lines.ts'
import { periodName } from '../../helpline/reports/report-period.ts'
import { type SocialReport, socialChapters, trendSections } from '../../helpline/reports/social-report.ts'
import { barBlock, crossBlock, emptyBlock, headlineBlock, PETROL, printPdf } from './pdf-parts.ts'

const chapterTitle = (text: string): Content => ({
  text,
  fontSize: 18,
  bold: true,
  color: PETROL,
  pageBreak: 'before',
  margin: [0, 0, 0, 10],
  tocItem: true,
})

function cover(social: SocialReport, notes: readonly string[]): Content[] {
  const heading = reportHeading(social.report)
  return [
    { canvas: [{ type: 'rect', x: 0, y: 0, w: 495, h: 6, color: PETROL }] },
    { text: 'Auser · Filo d’Argento', fontSize: 16, margin: [0, 150, 0, 8] },
    { text: `Bilancio sociale ${periodName(social.report.period)}`, fontSize: 34, bold: true, color: PETROL },
    { text: heading.scope, fontSize: 20, margin: [0, 6, 0, 40] },
    { text: [heading.asOf, ...notes].join(' '), fontSize: 11 },
  ]
}

/** Ready to print: cover, contents, one chapter after the other. The same report always makes the same bytes. */
export function socialReportPdf(social: SocialReport, isForOthers = false): Promise<Buffer> {
  const { report, trend } = social
  const hidden = isForOthers ? smallNumbers(report.figures) : nothingHidden
  const heading = reportHeading(report)
  const notes = [...heading.notes, ...(isForOthers ? [smallNumbersNote] : [])]
  const chapters = socialChapters(report.figures, hidden).flatMap(
    ({ title, sentences, headlines, tables, crossTables, empty }): Content[] => [
      chapterTitle(title),
      ...sentences.map((text): Content => ({ text, fontSize: 11, lineHeight: 1.25, margin: [0, 0, 0, 8] })),
      ...(headlines.length > 0
        ? [headlineBlock({ key: title, title: 'In cifre', lines: headlines, total: null })]
        : []),
      ...tables.map(barBlock),
      ...crossTables.map(crossBlock),
      ...emptyBlock(empty),
    ],
  )
  const years = trendSections(trend, hidden)
  return printPdf({
    line: `Filo d’Argento · Bilancio sociale ${periodName(report.period)} · ${heading.scope}`,
    moment: heading.asOf,
    createdAt: report.asOf,
    hasCover: true,
    content: [
      ...cover(social, notes),
      { toc: { title: { text: 'Indice', fontSize: 18, bold: true, margin: [0, 0, 0, 10] } }, pageBreak: 'before' },
      ...chapters,
      ...(years.length > 0 ? [chapterTitle('L’andamento negli anni'), ...years.map(barBlock)] : []),
      chapterTitle('Come si conta'),
      { ul: [...countingNotes] },
    ],
  })
}
