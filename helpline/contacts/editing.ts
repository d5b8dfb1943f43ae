import { maySeePoint, type SignedIn } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import { NotAllowed } from '../errors.ts'

export const editedEntities = ['contact', 'person', 'directoryEntry'] as const
export type EditedEntity = (typeof editedEntities)[number]

/** A console says again and again that somebody is there; after so long without a word they are gone. */
export const EDITING_EVERY_SECONDS = 15
const GONE_AFTER_SECONDS = 40

export interface EditingRows {
  /** A contact's point and who spoke in its call; null where there is no such contact. */
  findWhoseContact(contactId: string): Promise<{ listeningPointId: string; speakerIds: string[] } | null>
  /** Since when this operator is there without a pause; null where they were not. */
  findEditingMark(entity: EditedEntity, entityId: string, operatorId: string): Promise<Date | null>
  markEditing(entity: EditedEntity, entityId: string, operatorId: string, now: Date): Promise<void>
  unmarkEditing(entity: EditedEntity, entityId: string, operatorId: string): Promise<void>
  forgetEditingBefore(moment: Date): Promise<void>
  listEditors(entity: EditedEntity, entityId: string, since: Date): Promise<{ operatorId: string; name: string }[]>
}

interface Editing {
  entity: EditedEntity
  entityId: string
  who: SignedIn
  /** false says goodbye. */
  isHere: boolean
}

const goneBefore = (now: Date): Date => new Date(now.getTime() - GONE_AFTER_SECONDS * 1000)

/** Says that somebody has this open, and who else has. Only coming and going is news. */
export async function markEditing(
  doors: Transactions<EditingRows>,
  occasion: Occasion,
  { entity, entityId, who, isHere }: Editing,
): Promise<string[]> {
  const { now } = occasion
  const { operatorId } = who
  return doors.transaction(occasion, async (tx) => {
    const contact = entity === 'contact' ? await tx.findWhoseContact(entityId) : null
    if (contact && !maySeePoint(who, contact.listeningPointId) && !contact.speakerIds.includes(operatorId)) {
      throw new NotAllowed('Questo contatto è di un altro punto d’ascolto.')
    }
    const seenAt = await tx.findEditingMark(entity, entityId, operatorId)
    const wasHere = seenAt !== null && seenAt >= goneBefore(now)
    if (isHere) await tx.markEditing(entity, entityId, operatorId, now)
    else await tx.unmarkEditing(entity, entityId, operatorId)
    if (wasHere !== isHere) {
      await tx.forgetEditingBefore(goneBefore(now))
      tx.announce({ topic: 'editing', entityId, listeningPointId: null })
    }
    const there = await tx.listEditors(entity, entityId, goneBefore(now))
    return there.filter((each) => each.operatorId !== operatorId).map(({ name }) => name)
  })
}
