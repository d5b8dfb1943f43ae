import { useState } from 'react'
import { Link } from 'wouter'
import { helpKindNames } from '../../../../helpline/contacts/kinds.ts'
import { useNow } from '../../clock.ts'
import { capitalised, formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { ServiceStateTag } from '../../summaries/service-state.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

const scopes = ['open', 'closed', 'all'] as const

export function ServicesPage() {
  const [scope, setScope] = useState<(typeof scopes)[number]>('open')
  const now = useNow(60_000)
  const services = useAnswer('listServices', { query: { scope } })
  return (
    <Page title={words.title}>
      <RadioGroup label={words.show} options={scopes} names={words.scopes} value={scope} onChange={setScope} />
      <Answer answer={services}>
        {(rows) => (
          <Table
            caption={words.caption}
            rows={rows}
            keyOf={(row) => row.id}
            emptyText={words.empty}
            columns={[
              {
                name: words.when,
                cell: (row) => (
                  <Link href={paths.service(row.id)} className="table-link">
                    {formatMoment(row.startsAt, now)}
                  </Link>
                ),
              },
              { name: words.what, cell: (row) => capitalised(helpKindNames[row.helpKind]) },
              { name: words.who, cell: (row) => row.person.name },
              { name: words.state, cell: (row) => <ServiceStateTag state={row.state} /> },
              { name: words.volunteer, cell: (row) => row.volunteerName ?? '–' },
              { name: words.next, cell: (row) => row.nextStep },
            ]}
          />
        )}
      </Answer>
    </Page>
  )
}
