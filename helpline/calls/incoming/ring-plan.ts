import type { RingTarget } from '../call-records.ts'

/** As many phones as Twilio rings at once. */
export const MOST_PHONES = 10

/** Somebody who is there and free, on a telephone or at the console itself. */
export interface FreeOperator {
  operatorId: string
  listeningPointId: string
  e164: string | null
  inBrowser: boolean
}

/**
 * Who rings: the operators who have been free longest, then the fixed lines; each number once, and never the caller's own,
 * which would ring engaged.
 */
export function phonesToRing(
  free: readonly FreeOperator[],
  fixedPhones: readonly { e164: string; listeningPointId: string }[],
  callerE164: string | null,
): RingTarget[] {
  const targets = new Map<string, RingTarget>()
  const add = (key: string, target: RingTarget): void => {
    if (key !== callerE164 && !targets.has(key)) targets.set(key, target)
  }
  for (const { operatorId, listeningPointId, e164, inBrowser } of free) {
    if (inBrowser) add(operatorId, { kind: 'browser', e164: null, operatorId, listeningPointId })
    else if (e164 !== null) add(e164, { kind: 'operatorPhone', e164, operatorId, listeningPointId })
  }
  for (const { e164, listeningPointId } of fixedPhones) {
    add(e164, { kind: 'callCentrePhone', e164, operatorId: null, listeningPointId })
  }
  return [...targets.values()].slice(0, MOST_PHONES)
}
