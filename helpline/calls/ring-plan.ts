import type { RingTarget } from './call-records.ts'

/** As many phones as Twilio rings at once. */
export const MOST_PHONES = 10

/**
 * Who rings: the operators who have waited longest, then the fixed lines; each number once, and never the caller's own,
 * which would ring engaged.
 */
export function phonesToRing(
  available: readonly { operatorId: string; e164: string }[],
  fixedPhones: readonly string[],
  callerE164: string | null,
): RingTarget[] {
  const targets = new Map<string, RingTarget>()
  const add = (target: RingTarget): void => {
    if (target.e164 !== callerE164 && !targets.has(target.e164)) targets.set(target.e164, target)
  }
  for (const { operatorId, e164 } of available) add({ kind: 'operatorPhone', e164, operatorId })
  for (const e164 of fixedPhones) add({ kind: 'callCentrePhone', e164, operatorId: null })
  return [...targets.values()].slice(0, MOST_PHONES)
}
