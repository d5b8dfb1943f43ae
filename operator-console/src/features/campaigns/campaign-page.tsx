import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { CampaignPageView, CampaignView } from '../../../../contract/campaigns.ts'
import {
  campaignKindNames,
  campaignLeftNames,
  campaignStateNames,
} from '../../../../helpline/messages/active/campaign-records.ts'
import type { CampaignStep } from '../../../../helpline/messages/active/run-campaign.ts'
import { type ApiError, addressOf, call } from '../../api-client.ts'
import { capitalised, formatCount, formatWholeMoment } from '../../formats.ts'
import { queryClient, useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Facts, Tag } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { tagKinds } from './campaigns-page.tsx'
import { DraftBody } from './draft-body.tsx'
import { TurnCard } from './turn-card.tsx'
import { words } from './words.ts'

/** Messages leave and arrive by the second; what people do comes with the news. */
const SENDING_ASKED_AGAIN_MS = 3_000

function Steps({ campaign }: { campaign: CampaignView }) {
  const { id, state } = campaign
  const [isAsked, setAsked] = useState(false)
  const step = useMutation<CampaignView, ApiError, CampaignStep>({
    mutationFn: (which) => call('stepCampaign', { params: { campaignId: id }, body: { step: which } }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['readCampaign'] }),
    onSettled: () => setAsked(false),
  })
  if (state === 'ended') return null
  return (
    <div className="stack-tight">
      {isAsked ? (
        <Notice
          kind="warning"
          title={words.endAsk}
          actions={
            <>
              <Button kind="primary" isBusy={step.isPending} onPress={() => step.mutate('end')}>
                {words.endSure}
              </Button>
              <Button kind="quiet" onPress={() => setAsked(false)}>
                {words.cancel}
              </Button>
            </>
          }
        />
      ) : (
        <div className="row no-print">
          <Button isBusy={step.isPending} onPress={() => step.mutate(state === 'paused' ? 'resume' : 'pause')}>
            {state === 'paused' ? words.resume : words.pause}
          </Button>
          <Button kind="quiet" onPress={() => setAsked(true)}>
            {words.end}
          </Button>
        </div>
      )}
      {step.error && <ProblemNotice error={step.error} />}
    </div>
  )
}

const calledFacts = ({ total, notCalled, ...progress }: CampaignView['progress']): [string, number][] => [
  [words.total, total],
  [words.reached, progress.reached],
  [words.refused, progress.refused],
  [words.unanswered, progress.unanswered],
  [words.wrong, progress.wrongNumber],
  [words.notCalled, notCalled],
  [words.referred, progress.referred],
]

const toldFacts = ({ total, notCalled, ...progress }: CampaignView['progress']): [string, number][] => [
  [words.total, total],
  [words.told, progress.told],
  [words.underWay, progress.underWay],
  [words.toGo, notCalled],
  [words.notTold, progress.notTold],
  [words.reached, progress.reached],
  [words.refused, progress.refused],
  [words.unanswered, progress.unanswered],
  [words.wrong, progress.wrongNumber],
]

function Sending({ sending }: Pick<CampaignPageView, 'sending'>) {
  if (!sending || sending.toGo === 0) return null
  const { waitsUntil, estimatedEnd } = sending
  if (waitsUntil) return <p>{words.waitsUntil(formatWholeMoment(waitsUntil))}</p>
  return estimatedEnd && <p>{words.estimatedEnd(formatWholeMoment(estimatedEnd))}</p>
}

function ProgressCard({ campaign }: { campaign: CampaignPageView }) {
  const { progress, way, notToldBecause } = campaign
  const { total, notCalled, underWay, notTold } = progress
  const done = total - notCalled - underWay - notTold
  const isMessage = way === 'message'
  const facts = isMessage ? toldFacts(progress) : calledFacts(progress)
  return (
    <Card title={words.progress}>
      <div className="stack">
        <Progress
          label={isMessage ? words.tellDone : words.called}
          value={total === 0 ? 0 : Math.floor((done / total) * 100)}
        />
        <Sending sending={campaign.sending} />
        <Facts facts={facts.map(([name, count]) => [name, formatCount(count)] as const)} />
        {notToldBecause.length > 0 && (
          <Table
            caption={words.notToldTitle}
            rows={notToldBecause}
            keyOf={({ reason }) => reason}
            columns={[
              { name: words.reason, cell: ({ reason }) => campaignLeftNames[reason] },
              { name: words.countColumn, cell: ({ count }) => formatCount(count), isNumber: true },
            ]}
          />
        )}
      </div>
    </Card>
  )
}

function ReportCard({ campaignId, isSending }: { campaignId: string; isSending: boolean }) {
  const refetchInterval = isSending ? SENDING_ASKED_AGAIN_MS : false
  const report = useAnswer('readCampaignReport', { params: { campaignId } }, { refetchInterval })
  return (
    <Card title={words.report}>
      <div className="stack">
        <p>{words.reportIntro}</p>
        <Answer answer={report} lines={4}>
          {(lines) => (
            <Table
              caption={words.reportTable}
              isCaptionHidden
              rows={lines}
              keyOf={({ name }) => name}
              columns={[
                { name: words.reportLine, cell: ({ name }) => name },
                {
                  name: words.countColumn,
                  cell: ({ count }) => (count === null ? words.hidden : formatCount(count)),
                  isNumber: true,
                },
              ]}
            />
          )}
        </Answer>
        <div className="row no-print">
          <a className="button" href={addressOf('printCampaignReport', { params: { campaignId } })} download>
            {words.print}
          </a>
          <a className="button" href={addressOf('downloadCampaignReport', { params: { campaignId } })} download>
            {words.download}
          </a>
        </div>
      </div>
    </Card>
  )
}

function CampaignBody({ campaign }: { campaign: CampaignPageView }) {
  const { id, name, kind, way, state, requestedBy, script, messageText } = campaign
  const mayLead = useMay('campaign:write')
  if (state === 'draft') {
    return (
      <Page title={name}>
        <DraftBody campaign={campaign} />
      </Page>
    )
  }
  return (
    <Page title={name}>
      <div className="row">
        <Tag kind={tagKinds[state]}>{capitalised(campaignStateNames[state])}</Tag>
        <span>
          {capitalised(campaignKindNames[kind])}. {requestedBy && words.by(requestedBy)}
        </span>
      </div>
      {mayLead && <Steps campaign={campaign} />}
      {way === 'message' && (
        <Card title={words.messageText}>
          <p className="campaign-script">{messageText}</p>
        </Card>
      )}
      {script !== messageText && (
        <Card title={words.script}>
          <p className="campaign-script">{script}</p>
        </Card>
      )}
      {state !== 'ended' && <TurnCard campaignId={id} isPaused={state === 'paused'} />}
      <ProgressCard campaign={campaign} />
      {mayLead && <ReportCard campaignId={id} isSending={campaign.sending !== null} />}
    </Page>
  )
}

export function CampaignPage({ campaignId }: { campaignId: string }) {
  const campaign = useAnswer(
    'readCampaign',
    { params: { campaignId } },
    { refetchInterval: ({ state: { data } }) => (data?.sending ? SENDING_ASKED_AGAIN_MS : false) },
  )
  if (campaign.data) return <CampaignBody campaign={campaign.data} />
  return (
    <Page title={words.title}>
      <Answer answer={campaign}>{() => null}</Answer>
    </Page>
  )
}
