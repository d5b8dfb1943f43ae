import { campaignListSample } from '../../adapters/documents/campaign-list-csv.ts'
import { safeCsvLine, UTF8_MARK } from '../../adapters/documents/csv-lines.ts'
import { checkCsv } from '../../adapters/documents/csv-reading.ts'
import { campaignReportFile } from '../../adapters/documents/export-documents.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import {
  type CampaignPageView,
  type CampaignView,
  type campaignEndpoints,
  SHOWN_LIST_REFUSALS,
} from '../../contract/campaigns.ts'
import { may, type SignedIn, visiblePoints } from '../../helpline/access/permissions.ts'
import { NotFound } from '../../helpline/errors.ts'
import { checkCampaignList, confirmCampaignList, takeListPiece } from '../../helpline/imports/campaign-list-file.ts'
import {
  keepMember,
  leaveMember,
  recordCampaignCall,
  takeNextMember,
} from '../../helpline/messages/active/call-for-campaign.ts'
import { type CampaignRecord, campaignKindNames } from '../../helpline/messages/active/campaign-records.ts'
import { campaignEnd, needsConsent } from '../../helpline/messages/active/campaign-sending.ts'
import {
  discardCampaign,
  startCampaign,
  stepCampaign,
  writeCampaign,
} from '../../helpline/messages/active/run-campaign.ts'
import { nextCampaignTime } from '../../helpline/reaching/quiet-hours.ts'
import { campaignReport } from '../../helpline/reports/campaign-report.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import type { Handlers } from '../routes.ts'

/** How far back the pace of sending is looked at. */
const PACE_MS = 2 * 60_000

const view = (campaign: CampaignRecord): CampaignView => ({
  ...campaign,
  createdAt: campaign.createdAt.toISOString(),
  startedAt: campaign.startedAt?.toISOString() ?? null,
  endedAt: campaign.endedAt?.toISOString() ?? null,
})

export const campaignHandlers = (store: Store): Handlers<typeof campaignEndpoints> => {
  const doors = { ...store, checkCsv }
  const isLeading = (who: SignedIn) => may(who, 'campaign:write')

  async function find(who: SignedIn, campaignId: string): Promise<CampaignRecord> {
    const campaign = await store.findCampaign(campaignId, visiblePoints(who), isLeading(who))
    if (!campaign) throw new NotFound('Questa campagna non c’è, o non è dei Suoi punti.')
    return campaign
  }

  async function sendingOf({ id, isUrgent }: CampaignRecord, now: Date): Promise<CampaignPageView['sending']> {
    const { toGo, sentLately, since } = await store.readCampaignSending(id, new Date(now.getTime() - PACE_MS))
    const next = nextCampaignTime(now, isUrgent)
    const seconds = since ? Math.max(1, (now.getTime() - since.getTime()) / 1000) : 0
    const isPaced = sentLately > 0 && toGo > 0
    return {
      toGo,
      waitsUntil: next > now ? next.toISOString() : null,
      estimatedEnd: isPaced ? campaignEnd(now, (toGo * seconds) / sentLately, isUrgent).toISOString() : null,
    }
  }

  async function look(who: SignedIn, campaignId: string, now: Date) {
    const campaign = await find(who, campaignId)
    const { filter, state } = campaign
    return filter && state === 'draft'
      ? store.lookAtCampaignPeople(filter, visiblePoints(who), romeDate(now), needsConsent(campaign))
      : store.lookAtCampaignMembers(campaignId, needsConsent(campaign))
  }

  return {
    listCampaigns: async ({ who }) => (await store.listCampaigns(visiblePoints(who), isLeading(who))).map(view),

    async readCampaign({ input: { params }, who, occasion }) {
      const campaign = await find(who, params.campaignId)
      if (campaign.way === 'person') return { ...view(campaign), notToldBecause: [], sending: null }
      return {
        ...view(campaign),
        notToldBecause: await store.listNotTold(campaign.id, visiblePoints(who)),
        sending: campaign.state === 'running' ? await sendingOf(campaign, occasion.now) : null,
      }
    },

    countCampaignPeople({ input: { body }, who, occasion }) {
      const { isUrgent, ...filter } = body
      const asksConsent = needsConsent({ isUrgent, legalBasis: null })
      return store.lookAtCampaignPeople(filter, visiblePoints(who), romeDate(occasion.now), asksConsent)
    },

    listAmbiti: () => store.listAmbiti(),

    async writeCampaign({ input: { params, body }, who, occasion }) {
      await writeCampaign(store, occasion, { ...params, ...body, who })
      return view(await find(who, params.campaignId))
    },

    async discardCampaign({ input: { params }, who, occasion }) {
      await discardCampaign(store, occasion, { ...params, who })
      return {}
    },

    readCampaignList: ({ input: { params }, who, occasion }) => look(who, params.campaignId, occasion.now),

    sendCampaignListPiece: ({ input: { params, body }, who, occasion }) =>
      takeListPiece(store, occasion, { ...params, ...body, who, bytes: Buffer.from(body.content, 'base64') }),

    async checkCampaignList({ input: { params }, who, occasion }) {
      const { refusals, ...reading } = await checkCampaignList(doors, occasion, { ...params, who })
      return { ...reading, refused: refusals.length, refusals: refusals.slice(0, SHOWN_LIST_REFUSALS) }
    },

    async downloadCampaignListRefusals({ input: { params }, who, occasion }) {
      const { refusals } = await checkCampaignList(doors, occasion, { ...params, who })
      const lines = refusals.map(({ line, column, reason }) => [String(line), column ?? '', reason])
      const content = [['Riga', 'Colonna', 'Perché'], ...lines].map((cells) => safeCsvLine(cells)).join('')
      return { fileName: 'righe-rifiutate.csv', content: UTF8_MARK + content }
    },

    async confirmCampaignList({ input: { params, body }, who, occasion }) {
      await confirmCampaignList(doors, occasion, { ...params, ...body, who })
      return look(who, params.campaignId, occasion.now)
    },

    downloadCampaignListSample: () => ({ fileName: 'elenco-campagna.csv', content: campaignListSample() }),

    async startCampaign({ input: { params }, who, occasion }) {
      await startCampaign(store, occasion, { ...params, who })
      return view(await find(who, params.campaignId))
    },

    async stepCampaign({ input: { params, body }, who, occasion }) {
      await stepCampaign(store, occasion, { ...params, ...body, who })
      return view(await find(who, params.campaignId))
    },

    async takeNextMember({ input: { params }, who, occasion }) {
      const turn = await takeNextMember(store, occasion, { ...params, who })
      const phones = turn?.phonesE164.map((e164) => ({ e164, text: formatPhone(e164) })) ?? []
      return { turn: turn && { ...turn, phones } }
    },

    keepMember: ({ input: { params }, who, occasion }) => keepMember(store, occasion, { ...params, who }),

    async leaveMember({ input: { params }, who, occasion }) {
      await leaveMember(store, occasion, { ...params, who })
      return {}
    },

    recordCampaignCall: ({ input: { params, body }, who, occasion }) =>
      recordCampaignCall(store, occasion, { ...params, ...body, who }),

    async readCampaignReport({ input: { params }, who }) {
      const { progress, way } = await find(who, params.campaignId)
      return campaignReport(progress, way)
    },

    async downloadCampaignReport({ input: { params }, who }) {
      const { name, requestedBy, progress, way } = await find(who, params.campaignId)
      const lines = campaignReport(progress, way).map((line) => [
        line.name,
        line.count === null ? 'non indicato' : `${line.count}`,
      ])
      const head = [['Campagna', name], ...(requestedBy ? [['Chiesta da', requestedBy]] : [])]
      return {
        fileName: 'campagna.csv',
        content: UTF8_MARK + [...head, ...lines].map((cells) => safeCsvLine(cells)).join(''),
      }
    },

    async printCampaignReport({ input: { params }, who, occasion }) {
      const campaign = await find(who, params.campaignId)
      const paper = {
        ...campaign,
        kind: campaignKindNames[campaign.kind],
        carriedOutBy: campaign.listeningPointName ? `Auser, ${campaign.listeningPointName}` : 'Auser Lombardia',
        rows: campaignReport(campaign.progress, campaign.way),
      }
      return { fileName: 'campagna.pdf', content: Buffer.from(await campaignReportFile(paper, occasion.now)) }
    },
  }
}
