import fc from 'fast-check'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { describe, expect, it } from 'vitest'
import { reportCsv } from '../../adapters/documents/report-csv.ts'
import { reportPdf } from '../../adapters/documents/report-pdf.ts'
import { callerTypes, helpKinds, informationKinds, provenances } from '../../helpline/contacts/kinds.ts'
import { serviceOutcomes } from '../../helpline/dispatch/service-states.ts'
import { type MonthTallies, monthFigures } from '../../helpline/reports/month-figures.ts'
import type { MonthlyReport } from '../../helpline/reports/monthly-report.ts'
import { countingNotes, reportHeading, reportSections } from '../../helpline/reports/report-lines.ts'
import { reportMonth } from '../../helpline/reports/report-month.ts'

const points = ['Cremona', 'Crema', 'Cantù', 'Forlì d’Adda', 'È già qui: ò ù ì €'].map((name, at) => ({
  id: `point-${at}`,
  name,
}))
const { days } = reportMonth('2026-11')

/** Shares a total out so that nearly every row has a number of its own. */
function shareOut<K>(total: number, keys: readonly K[]): Map<K, number> {
  const shares = new Map<K, number>()
  let left = total
  keys.forEach((key, at) => {
    const share = at === keys.length - 1 ? left : Math.floor(left / 2.3)
    shares.set(key, share)
    left -= share
  })
  return shares
}

const tallies: MonthTallies = {
  contactsInByCallerType: shareOut(15_093, [...callerTypes, null]),
  contactsInByProvenance: shareOut(15_093, provenances),
  contactsInByListeningPoint: shareOut(
    15_093,
    points.map(({ id }) => id),
  ),
  contactsInByDay: new Map(days.map((day, at) => [day, at === 0 ? 15_093 - 29 * 500 : 500])),
  contactsOutByPurpose: new Map([
    ['toAssistedPerson', 9_960],
    ['toOrganise', 14_276],
  ]),
  informationByKind: shareOut(1_529, informationKinds),
  helpByKind: shareOut(37_641, [...helpKinds, null]),
  servicesByHelpKind: shareOut(31_007, helpKinds),
  closedServicesByOutcome: new Map(serviceOutcomes.map((outcome, at) => [outcome, [31_007, 402, 311, 23][at] ?? 0])),
  peopleByBirthDate: new Map([
    ['1936-02-11', 2_100],
    ['1944-05-01', 61],
    ['1950-05-01', 7],
    [null, 3],
  ]),
  peopleBySex: new Map([
    ['female', 1_640],
    ['male', 528],
    [null, 3],
  ]),
  unmetServices: 88,
  km: 1_001_148,
  volunteerMinutes: 98_765,
}

const aReport = (overrides: Partial<MonthlyReport> = {}): MonthlyReport => ({
  month: '2026-11',
  title: 'Rapporto del mese di novembre 2026',
  scope: { kind: 'region', id: null, name: 'Tutta la rete' },
  asOf: new Date('2026-11-30T18:05:00+01:00'),
  published: null,
  figures: monthFigures(tallies, { points, days }),
  ...overrides,
})

/** Every printed row of the document, its pieces from left to right. */
async function rowsOf(pdf: Buffer): Promise<{ rows: string[]; pages: number }> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise
  const rows: string[] = []
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent()
    const lines = new Map<number, { x: number; text: string }[]>()
    for (const item of items) {
      if (!('str' in item) || item.str.trim() === '') continue
      const y = Math.round(item.transform[5])
      lines.set(y, [...(lines.get(y) ?? []), { x: item.transform[4], text: item.str }])
    }
    for (const pieces of lines.values()) {
      rows.push(
        pieces
          .sort((a, b) => a.x - b.x)
          .map(({ text }) => text)
          .join(' ')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      )
    }
  }
  return { rows, pages: document.numPages }
}

function parseCsv(text: string): string[][] {
  const cells = [...text.matchAll(/("(?:[^"]|"")*"|[^;\r\n"]*)(;|\r\n)/g)]
  const rows: string[][] = [[]]
  for (const [, raw = '', end] of cells) {
    rows.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw)
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

describe('the month’s PDF', () => {
  it('prints every figure beside its name, the moment, the scope and its pages', async () => {
    const report = aReport()
    const { rows, pages } = await rowsOf(await reportPdf(report))
    const printed = rows.join('\n')
    for (const { title, lines, total } of reportSections(report.figures)) {
      expect(rows).toContain(title)
      for (const { label, text } of lines) expect(rows).toContain(`${label} ${text}`)
      if (total) expect(rows).toContain(`Totale ${total.text}`)
    }
    expect(rows).toContain('Rapporto del mese di novembre 2026')
    expect(rows).toContain('Tutta la rete')
    expect(printed).toContain('Dati alle ore 18:05 del 30 novembre 2026.')
    for (let page = 1; page <= pages; page += 1) expect(printed).toContain(`pagina ${page} di ${pages}`)
    const words = printed.replaceAll(/\s+/g, ' ')
    for (const note of countingNotes) expect(words).toContain(note.slice(0, 60))
  })

  it('writes numbers and letters as Italians do', async () => {
    const { rows } = await rowsOf(await reportPdf(aReport()))
    expect(rows).toContain('Chilometri percorsi 1.001.148')
    expect(rows).toContain('Contatti in entrata per assistito 7,0')
    expect(rows).toContain('È già qui: ò ù ì € 1.541')
    expect(rows.some((row) => row.startsWith('Forlì d’Adda '))).toBe(true)
  })

  it('is the same, byte for byte, whenever it is printed again', async () => {
    const [once, twice] = await Promise.all([reportPdf(aReport()), reportPdf(aReport())])
    expect(once.equals(twice)).toBe(true)
    expect((await reportPdf(aReport({ asOf: new Date('2026-11-30T18:06:00+01:00') }))).equals(once)).toBe(false)
  })

  it('prints a month in which nothing happened', async () => {
    const empty = { ...aReport().figures, contactsPerPerson: null, tables: [] }
    const { rows } = await rowsOf(await reportPdf(aReport({ figures: empty })))
    expect(rows).toContain('Contatti in entrata per assistito –')
  })
})

describe('the month’s CSV', () => {
  it('holds every figure, as numbers a spreadsheet reads', () => {
    const report = aReport()
    const csv = reportCsv(report)
    const [header, ...rows] = parseCsv(csv.slice(1))
    expect(csv.charCodeAt(0)).toBe(0xfeff)
    expect(header).toEqual(['Sezione', 'Voce', 'Valore'])
    const numbers = rows
      .filter(([section]) => section !== 'Rapporto')
      .map(([section, label, value]) => [section, label, value ? Number(value.replace(',', '.')) : null])
    const { figures } = report
    expect(numbers.slice(0, 16)).toEqual([
      ['Contatti', 'Contatti in entrata', figures.contactsIn],
      ['Contatti', 'Contatti in uscita', figures.contactsOut],
      ['Contatti', 'di cui agli assistiti', figures.contactsOutToAssistedPerson],
      ['Contatti', 'di cui per organizzare i servizi', figures.contactsOutToOrganise],
      ['Richieste', 'Richieste', figures.requests],
      ['Richieste', 'di cui d’informazione', figures.informationRequests],
      ['Richieste', 'di cui d’aiuto', figures.helpRequests],
      ['Servizi', 'Servizi svolti', figures.services],
      ['Servizi', 'Servizi non coperti', figures.unmetServices],
      ['Servizi', 'Chilometri percorsi', figures.km],
      ['Servizi', 'Minuti dei volontari', figures.volunteerMinutes],
      ['Servizi', 'pari a ore', 1646.1],
      ['Assistiti e medie', 'Assistiti', figures.assistedPeople],
      ['Assistiti e medie', 'Contatti in entrata per assistito', figures.contactsPerPerson],
      ['Assistiti e medie', 'Servizi svolti per contatto in entrata', figures.servicesPerContact],
      ['Assistiti e medie', 'Servizi svolti per assistito', figures.servicesPerPerson],
    ])
    expect(numbers.slice(16)).toEqual(
      figures.tables.flatMap(({ title, rows, total }) => [
        ...rows.map(({ label, count }) => [title, label, count]),
        [title, 'Totale', total],
      ]),
    )
  })

  it('never lets a name become a formula, nor break its cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n";a ＝') }), (name) => {
        const report = aReport({ scope: { kind: 'listeningPoint', id: 'x', name } })
        const rows = parseCsv(reportCsv(report).slice(1))
        expect(rows.every((row) => row.length === 3)).toBe(true)
        expect(rows.flat().some((text) => /^\s*[=+\-@＝]/.test(text) || /^[\t\r\n]/.test(text))).toBe(false)
        expect(rows.find(([, label]) => label === 'Ambito')?.[2]?.replace(/^'/, '')).toBe(name)
      }),
    )
  })
})

describe('what a report says of itself', () => {
  const by = { id: 'r', by: 'Ada Bianchi' }
  it.each([
    [
      'a live one of a running month',
      aReport({ asOf: new Date('2026-11-24T10:00:00+01:00') }),
      ['Il mese è ancora in corso: i dati sono parziali.', 'Dati non ancora pubblicati.'],
    ],
    [
      'a published one',
      aReport({
        asOf: new Date('2026-12-01T09:00:00+01:00'),
        published: { ...by, at: new Date('2026-12-01T09:00:00+01:00') },
      }),
      ['Pubblicato da Ada Bianchi.'],
    ],
    [
      'a live one read after that',
      aReport({
        asOf: new Date('2026-12-09T09:00:00+01:00'),
        published: { ...by, at: new Date('2026-12-01T09:00:00+01:00') },
      }),
      ['Pubblicato da Ada Bianchi alle ore 09:00 del 1 dicembre 2026: da allora i dati possono essere cambiati.'],
    ],
  ])('%s', (_what, report, notes) => {
    expect(reportHeading(report).notes).toEqual(notes)
  })
})
