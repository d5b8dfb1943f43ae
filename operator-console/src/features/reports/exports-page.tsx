import { useMutation } from '@tanstack/react-query'
import type { ExportView } from '../../../../contract/exports.ts'
import { periodName } from '../../../../helpline/reports/report-period.ts'
import { type ApiError, addressOf, call } from '../../api-client.ts'
import { capitalised, formatCount, formatWholeMoment } from '../../formats.ts'
import { queryClient, useAnswer } from '../../queries.ts'
import { ReportsPageFrame } from '../../summaries/report-sections.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Facts, Tag } from '../../ui/card.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { words } from './words.ts'

const ASKED_AGAIN_MS = 5_000
const tagKinds = { waiting: 'plain', working: 'plain', done: 'done', failed: 'problem' } as const
const sizeInWords = (bytes: number): string => `${formatCount(Math.ceil(bytes / 1024))} kB`

function ExportCard({ row }: { row: ExportView }) {
  const { id: exportId, state, format, audience, title, scope, period, askedAt, keptUntil, progress, sizeBytes } = row
  const retry = useMutation<ExportView, ApiError>({
    mutationFn: () => call('retryExport', { params: { exportId } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['listExports'] }),
  })
  return (
    <Card
      title={`${capitalised(title)} (${format.toUpperCase()})`}
      aside={<Tag kind={tagKinds[state]}>{capitalised(words.exportStates[state])}</Tag>}
    >
      <div className="stack-tight">
        <Facts
          facts={[
            [words.whose, scope.name],
            [words.period, periodName(period)],
            [words.askedOn, `${formatWholeMoment(askedAt)}, ${words.audiences[audience]}`],
          ]}
        />
        {(state === 'waiting' || state === 'working') && <Progress label={words.progress} value={progress} />}
        {state === 'done' && (
          <div className="row">
            <a className="button" href={addressOf('downloadExport', { params: { exportId } })} download>
              {words.downloadFile(sizeInWords(sizeBytes ?? 0))}
            </a>
            <span className="soft">{words.keptUntil(formatWholeMoment(keptUntil))}</span>
          </div>
        )}
        {state === 'failed' && (
          <div className="row">
            <span>{words.failedHint}</span>
            <Button isBusy={retry.isPending} onPress={() => retry.mutate()}>
              {words.retry}
            </Button>
          </div>
        )}
        {retry.error && <ProblemNotice error={retry.error} />}
      </div>
    </Card>
  )
}

export function ExportsPage() {
  // The news say each step; asking again is for the case that they are late.
  const exports = useAnswer('listExports', {}, { refetchInterval: ASKED_AGAIN_MS })
  return (
    <ReportsPageFrame title={words.exportsTitle}>
      <p>{words.exportsIntro}</p>
      <Answer answer={exports}>
        {(rows) =>
          rows.length === 0 ? (
            <p>{words.noExports}</p>
          ) : (
            <ul className="plain-list stack">
              {rows.map((row) => (
                <li key={row.id}>
                  <ExportCard row={row} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </ReportsPageFrame>
  )
}
