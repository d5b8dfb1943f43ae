import { leftToPersonNames, leftToPersonReasons } from '../../reaching/left-to-person.ts'
import type { MessageChannel } from '../../reaching/message-channel.ts'
import type { IsoDate } from '../../territory/rome-time.ts'
import type { CallListOutcome } from './call-list.ts'

export const campaignKinds = ['heatWave', 'fluVaccination', 'serviceInterruption'] as const
export type CampaignKind = (typeof campaignKinds)[number]
export const campaignKindNames: Record<CampaignKind, string> = {
  heatWave: 'ondata di caldo',
  fluVaccination: 'vaccino antinfluenzale',
  serviceInterruption: 'servizio sospeso',
}

export const campaignStates = ['draft', 'running', 'paused', 'ended'] as const
export type CampaignState = (typeof campaignStates)[number]
export const campaignStateNames: Record<CampaignState, string> = {
  draft: 'in preparazione',
  running: 'in corso',
  paused: 'in pausa',
  ended: 'finita',
}

export const campaignWays = ['person', 'message'] as const
export type CampaignWay = (typeof campaignWays)[number]
export const campaignWayNames: Record<CampaignWay, string> = {
  person: 'chiama una persona',
  message: 'un messaggio: SMS ai cellulari, voce registrata ai telefoni fissi',
}

/** Why a message is not sent to somebody: a person calls instead. */
export const campaignLefts = ['companion', ...leftToPersonReasons] as const
export type CampaignLeft = (typeof campaignLefts)[number]
export const campaignLeftNames: Record<CampaignLeft, string> = {
  companion: 'Aspetta le nostre telefonate di compagnia: la chiama una persona, non una voce registrata.',
  ...leftToPersonNames,
}

/** What an undelivered message died of. */
export function notToldBecause(channel: MessageChannel, errorCode: number | null): CampaignLeft {
  if (errorCode === 21610) return 'refused'
  if (errorCode === 21614 || errorCode === 21635 || errorCode === 30006) return 'landline'
  if (errorCode === 30005) return 'doubtful'
  if (errorCode === 30003 || (channel === 'voice' && errorCode === null)) return 'notAnswering'
  return errorCode === 30007 ? 'blocked' : errorCode === 30008 ? 'notSent' : 'unknown'
}

/** Whom a campaign is for, among the people of the points of whoever begins it; what is null does not choose. */
export interface CampaignFilter {
  ageFrom: number | null
  ageTo: number | null
  livesAlone: boolean | null
  isMember: boolean | null
  hardOfHearing: boolean | null
  comuneIstatCode: string | null
  ambitoId: string | null
}

/** Who fits and is left out all the same. */
export const leftOutReasons = ['noPhone', 'refused', 'closed'] as const
export type LeftOutReason = (typeof leftOutReasons)[number]
export const leftOutNames: Record<LeftOutReason, string> = {
  noPhone: 'senza telefono',
  refused: 'ha tolto il consenso alla scheda',
  closed: 'scheda cancellata',
}

/** The list as it would be if the campaign began now. */
export interface CampaignListLook {
  count: number
  byPoint: { name: string | null; count: number }[]
  leftOut: { reason: LeftOutReason; count: number }[]
  /** How they would be told by message; the rest is called by a person. */
  byMessage: { sms: number; voice: number; byPerson: number }
}

/** Everybody of the list is in one of them, `referred` apart. */
export interface CampaignProgress {
  total: number
  reached: number
  refused: number
  wrongNumber: number
  /** Called, and nobody answered yet, or ever. */
  unanswered: number
  /** The message has arrived, or somebody has heard it. */
  told: number
  /** The message is on its way. */
  underWay: number
  /** Not told by message: to be called by a person. */
  notTold: number
  notCalled: number
  /** Of those reached: sent on to somebody. */
  referred: number
}

export interface CampaignRecord {
  id: string
  name: string
  kind: CampaignKind
  way: CampaignWay
  script: string
  messageText: string | null
  isUrgent: boolean
  requestedBy: string | null
  legalBasis: string | null
  /** null: nothing is kept of people without a card. */
  keepUntil: IsoDate | null
  /** null: the list came with a file. */
  filter: CampaignFilter | null
  state: CampaignState
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
  /** Where it was begun; null: by the region. */
  listeningPointId: string | null
  listeningPointName: string | null
  maxAttempts: number
  retryAfterMinutes: number
  /** Of the points of whoever looks. */
  progress: CampaignProgress
}

/** Somebody to call now, held for one operator. */
export interface CampaignTurn {
  memberId: string
  /** null: who came with a municipality's list and has no card. */
  personId: string | null
  personName: string
  warning: string | null
  hardOfHearing: boolean
  phonesE164: string[]
  attempts: number
  /** They were to be told by message. */
  notTold: CampaignLeft | null
}

/** Who held somebody for so long without a word holds them no more. */
export const HELD_MINUTES = 15

export const isSettledBy = (outcome: CallListOutcome, attempts: number, maxAttempts: number): boolean =>
  outcome === 'answered' || outcome === 'refused' || outcome === 'wrongNumber' || attempts >= maxAttempts
