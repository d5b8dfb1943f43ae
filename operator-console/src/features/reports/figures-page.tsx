import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Report } from '../../../../contract/reports.ts'
import { usualKind } from '../../../../helpline/reports/read-report.ts'
import { periodName } from '../../../../helpline/reports/report-period.ts'
import { type ApiError, addressOf, call } from '../../api-client.ts'
import { formatWholeMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { choiceAddress, type FiguresQuery } from '../../summaries/figures-address.ts'
import { ReportsPageFrame } from '../../summaries/report-sections.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Downloads } from './downloads.tsx'
import { PeriodFields } from './period-fields.tsx'
import { rowsAddress, useReportChoice } from './report-choice.ts'
import { ReportHead } from './report-head.tsx'
import { ReportTables } from './report-tables.tsx'
import { ScopeFields } from './scope-fields.tsx'
import { TrendCard } from './trend-card.tsx'
import { words } from './words.ts'

const YEARS_COMPARED = 4

function Publishing({ query }: { query: FiguresQuery }) {
  const publish = useMutation<Report, ApiError>({
    mutationFn: () => call('publishReport', { body: { kind: usualKind(query), ...query } }),
  })
  if (publish.data?.published) {
    const { by, at } = publish.data.published
    return (
      <Notice kind="done" title={words.published}>
        <p>{words.publishedBy(by, formatWholeMoment(at))}</p>
      </Notice>
    )
  }
  return (
    <div className="stack-tight no-print">
      {publish.error && <ProblemNotice error={publish.error} />}
      <div className="row">
        <Button kind="primary" isBusy={publish.isPending} onPress={() => publish.mutate()}>
          {words.publish}
        </Button>
        <span className="soft">{words.publishHint}</span>
      </div>
    </div>
  )
}

/** The months that wait for somebody's word. */
function ToPublish() {
  const waiting = useAnswer('listReportsToPublish', {})
  if (!waiting.data || waiting.data.length === 0) return null
  return (
    <div className="no-print">
      <Notice title={words.toPublish(waiting.data.length)}>
        <p>{words.toPublishHint}</p>
        <ul className="plain-list row">
          {waiting.data.map(({ period, listeningPointId, scopeName }) => {
            const scope = listeningPointId
              ? { scopeKind: 'listeningPoint' as const, scopeId: listeningPointId }
              : { scopeKind: 'region' as const }
            const address = choiceAddress(paths.reports, { ...period, ...scope })
            return (
              <li key={address}>
                <Link href={address} className="table-link">{`${periodName(period)} · ${scopeName}`}</Link>
              </li>
            )
          })}
        </ul>
      </Notice>
    </div>
  )
}

const Trend = ({ query }: { query: FiguresQuery }) => (
  <Answer answer={useAnswer('readTrend', { query: { ...query, years: YEARS_COMPARED } })} lines={6}>
    {(trend) => <TrendCard trend={trend} />}
  </Answer>
)

function Figures({ report, query }: { report: Report; query: FiguresQuery }) {
  const mayPublish = useMay('report:publish')
  const key = JSON.stringify(query)
  return (
    <>
      <ReportHead report={report} />
      <Downloads addressOf={(paper) => addressOf('downloadReport', { query: { ...query, ...paper } })} />
      {report.published && (
        <p className="no-print">
          <LinkButton href={paths.published(report.published.id)}>{words.openPublished}</LinkButton>
        </p>
      )}
      {mayPublish && <Publishing key={key} query={query} />}
      <ReportTables
        figures={report.figures}
        rowsAddress={(table, row, column) => rowsAddress(query, table, row, column)}
      />
      <Trend query={query} />
    </>
  )
}

export function FiguresPage() {
  const { query, choose } = useReportChoice()
  if (!query) {
    return (
      <ReportsPageFrame title={words.title}>
        <p>{words.noScopes}</p>
      </ReportsPageFrame>
    )
  }
  return (
    <ReportsPageFrame title={words.title}>
      <ToPublish />
      <ChosenFigures query={query} choose={choose} />
    </ReportsPageFrame>
  )
}

function ChosenFigures({ query, choose }: { query: FiguresQuery; choose: (change: Partial<FiguresQuery>) => void }) {
  const report = useAnswer('readFigures', { query })
  const errors = report.error?.fields ?? {}
  const scopeError = report.error?.kind === 'notFound' ? report.error.problem?.detail : errors.scopeId
  return (
    <>
      <div className="stack no-print">
        <PeriodFields period={query} onChoose={choose} errors={errors} />
        <ScopeFields scope={query} onChoose={choose} error={scopeError} />
      </div>
      <Answer answer={report} lines={12}>
        {(read) => <Figures report={read} query={query} />}
      </Answer>
    </>
  )
}
