import type { Store } from '../../adapters/postgres/store.ts'
import type { ConversationView, conversationEndpoints, ListedConversationView } from '../../contract/conversations.ts'
import { maySeePoint, type SignedIn, visiblePoints } from '../../helpline/access/permissions.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { NotFound } from '../../helpline/errors.ts'
import { answerConversation } from '../../helpline/messages/conversations/answer-conversation.ts'
import { answerWays } from '../../helpline/messages/conversations/answer-ways.ts'
import type { ConversationLine } from '../../helpline/messages/conversations/conversation-records.ts'
import {
  assignConversation,
  openConversation,
  setConversationState,
  tieConversation,
} from '../../helpline/messages/conversations/work-conversation.ts'
import { writeDownMessages } from '../../helpline/messages/conversations/write-down.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { viewMessageMedia } from '../message-media-view.ts'
import type { Handlers } from '../routes.ts'

const FIRST_WORDS = 140

const viewLine = ({ peerE164, waitingSince, lastMessageAt, ...line }: ConversationLine) => ({
  ...line,
  from: formatPhone(peerE164),
  waitingSince: waitingSince?.toISOString() ?? null,
  lastMessageAt: lastMessageAt.toISOString(),
})

/** Of the conversations of a number, as many as `ids` says; the one asked for first. */
async function viewConversation(store: Store, ids: readonly string[], now: Date): Promise<ConversationView> {
  const [askedId = ''] = ids
  const rows = (await store.findConversationsOfNumber(askedId)).filter(({ id }) => ids.includes(id))
  const [asked] = rows
  if (!asked) throw new NotFound('Questa conversazione non c’è.')
  const e164 = asked.peerE164
  const { person } = asked
  const isKnown = person !== null || asked.volunteer !== null
  const [messages, holders, optedOut, users, written] = await Promise.all([
    store.listConversationMessages(ids),
    store.listConversationHolders(asked.listeningPointId),
    store.optedOut(e164),
    store.findCallers([e164]),
    isKnown ? [] : store.listPeopleWrittenDown(ids),
  ])
  const callers = users.get(e164)?.candidates ?? []
  const named = callers.map((caller) => ({ id: caller.person.id, name: fullName(caller.person) }))
  const candidates = new Map((isKnown ? [] : [...named, ...written]).map((each) => [each.id, each]))
  return {
    ...viewLine(asked),
    e164,
    writerName: callers.find((caller) => caller.person.id === person?.id)?.through?.name ?? null,
    candidates: [...candidates.values()],
    holders,
    ways: answerWays({ e164, channels: rows, optedOut }, now),
    messages: messages.map(({ createdAt, media, ...message }) => ({
      ...message,
      at: createdAt.toISOString(),
      media: media.map((each) => viewMessageMedia(each, now)),
    })),
  }
}

export const conversationHandlers = (store: Store): Handlers<typeof conversationEndpoints> => {
  type Changed = { params: { conversationId: string }; who: SignedIn; occasion: Occasion }

  /** What was changed, as it is now; where it has just gone to another point, this once. */
  async function changed({ params: { conversationId }, who, occasion }: Changed): Promise<ConversationView> {
    const rows = await store.findConversationsOfNumber(conversationId)
    const seen = rows.filter(({ id, listeningPointId }) => id === conversationId || maySeePoint(who, listeningPointId))
    return viewConversation(
      store,
      seen.map(({ id }) => id),
      occasion.now,
    )
  }

  return {
    async listConversations({ input: { query }, who }): Promise<ListedConversationView[]> {
      const { operatorId } = who
      const rows = await store.listConversations({ points: visiblePoints(who), list: query.list, operatorId })
      return rows.map(({ lastMessage, ...row }) => ({
        ...viewLine(row),
        firstWords: lastMessage?.body.slice(0, FIRST_WORDS) || null,
        lastDirection: lastMessage?.direction ?? null,
      }))
    },

    countConversations: async ({ who }) => ({ waiting: await store.countWaitingConversations(visiblePoints(who)) }),

    async readConversation({ input: { params }, who, occasion }) {
      return viewConversation(store, await openConversation(store, occasion, { who, ...params }), occasion.now)
    },

    async answerConversation({ input: { params, body }, who, occasion }) {
      await answerConversation(store, occasion, { who, ...params, ...body })
      return changed({ params, who, occasion })
    },

    async assignConversation({ input: { params, body }, who, occasion }) {
      await assignConversation(store, occasion, { who, ...params, ...body })
      return changed({ params, who, occasion })
    },

    async setConversationState({ input: { params, body }, who, occasion }) {
      await setConversationState(store, occasion, { who, ...params, ...body })
      return changed({ params, who, occasion })
    },

    async tieConversation({ input: { params, body }, who, occasion }) {
      await tieConversation(store, occasion, { who, ...params, ...body })
      return changed({ params, who, occasion })
    },

    writeDownMessages: ({ input: { params, body }, who, occasion }) =>
      writeDownMessages(store, occasion, { who, ...params, ...body }),
  }
}
