import type { CallView } from '../../../../contract/calls.ts'
import { callStateNames } from '../../../../helpline/calls/call-states.ts'
import { useNow } from '../../clock.ts'
import { whoMayCall } from '../../current-calls.ts'
import { capitalised, formatElapsed } from '../../formats.ts'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

export function CallsElsewhere({ calls }: { calls: readonly CallView[] }) {
  const now = useNow(1000)
  return (
    <Table
      caption={words.elsewhere}
      rows={calls}
      keyOf={(call) => call.id}
      columns={[
        { name: words.columnPoint, cell: (call) => call.listeningPointName },
        { name: words.columnWho, cell: (call) => whoMayCall(call) ?? words.withheld },
        {
          name: words.columnState,
          cell: (call) =>
            [call.onHold ? words.onHold : capitalised(callStateNames[call.state]), ...call.speakers].join(', '),
        },
        { name: words.columnSince, cell: (call) => formatElapsed(call.startedAt, now) },
      ]}
    />
  )
}
