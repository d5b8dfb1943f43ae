import { maySeePoint, type SignedIn } from '../access/permissions.ts'
import { Invalid, NotAllowed, NotFound } from '../errors.ts'

export const scopeKinds = [
  'region',
  'province',
  'territorySet',
  'comune',
  'listeningPoint',
  'localAssociation',
] as const
export type ScopeKind = (typeof scopeKinds)[number]

/** Published ones. A live report is of the kind it would be published as. */
export const reportKinds = ['monthly', 'yearly', 'accountability'] as const
export type ReportKind = (typeof reportKinds)[number]

/** `id` is null for the whole network; a province's sigla, a comune's ISTAT code, a uuid for everything else. */
export interface ReportScope {
  kind: ScopeKind
  id: string | null
  name: string
}

export interface ReportPoint {
  id: string
  name: string
  active: boolean
}

export interface ScopeChoice {
  scopeKind: ScopeKind
  scopeId?: string | undefined
}

/** A scope as the store knows it; `listeningPointId` is whose coordinators may read it, null for the region alone. */
export interface KnownScope extends ReportScope {
  setKind: string | null
  listeningPointId: string | null
}

export interface ScopeReads {
  /** Every point there ever was, the call centre too, by name. */
  listReportPoints(): Promise<ReportPoint[]>
  findScope(kind: Exclude<ScopeKind, 'region'>, id: string): Promise<KnownScope | null>
  listScopes(): Promise<KnownScope[]>
}

export const wholeNetwork: KnownScope = {
  kind: 'region',
  id: null,
  name: 'Tutta la rete',
  setKind: null,
  listeningPointId: null,
}

/** A point and its local associations are for whoever works there; every other part sums points, and is the region's to read. */
export const mayReadScope = (who: SignedIn, { kind, listeningPointId }: KnownScope): boolean =>
  who.role === 'regionalAdmin' ||
  ((kind === 'listeningPoint' || kind === 'localAssociation') &&
    listeningPointId !== null &&
    maySeePoint(who, listeningPointId))

export async function chooseScope(reads: ScopeReads, who: SignedIn, choice: ScopeChoice): Promise<ReportScope> {
  const scope = await findChosen(reads, choice)
  if (!mayReadScope(who, scope)) throw new NotAllowed('Può leggere i rapporti dei Suoi punti d’ascolto.')
  const { kind, id, name } = scope
  return { kind, id, name }
}

async function findChosen(reads: ScopeReads, { scopeKind, scopeId }: ScopeChoice): Promise<KnownScope> {
  if (scopeKind === 'region') return wholeNetwork
  if (scopeId === undefined) throw new Invalid('Dica di chi.', { scopeId: 'Scelga una parte della rete.' })
  const found = await reads.findScope(scopeKind, scopeId)
  if (!found)
    throw new NotFound(
      scopeKind === 'listeningPoint' ? 'Questo punto d’ascolto non c’è.' : 'Questa parte della rete non c’è.',
    )
  return found
}

/**
 * Where no point is chosen the region reads the whole network, and whoever works at some points reads the first of theirs by
 * name: their points are never summed, so that nobody takes the sum for the region.
 */
export async function choosePoint(reads: ScopeReads, who: SignedIn, listeningPointId?: string): Promise<ReportScope> {
  if (listeningPointId !== undefined) {
    return chooseScope(reads, who, { scopeKind: 'listeningPoint', scopeId: listeningPointId })
  }
  if (who.role === 'regionalAdmin') return chooseScope(reads, who, { scopeKind: 'region' })
  const own = (await reads.listReportPoints()).find(({ id }) => who.listeningPointIds.includes(id))
  if (!own) throw new NotAllowed('Nessun punto d’ascolto è ancora affidato a Lei.')
  return { kind: 'listeningPoint', id: own.id, name: own.name }
}

export async function listReadableScopes(reads: ScopeReads, { who }: { who: SignedIn }) {
  const scopes = [wholeNetwork, ...(await reads.listScopes())].filter((scope) => mayReadScope(who, scope))
  return scopes.map(({ kind, id, name, setKind }) => ({ kind, id, name, setKind }))
}
