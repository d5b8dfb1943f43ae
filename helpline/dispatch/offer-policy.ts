import { nextAskingTime } from '../reaching/quiet-hours.ts'

/** Holds from `fromHoursLeft` hours before the start, up to the next policy's. */
export interface OfferPolicy {
  fromHoursLeft: number
  waveSize: number
  waveMinutes: number
}

/** Where the table of policies is empty. */
export const defaultOfferPolicies: readonly OfferPolicy[] = [
  { fromHoursLeft: 72, waveSize: 1, waveMinutes: 20 },
  { fromHoursLeft: 6, waveSize: 3, waveMinutes: 15 },
  { fromHoursLeft: 0, waveSize: 5, waveMinutes: 15 },
]

const HOUR_MS = 3_600_000

/** How to ask now for a service that starts at `startsAt`. */
export function offerPolicyFor(policies: readonly OfferPolicy[], startsAt: Date, now: Date): OfferPolicy {
  const hoursLeft = (startsAt.getTime() - now.getTime()) / HOUR_MS
  const table = [...(policies.length > 0 ? policies : defaultOfferPolicies)].sort(
    (a, b) => b.fromHoursLeft - a.fromHoursLeft,
  )
  const found = table.find(({ fromHoursLeft }) => hoursLeft >= fromHoursLeft) ?? table.at(-1)
  if (!found) throw new RangeError('There is no offer policy')
  return found
}

/** Less than this before the start nobody is asked by message any more. */
const LAST_ASKING_MINUTES = 30
export const latestAsking = (startsAt: Date): Date => new Date(startsAt.getTime() - LAST_ASKING_MINUTES * 60_000)

/** Nobody can be asked by message in time: by day it is too near, or the night comes before it. */
export const isTooLateToAsk = (startsAt: Date, now: Date): boolean => nextAskingTime(now) >= latestAsking(startsAt)
