import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { MonthlyReport } from '../../../../contract/reports.ts'
import { romeParts } from '../../../../helpline/territory/rome-time.ts'
import { type ApiError, addressOf, call } from '../../api-client.ts'
import { useNow } from '../../clock.ts'
import { formatWholeMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay, useSession } from '../../session.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Downloads } from './downloads.tsx'
import { latestMonths } from './months.ts'
import { ReportHead } from './report-head.tsx'
import { ReportTables } from './report-tables.tsx'
import { words } from './words.ts'

const REGION = 'region'

interface MonthQuery {
  month: string
  listeningPointId?: string
}

function Publishing({ query }: { query: MonthQuery }) {
  const publish = useMutation<MonthlyReport, ApiError>({
    mutationFn: () => call('publishMonthlyReport', { body: query }),
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
    <div className="stack-tight">
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

export function MonthPage() {
  const { operator, listeningPoints } = useSession()
  const mayPublish = useMay('report:publish')
  const months = latestMonths(romeParts(useNow(60_000)))
  const scopes = [...(operator.role === 'regionalAdmin' ? [REGION] : []), ...listeningPoints.map(({ id }) => id)]
  const scopeNames = {
    [REGION]: words.region,
    ...Object.fromEntries(listeningPoints.map(({ id, name }) => [id, name])),
  }
  const [chosenMonth, setMonth] = useState<string | null>(null)
  const [scope, setScope] = useState(scopes[0] ?? REGION)
  const month = chosenMonth ?? months[0]?.key ?? ''
  const query: MonthQuery = scope === REGION ? { month } : { month, listeningPointId: scope }
  const report = useAnswer('readMonthlyReport', { query })
  return (
    <Page title={words.title}>
      <div className="row-fields no-print">
        <Select
          label={words.month}
          options={months.map(({ key }) => key)}
          names={Object.fromEntries(months.map(({ key, name }) => [key, name]))}
          value={month}
          onChange={setMonth}
          none={null}
        />
        <Select
          label={words.scope}
          options={scopes}
          names={scopeNames}
          value={scope}
          onChange={(chosen) => chosen && setScope(chosen)}
          none={null}
        />
      </div>
      <Answer answer={report} lines={12}>
        {(read) => (
          <>
            <ReportHead report={read} />
            <Downloads
              pdf={addressOf('downloadMonthlyPdf', { query })}
              csv={addressOf('downloadMonthlyCsv', { query })}
            />
            {read.published && (
              <p>
                <LinkButton href={paths.published(read.published.id)}>{words.openPublished}</LinkButton>
              </p>
            )}
            {mayPublish && <Publishing key={`${month} ${scope}`} query={query} />}
            <ReportTables report={read} />
          </>
        )}
      </Answer>
    </Page>
  )
}
