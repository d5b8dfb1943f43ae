import type { RequestOutcome } from '../../calls/call-control.ts'
import type { IsoDate } from '../../territory/rome-time.ts'
import type { MediaAddress } from './media-address.ts'
import type { MediaRefusal, MediaState, MediaType } from './media-types.ts'

/** What came with a message, as it is shown beside it. */
export interface MediaSummary {
  id: string
  contentType: string
  state: MediaState
  reason: MediaRefusal | null
  sizeBytes: number | null
  /** The last day on which it may be opened. */
  deleteAfter: IsoDate
  deletedAt: Date | null
}

/** With what its handling needs, and without the file itself. */
export interface MessageMedia extends MediaSummary {
  messageId: string
  conversationId: string
  listeningPointId: string | null
  address: MediaAddress | null
  receivedAt: Date
  tries: number
  tryAgainAt: Date | null
  removedFromTwilioAt: Date | null
}

export interface MediaContent {
  bytes: Uint8Array
  type: MediaType
}

export interface MediaReads {
  findMedia(mediaId: string): Promise<MessageMedia | null>
  readMediaContent(mediaId: string): Promise<MediaContent | null>
}

/** The files Twilio keeps of messages. */
export interface MediaAtTwilio {
  /** `missing`: not to be had now. Never more than `mostBytes` are taken in, whatever is announced. */
  readMedia(
    address: MediaAddress,
    mostBytes: number,
  ): Promise<{ kind: 'read'; bytes: Uint8Array } | { kind: 'tooBig' } | { kind: 'missing' }>
  deleteMedia(address: MediaAddress): Promise<RequestOutcome>
}
