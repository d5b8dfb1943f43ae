import type { CampaignProgress, CampaignWay } from '../messages/active/campaign-records.ts'
import { hiddenRows, isSmall } from './small-cells.ts'

const linesOf = {
  person: ['reached', 'refused', 'unanswered', 'wrongNumber', 'notCalled'],
  message: ['told', 'underWay', 'reached', 'refused', 'unanswered', 'wrongNumber', 'notTold', 'notCalled'],
} as const satisfies Record<CampaignWay, readonly (keyof CampaignProgress)[]>
export type CampaignReportLine = (typeof linesOf)[CampaignWay][number]
export const campaignReportNames: Record<CampaignReportLine | 'total' | 'referred', string> = {
  total: 'Persone dell’elenco',
  told: 'Avvisate con un messaggio',
  underWay: 'Messaggio partito, senza conferma d’arrivo',
  reached: 'Hanno risposto',
  refused: 'Non hanno voluto parlare',
  unanswered: 'Chiamate, senza risposta',
  wrongNumber: 'Numero sbagliato',
  notTold: 'Da chiamare: il messaggio non è arrivato',
  notCalled: 'Non ancora chiamate',
  referred: 'Indirizzate a un servizio, fra chi ha risposto',
}

export interface CampaignReportRow {
  name: string
  /** null: hidden. */
  count: number | null
}

/** For whoever asked for the campaign: no names, and no number from 1 to 4, nor one it could be worked out from. */
export function campaignReport(progress: CampaignProgress, way: CampaignWay): CampaignReportRow[] {
  const lines = linesOf[way]
  const hidden = hiddenRows(lines.map((key) => ({ key, count: progress[key] })))
  const { total, referred, reached } = progress
  const isReferredHidden = isSmall(referred) || isSmall(reached - referred) || hidden.keys.has('reached')
  const named = way === 'message' ? { ...campaignReportNames, notCalled: 'Ancora da avvisare' } : campaignReportNames
  return [
    { name: named.total, count: hidden.total ? null : total },
    ...lines.map((key) => ({ name: named[key], count: hidden.keys.has(key) ? null : progress[key] })),
    { name: named.referred, count: isReferredHidden ? null : referred },
  ]
}

/** What the municipality is given: when, by whom, what came of it. */
export interface CampaignPaper {
  name: string
  kind: string
  requestedBy: string | null
  legalBasis: string | null
  carriedOutBy: string
  way: CampaignWay
  startedAt: Date | null
  endedAt: Date | null
  rows: CampaignReportRow[]
}
