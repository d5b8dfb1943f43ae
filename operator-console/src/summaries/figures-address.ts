import type { Period } from '../../../helpline/reports/report-period.ts'
import type { ScopeKind } from '../../../helpline/reports/report-scope.ts'
import { addDays } from '../../../helpline/territory/rome-time.ts'

export interface ScopeQuery {
  scopeKind: ScopeKind
  scopeId?: string | undefined
}
export type FiguresQuery = Period & ScopeQuery

/** In the address, so that a page can be kept, printed again and gone back to. The last day is the one people say. */
export function choiceAddress(path: string, { from, until, scopeKind, scopeId }: FiguresQuery, more = {}): string {
  const search = new URLSearchParams({ dal: from, al: addDays(until, -1), parte: scopeKind, ...more })
  if (scopeId) search.set('di', scopeId)
  return `${path}?${search}`
}
