import type { IsoDate } from '../../territory/rome-time.ts'

/** Without a receipt, by the third-sector code: so much a day and so much a month. A flat rate is forbidden. */
export const SELF_CERTIFIED_DAY_CENTS = 10_00
export const SELF_CERTIFIED_MONTH_CENTS = 150_00

export const expenseStates = ['toApprove', 'approved', 'paid', 'refused'] as const
export type ExpenseState = (typeof expenseStates)[number]

export const expenseStateNames: Record<ExpenseState, string> = {
  toApprove: 'da approvare',
  approved: 'approvata, da pagare',
  paid: 'pagata',
  refused: 'non rimborsabile',
}

export interface Expense {
  id: string
  volunteerId: string
  volunteerName: string
  associationName: string
  listeningPointId: string | null
  serviceId: string | null
  incurredOn: IsoDate
  amountCents: number
  description: string
  selfCertified: boolean
  /** Which receipt it is. */
  document: string | null
  approvedAt: Date | null
  approvedByName: string | null
  refusedAt: Date | null
  refusedReason: string | null
  paidAt: Date | null
}

export function expenseState({
  approvedAt,
  refusedAt,
  paidAt,
}: Pick<Expense, 'approvedAt' | 'refusedAt' | 'paidAt'>): ExpenseState {
  if (refusedAt) return 'refused'
  return paidAt ? 'paid' : approvedAt ? 'approved' : 'toApprove'
}

const euros = (cents: number): string =>
  new Intl.NumberFormat('it-IT', { minimumFractionDigits: 2 }).format(cents / 100)

/** Why an expense without a receipt is too much, given what the same volunteer has already declared; undefined where it is not. */
export function ceilingRefusal(amountCents: number, declared: { dayCents: number; monthCents: number }) {
  const ofDay = SELF_CERTIFIED_DAY_CENTS - declared.dayCents
  const ofMonth = SELF_CERTIFIED_MONTH_CENTS - declared.monthCents
  const left = Math.max(0, Math.min(ofDay, ofMonth))
  if (amountCents <= left) return undefined
  const limit = ofDay <= ofMonth ? '10 euro al giorno' : '150 euro al mese'
  return left === 0
    ? `Senza ricevuta si rimborsano al massimo ${limit}, e ci siamo già arrivati.`
    : `Senza ricevuta si rimborsano al massimo ${limit}: restano ${euros(left)} euro.`
}
