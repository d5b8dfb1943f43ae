import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  headlinePlace,
  nothingHidden,
  rowPlace,
  smallNumbers,
  totalPlace,
} from '../../../helpline/reports/export-small-numbers.ts'
import { type ReportFigures, type TableKey, tableNames } from '../../../helpline/reports/figure-names.ts'
import { crossSections, HIDDEN, reportSections } from '../../../helpline/reports/report-lines.ts'

const tableOf = (key: TableKey, counts: readonly number[]): ReportFigures['tables'][number] => ({
  key,
  ...tableNames[key],
  rows: counts.map((count, at) => ({ key: `r${at}`, label: `Riga ${at}`, count })),
  total: counts.reduce((a, b) => a + b, 0),
})

const counts = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 400 })), {
  minLength: 1,
  maxLength: 8,
})
const keys = [
  'contactsInByCallerType',
  'contactsInByProvince',
  'contactsInByComune',
  'helpByKind',
  'ridesByAmbito',
] as const
const someFigures: fc.Arbitrary<ReportFigures> = fc
  .tuple(...keys.map(() => counts), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }))
  .map((made) => {
    const [informationRequests, helpExtra] = made.slice(-2) as [number, number]
    const tables = keys.map((key, at) => tableOf(key, made[at] as number[]))
    const helpRequests = tables[3]?.total ?? helpExtra
    const values = {
      contactsIn: tables[0]?.total ?? 0,
      contactsInPerDay: 3.3,
      helpRequests,
      informationRequests,
      requests: informationRequests + helpRequests,
      vehicles: 2,
    }
    return { values, tables, crossTables: [] }
  })

describe('what third parties are shown', () => {
  it('is never a number from 1 to 4, in a table, in a total or among the headlines', () => {
    fc.assert(
      fc.property(someFigures, (figures) => {
        const hidden = smallNumbers(figures)
        for (const { key, lines, total } of reportSections(figures, hidden)) {
          for (const line of [...lines, ...(total ? [total] : [])]) {
            if (line.decimals === 1 || line.key === 'vehicles') continue
            expect([key, line.key, line.value !== null && line.value > 0 && line.value < 5]).toEqual([
              key,
              line.key,
              false,
            ])
          }
        }
      }),
    )
  })

  it('never leaves one hidden number alone in a sum', () => {
    fc.assert(
      fc.property(someFigures, (figures) => {
        const hidden = smallNumbers(figures)
        for (const { key, rows } of figures.tables.filter((table) => !hidden.leftOut.has(table.key))) {
          const places = [totalPlace(key), ...rows.map((row) => rowPlace(key, row.key))]
          expect([key, places.filter((place) => hidden.has(place)).length === 1]).toEqual([key, false])
        }
        const requests = (['requests', 'helpRequests', 'informationRequests'] as const).map(headlinePlace)
        expect(requests.filter((place) => hidden.has(place)).length).not.toBe(1)
        // One number in two places is hidden in both.
        expect(hidden.has(headlinePlace('contactsIn'))).toBe(hidden.has(totalPlace('contactsInByCallerType')))
        expect(hidden.has(headlinePlace('contactsInPerDay'))).toBe(hidden.has(headlinePlace('contactsIn')))
      }),
    )
  })

  it('has no finer territory beside one with a small number', () => {
    const figures = (province: number[], comune: number[]): ReportFigures => ({
      values: {},
      tables: [tableOf('contactsInByProvince', province), tableOf('contactsInByComune', comune)],
      crossTables: [],
    })
    expect([...smallNumbers(figures([40, 60], [40, 57, 3])).leftOut]).toContain('contactsInByComune')
    expect([...smallNumbers(figures([40, 3, 57], [40, 60])).leftOut]).toContain('contactsInByComune')
    expect([...smallNumbers(figures([40, 60], [40, 35, 25])).leftOut]).not.toContain('contactsInByComune')
  })

  it('is no destination that the hospitals’ total gives away, and no hospital that its ASST does', () => {
    const destination = (key: string, count: number) => ({ key, label: key, count })
    const rows = [
      destination('publicHospital-inside', 98),
      destination('publicHospital-outside', 2),
      destination('otherHealth-', 8),
      destination('other-', 12),
    ]
    const figures: ReportFigures = {
      values: { rides: 120 },
      tables: [
        { ...tableOf('ridesByDestination', [120]), rows },
        tableOf('ridesByAsst', [60, 40]),
        tableOf('ridesByFacility', [60, 38, 2, 20]),
      ],
      crossTables: [],
    }
    const hidden = smallNumbers(figures)
    const hospitals = ['publicHospital-inside', 'publicHospital-outside'].map((row) =>
      rowPlace('ridesByDestination', row),
    )
    const places = [totalPlace('ridesByAsst'), ...hospitals]
    expect(places.filter((place) => hidden.has(place)).length).toBeGreaterThan(1)
    expect([...hidden.leftOut]).toContain('ridesByFacility')
  })

  it('is a cross table without its small cells, or none where its sums would give them away', () => {
    const cross = (rows: number[][]): ReportFigures => ({
      values: {},
      tables: [tableOf('contactsInByWeekday', [50]), tableOf('contactsInByHour', [50])],
      crossTables: [
        {
          key: 'contactsInByWeekdayAndHour',
          section: 'contactsIn',
          title: 'Giorno e ora',
          columns: [0, 1, 2].map((at) => ({ key: `${at}`, label: `${at}` })),
          rows: rows.map((row, at) => ({
            ...{ key: `${at}`, label: `${at}`, counts: row },
            total: row.reduce((a, b) => a + b, 0),
          })),
          columnTotals: [0, 1, 2].map((at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0)),
          total: 50,
        },
      ],
    })
    const kept = cross([
      [3, 20, 10],
      [17, 4, 20],
      [20, 30, 40],
    ])
    const [shown] = crossSections(kept, smallNumbers(kept))
    const cells = shown?.rows.flatMap((row) => row.cells) ?? []
    expect(cells.filter((cell) => cell === null).length).toBeGreaterThan(2)
    expect(cells.some((cell) => cell === 3 || cell === 4)).toBe(false)
    const bare = cross([
      [3, 0, 0],
      [17, 9, 20],
    ])
    expect(crossSections(bare, smallNumbers(bare))).toEqual([])
  })

  it('is everything where nothing is small', () => {
    const figures: ReportFigures = { values: {}, tables: [tableOf('helpByKind', [10, 0, 200])], crossTables: [] }
    const shown = reportSections(figures, smallNumbers(figures))
    expect(shown).toEqual(reportSections(figures, nothingHidden))
    expect(shown.flatMap(({ lines }) => lines.map(({ text }) => text))).not.toContain(HIDDEN)
  })
})
