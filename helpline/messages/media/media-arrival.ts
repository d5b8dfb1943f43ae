import { lastDayKept } from '../../calls/voicemail/voicemail-settings.ts'
import type { Change, Occasion } from '../../changes/change.ts'
import type { IsoDate } from '../../territory/rome-time.ts'
import { type MediaAddress, mediaAddress } from './media-address.ts'
import type { MediaSettings } from './media-settings.ts'
import { keptType, type MediaRefusal } from './media-types.ts'

/** Twilio brings no more with one message. */
export const MOST_MEDIA = 10

/** A photo, a voice note or a document, as Twilio announces it. */
export interface ArrivedMedia {
  url: string
  contentType: string
}

export interface NewMedia {
  messageId: string
  position: number
  contentType: string
  address: MediaAddress | null
  refusal: MediaRefusal | null
  receivedAt: Date
  deleteAfter: IsoDate
}

export interface MediaArrivalRows {
  readMediaSettings(): Promise<MediaSettings>
  addMedia(media: NewMedia): Promise<{ id: string }>
}

/** Beside its message, in the same transaction: each is fetched by a job of its own. */
export async function addArrivedMedia(
  tx: MediaArrivalRows & Change,
  { now }: Occasion,
  { messageId, media }: { messageId: string; media: readonly ArrivedMedia[] },
): Promise<void> {
  if (media.length === 0) return
  const deleteAfter = lastDayKept(now, await tx.readMediaSettings())
  for (const [position, { url, contentType }] of media.slice(0, MOST_MEDIA).entries()) {
    const address = mediaAddress(url)
    const refusal = keptType(contentType) === null ? 'type' : address === null ? 'address' : null
    const { id: mediaId } = await tx.addMedia({
      ...{ messageId, position, contentType, address, refusal, receivedAt: now, deleteAfter },
    })
    if (!refusal) tx.ask({ name: 'keep-message-media', payload: { mediaId }, key: `keep-message-media:${mediaId}` })
  }
}
