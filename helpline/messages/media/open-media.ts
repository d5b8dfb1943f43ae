import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import { type OpeningRows, traceOpening } from '../../access/trace-opening.ts'
import { isOver } from '../../calls/voicemail/voicemail-hearing.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import type { MediaContent, MediaReads } from './media-records.ts'

/**
 * A file that came with a message. A voice note played from the beginning is traced each time, like a message on the answering
 * machine; a photo that is drawn again with its page is the same look.
 */
export async function openMedia(
  doors: MediaReads & Transactions<OpeningRows>,
  occasion: Occasion,
  input: { who: SignedIn; mediaId: string; isFromStart: boolean },
): Promise<MediaContent> {
  const media = await doors.findMedia(input.mediaId)
  if (!media) throw new NotFound('Questo allegato non c’è.')
  const { id: entityId, listeningPointId } = media
  if (!maySeePoint(input.who, listeningPointId)) {
    throw new NotAllowed('Questo allegato è di un altro punto d’ascolto.')
  }
  if (media.state === 'awaited') throw new NotFound('Questo allegato non è ancora arrivato. Riprovi fra poco.')
  const content = media.state === 'kept' && !isOver(media, occasion.now) ? await doors.readMediaContent(media.id) : null
  if (!content) throw new NotFound('Questo allegato non si può più aprire.')
  await doors.transaction(occasion, async (tx) => {
    const opening = { entity: 'messageMedia', entityId, listeningPointId } as const
    if (input.isFromStart && !content.type.startsWith('image/')) {
      tx.trace({ action: 'messageMedia.opened', ...opening })
    } else await traceOpening(tx, occasion, opening)
  })
  return content
}
