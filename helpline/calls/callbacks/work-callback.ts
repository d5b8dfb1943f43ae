import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../../errors.ts'
import { formatRomeTime } from '../../territory/rome-time.ts'
import type { CallbackState } from '../call-states.ts'
import { type CallbackHolder, holderOf } from './callback-group.ts'
import type { CallbackSettings } from './callback-records.ts'

/** A call-back under its lock. */
export interface LockedCallback {
  id: string
  listeningPointId: string
  e164: string | null
  state: CallbackState
  lockedBy: { id: string; name: string } | null
  lockedAt: Date | null
  closedByName: string | null
}

export interface CallbackRows {
  readCallbackSettings(): Promise<CallbackSettings>
  /**
   * Holds, against other writers, everything still open for the number of this call-back at its point, and the call-back itself
   * whatever its state. Empty where there is none.
   */
  lockCallbacks(callbackId: string): Promise<LockedCallback[]>
  holdCallbacks(ids: readonly string[], operatorId: string, now: Date): Promise<void>
  freeCallbacks(ids: readonly string[]): Promise<void>
  planCallbacks(ids: readonly string[], plan: { notes?: string | null; nextAttemptAt?: Date | null }): Promise<void>
  closeCallbackRows(ids: readonly string[], operatorId: string, now: Date): Promise<void>
  /** This one and whatever of its number was closed in the same gesture; their ids, none where it is open. */
  reopenCallbackRows(callbackId: string): Promise<string[]>
}

export type CallbackTransactions = Transactions<CallbackRows>
export interface CallbackInput {
  who: SignedIn
  callbackId: string
}

const FURTHEST_PLAN_DAYS = 60

/** What is still open of a number, and who works on it. */
export interface OpenCallbacks {
  ids: string[]
  listeningPointId: string
  holder: CallbackHolder | null
}

const closedAlready = (rows: readonly LockedCallback[]): Conflict => {
  const name = rows.find(({ closedByName }) => closedByName)?.closedByName
  return new Conflict(name ? `L’ha già chiusa ${name}.` : 'Questa richiamata è già chiusa.')
}

export function checkVisible(rows: readonly LockedCallback[], who: SignedIn): LockedCallback {
  const [any] = rows
  if (!any) throw new NotFound('Questa richiamata non c’è.')
  if (!maySeePoint(who, any.listeningPointId)) throw new NotAllowed('Questa richiamata è di un altro punto d’ascolto.')
  return any
}

export async function openCallbacks(
  tx: CallbackRows,
  occasion: Occasion,
  input: CallbackInput,
): Promise<OpenCallbacks> {
  const rows = await tx.lockCallbacks(input.callbackId)
  const { listeningPointId } = checkVisible(rows, input.who)
  const open = rows.filter(({ state }) => state !== 'done')
  if (open.length === 0) throw closedAlready(rows)
  const holder = holderOf(open, await tx.readCallbackSettings(), occasion.now)
  return { ids: open.map(({ id }) => id), listeningPointId, holder }
}

/** Refused while somebody else is at work on it, and told who. */
export function checkFree({ holder }: OpenCallbacks, who: SignedIn): void {
  if (!holder || holder.isSilent || holder.id === who.operatorId) return
  throw new Conflict(
    `Se ne sta occupando ${holder.name} (ultimo segno alle ${formatRomeTime(holder.lastSignAt)}). Aspetti, o chieda a lei o a lui.`,
  )
}

export function announceCallbacks(
  tx: Change,
  action: string,
  { ids, listeningPointId }: Pick<OpenCallbacks, 'ids' | 'listeningPointId'>,
  fields: string[] = [],
): void {
  for (const entityId of ids) {
    tx.trace({ action: `callback.${action}`, entity: 'callback', entityId, listeningPointId, fields })
    tx.announce({ topic: 'callback', entityId, listeningPointId })
  }
}

/** From now on it is theirs; sent again it is the sign that they are still at it. Of two at once, one has it. */
export async function takeCallback(
  doors: CallbackTransactions,
  occasion: Occasion,
  input: CallbackInput,
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const open = await openCallbacks(tx, occasion, input)
    checkFree(open, input.who)
    await tx.holdCallbacks(open.ids, input.who.operatorId, occasion.now)
    if (open.holder?.id === input.who.operatorId && !open.holder.isSilent) return
    announceCallbacks(tx, open.holder && open.holder.id !== input.who.operatorId ? 'takenOver' : 'taken', open)
  })
}

/** Twice is once. */
export async function releaseCallback(
  doors: CallbackTransactions,
  occasion: Occasion,
  input: CallbackInput,
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const open = await openCallbacks(tx, occasion, input)
    if (!open.holder) return
    checkFree(open, input.who)
    await tx.freeCallbacks(open.ids)
    announceCallbacks(tx, 'released', open)
  })
}

/** A date somebody chose for the next attempt. */
export function checkPlan(nextAttemptAt: Date | null | undefined, now: Date): void {
  if (!nextAttemptAt) return
  if (nextAttemptAt <= now) {
    throw new Invalid('Controlli quando richiamare.', { nextAttemptAt: 'Scelga un momento che deve ancora venire.' })
  }
  if (nextAttemptAt.getTime() > now.getTime() + FURTHEST_PLAN_DAYS * 24 * 3_600_000) {
    throw new Invalid('Controlli quando richiamare.', {
      nextAttemptAt: `Scelga un giorno entro ${FURTHEST_PLAN_DAYS} giorni.`,
    })
  }
}

export async function planCallback(
  doors: CallbackTransactions,
  occasion: Occasion,
  input: CallbackInput & { plan: { notes?: string | null; nextAttemptAt?: Date | null } },
): Promise<void> {
  checkPlan(input.plan.nextAttemptAt, occasion.now)
  await doors.transaction(occasion, async (tx) => {
    const open = await openCallbacks(tx, occasion, input)
    checkFree(open, input.who)
    await tx.planCallbacks(open.ids, input.plan)
    if (open.holder?.id === input.who.operatorId) {
      await tx.holdCallbacks(open.ids, input.who.operatorId, occasion.now)
    }
    announceCallbacks(tx, 'planned', open, Object.keys(input.plan))
  })
}

/** Only a person closes one, and only what they have seen: who called again meanwhile stays on the list. Twice is once. */
export async function closeCallback(
  doors: CallbackTransactions,
  occasion: Occasion,
  input: CallbackInput & { callbackIds: readonly string[] },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const rows = await tx.lockCallbacks(input.callbackId)
    checkVisible(rows, input.who)
    if (rows.every(({ state }) => state === 'done')) return
    const open = await openCallbacks(tx, occasion, input)
    checkFree(open, input.who)
    const seen = open.ids.filter((id) => id === input.callbackId || input.callbackIds.includes(id))
    if (seen.length === 0) return
    await tx.closeCallbackRows(seen, input.who.operatorId, occasion.now)
    await tx.freeCallbacks(open.ids.filter((id) => !seen.includes(id)))
    announceCallbacks(tx, 'closed', { ...open, ids: seen })
  })
}

/** Closed by mistake: what one gesture closed, one gesture puts back on the list, free for anybody. Twice is once. */
export async function reopenCallback(
  doors: CallbackTransactions,
  occasion: Occasion,
  input: CallbackInput,
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const { listeningPointId } = checkVisible(await tx.lockCallbacks(input.callbackId), input.who)
    const ids = await tx.reopenCallbackRows(input.callbackId)
    announceCallbacks(tx, 'reopened', { ids, listeningPointId })
  })
}
