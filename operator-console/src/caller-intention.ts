import { useSyncExternalStore } from 'react'

/** What an operator means to do first with a caller nobody knows: chosen while it rings, done when its contact opens. */
export type CallerIntention = 'newPerson' | 'askWho'

const intentions = new Map<string, CallerIntention>()
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function intend(callId: string, intention: CallerIntention | null): void {
  if (intention) intentions.set(callId, intention)
  else intentions.delete(callId)
  for (const listener of listeners) listener()
}

export const intentionFor = (callId: string | null): CallerIntention | null => intentions.get(callId ?? '') ?? null

export const useIntention = (callId: string | null): CallerIntention | null =>
  useSyncExternalStore(subscribe, () => intentionFor(callId))
