import type { SignedIn } from '../../access/permissions.ts'
import { type OpeningRows, traceOpening } from '../../access/trace-opening.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid } from '../../errors.ts'
import {
  type ConversationLine,
  type ConversationRows,
  type ConversationState,
  visibleConversations,
} from './conversation-records.ts'

/** One trace, and news for whoever has any of them on the screen. */
export function announceConversations(
  tx: Change,
  rows: readonly Pick<ConversationLine, 'id' | 'listeningPointId'>[],
  action: string,
): void {
  const [asked] = rows
  if (asked) {
    tx.trace({ action, entity: 'conversation', entityId: asked.id, listeningPointId: asked.listeningPointId })
  }
  for (const { id, listeningPointId } of rows) {
    tx.announce({ topic: 'conversation', entityId: id, listeningPointId })
  }
}

interface Asked {
  who: SignedIn
  conversationId: string
}

/** What people write is opened as a card is: it is traced. The conversations of the number one may see. */
export async function openConversation(
  doors: Transactions<ConversationRows & OpeningRows>,
  occasion: Occasion,
  { who, conversationId }: Asked,
): Promise<string[]> {
  return doors.transaction(occasion, async (tx) => {
    const rows = visibleConversations(who, await tx.lockConversations(conversationId))
    const [{ id: entityId, listeningPointId }] = rows
    await traceOpening(tx, occasion, { entity: 'conversation', entityId, listeningPointId })
    return rows.map(({ id }) => id)
  })
}

export interface AssignRows extends ConversationRows {
  /** Whether they are in service and may see this conversation; null: nobody's. */
  isOperatorAt(operatorId: string, listeningPointId: string | null): Promise<boolean>
  assignConversations(ids: readonly string[], operatorId: string | null): Promise<void>
}

/** Gives it to somebody, or back to all. Whoever acts on what somebody else has changed meanwhile is told. */
export async function assignConversation(
  doors: Transactions<AssignRows>,
  occasion: Occasion,
  input: Asked & { operatorId: string | null; seenOperatorId: string | null },
): Promise<void> {
  const { who, operatorId, seenOperatorId } = input
  await doors.transaction(occasion, async (tx) => {
    const rows = visibleConversations(who, await tx.lockConversations(input.conversationId))
    const [{ assignedTo, listeningPointId }] = rows
    const holderId = assignedTo?.id ?? null
    if (holderId === operatorId) return
    if (holderId !== seenOperatorId) {
      throw new Conflict(
        assignedTo ? `Nel frattempo se ne occupa ${assignedTo.name}.` : 'Nel frattempo non se ne occupa più nessuno.',
      )
    }
    if (operatorId && !(await tx.isOperatorAt(operatorId, listeningPointId))) {
      throw new Invalid('Scelga una persona dall’elenco.', { operatorId: 'Questa persona non può vederla.' })
    }
    await tx.assignConversations(
      rows.map(({ id }) => id),
      operatorId,
    )
    announceConversations(tx, rows, operatorId ? 'conversation.assigned' : 'conversation.released')
  })
}

export interface StateRows extends ConversationRows {
  /** They have written something the operator has not seen. */
  wroteSince(ids: readonly string[], seenMessageId: string | null): Promise<boolean>
  setConversationsState(ids: readonly string[], state: ConversationState): Promise<void>
}

/** Done until they write again; open again where it was a mistake. Twice is once. */
export async function setConversationState(
  doors: Transactions<StateRows>,
  occasion: Occasion,
  input: Asked & { state: ConversationState; seenMessageId: string | null },
): Promise<void> {
  const { who, state, seenMessageId } = input
  await doors.transaction(occasion, async (tx) => {
    const rows = visibleConversations(who, await tx.lockConversations(input.conversationId))
    if (rows.every((row) => row.state === state && !row.needsAnswer)) return
    const ids = rows.map(({ id }) => id)
    if (state === 'done' && (await tx.wroteSince(ids, seenMessageId))) {
      throw new Conflict('È arrivato un altro messaggio: lo legga prima di chiudere.')
    }
    await tx.setConversationsState(ids, state)
    announceConversations(tx, rows, state === 'done' ? 'conversation.done' : 'conversation.reopened')
  })
}

export interface TieRows extends ConversationRows {
  findPersonsPoint(personId: string): Promise<{ listeningPointId: string | null } | null>
  tieConversations(
    ids: readonly string[],
    to: { personId: string | null; notAssisted: boolean; listeningPointId?: string },
  ): Promise<void>
}

/** Whose number it is: a card, nobody we help, or not known after all. */
export async function tieConversation(
  doors: Transactions<TieRows>,
  occasion: Occasion,
  input: Asked & { personId: string | null; notAssisted: boolean },
): Promise<void> {
  const { who, personId } = input
  const notAssisted = personId === null && input.notAssisted
  await doors.transaction(occasion, async (tx) => {
    const rows = visibleConversations(who, await tx.lockConversations(input.conversationId))
    const person = personId ? await tx.findPersonsPoint(personId) : null
    if (personId && !person) {
      throw new Invalid('Scelga la persona dall’elenco.', { personId: 'Questa scheda non c’è più.' })
    }
    const [{ listeningPointId }] = rows
    // What was nobody's is theirs who follow the person.
    const pointId = listeningPointId === null ? person?.listeningPointId : null
    await tx.tieConversations(
      rows.map(({ id }) => id),
      { personId, notAssisted, ...(pointId ? { listeningPointId: pointId } : {}) },
    )
    announceConversations(
      tx,
      rows,
      personId ? 'conversation.tied' : notAssisted ? 'conversation.notAssisted' : 'conversation.untied',
    )
  })
}
