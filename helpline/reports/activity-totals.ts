import type { SignedIn } from '../access/permissions.ts'
import { maySeePoint, visiblePoints } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import { Invalid, NotAllowed } from '../errors.ts'
import { type IsoDate, romeDate } from '../territory/rome-time.ts'
import type { ActivityKind } from './activity-kinds.ts'
import { monthPeriod } from './report-period.ts'

export interface ActivityTotal {
  kind: string
  /** First day. */
  monthOn: IsoDate
  people: number
  hours: number
}

/** An association, and whose coordinators enter its totals. */
export interface AccountableAssociation {
  id: string
  name: string
  listeningPointId: string | null
  active: boolean
}

export interface ActivityReads {
  /** `listeningPointIds` null is every association. */
  listAccountableAssociations(listeningPointIds: readonly string[] | null): Promise<AccountableAssociation[]>
  findAccountableAssociation(id: string): Promise<AccountableAssociation | null>
  listActivityTotals(localAssociationId: string, year: number): Promise<ActivityTotal[]>
}

export interface ActivityRows extends ActivityReads {
  /** Nobody and no hours is no row. */
  saveActivityTotal(localAssociationId: string, total: ActivityTotal): Promise<void>
}

export async function ownAssociation(
  reads: Pick<ActivityReads, 'findAccountableAssociation'>,
  who: SignedIn,
  localAssociationId: string,
): Promise<AccountableAssociation> {
  const association = await reads.findAccountableAssociation(localAssociationId)
  if (!association) {
    throw new Invalid('Questa associazione non c’è.', { localAssociationId: 'Scelga un’associazione dell’elenco.' })
  }
  const { listeningPointId } = association
  const isOwn = who.role === 'regionalAdmin' || (listeningPointId !== null && maySeePoint(who, listeningPointId))
  if (!isOwn) throw new NotAllowed('Può scrivere delle associazioni dei Suoi punti d’ascolto.')
  return association
}

export const listAccountableAssociations = (reads: ActivityReads, who: SignedIn): Promise<AccountableAssociation[]> =>
  reads.listAccountableAssociations(visiblePoints(who))

export async function listActivityTotals(
  reads: ActivityReads,
  input: { who: SignedIn; localAssociationId: string; year: number },
): Promise<ActivityTotal[]> {
  await ownAssociation(reads, input.who, input.localAssociationId)
  return reads.listActivityTotals(input.localAssociationId, input.year)
}

/** What an association did in a month besides its services: the last word counts. */
export async function saveActivityTotal(
  doors: Transactions<ActivityRows>,
  occasion: Occasion,
  input: {
    who: SignedIn
    localAssociationId: string
    month: string
    kind: ActivityKind
    people: number
    hours: number
  },
): Promise<void> {
  const { who, localAssociationId, kind, people, hours } = input
  const monthOn = monthPeriod(input.month).from
  if (monthOn > romeDate(occasion.now)) {
    throw new Invalid('Questo mese non è ancora cominciato.', { month: 'Scelga un mese fino a questo.' })
  }
  await doors.transaction(occasion, async (tx) => {
    const { listeningPointId } = await ownAssociation(tx, who, localAssociationId)
    await tx.saveActivityTotal(localAssociationId, { kind, monthOn, people, hours })
    tx.trace({
      action: 'activityTotal.saved',
      entity: 'localAssociation',
      entityId: localAssociationId,
      listeningPointId,
      fields: [kind, monthOn.slice(0, 7)],
    })
    tx.announce({ topic: 'report', entityId: localAssociationId, listeningPointId })
  })
}
