import { createRequire } from 'node:module'
import path from 'node:path'
import pdfmake, { type Content } from 'pdfmake'
import type { MonthlyReport } from '../../helpline/reports/monthly-report.ts'
import {
  countingNotes,
  type ReportSection,
  reportHeading,
  reportSections,
} from '../../helpline/reports/report-lines.ts'

const fontDirectory = path.join(
  path.dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')),
  'fonts/Roboto',
)
const font = (name: string) => path.join(fontDirectory, `Roboto-${name}.ttf`)

pdfmake.setFonts({
  Roboto: {
    normal: font('Regular'),
    bold: font('Medium'),
    italics: font('Italic'),
    bolditalics: font('MediumItalic'),
  },
})
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy((file) => path.dirname(file) === fontDirectory)

const INK = '#1f2a36'
const RULE = '#9aa5b1'
const SHADE = '#eef2f6'

const twoColumns = {
  hLineWidth: (row: number) => (row <= 1 ? 0 : 0.4),
  vLineWidth: () => 0,
  hLineColor: () => RULE,
  paddingLeft: () => 4,
  paddingRight: () => 4,
  paddingTop: () => 2,
  paddingBottom: () => 2,
}

function block({ title, lines, total }: ReportSection): Content {
  const rows = [
    [{ text: title, bold: true, fontSize: 11, colSpan: 2, fillColor: SHADE }, ''],
    ...lines.map(({ label, text }) => [label, { text, alignment: 'right' as const }]),
  ]
  if (total)
    rows.push([
      { text: total.label, bold: true },
      { text: total.text, bold: true, alignment: 'right' },
    ] as never)
  return {
    table: { headerRows: 1, widths: ['*', 60], dontBreakRows: true, body: rows },
    layout: twoColumns,
    unbreakable: true,
    margin: [0, 0, 0, 12],
  } as Content
}

/** The same report always makes the same bytes: the document's own date is the moment of its figures. */
export function reportPdf(report: MonthlyReport): Promise<Buffer> {
  const heading = reportHeading(report)
  const line = `Filo d’Argento · ${heading.title} · ${heading.scope}`
  return pdfmake
    .createPdf({
      pageSize: 'A4',
      pageMargins: [50, 50, 50, 55],
      language: 'it-IT',
      displayTitle: true,
      info: {
        title: line,
        author: 'Filo d’Argento',
        creator: 'Filo d’Argento',
        producer: 'Filo d’Argento',
        creationDate: report.asOf,
      },
      defaultStyle: { font: 'Roboto', fontSize: 10, color: INK },
      content: [
        { text: 'Filo d’Argento', fontSize: 11 },
        { text: heading.title, fontSize: 20, bold: true },
        { text: heading.scope, fontSize: 14, margin: [0, 2, 0, 8] },
        { text: [heading.asOf, ...heading.notes].join(' '), margin: [0, 0, 0, 14] },
        ...reportSections(report.figures).map(block),
        { text: 'Come si conta', bold: true, fontSize: 11, margin: [0, 4, 0, 4] },
        // A copy: the printer writes into what it is given.
        { ul: [...countingNotes], fontSize: 9 },
      ],
      footer: (page, pages) => ({
        columns: [
          { text: `${line} · ${heading.asOf}`, width: '*' },
          { text: `pagina ${page} di ${pages}`, width: 'auto' },
        ],
        fontSize: 8,
        margin: [50, 20, 50, 0],
      }),
    })
    .getBuffer()
}
