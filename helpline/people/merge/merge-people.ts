import type { SignedIn } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid } from '../../errors.ts'
import { type FieldName, filledBy, writtenBy } from './joined-card.ts'
import { announceCards, checkMayMerge, lockPair, type MergeCard, type MergeRows, type Moved } from './merge-records.ts'

export interface MergeInput {
  who: SignedIn
  /** Chosen by whoever asks: asked twice, it is one merge. */
  mergeId: string
  keptId: string
  absorbedId: string
  /** What was compared: if a card has changed since, it must be looked at again. */
  keptVersion: number
  absorbedVersion: number
}

/** Two cards of one person become one: the kept card is filled where it was empty, and everything attached follows. */
export async function mergePeople(
  doors: Transactions<MergeRows>,
  occasion: Occasion,
  input: MergeInput,
): Promise<{ mergeId: string; keptId: string; absorbedId: string }> {
  const { mergeId, keptId, absorbedId, who } = input
  if (keptId === absorbedId) throw new Invalid('Scelga due schede diverse.', { absorbedId: 'È la stessa scheda.' })
  return doors.transaction(occasion, async (tx) => {
    const [kept, absorbed] = await lockPair(tx, keptId, absorbedId)
    checkMayMerge(who, [kept, absorbed])
    const known = await tx.findMerge(mergeId)
    if (known) {
      const isRepeated = known.keptId === keptId && known.absorbedId === absorbedId && !known.undone
      if (!isRepeated) throw new Conflict('Queste schede sono state toccate da un’altra unione: riapra il confronto.')
      return { mergeId, keptId, absorbedId }
    }
    checkUnchanged(kept, absorbed, input)
    await tx.setMergedInto(absorbedId, keptId, occasion.now)
    const moved = await joinCards(tx, kept, absorbed, occasion.now)
    await tx.addMerge({ id: mergeId, keptId, absorbedId, moved, at: occasion.now, operatorId: who.operatorId })
    const fields = moved.filled.map(({ field }) => field)
    tx.trace({
      action: 'person.merged',
      entity: 'person',
      entityId: keptId,
      listeningPointId: kept.listeningPointId,
      fields,
    })
    tx.trace({
      action: 'person.absorbed',
      entity: 'person',
      entityId: absorbedId,
      listeningPointId: absorbed.listeningPointId,
    })
    await announceCards(tx, keptId, absorbedId)
    return { mergeId, keptId, absorbedId }
  })
}

/** Fills the kept card and moves what is attached to the absorbed one; what was done before may be done again. */
export async function joinCards(
  tx: MergeRows,
  kept: MergeCard,
  absorbed: MergeCard,
  now: Date,
  only?: ReadonlySet<FieldName>,
): Promise<Moved> {
  const filled = filledBy(kept, absorbed).filter(({ field }) => only?.has(field) ?? true)
  await tx.writeCardFields(kept.id, writtenBy(filled), now)
  return { ...(await tx.moveBelongings(absorbed.id, kept.id)), filled }
}

function checkUnchanged(kept: MergeCard, absorbed: MergeCard, input: MergeInput): void {
  if (kept.mergedIntoId || absorbed.mergedIntoId) {
    throw new Conflict('Una di queste schede è già stata unita a un’altra: riapra il confronto.')
  }
  if (kept.version !== input.keptVersion || absorbed.version !== input.absorbedVersion) {
    throw new Conflict('Nel frattempo una delle due schede è cambiata: la riguardi prima di unirle.')
  }
}
