import { useEffect, useSyncExternalStore } from 'react'

/** A gentle two-note bell through the computer's loudspeaker. Browsers keep it silent until somebody touches the page. */

const NOTES_HZ = [523.25, 659.25] as const
const NOTE_SECONDS = 0.55
const REPEAT_MS = 3_000
const VOLUME = 0.18
const MUTED_KEY = 'ring-muted'

let context: AudioContext | undefined
let muted = localStorage.getItem(MUTED_KEY) === 'yes'
const listeners = new Set<() => void>()

const changed = (): void => {
  for (const listener of listeners) listener()
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** To be called on the page's first touch. */
export function prepareSound(): void {
  const prepare = () => {
    context ??= new AudioContext()
    context.resume().then(changed, changed)
  }
  window.addEventListener('pointerdown', prepare, { once: true })
  window.addEventListener('keydown', prepare, { once: true })
}

export function setMuted(isMuted: boolean): void {
  muted = isMuted
  localStorage.setItem(MUTED_KEY, isMuted ? 'yes' : 'no')
  changed()
}

export const useMuted = (): boolean => useSyncExternalStore(subscribe, () => muted)
export const useSoundReady = (): boolean => useSyncExternalStore(subscribe, () => context?.state === 'running')

export function ringOnce(): void {
  if (context?.state !== 'running') return
  for (const [index, frequency] of NOTES_HZ.entries()) {
    const start = context.currentTime + index * NOTE_SECONDS
    const tone = context.createOscillator()
    const loudness = context.createGain()
    tone.frequency.value = frequency
    loudness.gain.setValueAtTime(0, start)
    loudness.gain.linearRampToValueAtTime(VOLUME, start + 0.04)
    loudness.gain.exponentialRampToValueAtTime(0.001, start + NOTE_SECONDS)
    tone.connect(loudness).connect(context.destination)
    tone.start(start)
    tone.stop(start + NOTE_SECONDS)
  }
}

export function useRing(isRinging: boolean): void {
  const isMuted = useMuted()
  useEffect(() => {
    if (!isRinging || isMuted) return
    ringOnce()
    const repeat = setInterval(ringOnce, REPEAT_MS)
    return () => clearInterval(repeat)
  }, [isRinging, isMuted])
}
