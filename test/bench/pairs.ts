/** One line of the page: what ours costs, as a multiple of what is compared with it, measured side by side. */
export interface Line {
  title: string
  /** What each side does, in words. */
  ours: string
  bare: string
  oursMeasured: string
  bareMeasured: string
  /** Cost of ours divided by cost of the other, one per pair of rounds. */
  ratios: number[]
  /** Above it the median is a regression. */
  limit: number
  /** What is asked of it in plain figures: shown beside what was measured, and deciding nothing. */
  goal?: Goal
}

export interface Goal {
  text: string
  isMet: boolean
}

export const isBroken = (line: Line): boolean => !(median(line.ratios) <= line.limit)

export interface Pairs<A, B> {
  ours: A[]
  bare: B[]
}

/** A, B, A, B: whatever slows the machine down slows both. The first pair only warms both up. */
export async function inPairs<A, B>(
  count: number,
  ours: (round: number) => Promise<A>,
  bare: (round: number) => Promise<B>,
): Promise<Pairs<A, B>> {
  const measured: Pairs<A, B> = { ours: [], bare: [] }
  for (let round = 0; round <= count; round++) {
    const [own, other] = [await ours(round), await bare(round)]
    if (round === 0) continue
    measured.ours.push(own)
    measured.bare.push(other)
  }
  return measured
}

export const ratiosOf = <A, B>(
  { ours, bare }: Pairs<A, B>,
  oursCost: (measure: A) => number,
  bareCost: (measure: B) => number,
): number[] => ours.map((measure, index) => oursCost(measure) / bareCost(bare[index] as B))

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
}

/** Three figures that matter. */
export const figure = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
