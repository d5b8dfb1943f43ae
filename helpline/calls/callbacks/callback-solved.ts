import type { SignedIn } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import { Conflict } from '../../errors.ts'
import { holderOf } from './callback-group.ts'
import { type ContactOrigin, type PromiseRows, visibleContact } from './callback-promise.ts'
import type { CallbackRecord } from './callback-records.ts'
import { announceCallbacks, type CallbackRows } from './work-callback.ts'

export interface SolvedRows extends CallbackRows, Pick<PromiseRows, 'findContactOrigin'> {
  /** Still open for whoever was on the line, from before that contact and not promised in it; at any point. */
  listCallbacksBefore(contact: ContactOrigin): Promise<CallbackRecord[]>
}

/** Who was waiting to be called back and has been spoken to meanwhile. */
export async function listCallbacksOfContact(
  doors: Pick<SolvedRows, 'findContactOrigin' | 'listCallbacksBefore'>,
  input: { who: SignedIn; contactId: string },
): Promise<CallbackRecord[]> {
  return doors.listCallbacksBefore(await visibleContact(doors, input.who, input.contactId))
}

/**
 * "L'ha risolta?" – "Sì". Whoever spoke to the person may close it even where it waits at another point: it is the same person.
 * Twice is once.
 */
export async function closeCallbacksOfContact(
  doors: Transactions<SolvedRows>,
  occasion: Occasion,
  input: { who: SignedIn; contactId: string; callbackIds: readonly string[] },
): Promise<void> {
  const { who } = input
  await doors.transaction(occasion, async (tx) => {
    const contact = await visibleContact(tx, who, input.contactId)
    const asked = (await tx.listCallbacksBefore(contact)).filter(({ id }) => input.callbackIds.includes(id))
    const settings = await tx.readCallbackSettings()
    // In one order for everybody: two who close the same ones never wait for each other.
    for (const { id, listeningPointId } of asked.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const rows = await tx.lockCallbacks(id)
      const row = rows.find((each) => each.id === id)
      if (!row || row.state === 'done') continue
      const holder = holderOf([row], settings, occasion.now)
      if (holder && !holder.isSilent && holder.id !== who.operatorId) {
        throw new Conflict(`Se ne sta occupando ${holder.name}: senta prima con lei o con lui.`)
      }
      await tx.closeCallbackRows([id], who.operatorId, occasion.now)
      announceCallbacks(tx, 'closed', { ids: [id], listeningPointId })
    }
  })
}
