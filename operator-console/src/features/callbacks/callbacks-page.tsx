import { callbackReasonNames } from '../../../../helpline/calls/call-states.ts'
import { useNow } from '../../clock.ts'
import { capitalised, formatMoment } from '../../formats.ts'
import { useAnswer } from '../../queries.ts'
import { Tag } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

const kinds = { open: 'warning', working: 'plain', done: 'done' } as const

export function CallbacksPage() {
  const now = useNow(60_000)
  const callbacks = useAnswer('listCallbacks', {})
  return (
    <Page title={words.title}>
      <p>{words.intro}</p>
      <Answer answer={callbacks}>
        {(rows) => (
          <Table
            caption={words.caption}
            rows={rows}
            keyOf={(row) => row.id}
            emptyText={words.empty}
            columns={[
              { name: words.who, cell: (row) => <strong>{row.personName ?? words.unknown}</strong> },
              { name: words.phone, cell: (row) => row.from ?? words.withheld },
              { name: words.why, cell: (row) => capitalised(callbackReasonNames[row.reason]) },
              { name: words.since, cell: (row) => formatMoment(row.createdAt, now) },
              { name: words.point, cell: (row) => row.listeningPointName },
              {
                name: words.state,
                cell: (row) => <Tag kind={kinds[row.state]}>{capitalised(words.states[row.state])}</Tag>,
              },
            ]}
          />
        )}
      </Answer>
    </Page>
  )
}
