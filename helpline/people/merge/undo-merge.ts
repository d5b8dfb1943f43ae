import type { SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, NotFound } from '../../errors.ts'
import { beforeMerges, type FieldName, refillable } from './joined-card.ts'
import { joinCards } from './merge-people.ts'
import {
  announceCards,
  checkMayMerge,
  lockPair,
  type MergeCard,
  type MergeRecord,
  type MergeRows,
  type Moved,
} from './merge-records.ts'

/** The two cards are two again: what the merge moved goes back row by row, what has happened since stays. */
export async function undoMerge(
  doors: Transactions<MergeRows>,
  occasion: Occasion,
  input: { who: SignedIn; mergeId: string; keptId: string },
): Promise<{ mergeId: string; keptId: string; absorbedId: string }> {
  const { mergeId, keptId, who } = input
  return doors.transaction(occasion, async (tx) => {
    const { absorbedId } = await mergeOf(tx, mergeId, keptId)
    const [kept, absorbed] = await lockPair(tx, keptId, absorbedId)
    checkMayMerge(who, [kept, absorbed])
    // Read again under the lock: somebody may have undone it meanwhile.
    const merge = await mergeOf(tx, mergeId, keptId)
    if (merge.undone) return { mergeId, keptId, absorbedId }
    if (kept.mergedIntoId) {
      throw new Conflict('Questa scheda è stata unita a sua volta a un’altra: annulli prima quell’unione.')
    }
    const emptied = await takeApart(tx, merge, kept, absorbed, occasion.now)
    await tx.closeMerge(mergeId, occasion.now)
    await joinOthersAgain(tx, keptId, emptied, occasion.now)
    traceUndone(tx, kept, absorbed, merge)
    await announceCards(tx, keptId, absorbedId)
    return { mergeId, keptId, absorbedId }
  })
}

async function mergeOf(tx: MergeRows, mergeId: string, keptId: string): Promise<MergeRecord> {
  const merge = await tx.findMerge(mergeId)
  if (!merge || merge.keptId !== keptId) throw new NotFound('Questa unione non c’è.')
  return merge
}

async function takeApart(
  tx: MergeRows,
  merge: MergeRecord,
  kept: MergeCard,
  absorbed: MergeCard,
  now: Date,
): Promise<ReadonlySet<FieldName>> {
  const emptied = await emptyCard(tx, merge, kept, now)
  if (absorbed.fiscalCode && (await tx.fiscalCodeHolder(absorbed.fiscalCode))) {
    throw new Conflict(
      'Il codice fiscale della scheda che tornerebbe è adesso su un’altra scheda: lo tolga da lì, poi annulli l’unione.',
    )
  }
  await tx.setMergedInto(absorbed.id, null, now)
  await tx.returnBelongings(merge)
  return emptied
}

/** The kept card as it was before this merge and those that came after, which are to fill it again. */
async function emptyCard(
  tx: MergeRows,
  merge: MergeRecord,
  kept: MergeCard,
  now: Date,
): Promise<ReadonlySet<FieldName>> {
  const merges = await tx.listMergesInto(kept.id)
  const later = merges.slice(merges.findIndex(({ id }) => id === merge.id) + 1)
  const back = beforeMerges(
    kept,
    [merge, ...later].map(({ moved }) => moved.filled),
  )
  await tx.writeCardFields(kept.id, back, now)
  for (const { id, moved } of later) {
    await tx.writeMoved(id, { ...moved, filled: moved.filled.filter(({ field }) => !(field in back)) })
  }
  return refillable(back)
}

/** What had stayed behind because this merge had brought the same follows now. */
async function joinOthersAgain(
  tx: MergeRows,
  keptId: string,
  emptied: ReadonlySet<FieldName>,
  now: Date,
): Promise<void> {
  for (const other of await tx.listMergesInto(keptId)) {
    const [kept, absorbed] = await lockPair(tx, keptId, other.absorbedId)
    const more = await joinCards(tx, kept, absorbed, now, emptied)
    await tx.writeMoved(other.id, both(other.moved, more))
  }
}

function both(moved: Moved, more: Moved): Moved {
  const names = new Set([...Object.keys(moved.rows), ...Object.keys(more.rows)])
  const refilled = new Set(more.filled.map(({ field }) => field))
  return {
    rows: Object.fromEntries(
      [...names].map((name) => [name, [...(moved.rows[name] ?? []), ...(more.rows[name] ?? [])]]),
    ),
    preferredPhones: [...moved.preferredPhones, ...more.preferredPhones],
    filled: [...moved.filled.filter(({ field }) => !refilled.has(field)), ...more.filled],
  }
}

function traceUndone(tx: Change, kept: MergeCard, absorbed: MergeCard, { moved }: MergeRecord): void {
  const fields = moved.filled.map(({ field }) => field)
  const of = ({ id: entityId, listeningPointId }: MergeCard) =>
    ({ entity: 'person', entityId, listeningPointId }) as const
  tx.trace({ action: 'person.mergeUndone', ...of(kept), fields })
  tx.trace({ action: 'person.restored', ...of(absorbed) })
}
