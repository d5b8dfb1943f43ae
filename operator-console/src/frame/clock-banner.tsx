import { formatRomeDateWithYear, formatRomeTime } from '../../../helpline/territory/rome-time.ts'
import { useClockIsReal, useNow } from '../clock.ts'
import { words } from './words.ts'

/** Where the time is not the real one, every page says so. */
export function ClockBanner() {
  const now = useNow(60_000)
  if (useClockIsReal()) return null
  return (
    <aside className="clock-banner no-print" aria-label={words.clock}>
      {words.testClock(`${formatRomeDateWithYear(now)}, ${formatRomeTime(now)}`)}
    </aside>
  )
}
