import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { CampaignView } from '../../../../contract/campaigns.ts'
import { campaignKindNames, campaignWayNames } from '../../../../helpline/messages/active/campaign-records.ts'
import { type ApiError, call } from '../../api-client.ts'
import { capitalised, formatDay } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { queryClient, useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { CampaignForm } from './campaign-form.tsx'
import { valuesOf } from './campaign-values.ts'
import { ListFileCard } from './list-file-card.tsx'
import { ListLook } from './list-look.tsx'
import { words } from './words.ts'

const reread = () => {
  for (const key of ['readCampaign', 'readCampaignList', 'listCampaigns']) {
    void queryClient.invalidateQueries({ queryKey: [key] })
  }
}

function Beginning({ campaign, onChange }: { campaign: CampaignView; onChange: () => void }) {
  const params = { campaignId: campaign.id }
  const [, navigate] = useLocation()
  const [isAsked, setAsked] = useState(false)
  const start = useMutation<CampaignView, ApiError, void>({
    mutationFn: () => call('startCampaign', { params, body: {} }),
    onSuccess: reread,
  })
  const discard = useMutation<object, ApiError, void>({
    mutationFn: () => call('discardCampaign', { params }),
    onSuccess: () => {
      reread()
      navigate(paths.campaigns)
    },
  })
  const error = start.error ?? discard.error
  return (
    <div className="stack-tight">
      {isAsked ? (
        <Notice
          kind="warning"
          title={words.discardAsk}
          actions={
            <>
              <Button kind="primary" isBusy={discard.isPending} onPress={() => discard.mutate()}>
                {words.discardSure}
              </Button>
              <Button kind="quiet" onPress={() => setAsked(false)}>
                {words.cancel}
              </Button>
            </>
          }
        />
      ) : (
        <div className="row">
          <Button kind="primary" isBusy={start.isPending} onPress={() => start.mutate()}>
            {words.go}
          </Button>
          <Button onPress={onChange}>{words.change}</Button>
          <Button kind="quiet" onPress={() => setAsked(true)}>
            {words.discard}
          </Button>
        </div>
      )}
      {error && <ProblemNotice error={error} />}
    </div>
  )
}

/** A campaign that has not begun: what it says, who is on its list, and the button that begins it. */
export function DraftBody({ campaign }: { campaign: CampaignView }) {
  const { id, kind, way, script, messageText, requestedBy, legalBasis, keepUntil, filter, isUrgent } = campaign
  const [isChanging, setChanging] = useState(false)
  const list = useAnswer('readCampaignList', { params: { campaignId: id } })
  const leave = () => setChanging(false)
  if (isChanging) {
    const saved = () => {
      reread()
      leave()
    }
    return <CampaignForm campaignId={id} initial={valuesOf(campaign)} onSaved={saved} onLeft={leave} />
  }
  return (
    <>
      <Notice title={words.draftIntro} said={false} />
      <Card title={words.what}>
        <Facts
          facts={[
            [words.kind, capitalised(campaignKindNames[kind])],
            [words.way, capitalised(campaignWayNames[way])],
            [words.messageText, messageText],
            [words.when, way === 'message' ? (isUrgent ? words.urgentHours : words.usualHours) : null],
            [
              words.script,
              <span key="script" className="campaign-script">
                {script}
              </span>,
            ],
            [words.requestedBy, requestedBy],
            [words.legalBasis, legalBasis],
            [words.keepUntil, keepUntil && formatDay(keepUntil)],
          ]}
        />
      </Card>
      {!filter && <ListFileCard campaignId={id} />}
      <Card title={words.list}>
        <Answer answer={list} lines={3}>
          {(look) => (
            <div className="stack-tight">
              <strong>{look.count === 0 && !filter ? words.noListYet : words.fits(look.count)}</strong>
              <ListLook look={look} way={way} />
            </div>
          )}
        </Answer>
      </Card>
      <Beginning campaign={campaign} onChange={() => setChanging(true)} />
    </>
  )
}
