import type { CampaignListLookView } from '../../../../contract/campaigns.ts'
import { type CampaignWay, leftOutNames } from '../../../../helpline/messages/active/campaign-records.ts'
import { capitalised, formatCount } from '../../formats.ts'
import { Facts } from '../../ui/card.tsx'
import { words } from './words.ts'

/** Who is on a list: how many, where, how they would be told, who is left out and why. */
export function ListLook({ look, way }: { look: CampaignListLookView; way: CampaignWay }) {
  const { byPoint, leftOut, byMessage } = look
  const points = byPoint.map(({ name, count }) => `${name ?? words.noPoint}: ${formatCount(count)}`).join('; ')
  const out = leftOut.map(({ reason, count }) => `${leftOutNames[reason]}: ${formatCount(count)}`).join('; ')
  const told: [string, number][] = [
    [words.bySms, byMessage.sms],
    [words.byVoice, byMessage.voice],
    [words.byPerson, byMessage.byPerson],
  ]
  return (
    <Facts
      facts={[
        [words.atPoints, look.count > 0 && points],
        ...(way === 'message' && look.count > 0
          ? told.map(([name, count]) => [name, formatCount(count)] as const)
          : []),
        [words.leftOut, leftOut.length > 0 && capitalised(out)],
      ].map(([name, value]) => [name as string, value === false ? null : value] as const)}
    />
  )
}
