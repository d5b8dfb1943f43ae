import type { Change, Occasion } from '../../changes/change.ts'
import type { IsoDate } from '../../territory/rome-time.ts'
import { lastDayKept, type VoicemailSettings } from './voicemail-settings.ts'

export interface VoicemailArrivalRows {
  readVoicemailSettings(): Promise<VoicemailSettings>
  /** false where the call has its message already. */
  addVoicemail(voicemail: {
    callId: string
    recordingSid: string
    durationSeconds: number
    receivedAt: Date
    deleteAfter: IsoDate
  }): Promise<boolean>
}

/** Keeps what a caller left, and has the sound fetched where it is to be kept here. Twice is once. */
export async function addArrivedVoicemail(
  tx: VoicemailArrivalRows & Change,
  { now }: Occasion,
  recording: { callId: string; recordingSid: string; durationSeconds: number; listeningPointId: string },
): Promise<boolean> {
  const { listeningPointId, ...voicemail } = recording
  const settings = await tx.readVoicemailSettings()
  const deleteAfter = lastDayKept(now, settings)
  if (!(await tx.addVoicemail({ ...voicemail, receivedAt: now, deleteAfter }))) return false
  const { callId } = recording
  tx.trace({ action: 'voicemail.received', entity: 'voicemail', entityId: callId, listeningPointId })
  tx.announce({ topic: 'callback', entityId: callId, listeningPointId })
  if (settings.keptAt === 'here') {
    tx.ask({ name: 'keep-voicemail', payload: { callId }, key: `keep-voicemail:${callId}` })
  }
  return true
}
