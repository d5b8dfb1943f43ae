import type { OutboundPurpose } from '../contacts/kinds.ts'
import type { PageLinkRows } from '../dispatch/offers/page-link.ts'
import type { OfferState } from '../dispatch/service-states.ts'
import type { LearntRows } from '../reaching/learnt-number.ts'
import type { MessageChannel, MessagePurpose } from '../reaching/message-channel.ts'
import type { RefusalRows } from '../reaching/refusals.ts'
import type { UndeliveredRows } from '../reaching/undelivered.ts'
import type { OutboundMessages } from '../reaching/write-message.ts'
import type { MessageState } from './message-states.ts'
import type { MessageStatus } from './message-status.ts'

export interface OutgoingMessage {
  id: string
  conversationId: string
  intentKey: string | null
  purpose: MessagePurpose | null
  channel: MessageChannel
  to: string
  body: string
  state: MessageState
  errorCode: number | null
  twilioSid: string | null
  createdAt: Date
  attemptedAt: Date | null
  attempts: number
  /** Who wrote it; null for what leaves by itself. */
  operatorId: string | null
  offerId: string | null
  offerState: OfferState | null
  /** The wave of its offer. */
  wave: number | null
  serviceId: string | null
  /** The request its service answers. */
  requestId: string | null
  /** When its service begins. */
  startsAt: Date | null
  /** Its campaign warns of something that does not wait for a working day. */
  isUrgentCampaign: boolean
  /** When whoever it goes to last wrote on the same channel. */
  lastWroteAt: Date | null
  /** Whom the service helps, or whose conversation it is. */
  personId: string | null
  volunteerId: string | null
  listeningPointId: string | null
}

export interface MessageContact {
  messageId: string
  purpose: OutboundPurpose
  provenance: 'sms' | 'whatsapp' | 'tollFree'
  occurredAt: Date
  /** null: the national call centre's. */
  listeningPointId: string | null
  servesRequestId: string | null
  personId: string | null
  operatorId: string | null
}

export interface OutgoingRows extends OutboundMessages, PageLinkRows, LearntRows, RefusalRows, UndeliveredRows {
  /** Holds the message until the transaction ends. */
  lockOutgoingMessage(id: string): Promise<OutgoingMessage | null>
  saveMessageStatus(id: string, status: MessageStatus, at: Date): Promise<void>
  /** Its sid, and its offer marked as sent. */
  saveMessageSid(message: OutgoingMessage, sid: string, at: Date): Promise<void>
  addMessageContact(contact: MessageContact): Promise<void>
  /** Something a person must see to. */
  flagConversation(conversationId: string): Promise<void>
}

/** A message about an offer goes to a volunteer; about a service alone, to the person helped. */
export const purposeOf = (message: OutgoingMessage): OutboundPurpose =>
  message.offerId !== null || (message.serviceId === null && message.volunteerId !== null)
    ? 'toOrganise'
    : 'toAssistedPerson'
