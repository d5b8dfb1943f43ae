import { z } from 'zod'
import { voicemailPlaces } from '../helpline/calls/voicemail/voicemail-settings.ts'
import { day, endpoints, id, instant } from './endpoint.ts'

export const voicemailView = z.object({
  callId: id,
  durationSeconds: z.int(),
  receivedAt: instant,
  heardAt: instant.nullable(),
  heardByName: z.string().nullable(),
  /** The last day on which it may be heard. */
  deleteAfter: day,
  /** Its days are over: only that there was one is still known. */
  isGone: z.boolean(),
})
export type VoicemailView = z.infer<typeof voicemailView>

const voicemailSettings = z.object({
  keptAt: z.enum(voicemailPlaces),
  keptDays: z.int('Scriva un numero di giorni.').min(1, 'Da 1 a 365 giorni.').max(365, 'Da 1 a 365 giorni.'),
})

const voicemailSettingsView = voicemailSettings.extend({
  /** Tried every day, and still not done. */
  faults: z.object({ notDeleted: z.int(), notTakenIn: z.int() }),
})
export type VoicemailSettingsView = z.infer<typeof voicemailSettingsView>

export const voicemailEndpoints = endpoints({
  hearVoicemail: {
    method: 'GET',
    path: '/voicemail/:callId/audio',
    guard: 'voicemail:hear',
    summary: 'The sound of a message, whole or in parts (Range); that it was opened is traced',
    params: z.object({ callId: id }),
    answer: { file: 'audio/mpeg' },
  },
  readVoicemailSettings: {
    method: 'GET',
    path: '/settings/voicemail',
    guard: 'telephone:manage',
    summary: 'Where messages are kept and for how long, and what could not be done about them',
    answer: voicemailSettingsView,
  },
  changeVoicemailSettings: {
    method: 'PUT',
    path: '/settings/voicemail',
    guard: 'telephone:manage',
    summary: 'Changes them; the days count for the messages already kept too',
    body: voicemailSettings,
    answer: voicemailSettingsView,
  },
})
