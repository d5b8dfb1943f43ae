import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Change } from '../../changes/change.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import type { CardFields, FilledField } from './joined-card.ts'

/** A card while two are joined or taken apart. */
export interface MergeCard extends CardFields {
  id: string
  version: number
  mergedIntoId: string | null
  erased: boolean
}

/** What a merge moved: under each reference to a card the rows that followed, so that each can go back. */
export interface Moved {
  rows: Readonly<Record<string, readonly string[]>>
  /** Of the numbers that followed, those that were the first to be called. */
  preferredPhones: readonly string[]
  filled: readonly FilledField[]
}

export interface MergeRecord {
  id: string
  keptId: string
  absorbedId: string
  moved: Moved
  at: Date
  undone: boolean
}

export interface MergeRows {
  /** In one order, whoever asks: two merges of the same cards wait for each other. */
  lockCards(personIds: readonly string[]): Promise<MergeCard[]>
  findMerge(mergeId: string): Promise<MergeRecord | null>
  listMergesInto(keptId: string): Promise<MergeRecord[]>
  addMerge(merge: Omit<MergeRecord, 'undone'> & { operatorId: string }): Promise<void>
  writeMoved(mergeId: string, moved: Moved): Promise<void>
  closeMerge(mergeId: string, now: Date): Promise<void>
  setMergedInto(personId: string, keptId: string | null, now: Date): Promise<void>
  writeCardFields(personId: string, fields: Partial<CardFields>, now: Date): Promise<void>
  /** Everything attached to a card goes to another; what the other has already stays behind. */
  moveBelongings(fromId: string, toId: string): Promise<Pick<Moved, 'rows' | 'preferredPhones'>>
  /** Sends it back, with what has since been written under it. */
  returnBelongings(merge: MergeRecord): Promise<void>
  /** Contacts somebody may be writing. */
  listDraftContacts(personId: string): Promise<{ id: string; listeningPointId: string }[]>
  fiscalCodeHolder(fiscalCode: string): Promise<string | null>
}

/** The two cards, locked; both there. */
export async function lockPair(tx: MergeRows, keptId: string, absorbedId: string): Promise<[MergeCard, MergeCard]> {
  const cards = await tx.lockCards([keptId, absorbedId])
  const kept = cards.find(({ id }) => id === keptId)
  const absorbed = cards.find(({ id }) => id === absorbedId)
  if (!kept || !absorbed || kept.erased || absorbed.erased) throw new NotFound('Una delle due schede non c’è più.')
  return [kept, absorbed]
}

/** One of the two is of a point of theirs: doubles are often made by another point. */
export function checkMayMerge(who: SignedIn, cards: readonly MergeCard[]): void {
  if (cards.some(({ listeningPointId }) => maySeePoint(who, listeningPointId))) return
  throw new NotAllowed('Queste schede sono di altri punti d’ascolto: ne parli con il loro coordinatore.')
}

export async function announceCards(tx: MergeRows & Change, ...personIds: string[]): Promise<void> {
  for (const entityId of personIds) {
    tx.announce({ topic: 'person', entityId, listeningPointId: null })
    for (const { id, listeningPointId } of await tx.listDraftContacts(entityId)) {
      tx.announce({ topic: 'contact', entityId: id, listeningPointId })
    }
  }
}
