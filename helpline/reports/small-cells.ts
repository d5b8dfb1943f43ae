/** Below this a number could point at somebody. Zero says nothing of anybody. */
export const SMALLEST_SHOWN = 5

export interface Cell {
  key: string
  count: number
}

export const isSmall = (count: number): boolean => count > 0 && count < SMALLEST_SHOWN

/**
 * What is hidden together must leave more than one way of sharing it out, also for somebody who knows this rule: small numbers
 * that sum to the least or the most they could be would all be 1, or all 4.
 */
function isSafe(hidden: readonly number[]): boolean {
  const sum = hidden.reduce((total, count) => total + count, 0)
  if (hidden.length < 2 || sum < SMALLEST_SHOWN) return false
  return !hidden.every(isSmall) || (sum > hidden.length && sum < (SMALLEST_SHOWN - 1) * hidden.length)
}

/**
 * Which rows of a table must be hidden so that none under 5 is read, or worked out from the total: the small ones, and as many
 * of the smallest others as it takes. Where all of them are not enough, the total is hidden too. `already` are those another
 * table would give away.
 */
export function hiddenRows(
  rows: readonly Cell[],
  already: ReadonlySet<string> = new Set(),
): { keys: ReadonlySet<string>; total: boolean } {
  const hidden = rows.filter(({ key, count }) => isSmall(count) || already.has(key))
  if (hidden.length === 0) return { keys: new Set(), total: false }
  const others = rows.filter(({ key, count }) => count >= SMALLEST_SHOWN && !already.has(key))
  const sizes = [...new Set(others.map(({ count }) => count))].sort((a, b) => a - b)
  for (const size of sizes) {
    if (isSafe(hidden.map(({ count }) => count))) break
    // All of one size together: which of them was taken would say where the small one is.
    hidden.push(...others.filter(({ count }) => count === size))
  }
  return { keys: new Set(hidden.map(({ key }) => key)), total: !isSafe(hidden.map(({ count }) => count)) }
}

/**
 * The same for a table with two ways of dividing: in every row and every column what is hidden is none, or is safe. Hiding in
 * one direction may ask for more in the other, so it goes on until nothing is left to hide.
 */
export function hiddenCells(counts: readonly (readonly number[])[]): boolean[][] {
  const hidden = counts.map((row) => row.map(isSmall))
  const columns = counts[0]?.length ?? 0
  const lines: [row: number, column: number][][] = [
    ...counts.map((row, r) => row.map((_, c): [number, number] => [r, c])),
    ...Array.from({ length: columns }, (_, c) => counts.map((_row, r): [number, number] => [r, c])),
  ]
  for (let changed = true; changed; ) {
    changed = false
    for (const line of lines) changed = hideMore(counts, hidden, line) || changed
  }
  return hidden
}

function hideMore(
  counts: readonly (readonly number[])[],
  hidden: boolean[][],
  line: readonly [row: number, column: number][],
): boolean {
  const at = ([r, c]: readonly [number, number]) => counts[r]?.[c] ?? 0
  const isHidden = ([r, c]: readonly [number, number]) => hidden[r]?.[c] === true
  const already = line.filter(isHidden)
  if (already.length === 0) return false
  const gone = already.map(at)
  // A zero only once there is nothing else: it is what people expect to see.
  const rest = line.filter((cell) => !isHidden(cell)).sort((a, b) => (at(a) || Infinity) - (at(b) || Infinity))
  let changed = false
  for (const cell of rest) {
    if (isSafe(gone)) break
    const row = hidden[cell[0]]
    if (row) row[cell[1]] = true
    gone.push(at(cell))
    changed = true
  }
  return changed
}
