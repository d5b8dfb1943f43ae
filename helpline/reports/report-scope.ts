import { maySeePoint, type SignedIn } from '../access/permissions.ts'
import { NotAllowed, NotFound } from '../errors.ts'
import type { ReportPoint, ReportScope } from './monthly-report.ts'

/**
 * Which part of the network a report is about. Where no point is chosen the region reads the whole network, and whoever works
 * at some points reads the first of theirs by name: their points are never summed, so that nobody takes the sum for the region.
 */
export function chooseScope(who: SignedIn, points: readonly ReportPoint[], listeningPointId?: string): ReportScope {
  if (listeningPointId === undefined && who.role === 'regionalAdmin') {
    return { kind: 'region', id: null, name: 'Tutta la rete' }
  }
  const point = points.find(({ id }) =>
    listeningPointId === undefined ? who.listeningPointIds.includes(id) : id === listeningPointId,
  )
  if (!point && listeningPointId === undefined) throw new NotAllowed('Nessun punto d’ascolto è ancora affidato a Lei.')
  if (!point) throw new NotFound('Questo punto d’ascolto non c’è.')
  if (!maySeePoint(who, point.id)) throw new NotAllowed('Può leggere i rapporti dei Suoi punti d’ascolto.')
  return { kind: 'listeningPoint', id: point.id, name: point.name }
}
