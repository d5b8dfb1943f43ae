import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hiddenCells, hiddenRows, SMALLEST_SHOWN } from '../../../helpline/reports/small-cells.ts'

const MOST = 14

const counts = (maxLength: number, max = 12) => fc.array(fc.nat(max), { minLength: 1, maxLength })
const rowsOf = (list: readonly number[]) => list.map((count, at) => ({ key: String(at), count }))

/** What a reader of the export has: the numbers shown, and the rule. */
function view(list: readonly number[]): string {
  const { keys, total } = hiddenRows(rowsOf(list))
  const sum = list.reduce((a, b) => a + b, 0)
  return JSON.stringify([list.map((count, at) => (keys.has(String(at)) ? '<' : count)), total ? '<' : sum])
}

describe('the small cells of an export', () => {
  it('are never shown, nor is a total that is one', () => {
    fc.assert(
      fc.property(counts(8), (list) => {
        const { keys, total } = hiddenRows(rowsOf(list))
        const sum = list.reduce((a, b) => a + b, 0)
        list.forEach((count, at) => {
          if (count > 0 && count < SMALLEST_SHOWN) expect(keys.has(String(at))).toBe(true)
        })
        if (sum > 0 && sum < SMALLEST_SHOWN) expect(total).toBe(true)
      }),
    )
  })

  it('leave a table without small cells as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 5, max: 5000 }))), (list) => {
        expect(hiddenRows(rowsOf(list))).toEqual({ keys: new Set(), total: false })
      }),
    )
  })

  it('cannot be worked out by somebody who knows the rule: every hidden row could hold another number', () => {
    // Every table of up to four rows and numbers up to fourteen, by what is shown of it.
    for (const length of [1, 2, 3, 4]) {
      const bySight = new Map<string, Set<number>[]>()
      const all = (prefix: number[]): void => {
        if (prefix.length === length) {
          const seen = bySight.get(view(prefix)) ?? prefix.map(() => new Set<number>())
          prefix.forEach((count, at) => void seen[at]?.add(count))
          bySight.set(view(prefix), seen)
          return
        }
        for (let count = 0; count <= MOST; count += 1) all([...prefix, count])
      }
      all([])
      for (const [sight, seen] of bySight) {
        const [shown, total] = JSON.parse(sight) as [(number | '<')[], number | '<']
        const known = shown.reduce<number>((sum, each) => sum + (each === '<' ? 0 : each), 0)
        // Larger numbers than were tried would be among the possible ones.
        if (total !== '<' && total - known > MOST) continue
        shown.forEach((each, at) => {
          if (each === '<') expect([sight, at, (seen[at]?.size ?? 0) > 1]).toEqual([sight, at, true])
        })
      }
    }
  })

  it('of a table with two ways of dividing are safe in every row and every column', () => {
    const grid = fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 5 })).chain(([rows, columns]) =>
      fc.array(fc.array(fc.nat(20), { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    )
    fc.assert(
      fc.property(grid, (cells) => {
        const hidden = hiddenCells(cells)
        const lines = [
          ...cells.map((row, r) => row.map((count, c) => ({ count, hidden: hidden[r]?.[c] }))),
          ...(cells[0] ?? []).map((_, c) => cells.map((row, r) => ({ count: row[c] ?? 0, hidden: hidden[r]?.[c] }))),
        ]
        for (const line of lines) {
          for (const cell of line) if (cell.count > 0 && cell.count < SMALLEST_SHOWN) expect(cell.hidden).toBe(true)
          const gone = line.filter((cell) => cell.hidden)
          if (gone.length === 0) continue
          const sum = gone.reduce((total, { count }) => total + count, 0)
          expect(gone.length === line.length || (gone.length >= 2 && sum >= SMALLEST_SHOWN)).toBe(true)
        }
      }),
    )
  })
})
