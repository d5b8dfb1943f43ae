import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import type { Provenance } from '../../contacts/kinds.ts'
import { tellStarted } from '../../contacts/write-contact.ts'
import { Invalid, NotAllowed } from '../../errors.ts'
import { type ConversationRows, visibleConversations } from './conversation-records.ts'
import { announceConversations } from './work-conversation.ts'

/** As long as the notes of a contact may be. */
const LONGEST_NOTES = 4000

export interface WriteDownRows extends ConversationRows {
  /** Those of these that arrived in these conversations, oldest first. */
  listArrived(
    conversationIds: readonly string[],
    messageIds: readonly string[],
  ): Promise<{ id: string; channel: 'sms' | 'whatsapp'; body: string; createdAt: Date; contactId: string | null }[]>
  /** An inbound contact made of a message. */
  addContactOfMessage(contact: {
    messageId: string
    provenance: Extract<Provenance, 'sms' | 'whatsapp'>
    occurredAt: Date
    recordedAt: Date
    listeningPointId: string
    operatorId: string
    personId: string | null
    callerE164: string
    notes: string | null
  }): Promise<string>
  markWrittenDown(messageIds: readonly string[], contactId: string): Promise<void>
}

/** Makes one contact of what they wrote; messages that are in a contact already lead there. Twice is once. */
export async function writeDownMessages(
  doors: Transactions<WriteDownRows>,
  occasion: Occasion,
  input: { who: SignedIn; conversationId: string; messageIds: readonly string[]; listeningPointId: string },
): Promise<{ contactId: string }> {
  const { who } = input
  return doors.transaction(occasion, async (tx) => {
    const rows = visibleConversations(who, await tx.lockConversations(input.conversationId))
    const [{ peerE164, person, ...asked }] = rows
    const messages = await tx.listArrived(
      rows.map(({ id }) => id),
      input.messageIds,
    )
    const [first] = messages
    if (!first) throw new Invalid('Scelga i messaggi.', { messageIds: 'Scelga almeno un messaggio ricevuto.' })
    const contactId =
      messages.find((message) => message.contactId)?.contactId ??
      (await add(first, asked.listeningPointId ?? input.listeningPointId))
    await tx.markWrittenDown(
      messages.flatMap((message) => (message.contactId ? [] : [message.id])),
      contactId,
    )
    announceConversations(tx, rows, 'conversation.writtenDown')
    return { contactId }

    async function add(of: (typeof messages)[number], listeningPointId: string): Promise<string> {
      if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('Può scrivere solo per i Suoi punti d’ascolto.')
      const words = messages.map(({ body }) => body).filter(Boolean)
      const id = await tx.addContactOfMessage({
        messageId: of.id,
        provenance: of.channel,
        occurredAt: of.createdAt,
        recordedAt: occasion.now,
        listeningPointId,
        operatorId: who.operatorId,
        personId: person?.id ?? null,
        callerE164: peerE164,
        notes: words.length > 0 ? words.join('\n').slice(0, LONGEST_NOTES) : null,
      })
      tellStarted(tx, { contactId: id, listeningPointId })
      return id
    }
  })
}
