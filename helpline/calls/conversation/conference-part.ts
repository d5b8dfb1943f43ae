import type { SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, NotFound } from '../../errors.ts'
import type { Conversation, ConversationReads, ConversationRows } from './conference-records.ts'
import { seatsOf } from './conference-seats.ts'

export type Part = 'holder' | 'helper'

/** Whose conversation it is for this operator; null where they have no part in it. */
export function partOf(conversation: Conversation, { operatorId }: Pick<SignedIn, 'operatorId'>): Part | null {
  const { holder, helper } = seatsOf(conversation)
  if (holder?.operatorId === operatorId) return 'holder'
  return helper?.operatorId === operatorId ? 'helper' : null
}

export interface PartInput {
  who: SignedIn
  callId: string
}

export type PartDoors = ConversationReads & Transactions<ConversationRows>

/** What one does in a conversation of one's own, with its row held; who is not in it is told so. */
export function inMyConversation<Rows extends ConversationRows>(
  doors: ConversationReads & Transactions<Rows>,
  occasion: Occasion,
  { who, callId }: PartInput,
  act: (tx: Rows & Change, conversation: Conversation, part: Part) => Promise<void>,
): Promise<void> {
  return doors.transaction(occasion, async (tx) => {
    const conversation = await tx.holdConversation(callId)
    if (!conversation?.legs.some(({ operatorId }) => operatorId === who.operatorId)) {
      throw new NotFound('Questa telefonata non c’è.')
    }
    const part = conversation.state === 'answered' ? partOf(conversation, who) : null
    if (part === null) throw new Conflict('Questa telefonata non è più Sua: è finita, o la segue un’altra persona.')
    await act(tx, conversation, part)
  })
}
