import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { CampaignView } from '../../../../contract/active.ts'
import { campaignKindNames, campaignStateNames } from '../../../../helpline/messages/active/campaign-records.ts'
import type { CampaignStep } from '../../../../helpline/messages/active/run-campaign.ts'
import { type ApiError, call } from '../../api-client.ts'
import { capitalised, formatCount } from '../../formats.ts'
import { queryClient, queryKey, useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Facts, Tag } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { tagKinds } from './campaigns-page.tsx'
import { TurnCard } from './turn-card.tsx'
import { words } from './words.ts'

function Steps({ campaign }: { campaign: CampaignView }) {
  const { id, state } = campaign
  const [isAsked, setAsked] = useState(false)
  const step = useMutation<CampaignView, ApiError, CampaignStep>({
    mutationFn: (which) => call('stepCampaign', { params: { campaignId: id }, body: { step: which } }),
    onSuccess: (changed) =>
      void queryClient.setQueryData(queryKey('readCampaign', { params: { campaignId: id } }), changed),
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

function ProgressCard({ progress }: Pick<CampaignView, 'progress'>) {
  const { total, notCalled } = progress
  return (
    <Card title={words.progress}>
      <div className="stack">
        <Progress label={words.called} value={total === 0 ? 0 : Math.floor(((total - notCalled) / total) * 100)} />
        <Facts
          facts={[
            [words.total, formatCount(total)],
            [words.reached, formatCount(progress.reached)],
            [words.refused, formatCount(progress.refused)],
            [words.unanswered, formatCount(progress.unanswered)],
            [words.wrong, formatCount(progress.wrongNumber)],
            [words.notCalled, formatCount(notCalled)],
            [words.referred, formatCount(progress.referred)],
          ]}
        />
      </div>
    </Card>
  )
}

function ReportCard({ campaignId }: { campaignId: string }) {
  const report = useAnswer('readCampaignReport', { params: { campaignId } })
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
                { name: words.line, cell: ({ name }) => name },
                {
                  name: words.countColumn,
                  cell: ({ count }) => (count === null ? words.hidden : formatCount(count)),
                  isNumber: true,
                },
              ]}
            />
          )}
        </Answer>
        <div>
          <a className="button" href={`/api/campaigns/${campaignId}/report.csv`} download>
            {words.download}
          </a>
        </div>
      </div>
    </Card>
  )
}

function CampaignBody({ campaign }: { campaign: CampaignView }) {
  const { id, name, kind, state, requestedBy, script } = campaign
  const mayLead = useMay('campaign:write')
  return (
    <Page title={name}>
      <div className="row">
        <Tag kind={tagKinds[state]}>{capitalised(campaignStateNames[state])}</Tag>
        <span>
          {capitalised(campaignKindNames[kind])}. {requestedBy && words.by(requestedBy)}
        </span>
      </div>
      {mayLead && <Steps campaign={campaign} />}
      <Card title={words.script}>
        <p className="campaign-script">{script}</p>
      </Card>
      {state !== 'ended' && <TurnCard campaignId={id} isPaused={state === 'paused'} />}
      <ProgressCard progress={campaign.progress} />
      {mayLead && <ReportCard campaignId={id} />}
    </Page>
  )
}

export function CampaignPage({ campaignId }: { campaignId: string }) {
  const campaign = useAnswer('readCampaign', { params: { campaignId } })
  if (campaign.data) return <CampaignBody campaign={campaign.data} />
  return (
    <Page title={words.title}>
      <Answer answer={campaign}>{() => null}</Answer>
    </Page>
  )
}
