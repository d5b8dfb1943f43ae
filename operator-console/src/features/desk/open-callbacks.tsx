import { Link } from 'wouter'
import type { CallbackView } from '../../../../contract/callbacks.ts'
import { callbackReasonNames } from '../../../../helpline/calls/call-states.ts'
import { callbackUrgencies } from '../../../../helpline/calls/callbacks/callback-group.ts'
import { useNow } from '../../clock.ts'
import { capitalised, waitingText } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { Card, Tag } from '../../ui/card.tsx'
import { Bell, Warning } from '../../ui/icons.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

/** Time alone makes a call-back late. */
const SLOW_POLL_MS = 60_000
const kindOf = { late: 'problem', due: 'warning', planned: 'plain' } as const

const byUrgency = (groups: readonly CallbackView[]): CallbackView[] =>
  groups.toSorted(
    (a, b) =>
      callbackUrgencies.indexOf(a.urgency) - callbackUrgencies.indexOf(b.urgency) ||
      a.createdAt.localeCompare(b.createdAt),
  )

function CallbackTable({ groups }: { groups: readonly CallbackView[] }) {
  const now = useNow(60_000)
  return (
    <Table
      caption={words.callbacksTable}
      isCaptionHidden
      rows={byUrgency(groups)}
      keyOf={({ id }) => id}
      emptyText={words.callbacksEmpty}
      columns={[
        { name: words.who, cell: ({ personName, from }) => personName ?? from ?? words.withheld },
        {
          name: words.howUrgent,
          cell: ({ urgency }) => (
            <Tag kind={kindOf[urgency]}>
              {urgency === 'late' && <Warning />}
              {urgency === 'due' && <Bell />} {words.callbackUrgency[urgency]}
            </Tag>
          ),
        },
        { name: words.age, cell: ({ createdAt }) => waitingText(createdAt, now) },
        { name: words.why, cell: ({ reason }) => capitalised(callbackReasonNames[reason]) },
        { name: words.holder, cell: ({ holder }) => (holder && !holder.isSilent ? holder.name : words.free) },
      ]}
    />
  )
}

export function OpenCallbacks() {
  const callbacks = useAnswer('listCallbacks', {}, { refetchInterval: SLOW_POLL_MS })
  return (
    <Card
      title={words.callbacks(callbacks.data?.length ?? 0)}
      className="no-print"
      aside={
        <Link href={paths.callbacks} className="lone-link">
          {words.callbacksOpen}
        </Link>
      }
    >
      <Answer answer={callbacks} lines={3}>
        {(groups) => <CallbackTable groups={groups} />}
      </Answer>
    </Card>
  )
}
