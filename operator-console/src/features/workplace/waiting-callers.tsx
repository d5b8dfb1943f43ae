import type { CallView } from '../../../../contract/calls.ts'
import { useNow } from '../../clock.ts'
import { whoMayCall } from '../../current-calls.ts'
import { formatElapsed } from '../../formats.ts'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

const since = (call: CallView): string => call.waitingSince ?? call.startedAt

/** Those nobody is free for yet, the one who has waited longest first. */
export function WaitingCallers({ calls }: { calls: readonly CallView[] }) {
  const now = useNow(1000)
  const waiting = calls.filter(({ state }) => state === 'waiting').sort((a, b) => since(a).localeCompare(since(b)))
  const [longest] = waiting
  if (!longest) return <p className="soft">{words.noneWaiting}</p>
  return (
    <Table
      caption={words.waiting(waiting.length, formatElapsed(since(longest), now))}
      rows={waiting}
      keyOf={(call) => call.id}
      columns={[
        { name: words.columnWho, cell: (call) => whoMayCall(call) ?? words.withheld },
        { name: words.columnWaits, cell: (call) => formatElapsed(since(call), now) },
        { name: words.columnPoint, cell: (call) => call.listeningPointName },
      ]}
    />
  )
}
