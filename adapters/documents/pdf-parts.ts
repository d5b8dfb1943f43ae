import { createRequire } from 'node:module'
import path from 'node:path'
import pdfmake, { type Content } from 'pdfmake'
import {
  type CrossSection,
  emptyNote,
  HIDDEN,
  printedNumber,
  type ReportSection,
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
export const PETROL = '#0d5566'

const BAR_WIDTH = 110
const BAR_HEIGHT = 8
/** Longer ones go over pages; shorter ones stay whole. */
const LONGEST_WHOLE_TABLE = 32
/** Of a longer one only the largest lines have bars. */
const MOST_DRAWN = 100
const LARGEST_DRAWN = 12
const ABREAST = 3

const rules = {
  hLineWidth: (row: number) => (row <= 1 ? 0 : 0.4),
  vLineWidth: () => 0,
  hLineColor: () => RULE,
  paddingLeft: () => 4,
  paddingRight: () => 4,
  paddingTop: () => 2,
  paddingBottom: () => 2,
}
const right = 'right' as const

const titleCell = (title: string, columns: number) => [
  { text: title, bold: true, fontSize: 11, colSpan: columns, fillColor: SHADE },
  ...Array.from({ length: columns - 1 }, () => ''),
]

/** What a table is made of; its heading is repeated on every page it goes over. */
function framed(widths: (string | number)[], body: unknown[][], headerRows = 1): Content {
  return {
    table: { headerRows, widths, dontBreakRows: true, body },
    layout: rules,
    unbreakable: body.length <= LONGEST_WHOLE_TABLE,
    margin: [0, 0, 0, 12],
  } as Content
}

interface Headlines {
  title: string
  lines: readonly { label: string; text: string }[]
}

const withNote = (table: Content, note: string | undefined): Content =>
  note ? [table, { text: note, fontSize: 9, margin: [4, -8, 0, 12] }] : table

export function headlineBlock({ title, lines }: ReportSection | Headlines): Content {
  const rows = lines.map(({ label, text }) => [label, { text, alignment: right }])
  return framed(['*', 60], [titleCell(title, 2), ...rows])
}

function bar(value: number | null, largest: number): Content {
  const width = value && largest > 0 ? Math.max((value * BAR_WIDTH) / largest, 0.8) : 0
  if (width === 0) return ''
  return { canvas: [{ type: 'rect', x: 0, y: 2, w: width, h: BAR_HEIGHT, color: PETROL }] }
}

/** A comune a line would be thirty pages: the largest are drawn, then all of them stand three abreast. */
function longBlock(section: ReportSection): Content {
  const { title, lines, note } = section
  const largest = [...lines].sort((a, b) => (b.value ?? 0) - (a.value ?? 0)).slice(0, LARGEST_DRAWN)
  const drawn = { ...section, title: `${title}: i ${LARGEST_DRAWN} numeri più alti`, lines: largest, note: undefined }
  const abreast = Array.from({ length: Math.ceil(lines.length / ABREAST) }, (_, row) =>
    Array.from({ length: ABREAST }, (_unused, column) => lines[row * ABREAST + column]).flatMap((line) => [
      line?.label ?? '',
      { text: line?.text ?? '', alignment: right },
      '',
    ]),
  )
  const widths = Array.from({ length: ABREAST }, () => ['*', 30, 4]).flat()
  const all = framed(widths, [titleCell(`${title}: tutti`, widths.length), ...abreast])
  return [barBlock(drawn), withNote(all, note)]
}

/** A table that is its own chart: every bar has its number and its share beside it. */
export function barBlock(section: ReportSection): Content {
  const { title, lines, total, note } = section
  if (lines.length > MOST_DRAWN) return longBlock(section)
  const largest = Math.max(...lines.map(({ value }) => value ?? 0))
  const rows = lines.map(({ label, value, text, share }) => [
    label,
    bar(value, largest),
    { text, alignment: right },
    { text: share ?? '', alignment: right },
  ])
  const last = total && [
    { text: total.label, bold: true },
    '',
    { text: total.text, bold: true, alignment: right },
    { text: total.share ?? '', alignment: right },
  ]
  return withNote(framed(['*', BAR_WIDTH, 60, 42], [titleCell(title, 4), ...rows, ...(last ? [last] : [])]), note)
}

export function crossBlock({ title, columns, rows, columnTotals, total, note }: CrossSection): Content {
  const number = (value: number | null, bold = false) => ({
    text: value === null ? HIDDEN : printedNumber(value).text,
    alignment: right,
    bold,
  })
  const heading = ['', ...columns, 'Totale'].map((text, at) => ({
    text,
    bold: true,
    fontSize: 8,
    alignment: at === 0 ? undefined : right,
  }))
  const body = rows.map(({ label, cells, total: sum }) => [
    label,
    ...cells.map((cell) => number(cell)),
    number(sum, true),
  ])
  const last = [{ text: 'Totale', bold: true }, ...columnTotals.map((sum) => number(sum, true)), number(total, true)]
  const table = framed(
    ['*', ...columns.map(() => 'auto'), 'auto'],
    [titleCell(title, columns.length + 2), heading, ...body, last],
    2,
  )
  return withNote(table, note)
}

export const emptyBlock = (titles: readonly string[]): Content[] =>
  titles.length === 0 ? [] : [{ text: emptyNote(titles), italics: true, margin: [0, 0, 0, 12] }]

export interface PdfPages {
  /** At the foot of every page. */
  line: string
  moment: string
  /** The document's own date: the same report always makes the same bytes. */
  createdAt: Date
  content: Content[]
  /** A cover has no foot. */
  hasCover?: boolean
}

export type PdfDefinition = Parameters<typeof pdfmake.createPdf>[0]

/** In the fonts of the house, with nothing fetched from anywhere. */
export const pdfBytes = (definition: PdfDefinition): Promise<Buffer> => pdfmake.createPdf(definition).getBuffer()

export function printPdf({ line, moment, createdAt, content, hasCover = false }: PdfPages): Promise<Buffer> {
  const footer = (page: number, pages: number): Content =>
    hasCover && page === 1
      ? ''
      : {
          columns: [
            { text: `${line} · ${moment}`, width: '*' },
            { text: `pagina ${page} di ${pages}`, width: 'auto' },
          ],
          columnGap: 12,
          fontSize: 8,
          margin: [50, 20, 50, 0],
        }
  return pdfBytes({
    pageSize: 'A4',
    pageMargins: [50, 50, 50, 55],
    language: 'it-IT',
    displayTitle: true,
    info: {
      title: line,
      author: 'Filo d’Argento',
      creator: 'Filo d’Argento',
      producer: 'Filo d’Argento',
      creationDate: createdAt,
    },
    defaultStyle: { font: 'Roboto', fontSize: 10, color: INK },
    content,
    footer,
  })
}
