import { safeCsvLine, UTF8_MARK } from '../../adapters/documents/csv-lines.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import type { CampaignView, campaignEndpoints } from '../../contract/active.ts'
import { type SignedIn, visiblePoints } from '../../helpline/access/permissions.ts'
import { NotFound } from '../../helpline/errors.ts'
import { leaveMember, recordCampaignCall, takeNextMember } from '../../helpline/messages/active/call-for-campaign.ts'
import type { CampaignRecord } from '../../helpline/messages/active/campaign-records.ts'
import { startCampaign, stepCampaign } from '../../helpline/messages/active/run-campaign.ts'
import { campaignReport } from '../../helpline/reports/campaign-report.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import type { Handlers } from '../routes.ts'

const view = (campaign: CampaignRecord): CampaignView => ({
  ...campaign,
  createdAt: campaign.createdAt.toISOString(),
  endedAt: campaign.endedAt?.toISOString() ?? null,
})

export const campaignHandlers = (store: Store): Handlers<typeof campaignEndpoints> => {
  async function find(who: SignedIn, campaignId: string): Promise<CampaignRecord> {
    const campaign = await store.findCampaign(campaignId, visiblePoints(who))
    if (!campaign) throw new NotFound('Questa campagna non c’è, o non è dei Suoi punti.')
    return campaign
  }

  return {
    listCampaigns: async ({ who }) => (await store.listCampaigns(visiblePoints(who))).map(view),

    readCampaign: async ({ input: { params }, who }) => view(await find(who, params.campaignId)),

    countCampaignPeople: async ({ input: { body }, who, occasion }) => ({
      count: await store.countCampaignPeople(body, visiblePoints(who), romeDate(occasion.now)),
    }),

    async startCampaign({ input: { params, body }, who, occasion }) {
      await startCampaign(store, occasion, { ...params, ...body, who })
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

    async leaveMember({ input: { params }, who, occasion }) {
      await leaveMember(store, occasion, { ...params, who })
      return {}
    },

    recordCampaignCall: ({ input: { params, body }, who, occasion }) =>
      recordCampaignCall(store, occasion, { ...params, ...body, who }),

    readCampaignReport: async ({ input: { params }, who }) =>
      campaignReport((await find(who, params.campaignId)).progress),

    async downloadCampaignReport({ input: { params }, who }) {
      const { name, requestedBy, progress } = await find(who, params.campaignId)
      const lines = campaignReport(progress).map((line) => [
        line.name,
        line.count === null ? 'non indicato' : `${line.count}`,
      ])
      const head = [['Campagna', name], ...(requestedBy ? [['Chiesta da', requestedBy]] : [])]
      return {
        fileName: 'campagna.csv',
        content: UTF8_MARK + [...head, ...lines].map((cells) => safeCsvLine(cells)).join(''),
      }
    },
  }
}
