import { maySeePoint, type SignedIn, visiblePoints } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../../errors.ts'
import { type IsoDate, romeDate } from '../../territory/rome-time.ts'
import type { CampaignFilter, CampaignKind, CampaignState } from './campaign-records.ts'

export interface NewCampaign {
  id: string
  name: string
  kind: CampaignKind
  script: string
  requestedBy: string | null
  listeningPointId: string | null
  maxAttempts: number
  retryAfterMinutes: number
  startedAt: Date
}

export interface CampaignRows {
  lockCampaign(
    campaignId: string,
  ): Promise<{ listeningPointId: string | null; state: CampaignState; name: string } | null>
  isCampaignNameTaken(name: string): Promise<boolean>
  /** false where that id is taken already. */
  addCampaign(campaign: NewCampaign): Promise<boolean>
  /** Freezes the list: who fits today and has a telephone; how many they are. null: at every point. */
  addCampaignMembers(
    campaignId: string,
    filter: CampaignFilter,
    points: readonly string[] | null,
    today: IsoDate,
  ): Promise<number>
  setCampaignState(campaignId: string, state: CampaignState, endedAt: Date | null): Promise<void>
}

export interface CampaignStart {
  who: SignedIn
  /** Chosen by the console: sent twice it is one campaign. */
  campaignId: string
  name: string
  kind: CampaignKind
  script: string
  requestedBy: string | null
  maxAttempts: number
  retryAfterMinutes: number
  filter: CampaignFilter
}

export function tellCampaign(tx: Change, action: string, entityId: string, listeningPointId: string | null): void {
  tx.trace({ action: `campaign.${action}`, entity: 'campaign', entityId, listeningPointId })
  // Its list may be of many points.
  tx.announce({ topic: 'campaign', entityId, listeningPointId: null })
}

/** Begins a campaign on whoever fits now: who comes later is not added. */
export async function startCampaign(
  doors: Transactions<CampaignRows>,
  occasion: Occasion,
  input: CampaignStart,
): Promise<void> {
  const { who, campaignId: id, filter, ...campaign } = input
  if (filter.ageFrom !== null && filter.ageTo !== null && filter.ageTo < filter.ageFrom) {
    throw new Invalid('Controlli l’età.', { 'filter.ageTo': 'È meno dell’età da cui si parte.' })
  }
  const listeningPointId = who.role === 'regionalAdmin' ? null : (who.listeningPointIds[0] ?? null)
  await doors.transaction(occasion, async (tx) => {
    const before = await tx.lockCampaign(id)
    if (before) {
      if (before.name !== campaign.name) throw new Conflict('Questa campagna c’è già.')
      checkOwn(before, who)
      return
    }
    if (await tx.isCampaignNameTaken(campaign.name)) {
      throw new Invalid('Controlli il nome.', { name: 'C’è già una campagna con questo nome.' })
    }
    if (!(await tx.addCampaign({ ...campaign, id, listeningPointId, startedAt: occasion.now }))) {
      // The same one, a moment before.
      if ((await tx.lockCampaign(id))?.name === campaign.name) return
      throw new Conflict('C’è già una campagna con questo nome.')
    }
    const count = await tx.addCampaignMembers(id, filter, visiblePoints(who), romeDate(occasion.now))
    if (count === 0) throw new Conflict('Nessuno corrisponde: cambi l’età, il comune o le altre scelte.')
    tellCampaign(tx, 'started', id, listeningPointId)
  })
}

function checkOwn({ listeningPointId }: { listeningPointId: string | null }, who: SignedIn): void {
  const isOwn = who.role === 'regionalAdmin' || (listeningPointId !== null && maySeePoint(who, listeningPointId))
  if (!isOwn) throw new NotAllowed('Questa campagna è di altri: la vede, ma non la cambia.')
}

const after: Record<'pause' | 'resume' | 'end', { from: readonly CampaignState[]; to: CampaignState }> = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  end: { from: ['running', 'paused'], to: 'ended' },
}
export type CampaignStep = keyof typeof after
export const campaignSteps = ['pause', 'resume', 'end'] as const satisfies readonly CampaignStep[]

/** Twice is once; what is over does not begin again. */
export async function stepCampaign(
  doors: Transactions<CampaignRows>,
  occasion: Occasion,
  input: { who: SignedIn; campaignId: string; step: CampaignStep },
): Promise<void> {
  const { who, campaignId } = input
  const { from, to } = after[input.step]
  await doors.transaction(occasion, async (tx) => {
    const campaign = await tx.lockCampaign(campaignId)
    if (!campaign) throw new NotFound('Questa campagna non c’è.')
    checkOwn(campaign, who)
    if (campaign.state === to) return
    if (!from.includes(campaign.state)) throw new Conflict('Questa campagna è già finita.')
    await tx.setCampaignState(campaignId, to, to === 'ended' ? occasion.now : null)
    tellCampaign(tx, to, campaignId, campaign.listeningPointId)
  })
}
