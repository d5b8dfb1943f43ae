import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { tableNames } from '../../../../helpline/reports/figure-names.ts'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { formatWholeMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { ReportsPageFrame } from '../../summaries/report-sections.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { choiceAddress, type FiguresQuery, useReportChoice } from './report-choice.ts'
import { words } from './words.ts'

type Row = AnswerFor<'readFigureRows'>['rows'][number]

/** Where a row is opened, for those that have a page. */
function addressOfRow({ entity, id, contactId, personId }: Row): string | null {
  if (entity === 'contact') return paths.contact(id)
  if (entity === 'service') return paths.service(id)
  if (entity === 'person') return paths.person(id)
  if (entity === 'callback') return paths.callbacks
  return contactId ? paths.contact(contactId) : personId && paths.person(personId)
}

function Rows({ query, table, row }: { query: FiguresQuery; table: string; row: string | null }) {
  const pages = useInfiniteQuery<AnswerFor<'readFigureRows'>, ApiError>({
    queryKey: ['readFigureRows', { query, table, row }],
    initialPageParam: undefined,
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam as string | undefined
      const asked = { ...query, table, ...(row ? { key: row } : {}), ...(cursor ? { cursor } : {}) }
      return call('readFigureRows', { query: asked }, { signal })
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  if (pages.error) return <ProblemNotice error={pages.error} onRetry={() => void pages.refetch()} />
  if (!pages.data) return <Skeleton />
  return (
    <>
      <Table
        caption={words.rowsCaption(titleOf(table))}
        rows={pages.data.pages.flatMap(({ rows }) => rows)}
        keyOf={({ id }) => id}
        emptyText={words.noRows}
        columns={[
          { name: words.rowWhen, cell: ({ at }) => formatWholeMoment(at) },
          { name: words.rowWhat, cell: ({ what }) => what },
          { name: words.rowWho, cell: ({ personName }) => personName ?? words.nobody },
          { name: words.rowWhere, cell: ({ listeningPointName }) => listeningPointName ?? '' },
          {
            name: words.open,
            cell: (each) => {
              const address = addressOfRow(each)
              return (
                address && (
                  <Link href={address} className="table-link">
                    {words.open}
                  </Link>
                )
              )
            },
          },
        ]}
      />
      {pages.hasNextPage && (
        <Button isBusy={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </>
  )
}

const titleOf = (table: string): string =>
  Object.hasOwn(tableNames, table) ? tableNames[table as keyof typeof tableNames].title : ''

/** What a row of the live report is called: read from the same figures. */
function useRowLabel(query: FiguresQuery, table: string, row: string | null): string {
  const report = useAnswer('readFigures', { query })
  const found = report.data?.figures.tables.find(({ key }) => key === table)
  return found?.rows.find(({ key }) => key === row)?.label ?? ''
}

function RowsOf({ query, search }: { query: FiguresQuery; search: URLSearchParams }) {
  const [table, row] = [search.get('tabella') ?? '', search.get('riga')]
  const label = useRowLabel(query, table, row)
  return (
    <>
      <h2>{[titleOf(table), label].filter(Boolean).join(': ')}</h2>
      <Rows query={query} table={table} row={row} />
    </>
  )
}

export function FigureRowsPage() {
  const { query, search } = useReportChoice()
  return (
    <ReportsPageFrame
      title={words.rowsTitle}
      aside={query && <LinkButton href={choiceAddress(paths.reports, query)}>{words.backToFigures}</LinkButton>}
    >
      {query ? <RowsOf query={query} search={search} /> : <p>{words.noScopes}</p>}
    </ReportsPageFrame>
  )
}
