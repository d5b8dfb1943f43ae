import type { MessageMediaView } from '../contract/message-media.ts'
import { isOver } from '../helpline/calls/voicemail/voicemail-hearing.ts'
import type { MediaSummary } from '../helpline/messages/media/media-records.ts'
import { mediaKindOf } from '../helpline/messages/media/media-types.ts'

export const viewMessageMedia = ({ deletedAt, ...media }: MediaSummary, now: Date): MessageMediaView => ({
  ...media,
  kind: mediaKindOf(media.contentType),
  state: media.state === 'kept' && isOver({ deletedAt, deleteAfter: media.deleteAfter }, now) ? 'deleted' : media.state,
})
