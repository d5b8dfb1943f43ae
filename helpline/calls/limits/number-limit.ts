/** A number that goes straight to voicemail for a time. */
export interface NumberLimit {
  fromAt: Date
  untilAt: Date
  liftedAt: Date | null
  /** Somebody's number when it was limited. */
  needsApproval: boolean
  /** The second person. */
  approvedById: string | null
}

export const LONGEST_LIMIT_DAYS = 90

export const numberLimitStates = ['inForce', 'awaitingApproval', 'expired', 'lifted'] as const
export type NumberLimitState = (typeof numberLimitStates)[number]
export const numberLimitStateNames: Record<NumberLimitState, string> = {
  inForce: 'in vigore',
  awaitingApproval: 'aspetta una seconda persona',
  expired: 'finita',
  lifted: 'tolta prima',
}

/**
 * `isKnownNumber`: it belongs, today, to an assisted person or to somebody of theirs. Such a number is never limited by one person
 * alone, also where nobody knew it when it was limited.
 */
export function limitState(limit: NumberLimit, isKnownNumber: boolean, now: Date): NumberLimitState {
  if (limit.liftedAt) return 'lifted'
  if (limit.untilAt <= now) return 'expired'
  const takesTwo = limit.needsApproval || isKnownNumber
  return takesTwo && limit.approvedById === null ? 'awaitingApproval' : 'inForce'
}

/** Whether a call from the number goes straight to voicemail; asked at every call, with all that was written of its number. */
export const isLimited = (limits: readonly NumberLimit[], isKnownNumber: boolean, now: Date): boolean =>
  limits.some((limit) => limit.fromAt <= now && limitState(limit, isKnownNumber, now) === 'inForce')
