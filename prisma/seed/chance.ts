/** Repeatable chance: the same seed gives the same demo on every machine. */
export function chance(seed: number) {
  let state = seed >>> 0
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const upTo = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    upTo,
    between: (low: number, high: number): number => low + upTo(high - low + 1),
    happens: (probability: number): boolean => next() < probability,
    pick: <T>(items: readonly T[]): T => items[upTo(items.length)] as T,
    /** Picks by weight. */
    weighted: <T>(items: readonly (readonly [T, number])[]): T => {
      let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of items) {
        left -= weight
        if (left < 0) return item
      }
      return (items.at(-1) as readonly [T, number])[0]
    },
    uuid: (): string => {
      const hex = Array.from({ length: 32 }, () => upTo(16).toString(16)).join('')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
    },
  }
}
export type Chance = ReturnType<typeof chance>
