/** Splits a whole number by weights into whole parts that sum to it; weights that already do come back as they are. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((soFar, weight) => soFar + weight, 0)
  if (sum <= 0) {
    if (total === 0) return weights.map(() => 0)
    throw new Error(`Nothing says how to split ${total}`)
  }
  const exact = weights.map((weight) => (total * weight) / sum)
  const parts = exact.map(Math.floor)
  const left = total - parts.reduce((soFar, part) => soFar + part, 0)
  const byRemainder = exact
    .map((value, at) => ({ at, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest)
  for (const { at } of byRemainder.slice(0, left)) parts[at] = (parts[at] as number) + 1
  return parts
}

/** The same for a table: its keys keep their order. */
export function apportioned<K extends string>(total: number, weights: Readonly<Record<K, number>>): Record<K, number> {
  const keys = Object.keys(weights) as K[]
  const parts = apportion(
    total,
    keys.map((key) => weights[key]),
  )
  return Object.fromEntries(keys.map((key, at) => [key, parts[at]])) as Record<K, number>
}

/** Splits a total over very many uneven shares without ever holding them: the sum of what it hands out is exact. */
export function running(total: number, shares: number) {
  let given = 0
  let sharesSoFar = 0
  return (share: number): number => {
    sharesSoFar += share
    const upToHere = Math.round((total * sharesSoFar) / shares)
    const part = upToHere - given
    given = upToHere
    return part
  }
}
