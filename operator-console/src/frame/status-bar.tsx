import { formatRomeDateWithYear, formatRomeTime } from '../../../helpline/territory/rome-time.ts'
import { useNow } from '../clock.ts'
import { type Live, useLiveConnection } from '../live.ts'
import { Warning } from '../ui/icons.tsx'
import { words } from './words.ts'

export function StatusBar({ live }: { live: Live }) {
  const connection = useLiveConnection(live)
  const now = useNow(60_000)
  return (
    <footer className="status-bar no-print" data-state={connection.state}>
      <span role="status">
        {connection.state === 'connected' && <>✓ {words.connected}</>}
        {connection.state === 'connecting' && <>… {words.connecting}</>}
        {connection.state === 'lost' && (
          <>
            <Warning /> {words.lost(formatRomeTime(connection.since))}
          </>
        )}
      </span>
      <span>
        {formatRomeDateWithYear(now)}, {formatRomeTime(now)}
      </span>
    </footer>
  )
}
