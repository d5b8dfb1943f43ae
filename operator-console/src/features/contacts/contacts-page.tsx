import { useState } from 'react'
import { Link } from 'wouter'
import { contactStates, provenanceNames } from '../../../../helpline/contacts/kinds.ts'
import { useNow } from '../../clock.ts'
import { capitalised, formatCount, formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Tag } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

const scopes = ['all', contactStates[0]] as const
const scopeNames = { all: words.everything, draft: words.onlyDrafts }

export function ContactsPage() {
  const [scope, setScope] = useState<(typeof scopes)[number]>('all')
  const now = useNow(60_000)
  const contacts = useAnswer('listContacts', { query: scope === 'all' ? {} : { state: scope } })
  return (
    <Page
      title={words.listTitle}
      aside={
        <LinkButton href={paths.newContact} kind="primary" shortcut="F2">
          {words.newContact}
        </LinkButton>
      }
    >
      <RadioGroup label={words.show} options={scopes} names={scopeNames} value={scope} onChange={setScope} />
      <Answer answer={contacts}>
        {(rows) => (
          <Table
            caption={words.listCaption}
            rows={rows}
            keyOf={(row) => row.id}
            emptyText={words.listEmpty}
            columns={[
              {
                name: words.when,
                cell: (row) => (
                  <Link href={paths.contact(row.id)} className="table-link">
                    {formatMoment(row.occurredAt, now)}
                  </Link>
                ),
              },
              { name: words.who, cell: (row) => row.person?.name ?? row.callerPhone ?? words.unknownPerson },
              {
                name: words.how,
                cell: ({ provenance, localAssociationName }) =>
                  [capitalised(provenanceNames[provenance]), localAssociationName].filter(Boolean).join(', '),
              },
              { name: words.point, cell: (row) => row.listeningPointName },
              { name: words.requestsCount, cell: (row) => formatCount(row.requestCount), isNumber: true },
              {
                name: words.state,
                cell: (row) => <Tag kind={row.state === 'draft' ? 'warning' : 'done'}>{words[row.state]}</Tag>,
              },
            ]}
          />
        )}
      </Answer>
    </Page>
  )
}
