import type { Occasion, Transactions } from '../../changes/change.ts'

export interface MediaSettings {
  keptDays: number
}
export const usualMediaSettings: MediaSettings = { keptDays: 30 }

export interface MediaSettingRows {
  saveMediaSettings(settings: MediaSettings): Promise<void>
  /** Of what is still there. */
  setMediaDaysKept(keptDays: number): Promise<void>
}

/** The days count for what has come already too. */
export async function changeMediaSettings(
  doors: Transactions<MediaSettingRows>,
  occasion: Occasion,
  settings: MediaSettings,
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    await tx.saveMediaSettings(settings)
    await tx.setMediaDaysKept(settings.keptDays)
    tx.trace({ action: 'setting.changed', entity: 'setting', entityId: 'messageMedia', fields: Object.keys(settings) })
    tx.announce({ topic: 'message', entityId: 'settings', listeningPointId: null })
  })
}
