import type { CampaignProgress } from '../messages/active/campaign-records.ts'
import { hiddenRows, isSmall } from './small-cells.ts'

export const campaignReportLines = ['reached', 'refused', 'unanswered', 'wrongNumber', 'notCalled'] as const
export type CampaignReportLine = (typeof campaignReportLines)[number]
export const campaignReportNames: Record<CampaignReportLine | 'total' | 'referred', string> = {
  total: 'Persone dell’elenco',
  reached: 'Hanno risposto',
  refused: 'Non hanno voluto parlare',
  unanswered: 'Chiamate, senza risposta',
  wrongNumber: 'Numero sbagliato',
  notCalled: 'Non ancora chiamate',
  referred: 'Indirizzate a un servizio, fra chi ha risposto',
}

/** For whoever asked for the campaign: no names, and no number from 1 to 4, nor one it could be worked out from (null). */
export function campaignReport(progress: CampaignProgress): { name: string; count: number | null }[] {
  const hidden = hiddenRows(campaignReportLines.map((key) => ({ key, count: progress[key] })))
  const { total, referred, reached } = progress
  const isReferredHidden = isSmall(referred) || isSmall(reached - referred) || hidden.keys.has('reached')
  return [
    { name: campaignReportNames.total, count: hidden.total ? null : total },
    ...campaignReportLines.map((key) => ({
      name: campaignReportNames[key],
      count: hidden.keys.has(key) ? null : progress[key],
    })),
    { name: campaignReportNames.referred, count: isReferredHidden ? null : referred },
  ]
}
