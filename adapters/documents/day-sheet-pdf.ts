import type { Content } from 'pdfmake'
import { helpKindNames } from '../../helpline/contacts/kinds.ts'
import type { DaySheet, SheetKind, SheetService } from '../../helpline/dispatch/day/day-sheet.ts'
import { ageOn, mobilityNames } from '../../helpline/people/profile.ts'
import { numeroVerde } from '../../helpline/territory/numero-verde.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import {
  formatRomeDateWithYear,
  formatRomeTime,
  type IsoDate,
  romeInstant,
} from '../../helpline/territory/rome-time.ts'
import { type PdfDefinition, pdfBytes } from './pdf-parts.ts'

export interface DaySheetPaper {
  day: IsoDate
  by: SheetKind
  sheets: (DaySheet & { pageAddress: string })[]
}

// Read at arm's length, in a car, by eyes of seventy: nothing is smaller.
const SMALLEST = 16
const QR_SIZE = 120
const MARGIN = 40
const LINE = '________'

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const time = (at: Date): string => formatRomeTime(at)

const fact = (name: string, value: string | null | undefined): Content[] =>
  value ? [{ text: [{ text: `${name}: `, bold: true }, value], margin: [0, 3, 0, 0] }] : []

const personLine = ({ person }: SheetService, day: IsoDate): string =>
  [
    person.birthDate && `${ageOn(person.birthDate, day)} anni`,
    person.mobility && mobilityNames[person.mobility],
    person.hardOfHearing && 'sente poco',
  ]
    .filter(Boolean)
    .join(', ')

function wayBack(service: SheetService): string | null {
  if (service.calledUntil) {
    return service.readyAt
      ? `ha chiamato alle ${time(service.readyAt)}`
      : `quando chiama, entro le ${time(service.calledUntil)}`
  }
  if (service.returnKind === 'fixed' && service.returnAt) return `alle ${time(service.returnAt)}`
  return service.returnKind === 'open' ? 'quando chiama' : null
}

const vehicleLine = ({ vehicle }: SheetService): string | null =>
  vehicle &&
  `${vehicle.name}, targa ${vehicle.plate}${vehicle.depotAddress ? `, si ritira in ${vehicle.depotAddress}` : ''}`

const otherLine = ({ otherWay }: SheetService): [string, string] | null =>
  otherWay && [
    otherWay.leg === 'return' ? 'Al ritorno va' : 'All’andata va',
    `${otherWay.volunteerName}, ${formatPhone(otherWay.phoneE164)}`,
  ]

/** Filled in by hand, for whoever does not use the page. */
const emptyLines = (hasVehicle: boolean): Content[] => [
  {
    text: hasVehicle ? `Contachilometri: partenza ${LINE}${LINE}  arrivo ${LINE}${LINE}` : `Chilometri ${LINE}`,
    margin: [0, 12, 0, 0],
  },
  { text: `Minuti ${LINE}  Persone ${LINE}  Spese € ${LINE}`, margin: [0, 10, 0, 0] },
  {
    columns: ['[   ] Fatto\n[   ] Annullato all’ultimo', '[   ] Non si è presentato\n[   ] Mandato via'],
    margin: [0, 10, 0, 0],
  },
  { text: `Note ${LINE.repeat(6)}`, margin: [0, 10, 0, 0] },
]

function serviceBlock(service: SheetService, { by, day }: DaySheetPaper): Content {
  const { person, companions } = service
  const other = otherLine(service)
  const warnings = [service.wheelchair && 'carrozzina', person.warning].filter(Boolean).join('; ')
  const stack: Content[] = [
    { text: `${time(service.startsAt)} – ${time(service.endsAt)}`, fontSize: 26, bold: true },
    { text: capital(helpKindNames[service.helpKind]), margin: [0, 0, 0, 4] },
    { text: person.name, fontSize: 22, bold: true },
    ...(personLine(service, day) ? [{ text: capital(personLine(service, day)) }] : []),
    ...fact('Telefono', person.phoneE164 && formatPhone(person.phoneE164)),
    ...fact('Da', service.fromPlace),
    ...fact('A', service.toPlace),
    ...fact('Ritorno', wayBack(service)),
    ...fact('Accompagnatori', companions > 0 ? String(companions) : null),
    ...fact('Per riconoscersi', service.recognisedBy),
    ...(warnings
      ? [
          {
            table: { widths: ['*'], body: [[{ text: `ATTENZIONE: ${warnings}`, bold: true }]] },
            margin: [0, 5, 0, 2],
          } as Content,
        ]
      : []),
    ...fact('Note', service.notes),
    ...(by === 'volunteer'
      ? fact('Automezzo', vehicleLine(service))
      : fact('Guida', `${service.volunteer.name}, ${formatPhone(service.volunteer.phoneE164)}`)),
    ...(other ? fact(...other) : []),
    ...(service.state === 'done'
      ? fact('Già chiuso', service.km === null ? 'sì' : `${service.km} km`)
      : emptyLines(service.vehicle !== null)),
  ]
  return {
    table: { widths: ['*'], dontBreakRows: true, body: [[{ stack, margin: [6, 4, 6, 8] }]] },
    layout: { hLineWidth: () => 2, vLineWidth: () => 2 },
    margin: [0, 0, 0, 14],
  }
}

const titleOf = ({ name, detail }: DaySheet, by: SheetKind): string => (by === 'volunteer' ? name : `${name} ${detail}`)

// A new one each time: laying it out marks it.
const pageHints: Record<SheetKind, string> = {
  volunteer: 'Con il telefono: inquadri il quadrato per vedere la sua pagina e chiudere i servizi.',
  vehicle: 'Con il telefono: inquadri il quadrato per vedere chi guida, quando, e dov’è l’automezzo.',
}
const pageHint = (by: SheetKind): Content => ({
  text: pageHints[by],
  margin: [0, 8, 0, 0],
})

function heading(sheet: DaySheetPaper['sheets'][number], at: number, { by, day }: DaySheetPaper): Content {
  const date = capital(formatRomeDateWithYear(romeInstant(day, '12:00')))
  const stack: Content[] = [
    // The page it stands on is asked for by this id.
    { text: titleOf(sheet, by), fontSize: 28, bold: true, id: `sheet-${at}` },
    { text: date, fontSize: 20 },
    pageHint(by),
  ]
  const title = { stack, width: '*' } as Content
  const columns = [title, { qr: sheet.pageAddress, fit: QR_SIZE, width: 'auto' } as Content]
  return { columns, columnGap: 16, margin: [0, 0, 0, 14], ...(at > 0 && { pageBreak: 'before' as const }) }
}

type Foot = (page: number, pages: number) => string

const definition = (paper: DaySheetPaper, printedAt: Date, footOf: Foot): PdfDefinition => ({
  pageSize: 'A4',
  pageMargins: [MARGIN, MARGIN, MARGIN, 70],
  language: 'it-IT',
  displayTitle: true,
  info: {
    title: `Fogli del giorno ${paper.day}`,
    author: 'Filo d’Argento',
    creator: 'Filo d’Argento',
    producer: 'Filo d’Argento',
    creationDate: printedAt,
  },
  defaultStyle: { font: 'Roboto', fontSize: SMALLEST, color: '#000000', lineHeight: 1.1 },
  content: paper.sheets.flatMap((sheet, at) => [
    heading(sheet, at, paper),
    ...sheet.services.map((service) => serviceBlock(service, paper)),
  ]),
  footer: (page: number, pages: number): Content => ({
    text: `${footOf(page, pages)}\nNumero Verde ${numeroVerde}`,
    margin: [MARGIN, 12, MARGIN, 0],
  }),
})

/**
 * A sheet for each, its own pages numbered: they are torn apart and handed out. It is laid out twice, because only then is it
 * known on which page each begins.
 */
export async function daySheetPdf(paper: DaySheetPaper, printedAt: Date): Promise<Buffer> {
  const starts = new Map<number, number>()
  let last = 0
  await pdfBytes({
    ...definition(paper, printedAt, (_page, pages) => {
      last = pages
      return ''
    }),
    pageBreakBefore: ({ id, startPosition }) => {
      if (id) starts.set(Number(id.split('-')[1]), startPosition.pageNumber)
      return false
    },
  })
  const footOf: Foot = (page) => {
    const at = paper.sheets.findLastIndex((_, index) => (starts.get(index) ?? 1) <= page)
    const sheet = paper.sheets[Math.max(at, 0)]
    const first = starts.get(Math.max(at, 0)) ?? 1
    const pages = (starts.get(at + 1) ?? last + 1) - first
    return `${sheet ? titleOf(sheet, paper.by) : ''} · pagina ${page - first + 1} di ${pages}`
  }
  return pdfBytes(definition(paper, printedAt, footOf))
}
