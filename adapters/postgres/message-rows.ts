import type { Prisma } from '../../generated/prisma/client.ts'
import { withoutPageLink } from '../../helpline/dispatch/offers/page-link.ts'
import type { MessageStatus } from '../../helpline/messages/message-status.ts'
import type { MessageContact, OutgoingMessage } from '../../helpline/messages/outgoing-message.ts'
import type { ReceiveMessageRows } from '../../helpline/messages/receive-message.ts'
import type { ServiceNow } from '../../helpline/messages/still-news.ts'
import type { OutboundMessages } from '../../helpline/reaching/write-message.ts'
import { flagConversation } from './conversation-rows.ts'
import type { Db } from './database.ts'

type NewOutboundMessage = Parameters<OutboundMessages['addOutboundMessage']>[0]
type NewInboundMessage = Parameters<ReceiveMessageRows['addInboundMessage']>[0]
type Correspondent = Pick<NewOutboundMessage, 'channel' | 'peerE164' | 'listeningPointId' | 'personId' | 'volunteerId'>

const servicePart = { requestId: true, personId: true, listeningPointId: true, startsAt: true } as const

const outgoing = {
  id: true,
  conversationId: true,
  intentKey: true,
  purpose: true,
  channel: true,
  body: true,
  state: true,
  errorCode: true,
  twilioSid: true,
  createdAt: true,
  attemptedAt: true,
  attempts: true,
  operatorId: true,
  offerId: true,
  offer: { select: { state: true, wave: true, serviceId: true, service: { select: servicePart } } },
  serviceId: true,
  service: { select: servicePart },
  campaignMember: { select: { campaign: { select: { isUrgent: true } } } },
  conversation: {
    select: { peerE164: true, listeningPointId: true, personId: true, volunteerId: true, lastInboundAt: true },
  },
} satisfies Prisma.MessageSelect

const serviceNowColumns = {
  ...{ id: true, version: true, state: true, volunteerId: true, startsAt: true },
  ...{ toldPersonAt: true, personConfirmedAt: true },
} satisfies Prisma.ServiceSelect

async function findOutgoing(db: Db, id: string): Promise<OutgoingMessage | null> {
  const row = await db.message.findFirst({ where: { id, direction: 'outbound' }, select: outgoing })
  if (!row) return null
  const { offer, service: ownService, conversation, campaignMember, ...message } = row
  const service = ownService ?? offer?.service
  return {
    ...message,
    to: conversation.peerE164,
    isUrgentCampaign: campaignMember?.campaign.isUrgent ?? false,
    lastWroteAt: conversation.lastInboundAt,
    offerState: offer?.state ?? null,
    wave: offer?.wave ?? null,
    serviceId: message.serviceId ?? offer?.serviceId ?? null,
    requestId: service?.requestId ?? null,
    startsAt: service?.startsAt ?? null,
    personId: service?.personId ?? conversation.personId,
    volunteerId: conversation.volunteerId,
    listeningPointId: service?.listeningPointId ?? conversation.listeningPointId,
  }
}

export function messageReads(db: Db) {
  return {
    findOutgoingMessage: (id: string) => findOutgoing(db, id),

    knownMessageSids: async (sids: string[]): Promise<string[]> => {
      const rows = await db.message.findMany({ where: { twilioSid: { in: sids } }, select: { twilioSid: true } })
      return rows.flatMap(({ twilioSid }) => twilioSid ?? [])
    },
  }
}

export function messageWrites(db: Db) {
  /** The one conversation with a number on a channel; what is learnt of who is there is kept. */
  async function conversationWith(peer: Correspondent, at: Date, arrived?: { needsAnswer: boolean }): Promise<string> {
    const { channel, peerE164, listeningPointId, personId, volunteerId } = peer
    const known = {
      ...(listeningPointId ? { listeningPointId } : {}),
      ...(personId ? { personId } : {}),
      ...(volunteerId ? { volunteerId } : {}),
      ...(arrived ? { lastInboundAt: at } : {}),
      lastMessageAt: at,
    }
    const { id } = await db.conversation.upsert({
      where: { channel_peerE164: { channel, peerE164 } },
      // Nobody has anything to do with it before somebody must read it.
      create: { channel, peerE164, state: 'done', ...known },
      update: known,
      select: { id: true },
    })
    if (arrived?.needsAnswer) await flagConversation(db, id)
    return id
  }

  return {
    addOutboundMessage: async (input: NewOutboundMessage): Promise<{ id: string }> => {
      const {
        intentKey,
        purpose,
        body,
        channel,
        offerId = null,
        serviceId = null,
        operatorId = null,
        createdAt,
      } = input
      const conversationId = await conversationWith(input, createdAt)
      await db.message.createMany({
        data: [
          {
            conversationId,
            direction: 'outbound',
            channel,
            body,
            state: 'pending',
            intentKey,
            purpose,
            offerId,
            serviceId,
            operatorId,
            createdAt,
          },
        ],
        skipDuplicates: true,
      })
      return db.message.findUniqueOrThrow({ where: { intentKey }, select: { id: true } })
    },

    addInboundMessage: async (input: NewInboundMessage): Promise<{ id: string; conversationId: string } | null> => {
      const { twilioSid, body, channel, offerId, receivedAt } = input
      const conversationId = await conversationWith(input, receivedAt, input)
      const rows = await db.message.createManyAndReturn({
        data: [
          {
            conversationId,
            direction: 'inbound',
            channel,
            body,
            state: 'received',
            twilioSid,
            offerId,
            createdAt: receivedAt,
          },
        ],
        skipDuplicates: true,
        select: { id: true },
      })
      return rows[0] ? { id: rows[0].id, conversationId } : null
    },

    claimMessage: async (id: string, at: Date): Promise<boolean> => {
      const { count } = await db.message.updateMany({
        where: { id, direction: 'outbound', state: 'pending', attemptedAt: null },
        data: { attemptedAt: at, attempts: { increment: 1 } },
      })
      return count === 1
    },

    releaseMessage: async (id: string): Promise<void> => {
      await db.message.updateMany({
        where: { id, state: 'pending', attemptedAt: { not: null } },
        data: { attemptedAt: null, attempts: { decrement: 1 } },
      })
    },

    putMessageBack: async (id: string): Promise<void> => {
      await db.message.updateMany({ where: { id, state: 'pending' }, data: { attemptedAt: null } })
    },

    lockOutgoingMessage: async (id: string): Promise<OutgoingMessage | null> => {
      // Message before its offer, as whoever withdraws an offer takes them.
      await db.$queryRaw`SELECT 1 FROM message WHERE id = ${id}::uuid FOR NO KEY UPDATE`
      return findOutgoing(db, id)
    },

    serviceNow: (serviceId: string): Promise<ServiceNow | null> =>
      db.service.findFirst({ where: { id: serviceId, deletedAt: null }, select: serviceNowColumns }),

    saveMessageStatus: async (id: string, { state, errorCode }: MessageStatus, at: Date): Promise<void> => {
      await db.message.update({ where: { id }, data: { state, errorCode, statusAt: at } })
    },

    saveMessageSid: async (message: OutgoingMessage, sid: string, at: Date): Promise<void> => {
      const body = withoutPageLink(message.body)
      const attemptedAt = message.attemptedAt ?? at
      await db.message.update({ where: { id: message.id }, data: { body, twilioSid: sid, sentAt: at, attemptedAt } })
      if (message.offerId === null) return
      await db.offer.updateMany({
        where: { id: message.offerId, state: 'pending' },
        data: { state: 'sent', sentAt: at },
      })
    },

    addMessageContact: async ({ listeningPointId, ...contact }: MessageContact): Promise<void> => {
      const pointId = listeningPointId ?? (await callCentreId(db))
      await db.contact.createMany({
        data: [
          {
            ...contact,
            direction: 'outbound',
            state: 'closed',
            recordedAt: contact.occurredAt,
            closedAt: contact.occurredAt,
            listeningPointId: pointId,
          },
        ],
        skipDuplicates: true,
      })
    },
  }
}

async function callCentreId(db: Db): Promise<string> {
  const { id } = await db.listeningPoint.findFirstOrThrow({
    where: { kind: 'callCentre', active: true },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  return id
}
