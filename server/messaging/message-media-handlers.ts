import type { Store } from '../../adapters/postgres/store.ts'
import type { MediaSettingsView, messageMediaEndpoints } from '../../contract/message-media.ts'
import { changeMediaSettings } from '../../helpline/messages/media/media-settings.ts'
import { mediaFileName } from '../../helpline/messages/media/media-types.ts'
import { openMedia } from '../../helpline/messages/media/open-media.ts'
import { addDays, romeDate } from '../../helpline/territory/rome-time.ts'
import { isFromStart, partOf } from '../byte-range.ts'
import type { Handlers } from '../routes.ts'

/** The jobs have had a day to do it, and a day more to give it up. */
const GRACE_MS = 48 * 3_600_000

export function messageMediaHandlers(store: Store): Handlers<typeof messageMediaEndpoints> {
  async function settings(now: Date): Promise<MediaSettingsView> {
    const before = { day: addDays(romeDate(now), -1), instant: new Date(now.getTime() - GRACE_MS) }
    return { ...(await store.readMediaSettings()), faults: await store.countMediaFaults(before) }
  }

  return {
    async openMessageMedia({ input, who, occasion, request, response }) {
      const { mediaId } = input.params
      const { bytes, type } = await openMedia(store, occasion, { who, mediaId, isFromStart: isFromStart(request) })
      // A stranger's file: whatever is in it, a browser that opens it by itself runs nothing and asks for nothing.
      response.set({
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
      })
      return { fileName: mediaFileName(type), mediaType: type, content: partOf(bytes, request, response) }
    },

    readMediaSettings: ({ occasion }) => settings(occasion.now),

    async changeMediaSettings({ input, occasion }) {
      await changeMediaSettings(store, occasion, input.body)
      return settings(occasion.now)
    },
  }
}
