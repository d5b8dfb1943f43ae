import { romeDate, romeInstant } from '../../territory/rome-time.ts'
import type { ServiceState } from '../service-states.ts'

/** From this hour on, what is over and not closed waits for somebody. */
const EVENING = '18:00'

export const isUnclosed = ({ state, endsAt }: { state: ServiceState; endsAt: Date }, now: Date): boolean =>
  state === 'assigned' && endsAt <= now && now >= romeInstant(romeDate(endsAt), EVENING)
