import { Link } from 'wouter'
import { campaignKindNames, campaignStateNames } from '../../../../helpline/messages/active/campaign-records.ts'
import { capitalised } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { LinkButton } from '../../ui/button.tsx'
import { Tag } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

export const tagKinds = { draft: 'plain', running: 'done', paused: 'warning', ended: 'plain' } as const

export function CampaignsPage() {
  const campaigns = useAnswer('listCampaigns', {})
  const mayStart = useMay('campaign:write')
  return (
    <Page title={words.title} aside={mayStart && <LinkButton href={paths.newCampaign}>{words.start}</LinkButton>}>
      <p>{words.intro}</p>
      <Answer answer={campaigns}>
        {(list) => (
          <Table
            caption={words.title}
            isCaptionHidden
            rows={list}
            keyOf={({ id }) => id}
            emptyText={words.none}
            columns={[
              {
                name: words.name,
                cell: ({ id, name }) => (
                  <Link href={paths.campaign(id)} className="lone-link">
                    {name}
                  </Link>
                ),
              },
              { name: words.kind, cell: ({ kind }) => capitalised(campaignKindNames[kind]) },
              {
                name: words.state,
                cell: ({ state }) => <Tag kind={tagKinds[state]}>{capitalised(campaignStateNames[state])}</Tag>,
              },
              {
                name: words.done,
                cell: ({ progress: { total, notCalled, underWay, notTold } }) =>
                  words.ofTotal(total - notCalled - underWay - notTold, total),
              },
            ]}
          />
        )}
      </Answer>
    </Page>
  )
}
