import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { daySheetPdf } from '../../adapters/documents/day-sheet-pdf.ts'
import { aSheet, aSheetService } from '../support/day-sheets.ts'
import { printedQrs } from '../support/printed-qr.ts'

const PRINTED = new Date('2026-11-24T18:00:00+01:00')
const LARGE_PRINT = 16

interface Line {
  text: string
  size: number
  page: number
}

async function linesOf(pdf: Buffer): Promise<Line[]> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise
  const lines: Line[] = []
  for (let page = 1; page <= document.numPages; page += 1) {
    const { items } = await (await document.getPage(page)).getTextContent()
    for (const item of items) {
      if ('str' in item && item.str.trim() !== '') lines.push({ text: item.str, size: item.transform[3], page })
    }
  }
  return lines
}
const textOf = (lines: readonly Line[], page?: number): string =>
  lines
    .filter((line) => page === undefined || line.page === page)
    .map(({ text }) => text)
    .join(' ')
    .replaceAll(/\s+/g, ' ')

describe('the sheets of a day on paper', () => {
  let lines: Line[]
  beforeAll(async () => {
    const bruno = aSheet('Bruno Ferrari', [
      aSheetService(),
      aSheetService({ startsAt: '11:00', returnKind: 'open' }),
      aSheetService({ startsAt: '15:00', state: 'done', km: 24 }),
      aSheetService({ startsAt: '17:00' }),
    ])
    const carla = aSheet('Carla Neri', [aSheetService({ startsAt: '10:00' })])
    lines = await linesOf(await daySheetPdf({ day: '2026-11-25', by: 'volunteer', sheets: [bruno, carla] }, PRINTED))
  })

  it('say all that is needed to go, in large print alone', () => {
    const text = textOf(lines)
    for (const said of [
      'Bruno Ferrari',
      'Mercoledì 25 novembre 2026',
      'Teresa Galli',
      '85 anni',
      '0372 448678',
      'via Palestro 14, Cremona',
      'quando chiama',
      'ATTENZIONE: carrozzina; il cane abbaia',
      'cappotto rosso',
      'si ritira in via Massarotti 2',
      'Contachilometri: partenza',
      'Già chiuso: 24 km',
    ]) {
      expect(text).toContain(said)
    }
    expect(Math.min(...lines.map(({ size }) => size))).toBeGreaterThanOrEqual(LARGE_PRINT)
  })

  it('are torn apart: every page has its name, and its number among its own', () => {
    const feet = lines.filter(({ text }) => / pagina \d+ di \d+/.test(text))
    const pages = Math.max(...lines.map(({ page }) => page))
    expect(feet.map(({ page }) => page)).toEqual(Array.from({ length: pages }, (_, at) => at + 1))
    const brunos = feet.filter(({ text }) => text.startsWith('Bruno Ferrari'))
    expect(brunos.length).toBeGreaterThan(1)
    expect(brunos.map(({ text }) => text)).toEqual(
      brunos.map((_, at) => `Bruno Ferrari · pagina ${at + 1} di ${brunos.length}`),
    )
    expect(feet.at(-1)?.text).toBe('Carla Neri · pagina 1 di 1')
    expect(textOf(lines, pages)).toMatch(/Carla Neri.*inquadri il quadrato/)
    expect(textOf(lines, pages)).not.toContain('Bruno')
  })

  it('of a vehicle name who drives, and lead to its own page', async () => {
    const pageAddress = 'https://filo.example/a/ZyXwVuTsRqPoNmLk'
    const doblo = { ...aSheet('Doblò', [aSheetService()]), detail: 'FA123GT', pageAddress }
    const pdf = await daySheetPdf({ day: '2026-11-25', by: 'vehicle', sheets: [doblo] }, PRINTED)
    expect(printedQrs(pdf)).toEqual([pageAddress])
    const own = await linesOf(pdf)
    expect(textOf(own)).toContain('Guida: Bruno Ferrari')
    expect(textOf(own)).toContain('Doblò FA123GT')
    expect(textOf(own)).toContain('inquadri il quadrato per vedere chi guida')
  })
})
