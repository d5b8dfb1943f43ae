import type { IsoDate } from '../../territory/rome-time.ts'

export const aidStates = ['available', 'lent', 'repair', 'retired'] as const
export type AidState = (typeof aidStates)[number]

export const aidStateNames: Record<AidState, string> = {
  available: 'disponibile',
  lent: 'in prestito',
  repair: 'in riparazione',
  retired: 'fuori uso',
}

/** One somebody may take home. */
export const restingStates = ['available', 'repair', 'retired'] as const
export type RestingState = (typeof restingStates)[number]

export interface AidLoan {
  id: string
  personId: string
  personName: string
  lentOn: IsoDate
  /** null: for as long as it is needed. */
  dueOn: IsoDate | null
  returnedOn: IsoDate | null
}

export interface AidFields {
  code: string
  /** 'carrozzina', 'girello', 'letto' … as the association calls it. */
  kind: string
  localAssociationId: string
  notes: string | null
}

export interface Aid extends AidFields {
  id: string
  state: AidState
  version: number
  associationName: string
  /** Of its association: who looks after it. */
  listeningPointId: string | null
  /** The latest first. */
  loans: AidLoan[]
}

export const openLoan = ({ loans }: Pick<Aid, 'loans'>): AidLoan | null =>
  loans.find(({ returnedOn }) => returnedOn === null) ?? null

export const isOverdue = (loan: Pick<AidLoan, 'dueOn' | 'returnedOn'>, today: IsoDate): boolean =>
  loan.returnedOn === null && loan.dueOn !== null && loan.dueOn < today
