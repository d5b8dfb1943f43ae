import { toDateColumn } from '../../adapters/postgres/database.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import { lastDayKept } from '../../helpline/calls/voicemail/voicemail-settings.ts'
import { closedText } from '../../helpline/messages/conversations/conversation-texts.ts'
import { usualMediaSettings } from '../../helpline/messages/media/media-settings.ts'
import { toMedia } from '../../phone-simulator/attachment.ts'
import type { DemoPoint } from './demo-network.ts'
import { rosaDaughterPhone } from './demo-telephones.ts'

const MINUTE_MS = 60_000

/** At Cremona: one who waits, nobody's number, and one that was answered. Nobody rings these numbers. */
export async function seedConversations(db: Prisma.TransactionClient, points: DemoPoint[], now: Date): Promise<void> {
  const [cremona] = points
  const daughter = await db.relation.findFirst({ where: { phoneE164: rosaDaughterPhone }, select: { personId: true } })
  if (!cremona) return
  const ago = (minutes: number): Date => new Date(now.getTime() - minutes * MINUTE_MS)
  const theirs = { direction: 'inbound', state: 'received' } as const
  await db.conversation.create({
    data: {
      ...{ channel: 'sms', peerE164: '+393292000711', listeningPointId: cremona.id },
      ...{ needsAnswer: true, waitingSince: ago(95), lastMessageAt: ago(95), lastInboundAt: ago(95) },
      messages: {
        create: {
          ...theirs,
          ...{ channel: 'sms', twilioSid: `SM${'d'.repeat(31)}1`, createdAt: ago(95) },
          body: 'Buongiorno, sono la nipote di una signora che vive sola. Fate anche la spesa a domicilio?',
        },
      },
    },
  })
  await db.conversation.create({
    data: {
      ...{ channel: 'whatsapp', peerE164: '+393292000712' },
      ...{ needsAnswer: true, waitingSince: ago(2340), lastMessageAt: ago(2340), lastInboundAt: ago(2340) },
      messages: {
        create: {
          ...theirs,
          ...{ channel: 'whatsapp', twilioSid: `SM${'d'.repeat(31)}2`, createdAt: ago(2340) },
          body: 'Salve, a che numero devo chiamare per un passaggio in ospedale?',
          autoReply: closedText(ago(1500)),
        },
      },
    },
  })
  const media = { contentType: 'image/png', content: Uint8Array.from(toMedia('picture').content) }
  await db.conversation.create({
    data: {
      ...{ channel: 'whatsapp', peerE164: '+393292000713', listeningPointId: cremona.id },
      ...{ needsAnswer: true, waitingSince: ago(40), lastMessageAt: ago(40), lastInboundAt: ago(40) },
      messages: {
        create: {
          ...theirs,
          ...{ channel: 'whatsapp', twilioSid: `MM${'d'.repeat(31)}4`, createdAt: ago(40) },
          body: 'È questa la strada per il centro diurno?',
          media: {
            create: {
              ...{ ...media, position: 0, state: 'kept', sizeBytes: media.content.byteLength, receivedAt: ago(40) },
              ...{ keptAt: ago(40), deleteAfter: toDateColumn(lastDayKept(ago(40), usualMediaSettings)) },
            },
          },
        },
      },
    },
  })
  if (!daughter) return
  await db.conversation.create({
    data: {
      ...{ channel: 'sms', peerE164: rosaDaughterPhone, listeningPointId: cremona.id, personId: daughter.personId },
      ...{ assignedToId: cremona.operatorId, lastMessageAt: ago(1400), lastInboundAt: ago(1460) },
      messages: {
        create: [
          {
            ...theirs,
            ...{ channel: 'sms', twilioSid: `SM${'d'.repeat(31)}3`, createdAt: ago(1460) },
            body: 'Sono Anna, la figlia di Rosa. Mia madre chiede a che ora passate giovedì.',
          },
          {
            ...{ direction: 'outbound', state: 'delivered', channel: 'sms', createdAt: ago(1400) },
            ...{ intentKey: 'answer:demo', operatorId: cremona.operatorId },
            body: 'Buongiorno Anna, giovedì passiamo alle 9. Filo d’Argento, Cremona.',
          },
        ],
      },
    },
  })
}
