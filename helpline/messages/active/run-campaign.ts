import { maySeePoint, type SignedIn, visiblePoints } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../../errors.ts'
import { addDays, type IsoDate, romeDate } from '../../territory/rome-time.ts'
import type { CampaignFilter, CampaignKind, CampaignState, CampaignWay } from './campaign-records.ts'
import { campaignSmsSize, MOST_SMS_PARTS } from './campaign-sending.ts'
import { askToFeed } from './feed-campaign.ts'

/** What is written of a campaign before it begins. */
export interface CampaignText {
  name: string
  kind: CampaignKind
  way: CampaignWay
  script: string
  messageText: string | null
  isUrgent: boolean
  requestedBy: string | null
  legalBasis: string | null
  keepUntil: IsoDate | null
  maxAttempts: number
  retryAfterMinutes: number
  filter: CampaignFilter | null
}

export interface LockedCampaign {
  listeningPointId: string | null
  state: CampaignState
  name: string
  way: CampaignWay
  filter: CampaignFilter | null
  feedStep: number
}

export interface CampaignRows {
  lockCampaign(campaignId: string): Promise<LockedCampaign | null>
  /** Whether another campaign has it. */
  isCampaignNameTaken(campaignId: string, name: string): Promise<boolean>
  /** false where that id or name is taken already. */
  addCampaign(
    campaign: CampaignText & { id: string; listeningPointId: string | null; createdAt: Date },
  ): Promise<boolean>
  changeCampaign(campaignId: string, text: CampaignText): Promise<void>
  removeCampaign(campaignId: string): Promise<void>
  /** Nobody is on the list of a draft any more, nor its file. */
  emptyCampaignList(campaignId: string): Promise<void>
  countCampaignMembers(campaignId: string): Promise<number>
  /** Freezes the list: who fits today and has a telephone; how many they are. null: at every point. */
  addCampaignMembers(
    campaignId: string,
    filter: CampaignFilter,
    points: readonly string[] | null,
    today: IsoDate,
  ): Promise<number>
  setCampaignState(
    campaignId: string,
    state: CampaignState,
    moments: { startedAt?: Date; endedAt?: Date },
  ): Promise<void>
  withdrawUnsent(campaignId: string): Promise<number>
  setFeedStep(campaignId: string, step: number): Promise<void>
}

type Doors = Transactions<CampaignRows>

export function tellCampaign(tx: Change, action: string, entityId: string, listeningPointId: string | null): void {
  tx.trace({ action: `campaign.${action}`, entity: 'campaign', entityId, listeningPointId })
  // Its list may be of many points.
  tx.announce({ topic: 'campaign', entityId, listeningPointId: null })
}

/** The longest a municipality's list may be kept. */
const MOST_KEPT_DAYS = 366

export function checkText(text: CampaignText, today: IsoDate): void {
  const { filter, way, messageText, keepUntil } = text
  const fields: Record<string, string> = {}
  if (filter && filter.ageFrom !== null && filter.ageTo !== null && filter.ageTo < filter.ageFrom) {
    fields['filter.ageTo'] = 'È meno dell’età da cui si parte.'
  }
  if (way === 'message' && !messageText) fields.messageText = 'Scriva che cosa dice il messaggio.'
  if (way === 'message' && messageText && campaignSmsSize(messageText).segments > MOST_SMS_PARTS) {
    fields.messageText = `È troppo lungo: al massimo ${MOST_SMS_PARTS} SMS, e senza simboli particolari.`
  }
  if (way === 'person' && !text.script) fields.script = 'Scriva qualche parola.'
  if (!filter && !text.legalBasis) fields.legalBasis = 'Serve per usare l’elenco di un Comune.'
  if (!filter && !keepUntil) fields.keepUntil = 'Serve: dopo questo giorno l’elenco è cancellato.'
  if (!filter && keepUntil && (keepUntil <= today || keepUntil > addDays(today, MOST_KEPT_DAYS))) {
    fields.keepUntil = 'Scelga un giorno da domani a fra un anno.'
  }
  if (Object.keys(fields).length > 0) throw new Invalid('Controlli quello che ha scritto.', fields)
}

/** Writes a draft, or changes it: whoever is on its list is looked at before it begins. Sent twice it is one. */
export async function writeCampaign(
  doors: Doors,
  occasion: Occasion,
  input: CampaignText & { who: SignedIn; campaignId: string },
): Promise<void> {
  const { who, campaignId: id, ...written } = input
  const text = { ...written, script: written.script || (written.messageText ?? '') }
  checkText(text, romeDate(occasion.now))
  const listeningPointId = who.role === 'regionalAdmin' ? null : (who.listeningPointIds[0] ?? null)
  await doors.transaction(occasion, async (tx) => {
    const before = await tx.lockCampaign(id)
    if (before) {
      checkOwn(before, who)
      if (before.state !== 'draft') throw new Conflict('Questa campagna è già cominciata: non si cambia più.')
    }
    if (await tx.isCampaignNameTaken(id, text.name)) {
      throw new Invalid('Controlli il nome.', { name: 'C’è già una campagna con questo nome.' })
    }
    if (before) {
      if (text.filter) await tx.emptyCampaignList(id)
      await tx.changeCampaign(id, text)
    } else if (!(await tx.addCampaign({ ...text, id, listeningPointId, createdAt: occasion.now }))) {
      // The same one, a moment before.
      if ((await tx.lockCampaign(id))?.name === text.name) return
      throw new Conflict('C’è già una campagna con questo nome.')
    }
    tellCampaign(tx, 'written', id, listeningPointId)
  })
}

export async function ownCampaign(tx: CampaignRows, who: SignedIn, campaignId: string): Promise<LockedCampaign> {
  const campaign = await tx.lockCampaign(campaignId)
  if (!campaign) throw new NotFound('Questa campagna non c’è.')
  checkOwn(campaign, who)
  return campaign
}

/** The one whose list may still change. */
export async function ownDraft(tx: CampaignRows, who: SignedIn, campaignId: string): Promise<LockedCampaign> {
  const campaign = await ownCampaign(tx, who, campaignId)
  if (campaign.state !== 'draft') throw new Conflict('Questa campagna è già cominciata: non si cambia più.')
  return campaign
}

export async function discardCampaign(
  doors: Doors,
  occasion: Occasion,
  { who, campaignId }: { who: SignedIn; campaignId: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    if (!(await tx.lockCampaign(campaignId))) return
    const { listeningPointId } = await ownDraft(tx, who, campaignId)
    await tx.removeCampaign(campaignId)
    tellCampaign(tx, 'discarded', campaignId, listeningPointId)
  })
}

/** Begins a campaign on whoever fits now: who comes later is not added. Twice is once. */
export async function startCampaign(
  doors: Doors,
  occasion: Occasion,
  { who, campaignId }: { who: SignedIn; campaignId: string },
): Promise<void> {
  const { now } = occasion
  await doors.transaction(occasion, async (tx) => {
    const { state, filter, listeningPointId, way, feedStep } = await ownCampaign(tx, who, campaignId)
    if (state === 'running') return
    if (state !== 'draft') throw new Conflict('Questa campagna è già cominciata.')
    const count = filter
      ? await tx.addCampaignMembers(campaignId, filter, visiblePoints(who), romeDate(now))
      : await tx.countCampaignMembers(campaignId)
    if (count === 0) {
      throw new Conflict(
        filter
          ? 'Nessuno corrisponde: cambi l’età, il comune o le altre scelte.'
          : 'L’elenco del Comune non è ancora stato caricato e confermato.',
      )
    }
    await tx.setCampaignState(campaignId, 'running', { startedAt: now })
    if (way === 'message') askToFeed(tx, campaignId, feedStep, now)
    tellCampaign(tx, 'started', campaignId, listeningPointId)
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

/** Twice is once; what is over does not begin again. A pause takes back every message that has not left. */
export async function stepCampaign(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; campaignId: string; step: CampaignStep },
): Promise<void> {
  const { who, campaignId } = input
  const { from, to } = after[input.step]
  await doors.transaction(occasion, async (tx) => {
    const campaign = await ownCampaign(tx, who, campaignId)
    if (campaign.state === to) return
    if (!from.includes(campaign.state)) {
      throw new Conflict(
        campaign.state === 'draft' ? 'Questa campagna non è ancora cominciata.' : 'Questa campagna è già finita.',
      )
    }
    await tx.setCampaignState(campaignId, to, to === 'ended' ? { endedAt: occasion.now } : {})
    if (campaign.way === 'message') {
      if (to !== 'running') await tx.withdrawUnsent(campaignId)
      else {
        // Whatever was asked for before the pause is of another step.
        await tx.setFeedStep(campaignId, campaign.feedStep + 1)
        askToFeed(tx, campaignId, campaign.feedStep + 1, occasion.now)
      }
    }
    tellCampaign(tx, to, campaignId, campaign.listeningPointId)
  })
}
