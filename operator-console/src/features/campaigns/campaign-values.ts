import type { CampaignView } from '../../../../contract/campaigns.ts'
import type {
  CampaignFilter,
  CampaignKind,
  CampaignWay,
} from '../../../../helpline/messages/active/campaign-records.ts'
import type { InputFor } from '../../api-client.ts'
import { formatDay } from '../../formats.ts'
import { understoodDay } from '../../ui/day-field.tsx'

const HOUR_MINUTES = 60

export const listSources = ['cards', 'file'] as const
export type ListSource = (typeof listSources)[number]

/** A campaign as it is typed. */
export interface CampaignValues {
  name: string
  kind: CampaignKind
  way: CampaignWay
  requestedBy: string
  script: string
  messageText: string
  isUrgent: boolean
  attempts: string
  hours: string
  source: ListSource
  legalBasis: string
  keepUntil: string
  ageFrom: string
  ageTo: string
  livesAlone: boolean
  isMember: boolean
  hardOfHearing: boolean
  comune: { istatCode: string; name: string | null } | null
  ambitoId: string | null
}

/** '' is none; undefined for what is no whole number. */
export const wholeOf = (typed: string): number | null | undefined => {
  const text = typed.trim()
  if (text === '') return null
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined
}

export const emptyCampaign: CampaignValues = {
  ...{ name: '', kind: 'heatWave', way: 'person', requestedBy: '', script: '', messageText: '', isUrgent: false },
  ...{ attempts: '3', hours: '3', source: 'cards', legalBasis: '', keepUntil: '' },
  ...{
    ageFrom: '75',
    ageTo: '',
    livesAlone: false,
    isMember: false,
    hardOfHearing: false,
    comune: null,
    ambitoId: null,
  },
}

export function valuesOf(campaign: CampaignView): CampaignValues {
  const { filter, messageText, requestedBy, legalBasis, keepUntil } = campaign
  const code = filter?.comuneIstatCode
  return {
    ...{
      name: campaign.name,
      kind: campaign.kind,
      way: campaign.way,
      script: campaign.script,
      isUrgent: campaign.isUrgent,
    },
    ...{ requestedBy: requestedBy ?? '', messageText: messageText ?? '', legalBasis: legalBasis ?? '' },
    ...{ attempts: String(campaign.maxAttempts), hours: String(Math.round(campaign.retryAfterMinutes / HOUR_MINUTES)) },
    ...{ source: filter ? 'cards' : 'file', keepUntil: keepUntil ? formatDay(keepUntil) : '' },
    ...{ ageFrom: String(filter?.ageFrom ?? ''), ageTo: String(filter?.ageTo ?? '') },
    ...{ livesAlone: filter?.livesAlone ?? false, isMember: filter?.isMember ?? false },
    ...{ hardOfHearing: filter?.hardOfHearing ?? false, ambitoId: filter?.ambitoId ?? null },
    comune: code ? { istatCode: code, name: null } : null,
  }
}

export const filterOf = (values: CampaignValues): CampaignFilter => ({
  ...{ ageFrom: wholeOf(values.ageFrom) ?? null, ageTo: wholeOf(values.ageTo) ?? null },
  ...{ livesAlone: values.livesAlone || null, isMember: values.isMember || null },
  ...{ hardOfHearing: values.hardOfHearing || null, ambitoId: values.ambitoId },
  comuneIstatCode: values.comune?.istatCode ?? null,
})

export function bodyOf(values: CampaignValues): InputFor<'writeCampaign'>['body'] {
  const { name, kind, way, script, isUrgent, source } = values
  const isFile = source === 'file'
  return {
    ...{ name, kind, way, script, isUrgent: way === 'message' && isUrgent },
    messageText: way === 'message' ? values.messageText.trim() || null : null,
    requestedBy: values.requestedBy.trim() || null,
    legalBasis: isFile ? values.legalBasis.trim() || null : null,
    keepUntil: isFile ? understoodDay(values.keepUntil, 'ahead') : null,
    maxAttempts: wholeOf(values.attempts) ?? 0,
    retryAfterMinutes: (wholeOf(values.hours) ?? 0) * HOUR_MINUTES,
    filter: isFile ? null : filterOf(values),
  }
}
