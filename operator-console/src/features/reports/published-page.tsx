import { useState } from 'react'
import { printedNumber } from '../../../../helpline/reports/report-lines.ts'
import { periodShape } from '../../../../helpline/reports/report-period.ts'
import { addressOf } from '../../api-client.ts'
import { capitalised, formatWholeMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { ReportsPageFrame } from '../../summaries/report-sections.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { Downloads } from './downloads.tsx'
import { ReportHead } from './report-head.tsx'
import { ReportTables } from './report-tables.tsx'
import { words } from './words.ts'

const signed = (value: number | null, decimals: number): string =>
  value === null ? '' : `${value > 0 ? '+' : ''}${printedNumber(value, decimals === 1 ? 1 : 0).text}`

function Changes({ reportId }: { reportId: string }) {
  const changes = useAnswer('readPublishedChanges', { params: { reportId } })
  return (
    <Answer answer={changes}>
      {({ asOf, now, lines }) => (
        <Table
          caption={words.changesCaption(formatWholeMoment(asOf), formatWholeMoment(now))}
          rows={lines}
          keyOf={({ section, key }) => `${section} ${key}`}
          emptyText={words.noChanges}
          columns={[
            { name: words.figure, cell: ({ label }) => capitalised(label) },
            { name: words.section, cell: ({ section }) => section },
            ...(['published', 'now'] as const).map((when) => ({
              name: when === 'now' ? words.now : words.atThatTime,
              cell: (line: (typeof lines)[number]) => printedNumber(line[when], line.decimals === 1 ? 1 : 0).text,
              isNumber: true,
            })),
            {
              name: words.difference,
              cell: ({ difference, decimals }) => signed(difference, decimals),
              isNumber: true,
            },
          ]}
        />
      )}
    </Answer>
  )
}

function ChangesCard({ reportId }: { reportId: string }) {
  const [isShown, setShown] = useState(false)
  return (
    <div className="no-print">
      <Card title={words.changes}>
        {isShown ? (
          <Changes reportId={reportId} />
        ) : (
          <Button onPress={() => setShown(true)}>{words.showChanges}</Button>
        )}
      </Card>
    </div>
  )
}

/** A published report as it was, and what has happened to its figures since. */
export function PublishedPage({ reportId }: { reportId: string }) {
  const report = useAnswer('readPublishedReport', { params: { reportId } }, { staleTime: Number.POSITIVE_INFINITY })
  return (
    <ReportsPageFrame title={words.publishedTitle}>
      <Answer answer={report} lines={12}>
        {(read) => (
          <>
            <ReportHead report={read} />
            <Downloads addressOf={(query) => addressOf('downloadPublished', { params: { reportId }, query })} />
            {read.kind === 'yearly' && periodShape(read.period) === 'year' && (
              <p className="no-print">
                <LinkButton href={`${paths.socialReport}?pubblicato=${reportId}`}>{words.openSocial}</LinkButton>
              </p>
            )}
            <ChangesCard reportId={reportId} />
            <ReportTables figures={read.figures} />
          </>
        )}
      </Answer>
    </ReportsPageFrame>
  )
}
