import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import { Invalid, NotAllowed } from '../../errors.ts'

export interface AssociationOfPoint {
  id: string
  name: string
  listeningPointId: string | null
  active: boolean
}

export interface AssociationReads {
  findAccountableAssociation(id: string): Promise<AssociationOfPoint | null>
}

/** An association without a point is the region's. */
export const looksAfter = (who: SignedIn, listeningPointId: string | null): boolean =>
  who.role === 'regionalAdmin' || (listeningPointId !== null && maySeePoint(who, listeningPointId))

export async function requireAssociation(
  reads: AssociationReads,
  who: SignedIn,
  associationId: string,
): Promise<AssociationOfPoint> {
  const association = await reads.findAccountableAssociation(associationId)
  if (!association) {
    throw new Invalid('Questa associazione non c’è.', { localAssociationId: 'Scelga un’associazione dell’elenco.' })
  }
  if (!looksAfter(who, association.listeningPointId)) {
    throw new NotAllowed('Può scrivere delle associazioni dei Suoi punti d’ascolto.')
  }
  return association
}
