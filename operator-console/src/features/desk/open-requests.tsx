import { Link } from 'wouter'
import type { DeskRequestView } from '../../../../contract/desk.ts'
import { helpKindNames, informationKindNames } from '../../../../helpline/contacts/kinds.ts'
import { useNow } from '../../clock.ts'
import { capitalised, formatMoment, waitingText } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useSession } from '../../session.tsx'
import { Card, Tag } from '../../ui/card.tsx'
import { Bell, Warning } from '../../ui/icons.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

const kindOf = { late: 'problem', soon: 'warning', calm: 'plain' } as const

function whatIs({ kind, helpKind, informationKind }: DeskRequestView): string {
  if (kind === 'help') return helpKind ? helpKindNames[helpKind] : words.toBeSaid
  return words.information(informationKind ? informationKindNames[informationKind] : words.toBeSaid)
}

export function OpenRequests({ requests, count }: { requests: readonly DeskRequestView[]; count: number }) {
  const now = useNow(60_000)
  const { listeningPoints } = useSession()
  return (
    <Card title={words.requests(count)} className="no-print">
      <div className="stack-tight">
        <p>{requests.length < count ? words.requestsMore(requests.length, count) : words.requestsIntro}</p>
        <Table
          caption={words.requestsTable}
          isCaptionHidden
          rows={requests}
          keyOf={({ id }) => id}
          emptyText={words.requestsEmpty}
          columns={[
            {
              name: words.what,
              cell: (request) => (
                <Link
                  href={request.serviceId ? paths.service(request.serviceId) : paths.contact(request.contactId)}
                  className="table-link"
                >
                  {capitalised(whatIs(request))}
                </Link>
              ),
            },
            { name: words.who, cell: ({ personName }) => personName ?? words.unknownPerson },
            {
              name: words.howUrgent,
              cell: ({ urgency }) => (
                <Tag kind={kindOf[urgency]}>
                  {urgency === 'late' && <Warning />}
                  {urgency === 'soon' && <Bell />} {words.urgency[urgency]}
                </Tag>
              ),
            },
            { name: words.neededAt, cell: ({ neededAt }) => (neededAt ? formatMoment(neededAt, now) : '–') },
            { name: words.age, cell: ({ createdAt }) => waitingText(createdAt, now) },
            ...(listeningPoints.length > 1
              ? [{ name: words.point, cell: (row: DeskRequestView) => row.listeningPointName }]
              : []),
            { name: words.next, cell: ({ nextStep }) => nextStep },
          ]}
        />
      </div>
    </Card>
  )
}
