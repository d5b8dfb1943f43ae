import fc from 'fast-check'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { sheetNames, workbook } from '../../adapters/documents/workbook.ts'

describe('a workbook', () => {
  it('keeps numbers as numbers, days as days and text as text, one sheet per table', async () => {
    const bytes = await workbook([
      {
        name: 'Contatti: entrata/uscita',
        columns: [
          { title: 'Voce', width: 40 },
          { title: 'Numero' },
          { title: 'Media', decimals: 1 },
          { title: 'Giorno' },
        ],
        rows: [
          ['Cremona', 181_110, 7.04, new Date('2026-11-24T00:00:00Z')],
          ['=HYPERLINK("x")', 0, null, null],
        ],
      },
      { name: 'contatti  entrata uscita', columns: [{ title: 'Voce' }], rows: [] },
    ])
    const sheets = await readXlsxFile(bytes)
    expect(sheets).toEqual([
      {
        sheet: 'Contatti  entrata uscita',
        data: [
          ['Voce', 'Numero', 'Media', 'Giorno'],
          ['Cremona', 181_110, 7.04, new Date('2026-11-24T00:00:00Z')],
          ['=HYPERLINK("x")', 0, null, null],
        ],
      },
      { sheet: 'contatti  entrata uscita 2', data: [['Voce']] },
    ])
  })

  it('names every sheet as spreadsheets accept', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 60 }), { maxLength: 12 }), (wished) => {
        const names = sheetNames(wished)
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(wished.length)
        for (const name of names) {
          expect(name.length).toBeGreaterThan(0)
          expect(name.length).toBeLessThanOrEqual(31)
          expect(name).not.toMatch(/[\\/*?:[\]]|^'|'$/)
        }
      }),
    )
  })
})
