/** Thrown into whatever a call is doing when the call ends or is sent elsewhere. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted')
  }
}

interface Wait {
  owner: string
  dueAt: number
  timer: NodeJS.Timeout
  runOut: () => void
}

/**
 * Everything the simulator has under way. *Work* ends by itself (a webhook, a pause, an automatic answer); a *wait* ends
 * when a person acts or the time runs out (a ringing telephone, a question on the keypad).
 */
export class Activity {
  readonly #timeScale: number
  readonly #waits = new Set<Wait>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #watchers = new Set<() => void>()
  #work = 0

  constructor(timeScale: number) {
    this.#timeScale = timeScale
  }

  async track<T>(work: Promise<T>): Promise<T> {
    this.#work++
    try {
      return await work
    } finally {
      this.#work--
      this.#look()
    }
  }

  /** Runs `act` after simulated time; counts as work. */
  after(seconds: number, act: () => void): () => void {
    this.#work++
    let over = false
    const end = () => {
      if (over) return false
      over = true
      clearTimeout(timer)
      this.#timers.delete(timer)
      this.#work--
      this.#look()
      return true
    }
    const timer = setTimeout(() => {
      // The action may start more work: it runs before this piece is taken off the count.
      if (!over) act()
      end()
    }, this.#milliseconds(seconds))
    this.#timers.add(timer)
    return end
  }

  sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(new Interrupted())
    if (seconds <= 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const interrupt = () => {
        stop()
        reject(new Interrupted())
      }
      const stop = this.after(seconds, () => {
        signal?.removeEventListener('abort', interrupt)
        resolve()
      })
      signal?.addEventListener('abort', interrupt, { once: true })
    })
  }

  /** A person has `seconds` of simulated time to act, then `timeIsUp` runs. */
  waitFor(owner: string, seconds: number, timeIsUp: () => void): () => void {
    const stop = () => {
      clearTimeout(wait.timer)
      if (this.#waits.delete(wait)) this.#look()
    }
    const runOut = () => {
      // The count never touches zero between the end of the wait and what follows from it.
      this.#work++
      stop()
      timeIsUp()
      this.#work--
      this.#look()
    }
    const milliseconds = this.#milliseconds(seconds)
    const dueAt = performance.now() + milliseconds
    const wait: Wait = { owner, dueAt, timer: setTimeout(runOut, milliseconds), runOut }
    this.#waits.add(wait)
    return stop
  }

  /** The same as a promise, which the signal breaks off. */
  wait(owner: string, seconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(new Interrupted())
    if (seconds <= 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const interrupt = () => {
        stop()
        reject(new Interrupted())
      }
      const stop = this.waitFor(owner, seconds, () => {
        signal.removeEventListener('abort', interrupt)
        resolve()
      })
      signal.addEventListener('abort', interrupt, { once: true })
    })
  }

  /** Lets the time of what this owner waits for first run out now; false when it waits for nothing. */
  runOut(owner: string): boolean {
    const waits = [...this.#waits].filter((wait) => wait.owner === owner)
    const first = waits.sort((one, other) => one.dueAt - other.dueAt)[0]
    first?.runOut()
    return first !== undefined
  }

  /** Seconds of simulated time between two instants. */
  secondsBetween(from: Date, to: Date): number {
    return ((to.getTime() - from.getTime()) * this.#timeScale) / 1000
  }

  /** Nothing is left to do unless a person acts. */
  settled(): Promise<void> {
    return this.#until(() => this.#work === 0)
  }

  /** Nothing is left to do and nobody is being waited for. */
  idle(): Promise<void> {
    return this.#until(() => this.#work === 0 && this.#waits.size === 0)
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    for (const wait of this.#waits) clearTimeout(wait.timer)
    this.#timers.clear()
    this.#waits.clear()
    this.#work = 0
    this.#look()
  }

  #milliseconds(seconds: number): number {
    return Math.min((seconds * 1000) / this.#timeScale, 2 ** 31 - 1)
  }

  #look(): void {
    for (const watcher of this.#watchers) watcher()
  }

  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        // What a finished piece of work leads to starts within the same turn of the event loop.
        if (holds()) setImmediate(() => holds() && this.#watchers.delete(look) && resolve())
      }
      this.#watchers.add(look)
      look()
    })
  }
}
