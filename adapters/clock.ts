export interface Clock {
  now(): Date
  /** false when the time shown is a demo's or a training's: every page says so. */
  isReal: boolean
  offsetMs: number
}

/** What must be added to the real time so that it reads `startAt` now. */
function offsetFrom(startAt: Date): number {
  return startAt.getTime() - Date.now()
}

/**
 * The one place where time is read. Processes that must agree are given the same `offsetMs`; `startAt` is for the one
 * that decides it.
 */
export function createClock(setting: { startAt?: Date; offsetMs?: number } = {}): Clock {
  const offsetMs = setting.offsetMs ?? (setting.startAt ? offsetFrom(setting.startAt) : 0)
  return { now: () => new Date(Date.now() + offsetMs), isReal: offsetMs === 0, offsetMs }
}
