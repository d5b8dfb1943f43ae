import fc from 'fast-check'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { reportCsv, socialReportCsv } from '../../adapters/documents/report-csv.ts'
import { reportPdf } from '../../adapters/documents/report-pdf.ts'
import { reportWorkbook } from '../../adapters/documents/report-workbook.ts'
import { socialReportPdf } from '../../adapters/documents/social-report-pdf.ts'
import { callerTypes, helpKinds, informationKinds, provenances } from '../../helpline/contacts/kinds.ts'
import { serviceOutcomes } from '../../helpline/dispatch/service-states.ts'
import { ageClassNames } from '../../helpline/people/profile.ts'
import { headlinePlace, smallNumbers } from '../../helpline/reports/export-small-numbers.ts'
import {
  headlineFigures,
  headlineKeys,
  reportSectionKeys,
  reportSectionNames,
} from '../../helpline/reports/figure-names.ts'
import type { Report } from '../../helpline/reports/read-report.ts'
import { reportFigures } from '../../helpline/reports/report-figures.ts'
import {
  countingNotes,
  crossSections,
  printedNumber,
  type ReportLine,
  reportHeading,
  reportSections,
  tableSections,
} from '../../helpline/reports/report-lines.ts'
import { daysOf, monthPeriod, yearPeriod } from '../../helpline/reports/report-period.ts'
import { socialChapters, trendSections } from '../../helpline/reports/social-report.ts'
import type { TalliedFigure } from '../../helpline/reports/tally.ts'

const points = ['Cremona', 'Crema', 'Cantù', 'Forlì d’Adda', 'È già qui: ò ù ì €'].map((name, at) => ({
  id: `point-${at}`,
  name,
}))
const days = daysOf(monthPeriod('2026-11'))

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

const contactsIn = 15_093
const counts: Partial<Record<TalliedFigure, ReadonlyMap<string | null, number>>> = {
  inCaller: shareOut(contactsIn, [...callerTypes, null]),
  inProvenance: shareOut(contactsIn, provenances),
  inPoint: shareOut(
    contactsIn,
    points.map(({ id }) => id),
  ),
  inAssociation: new Map([[null, contactsIn]]),
  inMonth: new Map([['2026-11', contactsIn]]),
  inDay: new Map(days.map((day, at) => [day, at === 0 ? contactsIn - 29 * 500 : 500])),
  inWeekHour: new Map([['2-10', contactsIn]]),
  inDistrict: new Map([[null, contactsIn]]),
  inProvince: new Map([[null, contactsIn]]),
  inAmbito: new Map([[null, contactsIn]]),
  inAsl2013: new Map([[null, contactsIn]]),
  inAts: new Map([[null, contactsIn]]),
  inComune: new Map([[null, contactsIn]]),
  outPurpose: new Map([
    ['toAssistedPerson', 9_960],
    ['toOrganise', 14_276],
  ]),
  outProvenance: new Map([['localLine', 24_236]]),
  outMonth: new Map([['2026-11', 24_236]]),
  information: shareOut(1_529, informationKinds),
  help: shareOut(37_641, [...helpKinds, null]),
  service: shareOut(31_007, helpKinds),
  serviceFulfilledBy: new Map([['auser', 31_007]]),
  serviceMonth: new Map([['2026-11', 31_007]]),
  serviceAssociation: new Map([[null, 31_007]]),
  outcome: new Map(serviceOutcomes.map((outcome, at) => [outcome, [31_007, 402, 311, 23][at] ?? 0])),
  serviceUnmet: new Map([['noDriver', 88]]),
  km: new Map([[null, 1_001_148]]),
  kmAssociation: new Map([[null, 1_001_148]]),
  minutes: new Map([[null, 98_765]]),
  minutesAssociation: new Map([[null, 98_765]]),
  minutesKind: new Map([['transport', 98_765]]),
}
const tally = Object.fromEntries(
  Object.entries(counts).flatMap(([figure, keys]) =>
    [...keys].map(([key, count]) => [`${figure}|${key ?? ''}`, count]),
  ),
)

const figures = reportFigures({
  period: monthPeriod('2026-11'),
  tally,
  activeVolunteers: 0,
  people: {
    total: 2_171,
    transported: 900,
    byAgeAndComune: [
      { ageClass: 'from85', comune: null, count: 2_100 },
      { ageClass: 'from80to84', comune: null, count: 61 },
      { ageClass: 'from75to79', comune: null, count: 7 },
      { ageClass: null, comune: null, count: 3 },
    ],
    bySex: new Map([
      ['female', 1_640],
      ['male', 528],
      [null, 3],
    ]),
    byLivesAlone: new Map([[null, 2_171]]),
    byNewness: new Map([['known', 2_171]]),
    byServices: new Map([['over50', 2_171]]),
  },
  stocks: {
    volunteersByAssociation: new Map(),
    vehiclesOwnedByAssociation: new Map(),
    vehiclesOnLoanByAssociation: new Map(),
    vehiclesEquippedByAssociation: new Map(),
    agreementsByCounterpart: new Map(),
    aidsLentByKind: new Map(),
    aidsOut: 0,
    activityPeopleByKind: new Map(),
    activityHoursByKind: new Map(),
  },
  openDays: 21,
  names: {
    points: points.map((point) => ({ ...point, shown: true })),
    associations: [],
    comuni: new Map(),
    provinces: [],
    sets: [],
    directoryEntries: [],
    facilities: [],
    placeOf: () => undefined,
  },
})

const aReport = (overrides: Partial<Report> = {}): Report => ({
  kind: 'monthly',
  title: 'Rapporto del mese di novembre 2026',
  period: monthPeriod('2026-11'),
  scope: { kind: 'region', id: null, name: 'Tutta la rete' },
  asOf: new Date('2026-11-30T18:05:00+01:00'),
  published: null,
  figures,
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

/** A long label goes on below: its numbers stand beside its first line. */
function expectLine(rows: string[], { label, text, share }: Pick<ReportLine, 'label' | 'text' | 'share'>): void {
  const numbers = share === null ? text : `${text} ${share}`
  const found = rows.some(
    (row) => row.endsWith(` ${numbers}`) && label.startsWith(row.slice(0, -numbers.length).trim()),
  )
  expect([label, numbers, found]).toEqual([label, numbers, true])
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
      if (total?.value === 0) {
        expect(printed.replaceAll(/\s+/g, ' ')).toMatch(new RegExp(`non c’è niente per: [^.]*${title}`))
        continue
      }
      expect(rows).toContain(title)
      for (const line of lines) expectLine(rows, line)
      if (total) expect(rows).toContain(`Totale ${total.text}`)
    }
    for (const { title, rows: crossed } of crossSections(report.figures)) {
      expect(rows).toContain(title)
      for (const { label, total } of crossed) {
        expect(rows.some((row) => row.startsWith(label) && row.endsWith(printedNumber(total).text))).toBe(true)
      }
    }
    expect(rows).toContain('Rapporto del mese di novembre 2026')
    expect(rows).toContain('Tutta la rete')
    expect(printed).toContain('Dati alle ore 18:05 del 30 novembre 2026.')
    for (let page = 1; page <= pages; page += 1) expect(printed).toContain(`pagina ${page} di ${pages}`)
    const words = printed.replaceAll(/\s+/g, ' ')
    for (const note of countingNotes) expect(words).toContain(note.slice(0, 60))
  })

  it('says word for word what is kept beside this test', async () => {
    const { rows } = await rowsOf(await reportPdf(aReport()))
    await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot('kept/month-report.txt')
  })

  it('writes numbers and letters as Italians do', async () => {
    const { rows } = await rowsOf(await reportPdf(aReport()))
    expect(rows).toContain('Chilometri percorsi 1.001.148')
    expect(rows).toContain('Contatti in entrata per assistito 7,0')
    expect(rows).toContain('È già qui: ò ù ì € 1.541 10,2%')
    expect(rows.some((row) => row.startsWith('Forlì d’Adda '))).toBe(true)
  })

  it('is the same, byte for byte, whenever it is printed again', async () => {
    const [once, twice] = await Promise.all([reportPdf(aReport()), reportPdf(aReport())])
    expect(once.equals(twice)).toBe(true)
    expect((await reportPdf(aReport({ asOf: new Date('2026-11-30T18:06:00+01:00') }))).equals(once)).toBe(false)
  })

  it('prints a month in which nothing happened', async () => {
    const empty = { values: { ...figures.values, contactsPerPerson: null }, tables: [], crossTables: [] }
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
    const headlines = reportSectionKeys.flatMap((section) =>
      headlineKeys.flatMap((key) =>
        headlineFigures[key].section === section
          ? [[reportSectionNames[section], headlineFigures[key].label, report.figures.values[key] ?? null]]
          : [],
      ),
    )
    expect(numbers.slice(0, headlines.length)).toEqual(headlines)
    const tables = report.figures.tables
      .filter(({ rows }) => rows.length > 0)
      .flatMap(({ title, rows, total }) => [
        ...rows.map(({ label, count }) => [title, label, count]),
        [title, 'Totale', total],
      ])
    expect(numbers.slice(headlines.length, headlines.length + tables.length)).toEqual(tables)
    for (const { title, total } of report.figures.crossTables.filter(({ rows }) => rows.length > 0)) {
      const crossed = numbers.filter(([section]) => section === title).map(([, , count]) => Number(count))
      expect(crossed.reduce((a, b) => a + b, 0)).toBe(total)
    }
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

const years = [2026, 2025, 2024].map((year, back) => ({
  period: yearPeriod(year),
  name: String(year),
  values: { ...figures.values, contactsIn: contactsIn - back * 1_000, newPeople: 40 + back },
  differences: back === 2 ? null : [{ key: 'contactsIn' as const, by: 1_000, percent: 7.1 }],
}))
const social = {
  report: aReport({ kind: 'yearly', title: 'Rapporto dell’anno 2026', period: yearPeriod(2026) }),
  trend: years,
}

describe('the social report', () => {
  it('has a cover, its contents, every chapter and every figure of the year, page after page', async () => {
    const { rows, pages } = await rowsOf(await socialReportPdf(social))
    const printed = rows.join('\n')
    expect(rows).toContain('Bilancio sociale 2026')
    expect(rows).toContain('Indice')
    for (const { title, tables, headlines } of socialChapters(figures)) {
      // In the contents, and where it is.
      expect(rows.filter((row) => row === title || row.startsWith(`${title} `)).length).toBeGreaterThanOrEqual(2)
      for (const line of headlines) expectLine(rows, line)
      for (const { lines } of tables) {
        for (const line of lines) expectLine(rows, line)
      }
    }
    expect(rows).toContain('2026 15.093 +7,1%')
    expect(rows).toContain('2024 13.093')
    for (let page = 2; page <= pages; page += 1) expect(printed).toContain(`pagina ${page} di ${pages}`)
    expect(printed).not.toContain('pagina 1 di')
  })

  it('as CSV holds every figure under its chapter, the years too, and no formula', () => {
    const named = {
      ...social,
      report: { ...social.report, scope: { kind: 'province' as const, id: 'CR', name: '=CR' } },
    }
    const csv = socialReportCsv(named)
    const rows = parseCsv(csv.slice(1))
    expect(rows.every((row) => row.length === 3)).toBe(true)
    expect(rows.flat().some((text) => /^\s*[=+\-@]/.test(text))).toBe(false)
    expect(rows).toContainEqual(['Rapporto', 'Titolo', 'Bilancio sociale 2026'])
    expect(rows).toContainEqual(['Rapporto', 'Ambito', "'=CR"])
    expect(rows).toContainEqual(['Contatti in entrata, anno per anno', '2024', '13093'])
    for (const { title, headlines, tables } of socialChapters(figures)) {
      for (const { label, plain } of headlines) expect(rows).toContainEqual([title, label, plain])
      for (const { title: name, lines } of tables) {
        for (const { label, plain } of lines) expect(rows).toContainEqual([name, label, plain])
      }
    }
    const ages = (text: string) => parseCsv(text.slice(1)).filter(([name]) => name === 'Assistiti per classe d’età')
    const small = (text: string) => ages(text).some(([, , count]) => Number(count) > 0 && Number(count) < 5)
    expect([small(csv), small(socialReportCsv(named, true))]).toEqual([true, false])
    expect(socialReportCsv(named, true)).toContain('Documento per terzi')
  })

  it('tells every table once, in one chapter', () => {
    const told = socialChapters(figures).flatMap(({ tables, crossTables, empty }) => [
      ...[...tables, ...crossTables].map(({ title }) => title),
      ...empty,
    ])
    const there = [...tableSections(figures), ...crossSections(figures)].map(({ title }) => title)
    expect(told.sort()).toEqual(there.sort())
    const headlines = socialChapters(figures).flatMap((chapter) => chapter.headlines.map(({ key }) => key))
    expect(new Set(headlines).size).toBe(headlines.length)
  })

  it('is the same, byte for byte, whenever it is printed again', async () => {
    const [once, twice] = await Promise.all([socialReportPdf(social), socialReportPdf(social)])
    expect(once.equals(twice)).toBe(true)
  })

  it('repeats the heading of a table that goes over pages; of a very long one the largest are drawn, and all of them listed', async () => {
    const table = figures.tables.find(({ key }) => key === 'contactsInByListeningPoint')
    if (!table) throw new Error('The table is there.')
    const printedWith = async (count: number) => {
      const rows = Array.from({ length: count }, (_, at) => ({ key: `p${at}`, label: `Punto ${at}`, count: at + 1 }))
      const total = (count * (count + 1)) / 2
      const long = { ...figures, tables: [{ ...table, rows, total, note: 'Sotto la tabella.' }] }
      return rowsOf(await socialReportPdf({ ...social, report: { ...social.report, figures: long } }))
    }
    const bars = await printedWith(100)
    expect(bars.rows.filter((row) => row === table.title).length).toBeGreaterThan(2)
    expect(bars.rows).toContain('Sotto la tabella.')
    const abreast = await printedWith(400)
    expect(abreast.rows.filter((row) => row === `${table.title}: tutti`).length).toBeGreaterThan(2)
    expect(abreast.rows).toContain(`${table.title}: i 12 numeri più alti`)
    expect(abreast.rows).toContain('Punto 399 400 0,5%')
    expect(abreast.rows).toContain('Sotto la tabella.')
    const words = abreast.rows.join(' ')
    for (let at = 0; at < 400; at += 1) expect(words).toContain(`Punto ${at} ${at + 1}`)
  })
})

describe('the workbook of a report', () => {
  it('has one sheet per table, with numbers that are numbers', async () => {
    const sheets = await readXlsxFile(await reportWorkbook(social.report, undefined, years))
    const { tables, crossTables } = figures
    const full = [...tables, ...crossTables].filter(({ rows }) => rows.length > 0)
    expect(sheets).toHaveLength(2 + full.length + 1)
    const byCaller = sheets.find(({ data }) => data[0]?.[0] === 'Contatti in entrata per interlocutore')
    expect(byCaller?.data.slice(1).map((row) => row[1])).toEqual([
      ...(tables.find(({ key }) => key === 'contactsInByCallerType')?.rows.map(({ count }) => count) ?? []),
      contactsIn,
    ])
    expect(sheets.at(-1)?.data[1]).toEqual(['Contatti in entrata', 15_093, 14_093, 13_093, 1_000, 7.1])
  })
})

describe('a document for third parties', () => {
  it('shows no number under 5, in any of its papers, and says so', async () => {
    const hidden = smallNumbers(figures)
    const byAge = [ageClassNames.from85, ageClassNames.from75to79, 'non noto']
    const { rows } = await rowsOf(await reportPdf(aReport(), hidden))
    const csv = parseCsv(reportCsv(aReport(), hidden).slice(1))
    const ages = csv.filter(([section]) => section === 'Assistiti per classe d’età')
    expect(byAge.map((label) => ages.find((row) => row[1] === label)?.[2])).toEqual(['2100', '*', '*'])
    expect(rows.join(' ')).toContain('Documento per terzi')
    expect(csv.flat().join(' ')).toContain('Documento per terzi')
    const sheets = await readXlsxFile(await reportWorkbook(social.report, hidden, years))
    const cells = sheets.flatMap(({ data }) => data.slice(1).map((row) => row[1]))
    const harmless = sheets.filter(
      ({ data }) => !/Chilometri|Minuti|Automezzi|Convenzioni|Ore/.test(String(data[0]?.[0])),
    )
    expect(cells).toContain('*')
    for (const { data, sheet } of harmless.filter(({ sheet: name }) => !['In sintesi', 'Andamento'].includes(name))) {
      for (const row of data.slice(1)) {
        if (typeof row[1] === 'number')
          expect([sheet, row[0], row[1] === 0 || row[1] >= 5]).toEqual([sheet, row[0], true])
      }
    }
  })
})

describe('the years beside a report for third parties', () => {
  it('do not print what its tables hide', async () => {
    const few = { ...figures, values: { ...figures.values, rides: 6, newPeople: 50, assistedPeople: 53 } }
    const kinds = { transport: 6, telephoneCompany: 3, meals: 50 }
    const tables = figures.tables.map((table) =>
      table.key === 'servicesByHelpKind'
        ? { ...table, rows: Object.entries(kinds).map(([key, count]) => ({ key, label: key, count })), total: 59 }
        : table,
    )
    const report = { ...social.report, figures: { ...few, values: { ...few.values, services: 59 }, tables } }
    const trend = years.map((year, at) =>
      at === 0 ? { ...year, values: { ...year.values, ...report.figures.values } } : year,
    )
    const hidden = smallNumbers(report.figures)
    expect(hidden.has(headlinePlace('rides'))).toBe(true)
    expect(trendSections(trend, hidden).map(({ key }) => key)).not.toContain('trend-rides')
    const csv = socialReportCsv({ report, trend }, true)
    expect(parseCsv(csv.slice(1)).some((row) => row.includes('Viaggi, anno per anno'))).toBe(false)
    const sheets = await readXlsxFile(await reportWorkbook(report, hidden, trend))
    expect(sheets.at(-1)?.data.find(([label]) => label === 'Viaggi')?.[1]).toBe('*')
  })
})

describe('what a report says of itself', () => {
  const by = { id: 'r', by: 'Ada Bianchi' }
  it.each([
    [
      'a live one of a running month',
      aReport({ asOf: new Date('2026-11-24T10:00:00+01:00') }),
      ['Il periodo è ancora in corso: i dati sono parziali.', 'Dati non ancora pubblicati.'],
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
