import { romeDate, romeDay, romeInstant } from '../../territory/rome-time.ts'
import type { ServiceState } from '../service-states.ts'

/** From this hour on, what is over and not closed waits for somebody. */
const EVENING = '18:00'

export const isUnclosed = ({ state, endsAt }: { state: ServiceState; endsAt: Date }, now: Date): boolean =>
  state === 'assigned' && endsAt < unclosedBefore(now)

/** What was over before then, and is not closed, waits for somebody; what ends at this moment is over. */
export function unclosedBefore(now: Date): Date {
  const today = romeDate(now)
  return now >= romeInstant(today, EVENING) ? new Date(now.getTime() + 1) : romeDay(today).from
}
