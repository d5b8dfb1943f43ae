/**
 * Many consoles ask the same at the moment a telephone rings. Whoever asks while a reading is under way shares the next one: it
 * begins after all of them asked, so that nobody is shown less than they were told of.
 */
export function sharedReading<K, T>(keyOf: (asked: K) => string, read: (asked: K) => Promise<T>) {
  const running = new Map<string, Promise<unknown>>()
  const next = new Map<string, Promise<T>>()

  function start(key: string, asked: K): Promise<T> {
    const reading = read(asked)
    const over = reading.then(
      () => running.delete(key),
      () => running.delete(key),
    )
    running.set(key, over)
    return reading
  }

  return (asked: K): Promise<T> => {
    const key = keyOf(asked)
    const before = running.get(key)
    if (!before) return start(key, asked)
    const known = next.get(key)
    if (known) return known
    const shared = before.then(() => {
      next.delete(key)
      return start(key, asked)
    })
    next.set(key, shared)
    return shared
  }
}
