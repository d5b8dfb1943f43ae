import type { SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../../errors.ts'
import { isReachable, parsePhoneNumber } from '../../territory/phone-numbers.ts'
import type { Caller } from '../call-records.ts'
import { LONGEST_LIMIT_DAYS, limitState, type NumberLimit } from './number-limit.ts'

const DAY_MS = 24 * 3_600_000

export interface NumberLimitRecord extends NumberLimit {
  id: string
  e164: string
  reason: string
  operatorId: string
  operatorName: string
  approvedByName: string | null
}

export interface NumberLimitRows {
  /** Of two who limit one number at once, the second finds the first one's limit. */
  lockNumber(e164: string): Promise<void>
  /** Not lifted and not over. */
  listLimitsOf(e164: string, now: Date): Promise<NumberLimitRecord[]>
  findLimit(limitId: string): Promise<NumberLimitRecord | null>
  findCallers(e164s: readonly string[]): Promise<Map<string, Caller>>
  /** A number people dial to reach us, or one of our own telephones. */
  isOurNumber(e164: string): Promise<boolean>
  addLimit(
    limit: Omit<NumberLimitRecord, 'operatorName' | 'approvedByName' | 'liftedAt' | 'approvedById'>,
  ): Promise<void>
  updateLimit(
    limitId: string,
    change: Partial<Pick<NumberLimitRecord, 'untilAt' | 'operatorId' | 'approvedById' | 'liftedAt' | 'needsApproval'>>,
  ): Promise<void>
}

type Doors = Transactions<NumberLimitRows>

/** An assisted person's, or that of somebody of theirs. */
export const isKnownNumber = (callers: ReadonlyMap<string, Caller>, e164: string): boolean =>
  (callers.get(e164)?.candidates.length ?? 0) > 0

const tell = (tx: Change, action: string, limitId: string, fields: string[] = []): void => {
  tx.trace({ action: `numberLimit.${action}`, entity: 'numberLimit', entityId: limitId, fields })
  tx.announce({ topic: 'network', entityId: limitId, listeningPointId: null })
}

function limitableNumber(typed: string): string {
  const phone = parsePhoneNumber(typed)
  if (isReachable(phone)) return phone.e164
  throw new Invalid('Controlli il numero.', {
    phone:
      phone.kind === 'withheld'
        ? 'Un numero nascosto non si può limitare: può essere di chiunque.'
        : 'Questo numero non sembra giusto: lo ricontrolli con il prefisso.',
  })
}

/** A number that is limited already is limited for longer, never twice. The id is the console's: sent twice it is once. */
export async function limitNumber(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; limitId: string; phone: string; reason: string; days: number },
): Promise<void> {
  const e164 = limitableNumber(input.phone)
  const { now } = occasion
  const days = Math.min(input.days, LONGEST_LIMIT_DAYS)
  const untilAt = new Date(now.getTime() + days * DAY_MS)
  await doors.transaction(occasion, async (tx) => {
    if (await tx.isOurNumber(e164)) {
      throw new Invalid('Controlli il numero.', { phone: 'Questo è un numero nostro: non si può limitare.' })
    }
    await tx.lockNumber(e164)
    if (await tx.findLimit(input.limitId)) return
    const needsApproval = isKnownNumber(await tx.findCallers([e164]), e164)
    const current = await tx.listLimitsOf(e164, now)
    // What a second person agreed to is that long and no longer: more time is asked of them again, and the first goes on meanwhile.
    const longer = current.find(({ approvedById }) => approvedById === null || !needsApproval)
    if (longer) {
      if (longer.untilAt >= untilAt && longer.needsApproval === needsApproval) return
      const change = {
        untilAt: longer.untilAt > untilAt ? longer.untilAt : untilAt,
        operatorId: input.who.operatorId,
        needsApproval: longer.needsApproval || needsApproval,
      }
      // Whoever approved must not become the author of their own approval.
      const { operatorId: _author, ...sameAuthor } = change
      await tx.updateLimit(longer.id, longer.approvedById === null ? change : sameAuthor)
      return tell(tx, 'extended', longer.id, ['untilAt'])
    }
    await tx.addLimit({
      id: input.limitId,
      e164,
      reason: input.reason,
      fromAt: now,
      untilAt,
      operatorId: input.who.operatorId,
      needsApproval,
    })
    tell(tx, 'added', input.limitId)
  })
}

async function heldLimit(tx: NumberLimitRows, limitId: string): Promise<NumberLimitRecord> {
  const found = await tx.findLimit(limitId)
  if (!found) throw new NotFound('Questa limitazione non c’è.')
  await tx.lockNumber(found.e164)
  return (await tx.findLimit(limitId)) ?? found
}

/** The second person's word. Never the same one's; twice is once. */
export async function approveLimit(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; limitId: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const limit = await heldLimit(tx, input.limitId)
    const state = limitState(limit, true, occasion.now)
    if (state === 'lifted' || state === 'expired') throw new Conflict('Questa limitazione è già finita.')
    if (limit.operatorId === input.who.operatorId) {
      throw new NotAllowed('Serve una seconda persona: chi ha chiesto la limitazione non può anche confermarla.')
    }
    if (limit.approvedById) return
    await tx.updateLimit(limit.id, { approvedById: input.who.operatorId })
    tell(tx, 'approved', limit.id)
  })
}

/** One person is enough to give a number back. Twice is once. */
export async function liftLimit(doors: Doors, occasion: Occasion, input: { limitId: string }): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const limit = await heldLimit(tx, input.limitId)
    if (limit.liftedAt || limit.untilAt <= occasion.now) return
    await tx.updateLimit(limit.id, { liftedAt: occasion.now })
    tell(tx, 'lifted', limit.id)
  })
}
