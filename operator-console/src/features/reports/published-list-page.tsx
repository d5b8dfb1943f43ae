import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { capitalised, formatWholeMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { ReportsPageFrame } from '../../summaries/report-sections.tsx'
import { Button } from '../../ui/button.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

function PublishedList() {
  const pages = useInfiniteQuery<AnswerFor<'listPublishedReports'>, ApiError>({
    queryKey: ['listPublishedReports', {}],
    initialPageParam: undefined,
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam as string | undefined
      return call('listPublishedReports', { query: cursor ? { cursor } : {} }, { signal })
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  if (pages.error) return <ProblemNotice error={pages.error} onRetry={() => void pages.refetch()} />
  if (!pages.data) return <Skeleton />
  return (
    <>
      <Table
        caption={words.publishedListCaption}
        rows={pages.data.pages.flatMap(({ reports }) => reports)}
        keyOf={({ id }) => id}
        emptyText={words.nonePublished}
        columns={[
          {
            name: words.report,
            cell: ({ id, title }) => (
              <Link href={paths.published(id)} className="table-link">
                {capitalised(title)}
              </Link>
            ),
          },
          { name: words.whose, cell: ({ scope }) => scope.name },
          { name: words.when, cell: ({ publishedAt, by }) => `${formatWholeMoment(publishedAt)}, ${by}` },
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

export const PublishedListPage = () => (
  <ReportsPageFrame title={words.publishedListTitle}>
    <PublishedList />
  </ReportsPageFrame>
)
