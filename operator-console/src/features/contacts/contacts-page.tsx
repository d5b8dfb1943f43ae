import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { type ContactScope, contactScopes } from '../../../../helpline/contacts/contact-list.ts'
import { provenanceNames } from '../../../../helpline/contacts/kinds.ts'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { useNow } from '../../clock.ts'
import { capitalised, formatCount, formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Tag } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

type Contact = AnswerFor<'listContacts'>['contacts'][number]

/** Nothing that is to be finished waits behind a button, as long as there are no more than these. */
const PAGE: Record<ContactScope, number> = { inbound: 30, drafts: 100 }

const whoIn = ({ person, callerPhone, purpose }: Contact): string =>
  person?.name ?? callerPhone ?? (purpose ? words.callsFor[purpose] : words.unknownPerson)

function ContactTable({ rows, scope, hasMore }: { rows: readonly Contact[]; scope: ContactScope; hasMore: boolean }) {
  const now = useNow(60_000)
  return (
    <Table
      caption={scope === 'inbound' && hasMore ? words.latest(rows.length) : words.captions[scope]}
      rows={rows}
      keyOf={(row) => row.id}
      emptyText={words.empty[scope]}
      columns={[
        {
          name: words.when,
          cell: (row) => (
            <Link href={paths.contact(row.id)} className="table-link">
              {formatMoment(row.occurredAt, now)}
            </Link>
          ),
        },
        ...(scope === 'drafts'
          ? [{ name: words.recordedLater, cell: (row: Contact) => formatMoment(row.recordedAt, now) }]
          : []),
        { name: words.who, cell: whoIn },
        {
          name: words.how,
          cell: ({ direction, provenance, localAssociationName }) =>
            [direction === 'outbound' ? words.outbound : capitalised(provenanceNames[provenance]), localAssociationName]
              .filter(Boolean)
              .join(', '),
        },
        { name: words.point, cell: (row) => row.listeningPointName },
        { name: words.requestsCount, cell: (row) => formatCount(row.requestCount), isNumber: true },
        {
          name: words.state,
          cell: (row) => <Tag kind={row.state === 'draft' ? 'warning' : 'done'}>{words[row.state]}</Tag>,
        },
      ]}
    />
  )
}

function ContactList({ scope }: { scope: ContactScope }) {
  const pages = useInfiniteQuery<AnswerFor<'listContacts'>, ApiError>({
    queryKey: ['listContacts', { scope }],
    initialPageParam: undefined,
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam as string | undefined
      return call('listContacts', { query: { scope, limit: PAGE[scope], ...(cursor ? { cursor } : {}) } }, { signal })
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  if (!pages.data) {
    return pages.error ? <ProblemNotice error={pages.error} onRetry={() => void pages.refetch()} /> : <Skeleton />
  }
  return (
    <>
      <ContactTable
        rows={pages.data.pages.flatMap(({ contacts }) => contacts)}
        scope={scope}
        hasMore={pages.hasNextPage}
      />
      {pages.error && <ProblemNotice error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.hasNextPage && (
        <div className="row">
          <Button isBusy={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      )}
    </>
  )
}

export function ContactsPage() {
  const [scope, setScope] = useState<ContactScope>('inbound')
  return (
    <Page
      title={words.listTitle}
      aside={
        <LinkButton href={paths.newContact} kind="primary" shortcut="F2">
          {words.newContact}
        </LinkButton>
      }
    >
      <RadioGroup label={words.show} options={contactScopes} names={words.scopes} value={scope} onChange={setScope} />
      <ContactList key={scope} scope={scope} />
    </Page>
  )
}
