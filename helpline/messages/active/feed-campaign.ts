import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { nextCampaignTime } from '../../reaching/quiet-hours.ts'
import { type OutboundMessages, writeMessage } from '../../reaching/write-message.ts'
import type { CampaignLeft, CampaignState, CampaignWay } from './campaign-records.ts'
import { campaignSms, campaignSpoken, type ToldMember, wayToTellMember } from './campaign-sending.ts'

/** So many wait to leave at once, no more: a pause takes back what has not left. */
const MOST_WAITING = 100
const NEXT_AFTER_MS = 1_000

export interface UntoldMember extends ToldMember {
  id: string
  personId: string | null
  listeningPointId: string | null
}

export interface FedCampaign {
  name: string
  state: CampaignState
  way: CampaignWay
  messageText: string | null
  isUrgent: boolean
  legalBasis: string | null
  feedStep: number
  listeningPointId: string | null
}

export interface FeedCampaignRows extends OutboundMessages {
  lockFedCampaign(campaignId: string): Promise<FedCampaign | null>
  /** Messages of the campaign that have not been sent yet. */
  countUnsent(campaignId: string): Promise<number>
  /** Held until the transaction ends. What is urgent reaches who refuses campaigns alone. */
  lockUntold(campaignId: string, isUrgent: boolean, limit: number): Promise<UntoldMember[]>
  tieMessage(memberId: string, messageId: string): Promise<void>
  leaveToPerson(memberIds: readonly string[], because: CampaignLeft): Promise<void>
  setFeedStep(campaignId: string, step: number): Promise<void>
  /** Takes back what has never been handed to Twilio; those people are still to be told. */
  withdrawUnsent(campaignId: string): Promise<number>
}

/** Each step is asked for once. */
export function askToFeed(tx: Change, campaignId: string, step: number, runAt: Date): void {
  tx.ask({ name: 'feed-campaign', payload: { campaignId, step }, key: `feed-campaign:${campaignId}:${step}`, runAt })
}

/**
 * Writes the next messages of a campaign and asks for itself again. Each step is done once: whoever comes late or twice finds
 * another step, and nobody is told twice because a message belongs to one member.
 */
export async function feedCampaign(
  doors: Transactions<FeedCampaignRows>,
  occasion: Occasion,
  { campaignId, step }: { campaignId: string; step: number },
): Promise<void> {
  const { now } = occasion
  await doors.transaction(occasion, async (tx) => {
    const campaign = await tx.lockFedCampaign(campaignId)
    if (campaign?.state !== 'running' || campaign.way !== 'message' || campaign.feedStep !== step) return
    const when = nextCampaignTime(now, campaign.isUrgent)
    if (when > now) {
      await tx.withdrawUnsent(campaignId)
      await tx.setFeedStep(campaignId, step + 1)
      return askToFeed(tx, campaignId, step + 1, when)
    }
    const room = MOST_WAITING - (await tx.countUnsent(campaignId))
    const members = room > 0 ? await tx.lockUntold(campaignId, campaign.isUrgent, room) : []
    await tellThem(tx, occasion, campaignId, campaign, members)
    await tx.setFeedStep(campaignId, step + 1)
    if (members.length > 0) tx.announce({ topic: 'campaign', entityId: campaignId, listeningPointId: null })
    // As long as something waits to leave: what is late in the evening is taken back.
    if (members.length > 0 || room < MOST_WAITING) {
      askToFeed(tx, campaignId, step + 1, new Date(now.getTime() + NEXT_AFTER_MS))
    }
  })
}

async function tellThem(
  tx: FeedCampaignRows & Change,
  occasion: Occasion,
  campaignId: string,
  campaign: FedCampaign,
  members: readonly UntoldMember[],
): Promise<void> {
  const text = campaign.messageText ?? ''
  const left = new Map<CampaignLeft, string[]>()
  for (const member of members) {
    const way = wayToTellMember(member, campaign, occasion.now)
    if ('left' in way) {
      left.set(way.left, [...(left.get(way.left) ?? []), member.id])
      continue
    }
    const { id: messageId } = await writeMessage(tx, occasion, {
      ...way,
      purpose: 'campaign',
      personId: member.personId,
      listeningPointId: member.listeningPointId ?? campaign.listeningPointId,
      intentKey: `campaign:${campaignId}:${member.id}`,
      body: way.channel === 'voice' ? campaignSpoken(text) : campaignSms(text),
    })
    await tx.tieMessage(member.id, messageId)
  }
  for (const [because, memberIds] of left) await tx.leaveToPerson(memberIds, because)
}
