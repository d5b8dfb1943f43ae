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

/** Whom a campaign is for, among the people of the points of whoever begins it; what is null does not choose. */
export interface CampaignFilter {
  ageFrom: number | null
  ageTo: number | null
  livesAlone: boolean | null
  isMember: boolean | null
  comuneIstatCode: string | null
}

/** Everybody of the list is in one of the first five. */
export interface CampaignProgress {
  total: number
  reached: number
  refused: number
  wrongNumber: number
  /** Called, and nobody answered yet, or ever. */
  unanswered: number
  notCalled: number
  /** Of those reached: sent on to somebody. */
  referred: number
}

export interface CampaignRecord {
  id: string
  name: string
  kind: CampaignKind
  script: string
  requestedBy: string | null
  state: CampaignState
  createdAt: Date
  endedAt: Date | null
  /** Where it was begun; null: by the region. */
  listeningPointId: string | null
  maxAttempts: number
  retryAfterMinutes: number
  /** Of the points of whoever looks. */
  progress: CampaignProgress
}

/** Somebody to call now, held for one operator. */
export interface CampaignTurn {
  memberId: string
  personId: string
  personName: string
  warning: string | null
  hardOfHearing: boolean
  phonesE164: string[]
  attempts: number
}

/** Who held somebody for so long without a word holds them no more. */
export const HELD_MINUTES = 15

export const isSettledBy = (outcome: CallListOutcome, attempts: number, maxAttempts: number): boolean =>
  outcome === 'answered' || outcome === 'refused' || outcome === 'wrongNumber' || attempts >= maxAttempts
