import type { SignedIn } from '../../access/permissions.ts'
import { maySeePoint } from '../../access/permissions.ts'
import { NotFound } from '../../errors.ts'
import type { MessageChannel } from '../../reaching/message-channel.ts'
import type { MediaSummary } from '../media/media-records.ts'
import type { MessageDirection, MessageState } from '../message-states.ts'

export const conversationStates = ['open', 'done'] as const
export type ConversationState = (typeof conversationStates)[number]

/** Which conversations are listed: whoever waits first, those one has, those that are over. */
export const conversationLists = ['open', 'mine', 'done'] as const
export type ConversationList = (typeof conversationLists)[number]

interface Named {
  id: string
  name: string
}

/** The messages of one number on one channel; those of one number are read and worked together. */
export interface ConversationLine {
  id: string
  channel: MessageChannel
  peerE164: string
  person: Named | null
  volunteer: Named | null
  listeningPointId: string | null
  listeningPointName: string | null
  state: ConversationState
  needsAnswer: boolean
  waitingSince: Date | null
  assignedTo: Named | null
  notAssisted: boolean
  lastMessageAt: Date
  /** When they last wrote on this channel. */
  lastInboundAt: Date | null
}

export interface ListedConversation extends ConversationLine {
  lastMessage: { direction: MessageDirection; body: string } | null
}

export interface ConversationMessage {
  id: string
  direction: MessageDirection
  channel: MessageChannel
  body: string
  state: MessageState
  errorCode: number | null
  createdAt: Date
  operatorName: string | null
  /** What was answered in the same breath. */
  autoReply: string | null
  /** The contact a person made of it. */
  contactId: string | null
  media: MediaSummary[]
}

export interface ConversationRows {
  /** All the conversations of its number, held until the transaction ends; the one asked for first, empty where there is none. */
  lockConversations(conversationId: string): Promise<ConversationLine[]>
}

const notThere = 'Questa conversazione non c’è.'

/** Of the conversations of one number, those one may see: the one asked for, and the others. Of another point's nothing is said. */
export function visibleConversations<C extends { listeningPointId: string | null }>(
  who: SignedIn,
  rows: readonly C[],
): [C, ...C[]] {
  const [asked, ...others] = rows
  if (!asked || !maySeePoint(who, asked.listeningPointId)) throw new NotFound(notThere)
  return [asked, ...others.filter(({ listeningPointId }) => maySeePoint(who, listeningPointId))]
}
