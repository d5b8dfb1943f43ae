import { isOver } from '../../calls/voicemail/voicemail-hearing.ts'
import { NotDoneAtTwilio } from '../../calls/voicemail/voicemail-retention.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { type IsoDate, romeDate } from '../../territory/rome-time.ts'
import type { MediaAtTwilio, MediaContent, MediaReads, MessageMedia } from './media-records.ts'
import { keptType, type MediaRefusal, MOST_MEDIA_BYTES, typeOfBytes } from './media-types.ts'

/** Of each try after the first, in minutes; the last one again and again. */
const WAITS_MINUTES = [1, 5, 15, 60, 180, 360]
const GIVE_UP_AFTER_MS = 24 * 3_600_000
const MINUTE_MS = 60_000

export interface MediaKeepingRows {
  /** The first to say so: false where it is awaited no more. */
  keepMediaContent(mediaId: string, content: MediaContent, now: Date): Promise<boolean>
  refuseMedia(mediaId: string, reason: MediaRefusal): Promise<boolean>
  loseMedia(mediaId: string): Promise<boolean>
  /** false where another has counted this try. */
  putOffMedia(mediaId: string, tries: number, until: Date): Promise<boolean>
  forgetMediaContent(mediaId: string): Promise<void>
  markMediaRemovedFromTwilio(mediaId: string, now: Date): Promise<void>
  /** false where it was deleted before. */
  markMediaDeleted(mediaId: string, now: Date): Promise<boolean>
  flagConversation(conversationId: string): Promise<void>
}

export interface MediaKeepingDoors extends Transactions<MediaKeepingRows>, Pick<MediaReads, 'findMedia'> {
  mediaAtTwilio: MediaAtTwilio
}

/**
 * Takes the file in, then deletes it at Twilio: never the other way round. Killed at any step and run again, it goes on where it
 * was; what cannot be had is asked for again for a day, and then a person is told.
 */
export async function keepMedia(
  doors: MediaKeepingDoors,
  occasion: Occasion,
  { mediaId }: { mediaId: string },
): Promise<void> {
  const media = await doors.findMedia(mediaId)
  if (!media?.address || isOver(media, occasion.now)) return
  if (media.state === 'kept') return deleteThere(doors, occasion, media)
  if (media.state !== 'awaited' || (media.tryAgainAt !== null && media.tryAgainAt > occasion.now)) return
  const found = await doors.mediaAtTwilio.readMedia(media.address, MOST_MEDIA_BYTES)
  if (found.kind === 'missing') return tryAgain(doors, occasion, media)
  const judged = found.kind === 'tooBig' ? 'size' : judge(found.bytes, media.contentType)
  await doors.transaction(occasion, async (tx) => {
    const isRefused = typeof judged === 'string'
    const isFirst = isRefused
      ? await tx.refuseMedia(mediaId, judged)
      : await tx.keepMediaContent(mediaId, judged, occasion.now)
    if (isFirst) tell(tx, media, isRefused ? 'refused' : 'kept')
  })
  if (typeof judged !== 'string') await deleteThere(doors, occasion, media)
}

/** The bytes have the last word on what they are. */
function judge(bytes: Uint8Array, announced: string): MediaContent | MediaRefusal {
  const type = typeOfBytes(bytes)
  if (type === null || type !== keptType(announced)) return 'mismatch'
  return { bytes, type }
}

async function tryAgain(doors: MediaKeepingDoors, occasion: Occasion, media: MessageMedia): Promise<void> {
  const { id: mediaId, tries, receivedAt } = media
  if (occasion.now.getTime() - receivedAt.getTime() >= GIVE_UP_AFTER_MS) return lose(doors, occasion, media)
  const wait = WAITS_MINUTES[Math.min(tries, WAITS_MINUTES.length - 1)] ?? 0
  const runAt = new Date(occasion.now.getTime() + wait * MINUTE_MS)
  await doors.transaction(occasion, async (tx) => {
    if (!(await tx.putOffMedia(mediaId, tries, runAt))) return
    tx.ask({
      name: 'keep-message-media',
      payload: { mediaId },
      key: `keep-message-media:${mediaId}:${tries + 1}`,
      runAt,
    })
  })
}

async function lose(doors: MediaKeepingDoors, occasion: Occasion, media: MessageMedia): Promise<void> {
  const { id, messageId, conversationId, listeningPointId } = media
  await doors.transaction(occasion, async (tx) => {
    if (!(await tx.loseMedia(id))) return
    tell(tx, media, 'lost')
    await tx.flagConversation(conversationId)
    tx.trace({ action: 'message.needsAnswer', entity: 'message', entityId: messageId, listeningPointId })
  })
}

/** After its last day the file is nowhere any more; that it came stays. */
export async function deleteMedia(
  doors: MediaKeepingDoors,
  occasion: Occasion,
  { mediaId }: { mediaId: string },
): Promise<void> {
  const media = await doors.findMedia(mediaId)
  if (!media || media.deletedAt || !isOver(media, occasion.now)) return
  await doors.transaction(occasion, (tx) => tx.forgetMediaContent(mediaId))
  await deleteThere(doors, occasion, media)
  await doors.transaction(occasion, async (tx) => {
    if (await tx.markMediaDeleted(mediaId, occasion.now)) tell(tx, media, 'deleted')
  })
}

async function deleteThere(doors: MediaKeepingDoors, occasion: Occasion, media: MessageMedia): Promise<void> {
  if (media.removedFromTwilioAt || !media.address) return
  const { kind } = await doors.mediaAtTwilio.deleteMedia(media.address)
  if (kind !== 'accepted') throw new NotDoneAtTwilio(kind)
  await doors.transaction(occasion, (tx) => tx.markMediaRemovedFromTwilio(media.id, occasion.now))
}

function tell(
  tx: Change,
  { id, messageId, listeningPointId }: MessageMedia,
  how: 'kept' | 'refused' | 'lost' | 'deleted',
): void {
  tx.trace({ action: `messageMedia.${how}`, entity: 'messageMedia', entityId: id, listeningPointId })
  tx.announce({ topic: 'message', entityId: messageId, listeningPointId })
}

export interface MediaWorkReads {
  /** Not deleted though their last day is over. */
  listMediaToDelete(today: IsoDate): Promise<string[]>
  /** Awaited though their time to be tried came before, or still at Twilio within their days. */
  listMediaToKeep(today: IsoDate, before: Date): Promise<string[]>
}

/** What a day's jobs left undone is asked for again every day. */
export async function askForMediaWork(
  doors: MediaWorkReads & Transactions<unknown>,
  occasion: Occasion,
): Promise<void> {
  const today = romeDate(occasion.now)
  const toDelete = await doors.listMediaToDelete(today)
  const toKeep = await doors.listMediaToKeep(today, new Date(occasion.now.getTime() - 60 * MINUTE_MS))
  await doors.transaction(occasion, async (tx) => {
    for (const mediaId of toDelete) {
      tx.ask({ name: 'delete-message-media', payload: { mediaId }, key: `delete-message-media:${mediaId}:${today}` })
    }
    for (const mediaId of toKeep) {
      tx.ask({ name: 'keep-message-media', payload: { mediaId }, key: `keep-message-media:${mediaId}:${today}` })
    }
  })
}
