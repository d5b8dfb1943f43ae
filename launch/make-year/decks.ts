import type { Chance } from '../../prisma/seed/chance.ts'

type Indexes = Uint8Array | Uint16Array | Uint32Array

/** Fisher and Yates: every order is as likely. */
export function shuffle<A extends Indexes>(items: A, dice: Chance): A {
  for (let left = items.length - 1; left > 0; left--) {
    const other = dice.upTo(left + 1)
    const kept = items[left] as number
    items[left] = items[other] as number
    items[other] = kept
  }
  return items
}

/** As many cards of each value as its count says, shuffled: dealt out one by one, the totals are exact. */
export function deck(counts: readonly number[], dice: Chance): Uint8Array {
  const cards = new Uint8Array(counts.reduce((sum, count) => sum + count, 0))
  let at = 0
  counts.forEach((count, value) => {
    cards.fill(value, at, at + count)
    at += count
  })
  return shuffle(cards, dice)
}

export const upToCount = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, at) => at)

/** Draws by weight, again and again. */
export function drawer(weights: readonly number[], dice: Chance): () => number {
  const sums: number[] = []
  let sum = 0
  for (const weight of weights) {
    sum += weight
    sums.push(sum)
  }
  return () => {
    const at = dice.next() * sum
    const found = sums.findIndex((each) => at < each)
    return found < 0 ? weights.length - 1 : found
  }
}
