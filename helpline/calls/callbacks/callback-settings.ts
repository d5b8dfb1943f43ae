import type { Occasion, Transactions } from '../../changes/change.ts'
import type { CallbackSettings } from './callback-records.ts'

export interface CallbackSettingRows {
  saveCallbackSettings(settings: CallbackSettings): Promise<void>
}

export async function changeCallbackSettings(
  doors: Transactions<CallbackSettingRows>,
  occasion: Occasion,
  settings: CallbackSettings,
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    await tx.saveCallbackSettings(settings)
    tx.trace({ action: 'setting.changed', entity: 'setting', entityId: 'callbacks', fields: Object.keys(settings) })
    tx.announce({ topic: 'callback', entityId: 'settings', listeningPointId: null })
  })
}
