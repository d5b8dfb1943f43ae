import { useState } from 'react'
import { useLocation } from 'wouter'
import { paths } from '../../paths.ts'
import { Page } from '../../ui/page.tsx'
import { CampaignForm } from './campaign-form.tsx'
import { emptyCampaign } from './campaign-values.ts'
import { words } from './words.ts'

export function NewCampaignPage() {
  const [campaignId] = useState(() => crypto.randomUUID())
  const [, navigate] = useLocation()
  return (
    <Page title={words.newTitle}>
      <p>{words.newIntro}</p>
      <CampaignForm
        campaignId={campaignId}
        initial={emptyCampaign}
        onSaved={() => navigate(paths.campaign(campaignId))}
      />
    </Page>
  )
}
