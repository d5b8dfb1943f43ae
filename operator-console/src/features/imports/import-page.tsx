import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type ImportBatchView, SHOWN_REFUSALS } from '../../../../contract/imports.ts'
import { type ApiError, addressOf, call } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { queryClient, useAnswer } from '../../queries.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { BatchFacts, BatchTag, isUnderWay } from './batch-state.tsx'
import { words } from './words.ts'

/** The news say each step; asking again is for the case that they are late. */
const ASKED_AGAIN_MS = 3_000

/** Each chunk takes a second or two: nothing for so long is nobody at work. */
const STILL_MS = 30_000

interface Refusal {
  line: number
  column: string | null
  reason: string
}

function Refusals({ batch, refusals }: { batch: ImportBatchView; refusals: Refusal[] }) {
  if (batch.refused === 0) return null
  return (
    <Card title={words.refusalsTitle}>
      <p className="row">
        <a className="button" href={addressOf('downloadImportRefusals', { params: { batchId: batch.id } })} download>
          {words.downloadRefusals}
        </a>
      </p>
      {refusals.length === SHOWN_REFUSALS && <p className="soft">{words.firstShown(SHOWN_REFUSALS)}</p>}
      <Table
        caption={words.refusalsList}
        isCaptionHidden
        rows={refusals.map((refusal, at) => ({ ...refusal, at }))}
        keyOf={({ at }) => String(at)}
        columns={[
          { name: words.line, cell: ({ line }) => line },
          { name: words.column, cell: ({ column }) => column ?? words.wholeRow },
          { name: words.reason, cell: ({ reason }) => reason },
        ]}
      />
    </Card>
  )
}

function Undoing({ batch }: { batch: ImportBatchView }) {
  const [isAsking, setAsking] = useState(false)
  const undo = useMutation<ImportBatchView, ApiError>({
    mutationFn: () => call('undoImport', { params: { batchId: batch.id }, body: {} }),
    onSettled: () => {
      setAsking(false)
      void queryClient.invalidateQueries({ queryKey: ['readImport'] })
    },
  })
  return (
    <div className="stack-tight">
      {undo.error && <ProblemNotice error={undo.error} />}
      <p className="soft">{words.undoHint}</p>
      <div className="row">
        {isAsking ? (
          <>
            <Button kind="primary" isBusy={undo.isPending} onPress={() => undo.mutate()}>
              {words.undoSure}
            </Button>
            <Button onPress={() => setAsking(false)}>{words.undoNo}</Button>
          </>
        ) : (
          <Button onPress={() => setAsking(true)}>{words.undo}</Button>
        )}
      </div>
    </div>
  )
}

/** Offered once a file under way has not moved for a while. */
function Resuming({ batch }: { batch: ImportBatchView }) {
  const [stillAt, setStillAt] = useState('')
  const place = `${batch.state} ${batch.rowsDone} ${batch.removed}`
  const isWorkersTurn = isUnderWay(batch) && batch.state !== 'receiving'
  useEffect(() => {
    if (!isWorkersTurn) return
    const timer = setTimeout(() => setStillAt(place), STILL_MS)
    return () => clearTimeout(timer)
  }, [place, isWorkersTurn])
  const resume = useMutation<ImportBatchView, ApiError>({
    mutationFn: () => call('resumeImport', { params: { batchId: batch.id }, body: {} }),
    onSettled: () => setStillAt(''),
  })
  if (!isWorkersTurn || stillAt !== place) return resume.error && <ProblemNotice error={resume.error} />
  return (
    <Notice
      kind="warning"
      title={words.still}
      actions={
        <Button isBusy={resume.isPending} onPress={() => resume.mutate()}>
          {words.resume}
        </Button>
      }
    />
  )
}

export function ImportPage({ batchId }: { batchId: string }) {
  const batch = useAnswer(
    'readImport',
    { params: { batchId } },
    { refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? ASKED_AGAIN_MS : false) },
  )
  return (
    <Page
      title={batch.data?.fileName ?? words.title}
      aside={<LinkButton href={paths.imports}>{words.backToList}</LinkButton>}
    >
      <Answer answer={batch}>
        {(read) => (
          <>
            <div className="row">
              <BatchTag {...read} />
            </div>
            <BatchFacts batch={read} />
            <Resuming batch={read} />
            {read.mayUndo && <Undoing batch={read} />}
            <Refusals batch={read} refusals={read.refusals} />
          </>
        )}
      </Answer>
    </Page>
  )
}
