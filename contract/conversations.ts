import { z } from 'zod'
import { LONGEST_ANSWER } from '../helpline/messages/conversations/answer-conversation.ts'
import { answerChannels, answerStates } from '../helpline/messages/conversations/answer-ways.ts'
import { conversationLists, conversationStates } from '../helpline/messages/conversations/conversation-records.ts'
import { messageDirections, messageStates } from '../helpline/messages/message-states.ts'
import { messageChannels } from '../helpline/reaching/message-channel.ts'
import { e164, endpoints, id, instant } from './endpoint.ts'
import { messageMediaView } from './message-media.ts'

const named = z.object({ id, name: z.string() })

const conversationLine = z.object({
  id,
  channel: z.enum(messageChannels),
  /** As people read it. */
  from: z.string(),
  person: named.nullable(),
  volunteer: named.nullable(),
  listeningPointId: id.nullable(),
  /** null: nobody's yet. */
  listeningPointName: z.string().nullable(),
  state: z.enum(conversationStates),
  needsAnswer: z.boolean(),
  waitingSince: instant.nullable(),
  assignedTo: named.nullable(),
  lastMessageAt: instant,
})

export const listedConversation = conversationLine.extend({
  /** The beginning of what was last written; null where it has no words. */
  firstWords: z.string().nullable(),
  lastDirection: z.enum(messageDirections).nullable(),
})
export type ListedConversationView = z.infer<typeof listedConversation>

const conversationMessage = z.object({
  id,
  direction: z.enum(messageDirections),
  channel: z.enum(messageChannels),
  body: z.string(),
  state: z.enum(messageStates),
  errorCode: z.int().nullable(),
  at: instant,
  /** Who of ours wrote it; null for what leaves by itself. */
  operatorName: z.string().nullable(),
  /** What was answered to it in the same breath. */
  autoReply: z.string().nullable(),
  /** The contact it was written down in. */
  contactId: id.nullable(),
  media: z.array(messageMediaView),
})
export type ConversationMessageView = z.infer<typeof conversationMessage>

/** Everything one number and we have written to each other. */
export const conversationView = conversationLine.extend({
  e164,
  /** Of a relative who writes for the person. */
  writerName: z.string().nullable(),
  /** It is nobody we help: a person said so. */
  notAssisted: z.boolean(),
  /** Who it may be, where that is not known. */
  candidates: z.array(named),
  /** Who may be given it. */
  holders: z.array(named),
  /** How it may be answered, the likeliest first. */
  ways: z.array(z.object({ channel: z.enum(answerChannels), state: z.enum(answerStates) })),
  messages: z.array(conversationMessage),
})
export type ConversationView = z.infer<typeof conversationView>

const conversationParams = z.object({ conversationId: id })
const seenMessageId = id.nullable()

export const conversationEndpoints = endpoints({
  listConversations: {
    method: 'GET',
    path: '/conversations',
    guard: 'message:read',
    summary:
      'Messages by number, of the points one may see: open ones with who waits first, one’s own, those that are over',
    query: z.object({ list: z.enum(conversationLists).default('open') }),
    answer: z.array(listedConversation),
  },
  countConversations: {
    method: 'GET',
    path: '/conversations/waiting',
    guard: 'message:read',
    summary: 'How many people wait to be read',
    answer: z.object({ waiting: z.int() }),
  },
  readConversation: {
    method: 'GET',
    path: '/conversations/:conversationId',
    guard: 'message:read',
    summary: 'What one number and we have written to each other',
    params: conversationParams,
    answer: conversationView,
  },
  answerConversation: {
    method: 'PUT',
    path: '/conversations/:conversationId/answers/:answerId',
    guard: 'message:write',
    summary:
      'Writes back, under an id the console chose: sent twice, it is one answer. Refused where somebody else has just answered',
    params: z.object({ conversationId: id, answerId: id }),
    body: z.object({
      channel: z.enum(answerChannels),
      text: z
        .string()
        .trim()
        .min(1, 'Scriva la risposta.')
        .max(LONGEST_ANSWER, `Al massimo ${LONGEST_ANSWER} caratteri: se c’è altro da dire, telefoni.`),
      /** The last message on the screen. */
      seenMessageId,
    }),
    answer: conversationView,
  },
  assignConversation: {
    method: 'PUT',
    path: '/conversations/:conversationId/assignee',
    guard: 'message:write',
    summary: 'Gives it to somebody, or back to all; refused where somebody else has it meanwhile. Twice is once',
    params: conversationParams,
    body: z.object({ operatorId: id.nullable(), seenOperatorId: id.nullable() }),
    answer: conversationView,
  },
  setConversationState: {
    method: 'PUT',
    path: '/conversations/:conversationId/state',
    guard: 'message:write',
    summary: 'Done, until they write again; or open again. Twice is once',
    params: conversationParams,
    body: z.object({ state: z.enum(conversationStates), seenMessageId }),
    answer: conversationView,
  },
  tieConversation: {
    method: 'PUT',
    path: '/conversations/:conversationId/belonging',
    guard: 'message:write',
    summary: 'Whose number it is: a card, nobody we help, or not known after all. Twice is once',
    params: conversationParams,
    body: z.object({ personId: id.nullable(), notAssisted: z.boolean() }),
    answer: conversationView,
  },
  writeDownMessages: {
    method: 'POST',
    path: '/conversations/:conversationId/contact',
    guard: 'contact:write',
    summary: 'Makes one contact of what they wrote; what is in a contact already leads there. Twice is once',
    params: conversationParams,
    body: z.object({
      messageIds: z.array(id).min(1, 'Scelga almeno un messaggio.').max(100),
      /** Where it is written down, if it is nobody’s. */
      listeningPointId: id,
    }),
    answer: z.object({ contactId: id }),
  },
})
