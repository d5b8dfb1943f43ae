import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type CampaignListLookView,
  type CampaignListReadingView,
  SHOWN_LIST_REFUSALS,
} from '../../../../contract/campaigns.ts'
import { type ApiError, addressOf, asApiError, call } from '../../api-client.ts'
import { piecesOf } from '../../file-pieces.ts'
import { formatCount } from '../../formats.ts'
import { queryClient } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { FileField } from '../../ui/file-field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

async function sendList(campaignId: string, file: File): Promise<CampaignListReadingView> {
  for await (const { position, content } of piecesOf(file)) {
    await call('sendCampaignListPiece', { params: { campaignId, position }, body: { sizeBytes: file.size, content } })
  }
  return call('checkCampaignList', { params: { campaignId }, body: {} })
}

function Reading({ campaignId, reading }: { campaignId: string; reading: CampaignListReadingView }) {
  const { refusals, refused, notRead } = reading
  return (
    <>
      <Facts
        facts={[
          [words.fileRows, formatCount(reading.rows)],
          [words.withCard, formatCount(reading.withCard)],
          [words.withoutCard, formatCount(reading.withoutCard)],
          [words.refusedRows, formatCount(refused)],
          [words.notRead, notRead.length > 0 ? notRead.join(', ') : null],
        ]}
      />
      {refused > 0 && (
        <>
          {refused > SHOWN_LIST_REFUSALS && <p className="soft">{words.firstShown(SHOWN_LIST_REFUSALS)}</p>}
          <Table
            caption={words.refusedList}
            rows={refusals}
            keyOf={({ line, column }) => `${line} ${column}`}
            columns={[
              { name: words.line, cell: ({ line }) => line },
              { name: words.column, cell: ({ column }) => column ?? words.wholeRow },
              { name: words.reason, cell: ({ reason }) => reason },
            ]}
          />
          <div>
            <a className="button" href={addressOf('downloadCampaignListRefusals', { params: { campaignId } })} download>
              {words.downloadRefused}
            </a>
          </div>
        </>
      )}
    </>
  )
}

/** A municipality's list: sent, looked at, and only then written. */
export function ListFileCard({ campaignId }: { campaignId: string }) {
  const [file, setFile] = useState<File | null>(null)
  const [isMissing, setMissing] = useState(false)
  const send = useMutation<CampaignListReadingView, ApiError, File>({
    mutationFn: (chosen) =>
      sendList(campaignId, chosen).catch((error: unknown) => {
        throw asApiError(error)
      }),
  })
  const confirm = useMutation<CampaignListLookView, ApiError, string>({
    mutationFn: (sha256) => call('confirmCampaignList', { params: { campaignId }, body: { sha256 } }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['readCampaign'] })
      void queryClient.invalidateQueries({ queryKey: ['readCampaignList'] })
    },
  })
  const reading = confirm.isSuccess ? undefined : send.data
  const usable = reading ? reading.withCard + reading.withoutCard : 0
  const wrong = send.error?.fields ?? {}
  return (
    <Card title={words.fileTitle}>
      <div className="stack">
        <p>
          {words.fileHow} <a href={addressOf('downloadCampaignListSample', {})}>{words.fileSample}</a>
        </p>
        <FileField
          label={words.file}
          hint={words.fileHint}
          accept=".csv,text/csv"
          onChange={setFile}
          error={isMissing && !file ? words.fileMissing : (wrong.content ?? wrong.sizeBytes)}
        />
        <div>
          <Button
            isBusy={send.isPending}
            onPress={() => {
              setMissing(file === null)
              confirm.reset()
              if (file) send.mutate(file)
            }}
          >
            {words.fileLook}
          </Button>
        </div>
        {send.error && Object.keys(wrong).length === 0 && <ProblemNotice error={send.error} />}
        {reading && <Reading campaignId={campaignId} reading={reading} />}
        {reading && usable > 0 && (
          <div>
            <Button kind="primary" isBusy={confirm.isPending} onPress={() => confirm.mutate(reading.sha256)}>
              {words.fileConfirm(usable)}
            </Button>
          </div>
        )}
        {confirm.isSuccess && <Notice kind="done" title={words.fileConfirmed} />}
        {confirm.error && <ProblemNotice error={confirm.error} />}
      </div>
    </Card>
  )
}
