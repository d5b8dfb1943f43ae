import { type SignedIn, visiblePoints } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../../errors.ts'
import { type IsoDate, romeDate } from '../../territory/rome-time.ts'
import { looksAfter } from '../volunteers/own-association.ts'
import { ceilingRefusal, type Expense, expenseState } from './expense-rules.ts'

export interface ExpenseSearch {
  listeningPointIds: readonly string[] | null
  /** First day of the month. */
  monthOn: IsoDate
}

export interface ExpenseReads {
  /** By volunteer, then by day. */
  listExpenses(search: ExpenseSearch): Promise<Expense[]>
  findExpense(expenseId: string): Promise<Expense | null>
}

export interface ClaimedExpense {
  volunteerId: string
  serviceId: string | null
  incurredOn: IsoDate
  amountCents: number
  description: string
  selfCertified: boolean
  document: string | null
}

export interface ExpenseRows extends ExpenseReads {
  /** Whoever else writes an expense of the same volunteer waits; null where there is no such volunteer. */
  holdVolunteer(volunteerId: string): Promise<{ listeningPointId: string | null; startedOn: IsoDate } | null>
  declaredWithoutReceipt(volunteerId: string, day: IsoDate): Promise<{ dayCents: number; monthCents: number }>
  isServiceOf(serviceId: string, volunteerId: string): Promise<boolean>
  /** false where that id is taken already. */
  addExpense(expenseId: string, expense: ClaimedExpense, now: Date): Promise<boolean>
  settleExpense(
    expenseId: string,
    change: { approvedAt?: Date; approvedById?: string; refusedAt?: Date; refusedReason?: string; paidAt?: Date },
  ): Promise<void>
}

type Doors = Transactions<ExpenseRows>
const OLDEST_DAYS = 366
const DAY_MS = 86_400_000

export const listExpenses = (
  reads: ExpenseReads,
  { who, monthOn }: { who: SignedIn; monthOn: IsoDate },
): Promise<Expense[]> => reads.listExpenses({ listeningPointIds: visiblePoints(who), monthOn })

function checkClaim(claim: ClaimedExpense, today: IsoDate): void {
  const wrong: Record<string, string> = {}
  if (claim.incurredOn > today) wrong.incurredOn = 'È una spesa di un giorno che deve ancora venire.'
  else if (Date.parse(today) - Date.parse(claim.incurredOn) > OLDEST_DAYS * DAY_MS)
    wrong.incurredOn = 'È di più di un anno fa: controlli la data.'
  if (!claim.selfCertified && !claim.document) wrong.document = 'Scriva quale ricevuta è: data, numero, chi l’ha fatta.'
  if (Object.keys(wrong).length > 0) throw new Invalid('Controlli i campi segnati.', wrong)
}

/** What a volunteer spent, as they really spent it. Sent twice under one id it is one expense. */
export async function claimExpense(
  doors: Doors,
  occasion: Occasion,
  input: ClaimedExpense & { who: SignedIn; expenseId: string },
): Promise<Expense> {
  const { who, expenseId, ...claim } = input
  return doors.transaction(occasion, async (tx) => {
    const volunteer = await tx.holdVolunteer(claim.volunteerId)
    if (!volunteer) throw new Invalid('Scelga il volontario.', { volunteerId: 'Questo volontario non c’è.' })
    if (!looksAfter(who, volunteer.listeningPointId)) throw new NotAllowed('È un volontario di altri punti d’ascolto.')
    const before = await tx.findExpense(expenseId)
    return before ? ownExpense(before, who) : writeClaim(tx, occasion, expenseId, claim)
  })
}

/** The same for whoever may write it: in the console, or closing the service it was spent for. */
export async function writeClaim(
  tx: ExpenseRows & Change,
  occasion: Occasion,
  expenseId: string,
  claim: ClaimedExpense,
): Promise<Expense> {
  checkClaim(claim, romeDate(occasion.now))
  const volunteer = await tx.holdVolunteer(claim.volunteerId)
  if (!volunteer) throw new Invalid('Scelga il volontario.', { volunteerId: 'Questo volontario non c’è.' })
  if (claim.incurredOn < volunteer.startedOn) {
    throw new Invalid('Controlli la data.', { incurredOn: 'In quel giorno non era ancora volontario.' })
  }
  if (claim.serviceId && !(await tx.isServiceOf(claim.serviceId, claim.volunteerId))) {
    throw new Invalid('Controlli il servizio.', { serviceId: 'Questo servizio non l’ha fatto questo volontario.' })
  }
  if (claim.selfCertified) {
    const declared = await tx.declaredWithoutReceipt(claim.volunteerId, claim.incurredOn)
    const refusal = ceilingRefusal(claim.amountCents, declared)
    if (refusal) throw new Invalid(refusal, { amountCents: refusal })
  }
  if (!(await tx.addExpense(expenseId, claim, occasion.now))) throw new Conflict('Questa spesa è già registrata.')
  return told(tx, expenseId, 'expense.claimed')
}

function ownExpense(expense: Expense | null, who: SignedIn): Expense {
  if (!expense) throw new NotFound('Questa spesa non c’è.')
  if (!looksAfter(who, expense.listeningPointId)) throw new NotAllowed('È un volontario di altri punti d’ascolto.')
  return expense
}

async function told(tx: ExpenseRows & Change, expenseId: string, action: string): Promise<Expense> {
  const expense = await tx.findExpense(expenseId)
  if (!expense) throw new NotFound('Questa spesa non c’è.')
  const { listeningPointId } = expense
  tx.trace({ action, entity: 'expense', entityId: expenseId, listeningPointId })
  tx.announce({ topic: 'paperwork', entityId: expenseId, listeningPointId })
  return expense
}

export type Settlement = { to: 'approved' } | { to: 'refused'; reason: string } | { to: 'paid' }

/** Approved or refused, then paid; twice is once. */
export async function settleExpense(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; expenseId: string; settlement: Settlement },
): Promise<Expense> {
  const { who, expenseId, settlement } = input
  const { now } = occasion
  return doors.transaction(occasion, async (tx) => {
    const found = ownExpense(await tx.findExpense(expenseId), who)
    await tx.holdVolunteer(found.volunteerId)
    const expense = ownExpense(await tx.findExpense(expenseId), who)
    const state = expenseState(expense)
    if (state === settlement.to) return expense
    const mayMove = settlement.to === 'paid' ? state === 'approved' : state === 'toApprove'
    if (!mayMove) throw new Conflict('Nel frattempo questa spesa è cambiata: guardi come sta ora.')
    if (settlement.to === 'approved')
      await tx.settleExpense(expenseId, { approvedAt: now, approvedById: who.operatorId })
    else if (settlement.to === 'paid') await tx.settleExpense(expenseId, { paidAt: now })
    else await tx.settleExpense(expenseId, { refusedAt: now, refusedReason: settlement.reason })
    return told(tx, expenseId, `expense.${settlement.to}`)
  })
}
