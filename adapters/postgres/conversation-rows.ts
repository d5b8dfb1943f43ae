import type { Prisma } from '../../generated/prisma/client.ts'
import type { AnswerRows } from '../../helpline/messages/conversations/answer-conversation.ts'
import type { ReplyRows } from '../../helpline/messages/conversations/automatic-reply.ts'
import type {
  ConversationLine,
  ConversationList,
  ConversationMessage,
  ListedConversation,
} from '../../helpline/messages/conversations/conversation-records.ts'
import type { WhoseRows } from '../../helpline/messages/conversations/whose-conversation.ts'
import type { AssignRows, StateRows, TieRows } from '../../helpline/messages/conversations/work-conversation.ts'
import type { WriteDownRows } from '../../helpline/messages/conversations/write-down.ts'
import type { MessageChannel } from '../../helpline/reaching/message-channel.ts'
import type { Db } from './database.ts'
import { mediaSelect, toMediaSummary } from './message-media-rows.ts'

type Points = readonly string[] | null

const MOST_LISTED = 200
const MOST_MESSAGES = 300

const names = { select: { id: true, firstName: true, lastName: true } } as const
const lineSelect = {
  id: true,
  channel: true,
  peerE164: true,
  listeningPointId: true,
  state: true,
  needsAnswer: true,
  waitingSince: true,
  notAssisted: true,
  lastMessageAt: true,
  lastInboundAt: true,
  point: { select: { name: true } },
  person: names,
  volunteer: names,
  assignedTo: { select: { id: true, name: true } },
} satisfies Prisma.ConversationSelect

const named = (who: { id: string; firstName: string; lastName: string } | null) =>
  who && { id: who.id, name: `${who.firstName} ${who.lastName}` }

const toLine = ({
  point,
  person,
  volunteer,
  ...row
}: Prisma.ConversationGetPayload<{ select: typeof lineSelect }>): ConversationLine => ({
  ...row,
  person: named(person),
  volunteer: named(volunteer),
  listeningPointName: point?.name ?? null,
})

/** What has no point is everybody's. */
const seenBy = (points: Points): Prisma.ConversationWhereInput =>
  points ? { OR: [{ listeningPointId: null }, { listeningPointId: { in: [...points] } }] } : {}

const listed = (list: ConversationList, operatorId: string): Prisma.ConversationWhereInput => {
  if (list === 'mine') return { state: 'open', assignedToId: operatorId }
  return list === 'open' ? { state: 'open' } : { state: 'done', lastInboundAt: { not: null } }
}

/** A person must read it: since when, where that is new. */
export async function flagConversation(db: Db, conversationId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE conversation SET needs_answer = true, state = 'open', waiting_since = coalesce(waiting_since, last_message_at)
    WHERE id = ${conversationId}::uuid`
}

async function conversationsOfNumber(db: Db, conversationId: string): Promise<ConversationLine[]> {
  const asked = await db.conversation.findUnique({ where: { id: conversationId }, select: { peerE164: true } })
  if (!asked) return []
  const rows = await db.conversation.findMany({
    where: { peerE164: asked.peerE164 },
    orderBy: [{ lastMessageAt: 'desc' }, { id: 'asc' }],
    select: lineSelect,
  })
  return rows.map(toLine).sort((a, b) => Number(b.id === conversationId) - Number(a.id === conversationId))
}

export const conversationReads = (db: Db) => ({
  /** Whoever waits first; a number once. */
  async listConversations(filter: {
    points: Points
    list: ConversationList
    operatorId: string
  }): Promise<ListedConversation[]> {
    const rows = await db.conversation.findMany({
      where: { AND: [seenBy(filter.points), listed(filter.list, filter.operatorId)] },
      orderBy:
        filter.list === 'done'
          ? [{ lastMessageAt: 'desc' }]
          : [{ needsAnswer: 'desc' }, { waitingSince: { sort: 'asc', nulls: 'last' } }, { lastMessageAt: 'desc' }],
      take: MOST_LISTED,
      select: {
        ...lineSelect,
        messages: {
          where: { OR: [{ body: { not: '' } }, { direction: 'inbound' }] },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: 1,
          select: { direction: true, body: true },
        },
      },
    })
    const numbers = new Set<string>()
    return rows.flatMap(({ messages, ...row }) => {
      if (numbers.has(row.peerE164)) return []
      numbers.add(row.peerE164)
      return { ...toLine(row), lastMessage: messages[0] ?? null }
    })
  },

  async countWaitingConversations(points: Points): Promise<number> {
    const waiting = await db.conversation.groupBy({
      by: ['peerE164'],
      where: { AND: [seenBy(points), { needsAnswer: true }] },
    })
    return waiting.length
  },

  findConversationsOfNumber: (conversationId: string) => conversationsOfNumber(db, conversationId),

  /** The last ones, oldest first. */
  async listConversationMessages(conversationIds: readonly string[]): Promise<ConversationMessage[]> {
    const rows = await db.message.findMany({
      where: { conversationId: { in: [...conversationIds] } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: MOST_MESSAGES,
      select: {
        id: true,
        direction: true,
        channel: true,
        body: true,
        state: true,
        errorCode: true,
        createdAt: true,
        autoReply: true,
        writtenDownInId: true,
        operator: { select: { name: true } },
        media: { orderBy: { position: 'asc' }, select: mediaSelect },
      },
    })
    return rows
      .map(({ writtenDownInId, operator, media, ...row }) => ({
        ...row,
        media: media.map(toMediaSummary),
        contactId: writtenDownInId,
        operatorName: operator?.name ?? null,
      }))
      .reverse()
  },

  /** Whom the contacts made of these messages are for. */
  async listPeopleWrittenDown(conversationIds: readonly string[]): Promise<{ id: string; name: string }[]> {
    const people = await db.assistedPerson.findMany({
      where: {
        mergedIntoId: null,
        erasedAt: null,
        contacts: { some: { writtenDown: { some: { conversationId: { in: [...conversationIds] } } } } },
      },
      orderBy: [{ lastName: 'asc' }, { id: 'asc' }],
      take: 5,
      select: names.select,
    })
    return people.flatMap((person) => named(person) ?? [])
  },

  /** Who may be given a conversation of this point; null: nobody's. */
  async listConversationHolders(listeningPointId: string | null): Promise<{ id: string; name: string }[]> {
    return db.operator.findMany({
      where: operatorsAt(listeningPointId),
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: MOST_LISTED,
      select: { id: true, name: true },
    })
  },

  async optedOut(e164: string): Promise<MessageChannel[]> {
    const rows = await db.$queryRaw<{ channel: MessageChannel }[]>`
      SELECT channel::text AS channel FROM refused_channel WHERE e164 = ${e164} AND purpose = 'everything'`
    return rows.map(({ channel }) => channel)
  },
})

const operatorsAt = (listeningPointId: string | null): Prisma.OperatorWhereInput => ({
  active: true,
  ...(listeningPointId ? { OR: [{ role: 'regionalAdmin' }, { points: { some: { listeningPointId } } }] } : {}),
})

/** Of one moment and later: the message itself is not among them. */
async function after(db: Db, messageId: string | null): Promise<Prisma.MessageWhereInput> {
  const seen = messageId
    ? await db.message.findUnique({ where: { id: messageId }, select: { id: true, createdAt: true } })
    : null
  return seen ? { OR: [{ createdAt: { gt: seen.createdAt } }, { createdAt: seen.createdAt, id: { gt: seen.id } }] } : {}
}

type Writes = Omit<AnswerRows, 'addOutboundMessage' | 'optedOut'> &
  AssignRows &
  StateRows &
  TieRows &
  WriteDownRows &
  ReplyRows &
  Pick<WhoseRows, 'findConversationWith'>

export const conversationWrites = (db: Db): Writes => ({
  async lockConversations(conversationId) {
    await db.$queryRaw`
      SELECT c.id FROM conversation c
      WHERE c.peer_e164 = (SELECT a.peer_e164 FROM conversation a WHERE a.id = ${conversationId}::uuid)
      ORDER BY c.id FOR UPDATE`
    return conversationsOfNumber(db, conversationId)
  },

  async findAnswer(intentKey) {
    const row = await db.message.findUnique({
      where: { intentKey },
      select: { body: true, conversation: { select: { peerE164: true } } },
    })
    return row && { body: row.body, peerE164: row.conversation.peerE164 }
  },

  async answeredSince(conversationIds, { messageId, operatorId }) {
    const other = await db.message.findFirst({
      where: {
        AND: [
          { conversationId: { in: [...conversationIds] }, NOT: [{ operatorId: null }, { operatorId }] },
          await after(db, messageId),
        ],
      },
      orderBy: { createdAt: 'desc' },
      select: { operator: { select: { name: true } } },
    })
    return other?.operator?.name ?? null
  },

  async markConversationsAnswered(peerE164, { operatorId, listeningPointId }) {
    await db.conversation.updateMany({
      where: { peerE164 },
      data: { state: 'open', needsAnswer: false, waitingSince: null },
    })
    await db.conversation.updateMany({ where: { peerE164, assignedToId: null }, data: { assignedToId: operatorId } })
    if (listeningPointId) {
      await db.conversation.updateMany({ where: { peerE164, listeningPointId: null }, data: { listeningPointId } })
    }
  },

  isOperatorAt: async (operatorId, listeningPointId) =>
    (await db.operator.count({ where: { AND: [{ id: operatorId }, operatorsAt(listeningPointId)] } })) > 0,

  async assignConversations(ids, assignedToId) {
    await db.conversation.updateMany({ where: { id: { in: [...ids] } }, data: { assignedToId } })
  },

  async wroteSince(ids, seenMessageId) {
    const newer = await after(db, seenMessageId)
    const where = { AND: [{ conversationId: { in: [...ids] }, direction: 'inbound' as const }, newer] }
    return (await db.message.count({ where })) > 0
  },

  async setConversationsState(ids, state) {
    await db.conversation.updateMany({
      where: { id: { in: [...ids] } },
      data: { state, ...(state === 'done' ? { needsAnswer: false, waitingSince: null } : {}) },
    })
  },

  findPersonsPoint: (personId) =>
    db.assistedPerson.findFirst({
      where: { id: personId, mergedIntoId: null, erasedAt: null },
      select: { listeningPointId: true },
    }),

  async tieConversations(ids, to) {
    await db.conversation.updateMany({ where: { id: { in: [...ids] } }, data: to })
  },

  async listArrived(conversationIds, messageIds) {
    const rows = await db.message.findMany({
      where: {
        id: { in: [...messageIds] },
        conversationId: { in: [...conversationIds] },
        direction: 'inbound',
        channel: { not: 'voice' },
      },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      select: { id: true, channel: true, body: true, createdAt: true, writtenDownInId: true },
    })
    return rows.flatMap(({ channel, writtenDownInId, ...row }) =>
      channel === 'voice' ? [] : { ...row, channel, contactId: writtenDownInId },
    )
  },

  async addContactOfMessage(contact) {
    const { id } = await db.contact.create({ data: { ...contact, direction: 'inbound' }, select: { id: true } })
    return id
  },

  async markWrittenDown(messageIds, writtenDownInId) {
    await db.message.updateMany({ where: { id: { in: [...messageIds] } }, data: { writtenDownInId } })
  },

  async findConversationWith(channel, peerE164) {
    const row = await db.conversation.findUnique({
      where: { channel_peerE164: { channel, peerE164 } },
      select: { personId: true, listeningPointId: true, person: { select: { listeningPointId: true } } },
    })
    return row && { personId: row.personId, listeningPointId: row.person?.listeningPointId ?? row.listeningPointId }
  },

  async lastSaidIn(conversationId) {
    const [said] = await db.$queryRaw<{ byOperatorAt: Date | null; byItselfAt: Date | null }[]>`
      SELECT max(created_at) FILTER (WHERE operator_id IS NOT NULL) AS "byOperatorAt",
        max(created_at) FILTER (WHERE auto_reply IS NOT NULL) AS "byItselfAt"
      FROM message WHERE conversation_id = ${conversationId}::uuid`
    return said ?? { byOperatorAt: null, byItselfAt: null }
  },

  async claimClosedReply(conversationId, now, until) {
    const { count } = await db.conversation.updateMany({
      where: { id: conversationId, OR: [{ closedReplyUntil: null }, { closedReplyUntil: { lte: now } }] },
      data: { closedReplyUntil: until },
    })
    return count === 1
  },

  async countReply(conversationId, now, { since, most }) {
    const counted = await db.$executeRaw`
      UPDATE conversation SET
        auto_replies = CASE WHEN auto_replies_since > ${since} THEN auto_replies + 1 ELSE 1 END,
        auto_replies_since = CASE WHEN auto_replies_since > ${since} THEN auto_replies_since ELSE ${now} END
      WHERE id = ${conversationId}::uuid
        AND (auto_replies_since IS NULL OR auto_replies_since <= ${since} OR auto_replies < ${most})`
    return counted === 1
  },

  async saveReply(messageId, autoReply) {
    await db.message.update({ where: { id: messageId }, data: { autoReply } })
  },
})
