import type { SignedIn } from '../access/permissions.ts'
import type { Occasion } from '../changes/change.ts'
import { NotAllowed, NotFound } from '../errors.ts'
import { countReport, type FiguresReads, type PublicationReads, type Report } from './read-report.ts'
import { type ChangedLine, changedLines } from './report-changes.ts'
import { type KnownScope, mayReadScope, type ReportKind, type ScopeReads, wholeNetwork } from './report-scope.ts'

export interface PublishedReportReads extends Pick<ScopeReads, 'findScope'> {
  findPublishedReport(reportId: string): Promise<Report | null>
}

/** That of the whole network is for everybody who reads reports. */
async function mayReadPublished(reads: Pick<ScopeReads, 'findScope'>, who: SignedIn, { scope }: Pick<Report, 'scope'>) {
  if (scope.kind === 'region' || scope.id === null) return true
  const known: KnownScope | null = await reads.findScope(scope.kind, scope.id)
  return mayReadScope(who, known ?? { ...scope, setKind: null, listeningPointId: null })
}

/** As it was published. */
export async function readPublishedReport(
  doors: PublishedReportReads,
  input: { who: SignedIn; reportId: string },
): Promise<Report> {
  const report = await doors.findPublishedReport(input.reportId)
  if (!report) throw new NotFound('Questo rapporto non è stato pubblicato.')
  if (!(await mayReadPublished(doors, input.who, report))) {
    throw new NotAllowed('Può leggere i rapporti dei Suoi punti d’ascolto.')
  }
  return report
}

/** What has changed since it was published: only the lines that differ. */
export async function readPublishedChanges(
  doors: PublishedReportReads & FiguresReads & PublicationReads,
  occasion: Occasion,
  input: { who: SignedIn; reportId: string },
): Promise<{ asOf: Date; now: Date; lines: ChangedLine[] }> {
  const frozen = await readPublishedReport(doors, input)
  const live = await countReport(doors, occasion, frozen)
  return { asOf: frozen.asOf, now: live.asOf, lines: changedLines(frozen.figures, live.figures) }
}

export type PublishedHead = Omit<Report, 'figures' | 'published'> & { id: string; publishedAt: Date; by: string }

export interface PublishedListReads extends ScopeReads {
  /** Newest first; `scopeIds` null is every scope, the region's are always among them. */
  listPublishedReports(search: {
    kind?: ReportKind | undefined
    scopeKind?: string | undefined
    scopeId?: string | undefined
    scopeIds: readonly string[] | null
    before?: string | undefined
    limit: number
  }): Promise<PublishedHead[]>
}

const PAGE = 50

export async function listPublishedReports(
  doors: PublishedListReads,
  {
    who,
    cursor,
    ...search
  }: {
    who: SignedIn
    kind?: ReportKind | undefined
    scopeKind?: string | undefined
    scopeId?: string | undefined
    cursor?: string | undefined
  },
): Promise<{ reports: PublishedHead[]; next: string | null }> {
  const readable = who.role === 'regionalAdmin' ? null : await readableIds(doors, who)
  const found = await doors.listPublishedReports({ ...search, scopeIds: readable, before: cursor, limit: PAGE + 1 })
  const reports = found.slice(0, PAGE)
  return { reports, next: found.length > PAGE ? (reports.at(-1)?.id ?? null) : null }
}

async function readableIds(reads: ScopeReads, who: SignedIn): Promise<string[]> {
  const scopes = [wholeNetwork, ...(await reads.listScopes())].filter((scope) => mayReadScope(who, scope))
  return scopes.flatMap(({ id }) => id ?? [])
}
