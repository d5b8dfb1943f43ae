import { type SignedIn, visiblePoints } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import {
  type CallerType,
  callerTypeNames,
  type HelpKind,
  helpKindNames,
  type InformationKind,
  informationKindNames,
  type OutboundPurpose,
  outboundPurposeNames,
  type RequestState,
  requestStateNames,
} from '../contacts/kinds.ts'
import { type ServiceOutcome, serviceOutcomeNames } from '../dispatch/service-states.ts'
import { Invalid, NotFound } from '../errors.ts'
import { type TableKey, tableNames } from './figure-names.ts'
import { askedPeriod, type Period } from './report-period.ts'
import { chooseScope, type ReportScope, type ScopeChoice, type ScopeReads } from './report-scope.ts'

export type FigureRowEntity = 'contact' | 'request' | 'service' | 'person' | 'call' | 'callback'

/** What the store knows of a row; the words are found here. */
export interface FigureRowRecord {
  entity: FigureRowEntity
  id: string
  at: Date
  contactId: string | null
  personId: string | null
  personName: string | null
  listeningPointName: string | null
  callerType?: CallerType | null
  purpose?: OutboundPurpose | null
  informationKind?: InformationKind | null
  helpKind?: HelpKind | null
  state?: string | null
  outcome?: string | null
}

export interface FigureRow
  extends Pick<
    FigureRowRecord,
    'entity' | 'id' | 'at' | 'contactId' | 'personId' | 'personName' | 'listeningPointName'
  > {
  what: string
}

export interface FigureRowsSearch {
  period: Period
  scope: ReportScope
  table: TableKey
  key: string | null
  /** null: every point. */
  listeningPointIds: readonly string[] | null
  before: { at: Date; id: string } | null
  limit: number
}

export interface FigureRowReads extends ScopeReads {
  /** Newest first; null where the table does not open. */
  listFigureRows(search: FigureRowsSearch): Promise<FigureRowRecord[] | null>
}

const PAGE = 50

const unknown = 'non noto'

function whatOf(row: FigureRowRecord): string {
  if (row.entity === 'contact') {
    return row.purpose ? outboundPurposeNames[row.purpose] : row.callerType ? callerTypeNames[row.callerType] : unknown
  }
  if (row.entity === 'request') {
    const kind = row.helpKind
      ? helpKindNames[row.helpKind]
      : row.informationKind && informationKindNames[row.informationKind]
    return `${kind ?? unknown}: ${requestStateNames[row.state as RequestState]}`
  }
  if (row.entity === 'service') {
    const outcome = row.outcome ? serviceOutcomeNames[row.outcome as ServiceOutcome] : 'non coperto'
    return `${row.helpKind ? helpKindNames[row.helpKind] : unknown}: ${outcome}`
  }
  if (row.entity === 'call') return row.outcome === 'answered' ? 'con risposta' : 'senza risposta'
  return row.entity === 'callback' ? (row.state === 'done' ? 'fatta' : 'da fare') : 'assistito'
}

function readCursor(cursor: string | undefined): FigureRowsSearch['before'] {
  if (cursor === undefined) return null
  const match = /^(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor)
  if (!match?.[1] || !match[2]) throw new Invalid('Questa pagina non c’è.', { cursor: 'Ricominci dalla prima.' })
  return { at: new Date(Number(match[1])), id: match[2] }
}

/** The rows behind a figure, for whoever may read it. Names are read: it leaves its trace. */
export async function readFigureRows(
  doors: Transactions<FigureRowReads>,
  occasion: Occasion,
  input: ScopeChoice & Period & { who: SignedIn; table: string; key?: string | undefined; cursor?: string | undefined },
): Promise<{ rows: FigureRow[]; next: string | null }> {
  const { who, table, key = null } = input
  const period = askedPeriod(input, occasion.now)
  const before = readCursor(input.cursor)
  if (!Object.hasOwn(tableNames, table)) throw new NotFound('Questa tabella non c’è.')
  return doors.transaction(occasion, async (tx) => {
    const scope = await chooseScope(tx, who, input)
    const found = await tx.listFigureRows({
      period,
      scope,
      table: table as TableKey,
      key,
      listeningPointIds: visiblePoints(who),
      before,
      limit: PAGE + 1,
    })
    if (!found) throw new NotFound('Questa tabella non si apre.')
    tx.trace({
      action: 'report.rowsOpened',
      entity: 'reportTable',
      entityId: table,
      fields: [scope.kind, period.from, period.until],
    })
    const page = found.slice(0, PAGE)
    const last = page.at(-1)
    return {
      rows: page.map((row) => {
        const { entity, id, at, contactId, personId, personName, listeningPointName } = row
        return { entity, id, at, contactId, personId, personName, listeningPointName, what: whatOf(row) }
      }),
      next: found.length > PAGE && last ? `${last.at.getTime()}_${last.id}` : null,
    }
  })
}
