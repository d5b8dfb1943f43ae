import { z } from 'zod'
import { mediaKinds, mediaRefusals, mediaStates } from '../helpline/messages/media/media-types.ts'
import { day, endpoints, id } from './endpoint.ts'

/** What came with a message; a message lists its own in order. */
export const messageMediaView = z.object({
  id,
  kind: z.enum(mediaKinds),
  /** As its own bytes say, once it is kept; before, as Twilio called it. */
  contentType: z.string(),
  state: z.enum(mediaStates),
  /** Why it was refused. */
  reason: z.enum(mediaRefusals).nullable(),
  sizeBytes: z.int().nullable(),
  /** The last day on which it may be opened. */
  deleteAfter: day,
})
export type MessageMediaView = z.infer<typeof messageMediaView>

const mediaSettings = z.object({
  keptDays: z.int('Scriva un numero di giorni.').min(1, 'Da 1 a 365 giorni.').max(365, 'Da 1 a 365 giorni.'),
})

const mediaSettingsView = mediaSettings.extend({
  /** Tried every day, and still not done. */
  faults: z.object({ notDeleted: z.int(), notTakenIn: z.int() }),
})
export type MediaSettingsView = z.infer<typeof mediaSettingsView>

export const messageMediaEndpoints = endpoints({
  openMessageMedia: {
    method: 'GET',
    path: '/message-media/:mediaId',
    guard: 'message:read',
    summary:
      'A photo, a voice note or a document of a message, whole or in parts (Range); that it was opened is traced',
    params: z.object({ mediaId: id }),
    answer: { file: 'application/octet-stream' },
  },
  readMediaSettings: {
    method: 'GET',
    path: '/settings/message-media',
    guard: 'telephone:manage',
    summary: 'For how long what comes with messages is kept, and what could not be done about it',
    answer: mediaSettingsView,
  },
  changeMediaSettings: {
    method: 'PUT',
    path: '/settings/message-media',
    guard: 'telephone:manage',
    summary: 'Changes it; the days count for what has come already too',
    body: mediaSettings,
    answer: mediaSettingsView,
  },
})
