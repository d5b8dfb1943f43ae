import { z } from 'zod'
import { callListOutcomes } from '../helpline/messages/active/call-list.ts'
import {
  campaignKinds,
  campaignLefts,
  campaignStates,
  campaignWays,
  leftOutReasons,
} from '../helpline/messages/active/campaign-records.ts'
import { campaignSteps } from '../helpline/messages/active/run-campaign.ts'
import { day, endpoints, id, instant, longText, nothing, shortText } from './endpoint.ts'
import { IMPORT_PIECE_BYTES } from './imports.ts'

const said = (text: z.ZodString) => text.min(1, 'Scriva qualche parola.')
const count = z.int().min(0)
const age = z.int('Scriva un’età.').min(0).max(120, 'Al massimo 120 anni.').nullable()
const campaignFilter = z.object({
  ageFrom: age,
  ageTo: age,
  livesAlone: z.boolean().nullable(),
  isMember: z.boolean().nullable(),
  hardOfHearing: z.boolean().nullable(),
  comuneIstatCode: z
    .string()
    .regex(/^\d{6}$/)
    .nullable(),
  ambitoId: id.nullable(),
})

export const campaignView = z.object({
  id,
  name: z.string(),
  kind: z.enum(campaignKinds),
  way: z.enum(campaignWays),
  script: z.string(),
  messageText: z.string().nullable(),
  isUrgent: z.boolean(),
  requestedBy: z.string().nullable(),
  legalBasis: z.string().nullable(),
  keepUntil: day.nullable(),
  /** null: its list came with a file. */
  filter: campaignFilter.nullable(),
  state: z.enum(campaignStates),
  createdAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  maxAttempts: z.int(),
  retryAfterMinutes: z.int(),
  /** At the points one may see. */
  progress: z.object({
    ...{ total: count, reached: count, refused: count, wrongNumber: count, unanswered: count },
    ...{ notCalled: count, referred: count, told: count, underWay: count, notTold: count },
  }),
})
export type CampaignView = z.infer<typeof campaignView>

/** One campaign: how far its messages are too. */
export const campaignPageView = campaignView.extend({
  /** Why some were not told by message. */
  notToldBecause: z.array(z.object({ reason: z.enum(campaignLefts), count })),
  sending: z
    .object({
      toGo: count,
      /** Outside the hours nothing is sent: when it goes on. */
      waitsUntil: instant.nullable(),
      /** null: not known yet. */
      estimatedEnd: instant.nullable(),
    })
    .nullable(),
})
export type CampaignPageView = z.infer<typeof campaignPageView>

export const campaignListLook = z.object({
  count,
  byPoint: z.array(z.object({ name: z.string().nullable(), count })),
  leftOut: z.array(z.object({ reason: z.enum(leftOutReasons), count })),
  byMessage: z.object({ sms: count, voice: count, byPerson: count }),
})
export type CampaignListLookView = z.infer<typeof campaignListLook>

const refusal = z.object({ line: z.int(), column: z.string().nullable(), reason: z.string() })
/** How many refused rows come with the reading of a list; the file has them all. */
export const SHOWN_LIST_REFUSALS = 100

export const campaignListReading = z.object({
  sha256: z.string(),
  rows: count,
  withCard: count,
  withoutCard: count,
  refused: count,
  refusals: z.array(refusal),
  /** Titles of columns whose cells are neither read nor kept. */
  notRead: z.array(z.string()),
})
export type CampaignListReadingView = z.infer<typeof campaignListReading>

export const campaignTurnView = z.object({
  memberId: id,
  /** null: of a municipality's list, without a card. */
  personId: id.nullable(),
  personName: z.string(),
  warning: z.string().nullable(),
  hardOfHearing: z.boolean(),
  phones: z.array(z.object({ text: z.string(), e164: z.string() })),
  /** How often already, in vain. */
  attempts: z.int(),
  notTold: z.enum(campaignLefts).nullable(),
})
export type CampaignTurnView = z.infer<typeof campaignTurnView>

const campaignParams = z.object({ campaignId: id })
const memberParams = z.object({ memberId: id })

export const campaignEndpoints = endpoints({
  listCampaigns: {
    method: 'GET',
    path: '/campaigns',
    guard: 'campaign:call',
    summary: 'Campaigns with somebody of the points one may see on their list, and how far they are',
    answer: z.array(campaignView),
  },
  readCampaign: {
    method: 'GET',
    path: '/campaigns/:campaignId',
    guard: 'campaign:call',
    summary: 'One campaign, and how far it is',
    params: campaignParams,
    answer: campaignPageView,
  },
  countCampaignPeople: {
    method: 'POST',
    path: '/campaigns/people-count',
    guard: 'campaign:write',
    summary: 'How many people fit, at which points, and who is left out',
    body: campaignFilter.extend({ isUrgent: z.boolean() }),
    answer: campaignListLook,
  },
  listAmbiti: {
    method: 'GET',
    path: '/campaigns/ambiti',
    guard: 'campaign:write',
    summary: 'The ambiti a campaign may be for',
    answer: z.array(z.object({ id, name: z.string() })),
  },
  writeCampaign: {
    method: 'PUT',
    path: '/campaigns/:campaignId',
    guard: 'campaign:write',
    summary: 'Writes a campaign before it begins, or changes it. Sent twice it is one',
    params: campaignParams,
    body: z.object({
      name: said(shortText),
      kind: z.enum(campaignKinds),
      way: z.enum(campaignWays),
      /** What people say who call. Without it, of a campaign by message, the same as the message. */
      script: longText,
      messageText: z.string().trim().max(600, 'Al massimo 600 caratteri.').nullable(),
      isUrgent: z.boolean(),
      requestedBy: shortText.nullable(),
      legalBasis: shortText.nullable(),
      /** Of a municipality's list: the last day on which it is kept. */
      keepUntil: day.nullable(),
      maxAttempts: z.int().min(1).max(10),
      retryAfterMinutes: z.int().min(15).max(20_160),
      /** null: the list comes with a file. */
      filter: campaignFilter.nullable(),
    }),
    answer: campaignView,
  },
  discardCampaign: {
    method: 'DELETE',
    path: '/campaigns/:campaignId',
    guard: 'campaign:write',
    summary: 'Throws away a campaign that has not begun; twice is once',
    params: campaignParams,
    answer: nothing,
  },
  readCampaignList: {
    method: 'GET',
    path: '/campaigns/:campaignId/list',
    guard: 'campaign:write',
    summary: 'The list of a campaign as it would be if it began now',
    params: campaignParams,
    answer: campaignListLook,
  },
  sendCampaignListPiece: {
    method: 'PUT',
    path: '/campaigns/:campaignId/list/pieces/:position',
    guard: 'campaign:write',
    summary: 'One piece of a municipality’s list, in base64; the first one takes the place of what was there',
    params: campaignParams.extend({ position: z.coerce.number().int().min(0).max(1_000) }),
    body: z.object({
      sizeBytes: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
      content: z
        .base64()
        .min(4)
        .max(Math.ceil(IMPORT_PIECE_BYTES / 3) * 4),
    }),
    answer: z.object({ receivedBytes: count }),
  },
  checkCampaignList: {
    method: 'POST',
    path: '/campaigns/:campaignId/list/check',
    guard: 'campaign:write',
    summary: 'What a municipality’s list would bring, and every row it would not: nothing is written',
    params: campaignParams,
    body: nothing,
    answer: campaignListReading,
  },
  downloadCampaignListRefusals: {
    method: 'GET',
    path: '/campaigns/:campaignId/list/refused.csv',
    guard: 'campaign:write',
    summary: 'Every refused row of the list that was sent: line, column, reason',
    params: campaignParams,
    answer: { file: 'text/csv' },
  },
  confirmCampaignList: {
    method: 'POST',
    path: '/campaigns/:campaignId/list/confirm',
    guard: 'campaign:write',
    summary: 'Writes the list that was looked at; twice is once',
    params: campaignParams,
    body: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    answer: campaignListLook,
  },
  downloadCampaignListSample: {
    method: 'GET',
    path: '/campaigns/list-sample.csv',
    guard: 'campaign:write',
    summary: 'A municipality’s list with its columns and one row',
    answer: { file: 'text/csv' },
  },
  startCampaign: {
    method: 'POST',
    path: '/campaigns/:campaignId/start',
    guard: 'campaign:write',
    summary: 'Begins a campaign on whoever fits now: its list is frozen. Twice is once',
    params: campaignParams,
    body: nothing,
    answer: campaignView,
  },
  stepCampaign: {
    method: 'POST',
    path: '/campaigns/:campaignId/step',
    guard: 'campaign:write',
    summary: 'Pauses, resumes or ends a campaign; twice is once',
    params: campaignParams,
    body: z.object({ step: z.enum(campaignSteps) }),
    answer: campaignView,
  },
  takeNextMember: {
    method: 'POST',
    path: '/campaigns/:campaignId/next',
    guard: 'campaign:call',
    summary: 'Whom to call next, held for whoever asks; null when there is nobody now',
    params: campaignParams,
    body: nothing,
    answer: z.object({ turn: campaignTurnView.nullable() }),
  },
  keepMember: {
    method: 'POST',
    path: '/campaign-members/:memberId/keep',
    guard: 'campaign:call',
    summary: 'Whoever calls somebody is still at it; isMine is false where somebody else has taken over',
    params: memberParams,
    body: nothing,
    answer: z.object({ isMine: z.boolean() }),
  },
  leaveMember: {
    method: 'POST',
    path: '/campaign-members/:memberId/leave',
    guard: 'campaign:call',
    summary: 'Leaves somebody to the others; twice is once',
    params: memberParams,
    body: nothing,
    answer: nothing,
  },
  recordCampaignCall: {
    method: 'PUT',
    path: '/campaign-members/:memberId/calls/:attemptId',
    guard: 'campaign:call',
    summary: 'What came of a call; its outgoing contact is written once. Sent twice it is one call',
    params: memberParams.extend({ attemptId: id }),
    body: z.object({
      outcome: z.enum(callListOutcomes, 'Scelga com’è andata.'),
      referral: shortText.nullable(),
      notes: longText.nullable(),
      /** A request arises: its contact stays open. */
      hasRequest: z.boolean(),
    }),
    answer: z.object({ contactId: id.nullable() }),
  },
  readCampaignReport: {
    method: 'GET',
    path: '/campaigns/:campaignId/report',
    guard: 'campaign:write',
    summary: 'For whoever asked for it: no names, no number from 1 to 4 (null)',
    params: campaignParams,
    answer: z.array(z.object({ name: z.string(), count: count.nullable() })),
  },
  downloadCampaignReport: {
    method: 'GET',
    path: '/campaigns/:campaignId/report.csv',
    guard: 'campaign:write',
    summary: 'The same as a file',
    params: campaignParams,
    answer: { file: 'text/csv' },
  },
  printCampaignReport: {
    method: 'GET',
    path: '/campaigns/:campaignId/report.pdf',
    guard: 'campaign:write',
    summary: 'The same on paper: when, by whom, what came of it',
    params: campaignParams,
    answer: { file: 'application/pdf' },
  },
})
