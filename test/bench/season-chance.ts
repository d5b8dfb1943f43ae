/** The same numbers for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What happens when, the soonest first; at the same moment, in the order it was added. */
export function eventQueue<T>() {
  const heap: { at: number; order: number; what: T }[] = []
  let added = 0
  const isSooner = (a: number, b: number): boolean => {
    const [one, other] = [heap[a], heap[b]]
    if (!one || !other) return one !== undefined
    return one.at < other.at || (one.at === other.at && one.order < other.order)
  }
  const swap = (a: number, b: number): void => {
    const [one, other] = [heap[a], heap[b]]
    if (!one || !other) return
    heap[a] = other
    heap[b] = one
  }
  return {
    add(at: number, what: T): void {
      heap.push({ at, order: added++, what })
      for (let place = heap.length - 1; place > 0; ) {
        const parent = (place - 1) >> 1
        if (!isSooner(place, parent)) return
        swap(place, parent)
        place = parent
      }
    },
    next(): { at: number; what: T } | undefined {
      const first = heap[0]
      const last = heap.pop()
      if (!first || !last || heap.length === 0) return first
      heap[0] = last
      for (let place = 0; ; ) {
        const child = isSooner(2 * place + 2, 2 * place + 1) ? 2 * place + 2 : 2 * place + 1
        if (child >= heap.length || !isSooner(child, place)) return first
        swap(place, child)
        place = child
      }
    },
  }
}
