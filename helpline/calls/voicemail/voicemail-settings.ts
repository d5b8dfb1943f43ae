import type { Occasion, Transactions } from '../../changes/change.ts'
import { addDays, type IsoDate, romeDate } from '../../territory/rome-time.ts'

export const voicemailPlaces = ['twilio', 'here'] as const
/** Where the sound is: left with Twilio, or taken into our own database and deleted there. */
export type VoicemailPlace = (typeof voicemailPlaces)[number]
export const voicemailPlaceNames: Record<VoicemailPlace, string> = {
  twilio: 'presso Twilio, il fornitore della linea',
  here: 'qui, nella banca dati del Filo d’Argento',
}

export interface VoicemailSettings {
  keptAt: VoicemailPlace
  keptDays: number
}
export const usualVoicemailSettings: VoicemailSettings = { keptAt: 'twilio', keptDays: 30 }

/** The last day on which a message may be heard. */
export const lastDayKept = (receivedAt: Date, { keptDays }: Pick<VoicemailSettings, 'keptDays'>): IsoDate =>
  addDays(romeDate(receivedAt), keptDays)

export interface VoicemailSettingRows {
  saveVoicemailSettings(settings: VoicemailSettings): Promise<void>
  /** Of the messages that are still kept. */
  setDaysKept(keptDays: number): Promise<void>
}

/** The days count for the messages already here too; where they are kept changes with the next housekeeping. */
export async function changeVoicemailSettings(
  doors: Transactions<VoicemailSettingRows>,
  occasion: Occasion,
  settings: VoicemailSettings,
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    await tx.saveVoicemailSettings(settings)
    await tx.setDaysKept(settings.keptDays)
    tx.trace({ action: 'setting.changed', entity: 'setting', entityId: 'voicemail', fields: Object.keys(settings) })
    tx.announce({ topic: 'callback', entityId: 'settings', listeningPointId: null })
  })
}
