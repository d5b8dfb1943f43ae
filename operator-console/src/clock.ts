import { useSyncExternalStore } from 'react'
import { call } from './api-client.ts'

// The computer's own time is read in this file alone, and only to count on from the moment the server gave.

interface HelplineClock {
  offsetMs: number
  real: boolean
}

let clock: HelplineClock = { offsetMs: 0, real: true }
let lastTick = Date.now()
const listeners = new Set<() => void>()
let ticking: ReturnType<typeof setInterval> | undefined

/** The helpline's time at this moment: the demo's, where there is one. */
export const helplineNow = (): Date => new Date(Date.now() + clock.offsetMs)

export async function setClockFromServer(): Promise<void> {
  const asked = Date.now()
  const { now, real } = await call('readClock', {})
  const answered = Date.now()
  // A computer’s own time may be wrong by any amount, also where the helpline’s is the real one.
  clock = { offsetMs: Date.parse(now) - (asked + answered) / 2, real }
  tick()
}

function tick(): void {
  lastTick = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  ticking ??= setInterval(tick, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(ticking)
    ticking = undefined
  }
}

const stepOf = (stepMs: number): number => Math.floor((lastTick + clock.offsetMs) / stepMs) * stepMs

/** The helpline's time, ticking every `stepMs`. */
export function useNow(stepMs: 1000 | 60_000): Date {
  const epochMs = useSyncExternalStore(subscribe, () => stepOf(stepMs))
  return new Date(epochMs)
}

export const useClockIsReal = (): boolean => useSyncExternalStore(subscribe, () => clock.real)
