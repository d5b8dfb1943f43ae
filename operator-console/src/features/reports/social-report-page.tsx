import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { ExportView, SocialReportView } from '../../../../contract/exports.ts'
import type { ExportAudience, ExportFormat } from '../../../../helpline/reports/export-report.ts'
import { periodName, yearPeriod } from '../../../../helpline/reports/report-period.ts'
import { socialChapters } from '../../../../helpline/reports/social-report.ts'
import { romeParts } from '../../../../helpline/territory/rome-time.ts'
import { type ApiError, call } from '../../api-client.ts'
import { helplineNow } from '../../clock.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import type { FiguresQuery } from '../../summaries/figures-address.ts'
import { ReportsPageFrame } from '../../summaries/report-sections.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { useReportChoice } from './report-choice.ts'
import { ReportHead } from './report-head.tsx'
import { ChartTable, CountingNotes, CrossTable, EmptyTables, HeadlineTable } from './report-tables.tsx'
import { ScopeFields } from './scope-fields.tsx'
import { TrendCard } from './trend-card.tsx'
import { words } from './words.ts'

const YEARS_SHOWN = 16

/** Asks a worker for the paper. */
function Making({ what }: { what: { reportId: string } | FiguresQuery }) {
  const [isForOthers, setForOthers] = useState(false)
  const make = useMutation<ExportView, ApiError, ExportFormat>({
    mutationFn: (format) => {
      const audience: ExportAudience = isForOthers ? 'others' : 'own'
      return call('startExport', { body: { document: 'socialReport', format, audience, ...what } })
    },
  })
  return (
    <div className="no-print">
      <Card title={words.make}>
        <div className="stack">
          <p className="soft">{words.makeHint}</p>
          {make.error && <ProblemNotice error={make.error} />}
          <div className="row">
            <Button isBusy={make.isPending} onPress={() => make.mutate('pdf')}>
              {words.makePdf}
            </Button>
            <Button isBusy={make.isPending} onPress={() => make.mutate('xlsx')}>
              {words.makeXlsx}
            </Button>
            <Button isBusy={make.isPending} onPress={() => make.mutate('csv')}>
              {words.makeCsv}
            </Button>
            <Checkbox isSelected={isForOthers} onChange={setForOthers}>
              {words.forOthers}
            </Checkbox>
          </div>
          {make.data && (
            <Notice kind="done" title={words.asked}>
              <p>
                <Link href={paths.exports} className="table-link">
                  {words.openExports}
                </Link>
              </p>
            </Notice>
          )}
        </div>
      </Card>
    </div>
  )
}

function Publishing({ query, year }: { query: FiguresQuery; year: number }) {
  const { from: _from, until: _until, ...scope } = query
  const publish = useMutation<SocialReportView, ApiError>({
    mutationFn: () => call('publishSocialReport', { body: { ...scope, year } }),
  })
  const published = publish.data?.report.published
  if (published) {
    return (
      <Notice kind="done" title={words.socialPublished}>
        <p>
          <Link href={paths.published(published.id)} className="table-link">
            {words.openPublished}
          </Link>
        </p>
      </Notice>
    )
  }
  return (
    <div className="stack-tight no-print">
      {publish.error && <ProblemNotice error={publish.error} />}
      <div className="row">
        <Button kind="primary" isBusy={publish.isPending} onPress={() => publish.mutate()}>
          {words.socialPublish}
        </Button>
        <span className="soft">{words.publishHint}</span>
      </div>
    </div>
  )
}

const Chapters = ({ social }: { social: SocialReportView }) => (
  <>
    <h2>{words.socialHeading(periodName(social.report.period), social.report.scope.name)}</h2>
    <ReportHead report={social.report} />
    {socialChapters(social.report.figures).map(({ key, title, sentences, headlines, tables, crossTables, empty }) => (
      <section key={key} className="stack" aria-label={title}>
        <h2>{title}</h2>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <div className="tables">
          {headlines.length > 0 && <HeadlineTable title={words.inFigures(title)} lines={headlines} />}
          {tables.map((section) => (
            <ChartTable key={section.key} section={section} />
          ))}
        </div>
        {crossTables.map((cross) => (
          <CrossTable key={cross.key} cross={cross} />
        ))}
        <EmptyTables titles={empty} />
      </section>
    ))}
    <TrendCard trend={social.trend} />
    <CountingNotes />
  </>
)

function PublishedSocial({ reportId }: { reportId: string }) {
  const social = useAnswer('readPublishedSocialReport', { params: { reportId } })
  return (
    <Answer answer={social} lines={12}>
      {(read) => (
        <>
          <Making what={{ reportId }} />
          <Chapters social={read} />
        </>
      )}
    </Answer>
  )
}

function LiveSocial() {
  const { query: chosen, search, choose } = useReportChoice()
  const mayPublish = useMay('report:publish')
  const thisYear = romeParts(helplineNow()).year
  // The year that is over, until somebody chooses another.
  const year = search.has('dal') && chosen ? Number(chosen.from.slice(0, 4)) : thisYear - 1
  const years = Array.from({ length: YEARS_SHOWN }, (_, back) => String(thisYear - back))
  if (!chosen) return <p>{words.noScopes}</p>
  const query = { ...chosen, ...yearPeriod(year) }
  const { from: _from, until: _until, ...scope } = query
  return (
    <>
      <div className="row-fields no-print">
        <Select
          label={words.year}
          options={years}
          names={Object.fromEntries(years.map((each) => [each, each]))}
          value={String(year)}
          none={null}
          onChange={(to) => to && choose(yearPeriod(Number(to)))}
        />
        <ScopeFields scope={query} onChoose={(to) => choose({ ...yearPeriod(year), ...to })} />
      </div>
      <LiveChapters key={JSON.stringify(query)} {...{ query, scope, year, mayPublish }} />
    </>
  )
}

function LiveChapters({
  query,
  scope,
  year,
  mayPublish,
}: {
  query: FiguresQuery
  scope: Omit<FiguresQuery, 'from' | 'until'>
  year: number
  mayPublish: boolean
}) {
  const social = useAnswer('readSocialReport', { query: { ...scope, year } })
  return (
    <Answer answer={social} lines={12}>
      {(read) => (
        <>
          <Making what={query} />
          {mayPublish && <Publishing query={query} year={year} />}
          <Chapters social={read} />
        </>
      )}
    </Answer>
  )
}

export function SocialReportPage() {
  const [search] = useSearchParams()
  const published = search.get('pubblicato')
  return (
    <ReportsPageFrame title={words.socialTitle}>
      {published ? <PublishedSocial reportId={published} /> : <LiveSocial />}
    </ReportsPageFrame>
  )
}
