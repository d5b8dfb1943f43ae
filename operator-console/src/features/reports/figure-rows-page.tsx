import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Report } from '../../../../contract/reports.ts'
import { crossTableNames, headlineFigures, tableNames } from '../../../../helpline/reports/figure-names.ts'
import { type HeadlineRows, headlineRows, isHeadline } from '../../../../helpline/reports/headline-rows.ts'
import { printedNumber } from '../../../../helpline/reports/report-lines.ts'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { capitalised, formatCount, formatWholeMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { choiceAddress, type FiguresQuery } from '../../summaries/figures-address.ts'
import { ReportsPageFrame } from '../../summaries/report-sections.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Answer, Skeleton } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { rowsAddress, useReportChoice } from './report-choice.ts'
import { words } from './words.ts'

type Row = AnswerFor<'readFigureRows'>['rows'][number]

/** Where a row is opened, for those that have a page. */
function addressOfRow({ entity, id, contactId, personId, isReadable }: Row): string | null {
  if (!isReadable) return null
  switch (entity) {
    case 'contact':
      return paths.contact(id)
    case 'service':
      return paths.service(id)
    case 'person':
      return paths.person(id)
    case 'callback':
      return paths.callbacks
    case 'volunteer':
      return paths.volunteer(id)
    case 'vehicle':
      return paths.vehicle(id)
    case 'agreement':
      return paths.agreement(id)
    case 'aid':
      return paths.aids
    case 'activity':
      return paths.activities
    default:
      return contactId ? paths.contact(contactId) : personId && paths.person(personId)
  }
}

interface RowsProps {
  query: FiguresQuery
  table: string
  row: string | null
  column: string | null
}

function Rows({ query, table, row, column }: RowsProps) {
  const pages = useInfiniteQuery<AnswerFor<'readFigureRows'>, ApiError>({
    queryKey: ['readFigureRows', { query, table, row, column }],
    initialPageParam: undefined,
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam as string | undefined
      const asked = {
        ...query,
        table,
        ...(row && { key: row }),
        ...(column && { column }),
        ...(cursor ? { cursor } : {}),
      }
      return call('readFigureRows', { query: asked }, { signal })
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  if (pages.error) return <ProblemNotice error={pages.error} onRetry={() => void pages.refetch()} />
  if (!pages.data) return <Skeleton />
  const rows = pages.data.pages.flatMap(({ rows }) => rows)
  const isWeighed = rows.some(({ amount }) => amount !== 1)
  return (
    <>
      <Table
        caption={words.rowsCaption(titleOf(table))}
        rows={rows}
        keyOf={({ id }) => id}
        emptyText={words.noRows}
        columns={[
          { name: words.rowWhen, cell: ({ entity, at }) => (entity === 'vehicle' ? '' : formatWholeMoment(at)) },
          { name: words.rowWhat, cell: ({ what }) => what },
          {
            name: words.rowWho,
            cell: ({ personName, isReadable }) => personName ?? (isReadable ? words.nobody : words.ofOthers),
          },
          ...(isWeighed
            ? [{ name: words.rowAmount, cell: ({ amount }: Row) => formatCount(amount), isNumber: true }]
            : []),
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

const titles: Readonly<Record<string, { title: string }>> = { ...tableNames, ...crossTableNames }
const titleOf = (table: string): string =>
  isHeadline(table) ? capitalised(headlineFigures[table].label) : (titles[table]?.title ?? '')

/** What a row, and the column of a crossed one, are called: read from the same figures. */
function labelsOf({ figures }: Report, table: string, row: string | null, column: string | null): string[] {
  const found = figures.tables.find(({ key }) => key === table) ?? figures.crossTables.find(({ key }) => key === table)
  const columns = found && 'columns' in found ? found.columns : []
  return [found?.rows.find(({ key }) => key === row)?.label, columns.find(({ key }) => key === column)?.label].filter(
    (label) => label !== undefined,
  )
}

/** The figures an average or a share is worked out from, each to be opened in its turn. */
const WorkedOut = ({ report, query, of }: { report: Report; query: FiguresQuery; of: HeadlineRows }) => (
  <>
    <p>{of.words}</p>
    {of.figures && (
      <ul className="plain-list stack-tight">
        {of.figures.map((key) => {
          const { label, decimals } = headlineFigures[key]
          const { text } = printedNumber(report.figures.values[key] ?? null, decimals)
          return (
            <li key={key}>
              <Link href={rowsAddress(query, key)} className="table-link">{`${capitalised(label)}: ${text}`}</Link>
            </li>
          )
        })}
      </ul>
    )}
  </>
)

function RowsOf({ report, query, table, row, column }: RowsProps & { report: Report }) {
  const headline = isHeadline(table) ? headlineRows[table] : null
  return (
    <>
      <h2>{[titleOf(table), ...labelsOf(report, table, row, column)].filter(Boolean).join(': ') || words.rowsTitle}</h2>
      {headline?.words && <WorkedOut report={report} query={query} of={headline} />}
      {(!headline || headline.rows) && <Rows {...{ query, table, row, column }} />}
    </>
  )
}

function ChosenRows({ query, search }: { query: FiguresQuery; search: URLSearchParams }) {
  const [table, row, column] = [search.get('tabella') ?? '', search.get('riga'), search.get('colonna')]
  const report = useAnswer('readFigures', { query })
  return <Answer answer={report}>{(read) => <RowsOf report={read} {...{ query, table, row, column }} />}</Answer>
}

export function FigureRowsPage() {
  const { query, search } = useReportChoice()
  return (
    <ReportsPageFrame
      title={words.rowsTitle}
      aside={query && <LinkButton href={choiceAddress(paths.reports, query)}>{words.backToFigures}</LinkButton>}
    >
      {query ? <ChosenRows query={query} search={search} /> : <p>{words.noScopes}</p>}
    </ReportsPageFrame>
  )
}
