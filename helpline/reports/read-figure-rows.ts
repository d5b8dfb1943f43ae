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
import { activityKindNames, activityKinds } from './activity-kinds.ts'
import { messageStateNames } from './event-tables.ts'
import { crossTableNames, tableNames } from './figure-names.ts'
import { type FigureRowEntity, headlineRows, isHeadline, type RowsKey } from './headline-rows.ts'
import { askedPeriod, type Period } from './report-period.ts'
import { chooseScope, type ReportScope, type ScopeChoice, type ScopeReads } from './report-scope.ts'

/** What a row says of itself, by what it is. */
interface RowDetails {
  contact: { callerType: CallerType | null; purpose: OutboundPurpose | null }
  request: { informationKind: InformationKind | null; helpKind: HelpKind | null; state: RequestState }
  service: { helpKind: HelpKind; outcome: ServiceOutcome | null }
  person: { kind: 'assistito' }
  call: { outcome: string | null }
  callback: { state: string }
  message: { state: string }
  volunteer: { name: string }
  vehicle: { name: string }
  agreement: { name: string }
  aid: { name: string }
  /** Of an activity that is not services, as it was entered. */
  activity: { kind: string; association: string }
}
interface RowPlace {
  id: string
  at: Date
  /** What the row adds to the figure: one, or its kilometres, minutes, people. */
  amount: number
  contactId: string | null
  personId: string | null
  personName: string | null
  listeningPointName: string | null
  /** Counted in a part of the network one may read, but kept by a point one does not see: nobody is named. */
  isReadable: boolean
}

/** What the store knows of a row; the words are found here. */
export type FigureRowRecord = {
  [E in FigureRowEntity]: RowPlace & { entity: E; details: RowDetails[E] }
}[FigureRowEntity]

export interface FigureRow extends RowPlace {
  entity: FigureRowEntity
  what: string
}

export interface FigureRowsSearch {
  period: Period
  scope: ReportScope
  rows: RowsKey
  /** Rows of the table; null is all of them. */
  keys: readonly string[] | null
  /** Of a table divided twice; null is every column. */
  column: string | null
  /** null: every point. */
  listeningPointIds: readonly string[] | null
  before: { at: Date; id: string } | null
  limit: number
}

export interface FigureRowReads extends ScopeReads {
  /** Newest first. */
  listFigureRows(search: FigureRowsSearch): Promise<FigureRowRecord[]>
}

const PAGE = 50

const unknown = 'non noto'

const callbackStates: Record<string, string> = { done: 'fatta', working: 'in corso', open: 'da fare' }
const isActivityKind = (kind: string): kind is keyof typeof activityKindNames =>
  (activityKinds as readonly string[]).includes(kind)

function whatOf(row: FigureRowRecord): string {
  switch (row.entity) {
    case 'contact': {
      const { purpose, callerType } = row.details
      return purpose ? outboundPurposeNames[purpose] : callerType ? callerTypeNames[callerType] : unknown
    }
    case 'request': {
      const { helpKind, informationKind, state } = row.details
      const kind = helpKind ? helpKindNames[helpKind] : informationKind && informationKindNames[informationKind]
      return `${kind ?? unknown}: ${requestStateNames[state]}`
    }
    case 'service': {
      const { helpKind, outcome } = row.details
      return `${helpKindNames[helpKind]}: ${outcome ? serviceOutcomeNames[outcome] : 'non coperto'}`
    }
    case 'call':
      return row.details.outcome === 'answered' ? 'con risposta' : 'senza risposta'
    case 'callback':
      return callbackStates[row.details.state] ?? row.details.state
    case 'message':
      return messageStateNames[row.details.state] ?? row.details.state
    case 'person':
      return 'assistito'
    case 'activity': {
      const { kind, association } = row.details
      return `${isActivityKind(kind) ? activityKindNames[kind] : kind}, totale scritto da ${association}`
    }
    default:
      return row.details.name
  }
}

function readCursor(cursor: string | undefined): FigureRowsSearch['before'] {
  if (cursor === undefined) return null
  const match = /^(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor)
  if (!match?.[1] || !match[2]) throw new Invalid('Questa pagina non c’è.', { cursor: 'Ricominci dalla prima.' })
  return { at: new Date(Number(match[1])), id: match[2] }
}

/** What a figure counts: a table, one of its rows, a crossed cell, or a headline figure. */
function countedBy(table: string, key: string | null): Pick<FigureRowsSearch, 'rows' | 'keys'> {
  if (isHeadline(table)) {
    const { rows, keys = null } = headlineRows[table]
    if (!rows) throw new NotFound('Dietro questa cifra non ci sono righe: si ricava da altre.')
    return { rows, keys }
  }
  if (!Object.hasOwn(tableNames, table) && !Object.hasOwn(crossTableNames, table)) {
    throw new NotFound('Questa tabella non c’è.')
  }
  return { rows: table as RowsKey, keys: key === null ? null : [key] }
}

interface FigureRowsChoice extends ScopeChoice, Period {
  who: SignedIn
  /** A table, a crossed table or a headline figure. */
  table: string
  key?: string | undefined
  column?: string | undefined
  cursor?: string | undefined
}

/** The rows behind a figure, for whoever may read it. Names are read: it leaves its trace. */
export async function readFigureRows(
  doors: Transactions<FigureRowReads>,
  occasion: Occasion,
  input: FigureRowsChoice,
): Promise<{ rows: FigureRow[]; next: string | null }> {
  const { who, table, key = null, column = null } = input
  const period = askedPeriod(input, occasion.now)
  const before = readCursor(input.cursor)
  const counted = countedBy(table, key)
  return doors.transaction(occasion, async (tx) => {
    const scope = await chooseScope(tx, who, input)
    const listeningPointIds = visiblePoints(who)
    const search = { ...counted, period, scope, column, listeningPointIds, before, limit: PAGE + 1 }
    const found = await tx.listFigureRows(search)
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
        const { details: _, ...place } = row
        return { ...place, what: whatOf(row) }
      }),
      next: found.length > PAGE && last ? `${last.at.getTime()}_${last.id}` : null,
    }
  })
}
