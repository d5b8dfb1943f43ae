import type { SignedIn } from '../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../errors.ts'
import { addDays } from '../territory/rome-time.ts'
import { type PublishedReportReads, readPublishedReport } from './read-published-report.ts'
import {
  countReport,
  type FiguresChoice,
  type FiguresReads,
  type PublicationReads,
  type Report,
  readReport,
  reportTitle,
  usualKind,
} from './read-report.ts'
import { countSocialReport, type SocialTrendReads } from './read-social-report.ts'
import { type RecountRows, recountFigures } from './recount-figures.ts'
import { askedPeriod, type Period, periodName, periodShape } from './report-period.ts'
import { chooseScope, mayReadScope, type ReportScope, type ScopeReads } from './report-scope.ts'
import type { SocialReport } from './social-report.ts'

export const exportDocuments = ['report', 'socialReport'] as const
export type ExportDocument = (typeof exportDocuments)[number]
export const exportFormats = ['pdf', 'xlsx', 'csv'] as const
export type ExportFormat = (typeof exportFormats)[number]
/** For the association's own people, or for third parties: without small numbers. */
export const exportAudiences = ['own', 'others'] as const
export type ExportAudience = (typeof exportAudiences)[number]
export const exportStates = ['waiting', 'working', 'done', 'failed'] as const
export type ExportState = (typeof exportStates)[number]

export const EXPORT_KEPT_DAYS = 14
const MOST_ATTEMPTS = 3
const MOST_LISTED = 30

/** For paper: what waits for its recount is counted first. */
export async function printReport(
  doors: FiguresReads & PublicationReads & Transactions<RecountRows>,
  occasion: Occasion,
  choice: FiguresChoice,
): Promise<Report> {
  await recountFigures(doors, occasion, { wait: true })
  return readReport(doors, occasion, choice)
}

export interface NewExport {
  document: ExportDocument
  format: ExportFormat
  audience: ExportAudience
  title: string
  fileName: string
  publishedReportId: string | null
  scope: ReportScope
  period: Period
  askedAt: Date
  askedById: string
}

export interface ReportExport extends NewExport {
  id: string
  askedBy: string
  state: ExportState
  /** 0-100 */
  progress: number
  attempts: number
  finishedAt: Date | null
  sizeBytes: number | null
}

export interface ExportReads {
  /** Newest first; only what that person asked for. */
  listExports(askedById: string, limit: number): Promise<ReportExport[]>
  findExport(exportId: string): Promise<ReportExport | null>
  readExportFile(exportId: string): Promise<Uint8Array | null>
}

export interface ExportRows extends Pick<ExportReads, 'findExport'> {
  addExport(row: NewExport): Promise<string>
  /** Waits for whoever works on the same one. */
  lockExport(exportId: string): Promise<ReportExport | null>
  changeExport(exportId: string, change: Partial<Pick<ReportExport, 'state' | 'attempts' | 'progress'>>): Promise<void>
  finishExport(exportId: string, file: { content: Uint8Array; at: Date }): Promise<void>
}

const announceExport = (tx: Change, id: string): void =>
  tx.announce({ topic: 'export', entityId: id, listeningPointId: null })

const askForIt = (tx: Change, id: string, attempts: number): void =>
  tx.ask({ name: 'make-export', payload: { exportId: id }, key: `make-export:${id}:${attempts}` })

export type ExportChoice = {
  who: SignedIn
  document: ExportDocument
  format: ExportFormat
  audience: ExportAudience
} & ({ reportId: string } | Omit<FiguresChoice, 'who'>)

/** 'filo-d-argento-2026-11-tutta-la-rete.pdf' */
export function documentFileName({ period, scope }: Pick<Report, 'period' | 'scope'>, extension: ExportFormat): string {
  const { from, until } = period
  const shape = periodShape(period)
  const when =
    shape === 'month' ? from.slice(0, 7) : shape === 'year' ? from.slice(0, 4) : `${from}-${addDays(until, -1)}`
  const whose = scope.name.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '')
  return `filo-d-argento-${when}-${whose.replaceAll(/[^a-z0-9]+/g, '-')}.${extension}`
}

type AskingDoors = Transactions<ExportRows> &
  PublishedReportReads &
  SocialTrendReads &
  ScopeReads &
  Pick<ExportReads, 'findExport'>

async function whatIsAsked(
  doors: AskingDoors,
  occasion: Occasion,
  choice: ExportChoice,
): Promise<Pick<Report, 'title' | 'period' | 'scope'>> {
  if (!('reportId' in choice)) {
    const period = askedPeriod(choice, occasion.now)
    const scope = await chooseScope(doors, choice.who, choice)
    return { period, scope, title: reportTitle(usualKind(period), period) }
  }
  const report = await readPublishedReport(doors, choice)
  if (choice.document === 'socialReport' && !(await doors.findSocialTrend(choice.reportId))) {
    throw new NotFound('Questo non è un bilancio sociale pubblicato.')
  }
  return report
}

/** Asks for a document; a worker makes it. */
export async function startExport(doors: AskingDoors, occasion: Occasion, choice: ExportChoice): Promise<ReportExport> {
  const { who, document, format, audience } = choice
  const { period, scope, title } = await whatIsAsked(doors, occasion, choice)
  if (document === 'socialReport' && periodShape(period) !== 'year') {
    throw new Invalid('Il bilancio sociale è di un anno intero.', {
      until: 'Scelga un anno, dal 1 gennaio al 31 dicembre.',
    })
  }
  const fileName = documentFileName({ period, scope }, format)
  return doors.transaction(occasion, async (tx) => {
    const id = await tx.addExport({
      document,
      format,
      audience,
      title: document === 'socialReport' ? `Bilancio sociale ${periodName(period)}` : title,
      fileName: document === 'socialReport' ? fileName.replace('filo-d-argento', 'bilancio-sociale') : fileName,
      publishedReportId: 'reportId' in choice ? choice.reportId : null,
      scope,
      period,
      askedAt: occasion.now,
      askedById: who.operatorId,
    })
    tx.trace({ action: 'export.asked', entity: 'export', entityId: id, fields: [document, format, audience] })
    askForIt(tx, id, 0)
    announceExport(tx, id)
    return (await tx.findExport(id)) as ReportExport
  })
}

/** Whoever asked, for as long as they may read those figures; and the region. */
async function ownExport(
  reads: Pick<ScopeReads, 'findScope'>,
  who: SignedIn,
  row: ReportExport | null,
): Promise<ReportExport> {
  if (!row) throw new NotFound('Questo documento non c’è, o non è più conservato.')
  if (who.role === 'regionalAdmin') return row
  const { kind, id } = row.scope
  const scope = kind === 'region' || id === null ? null : await reads.findScope(kind, id)
  const isPublic = row.publishedReportId !== null && scope === null
  if (row.askedById !== who.operatorId || !(isPublic || (scope && mayReadScope(who, scope)))) {
    throw new NotAllowed('Può vedere solo i documenti chiesti da Lei.')
  }
  return row
}

export const listExports = (reads: ExportReads, who: SignedIn): Promise<ReportExport[]> =>
  reads.listExports(who.operatorId, MOST_LISTED)

export const readExport = async (
  reads: ExportReads & ScopeReads,
  { who, exportId }: { who: SignedIn; exportId: string },
): Promise<ReportExport> => ownExport(reads, who, await reads.findExport(exportId))

/** One that failed is tried again. */
export async function retryExport(
  doors: Transactions<ExportRows & ScopeReads>,
  occasion: Occasion,
  { who, exportId }: { who: SignedIn; exportId: string },
): Promise<ReportExport> {
  return doors.transaction(occasion, async (tx) => {
    const row = await ownExport(tx, who, await tx.lockExport(exportId))
    if (row.state !== 'failed') throw new Conflict('Questo documento è già pronto, o è in preparazione.')
    // Every round asks under a key of its own.
    askForIt(tx, exportId, Math.floor(occasion.now.getTime() / 1000))
    await tx.changeExport(exportId, { state: 'waiting', progress: 0, attempts: 0 })
    announceExport(tx, exportId)
    return { ...row, state: 'waiting', progress: 0, attempts: 0 }
  })
}

export async function downloadExport(
  doors: ExportReads & ScopeReads & Transactions<object>,
  occasion: Occasion,
  { who, exportId }: { who: SignedIn; exportId: string },
): Promise<{ row: ReportExport; content: Uint8Array }> {
  const row = await ownExport(doors, who, await doors.findExport(exportId))
  const content = row.state === 'done' ? await doors.readExportFile(exportId) : null
  if (!content) throw new Conflict('Questo documento non è ancora pronto.')
  await doors.transaction(occasion, async (tx) =>
    tx.trace({ action: 'export.downloaded', entity: 'export', entityId: exportId }),
  )
  return { row, content }
}

/** Makes the paper itself. */
export interface DocumentDoor {
  makeReport(report: Report, format: ExportFormat, audience: ExportAudience): Promise<Uint8Array>
  makeSocialReport(social: SocialReport, format: ExportFormat, audience: ExportAudience): Promise<Uint8Array>
}

type MakingDoors = Transactions<ExportRows & RecountRows> &
  FiguresReads &
  PublicationReads &
  PublishedReportReads &
  SocialTrendReads & { documents: DocumentDoor }

async function contentOf(
  doors: MakingDoors,
  occasion: Occasion,
  row: ReportExport,
  moveTo: (progress: number) => Promise<void>,
): Promise<Uint8Array> {
  const { documents } = doors
  const { document, format, audience, period, scope, publishedReportId } = row
  if (publishedReportId === null) await recountFigures(doors, occasion, { wait: true })
  await moveTo(20)
  const frozen = publishedReportId === null ? null : await doors.findPublishedReport(publishedReportId)
  if (document === 'report') {
    const report = frozen ?? (await countReport(doors, occasion, { kind: usualKind(period), period, scope }))
    await moveTo(60)
    return documents.makeReport(report, format, audience)
  }
  const trend = publishedReportId === null ? null : await doors.findSocialTrend(publishedReportId)
  const social =
    frozen && trend
      ? { report: frozen, trend }
      : await countSocialReport(doors, occasion, { year: Number(period.from.slice(0, 4)), scope })
  await moveTo(60)
  return documents.makeSocialReport(social, format, audience)
}

/** Makes a document that was asked for. However often and in however many workers it runs, one of them is kept. */
export async function makeExport(
  doors: MakingDoors,
  occasion: Occasion,
  { exportId }: { exportId: string },
): Promise<void> {
  const change = (work: (tx: ExportRows & Change, row: ReportExport) => Promise<void>) =>
    doors.transaction(occasion, async (tx) => {
      const row = await tx.lockExport(exportId)
      if (!row || row.state === 'done' || row.state === 'failed') return null
      await work(tx, row)
      announceExport(tx, exportId)
      return row
    })
  const row = await change((tx, { attempts, progress }) =>
    tx.changeExport(exportId, { state: 'working', attempts: attempts + 1, progress: Math.max(progress, 5) }),
  )
  if (!row) return
  const moveTo = async (progress: number) => {
    // Another worker may be further on.
    await change((tx, now) => tx.changeExport(exportId, { progress: Math.max(now.progress, progress) }))
  }
  try {
    const content = await contentOf(doors, occasion, row, moveTo)
    await change((tx) => tx.finishExport(exportId, { content, at: occasion.now }))
  } catch (error) {
    const isLast = row.attempts + 1 >= MOST_ATTEMPTS
    await change((tx) => tx.changeExport(exportId, { state: isLast ? 'failed' : 'waiting' }))
    throw error
  }
}
