import { useSearchParams } from 'wouter'
import { monthPeriod, type Period } from '../../../../helpline/reports/report-period.ts'
import { scopeKinds } from '../../../../helpline/reports/report-scope.ts'
import { addDays, romeDate } from '../../../../helpline/territory/rome-time.ts'
import { helplineNow } from '../../clock.ts'
import { paths } from '../../paths.ts'
import { useSession } from '../../session.tsx'
import { choiceAddress, type FiguresQuery, type ScopeQuery } from '../../summaries/figures-address.ts'

const dayShape = /^\d{4}-\d{2}-\d{2}$/

/** Where the rows behind a figure are: of a table, one of its rows, a crossed cell or a headline figure. */
export function rowsAddress(query: FiguresQuery, table: string, row?: string, column?: string): string {
  const more = { tabella: table, ...(row ? { riga: row } : {}), ...(column ? { colonna: column } : {}) }
  return choiceAddress(paths.figureRows, query, more)
}

/** What a coordinator may read first: the whole network, or the first of one's own points. */
export function useUsualScope(): ScopeQuery | null {
  const { operator, listeningPoints } = useSession()
  if (operator.role === 'regionalAdmin') return { scopeKind: 'region' }
  const [first] = listeningPoints
  return first ? { scopeKind: 'listeningPoint', scopeId: first.id } : null
}

function periodIn(search: URLSearchParams): Period {
  const [from, last] = [search.get('dal') ?? '', search.get('al') ?? '']
  // Days that are no days are the server's to refuse: its sentence stands beside the field.
  if (dayShape.test(from) && dayShape.test(last)) return { from, until: isDay(last) ? addDays(last, 1) : last }
  return monthPeriod(romeDate(helplineNow()).slice(0, 7))
}

const isDay = (day: string): boolean => !Number.isNaN(Date.parse(`${day}T00:00:00Z`))

/** What is chosen on the page, or null where there is nothing one may read. */
export function useReportChoice(): {
  query: FiguresQuery | null
  search: URLSearchParams
  choose: (change: Partial<FiguresQuery>) => void
} {
  const [search, setSearch] = useSearchParams()
  const usual = useUsualScope()
  const kind = scopeKinds.find((each) => each === search.get('parte'))
  const id = search.get('di')
  const scope = kind ? { scopeKind: kind, ...(id && kind !== 'region' ? { scopeId: id } : {}) } : usual
  const query = scope && { ...periodIn(search), ...scope }
  const choose = (change: Partial<FiguresQuery>) => {
    if (!query) return
    const next = { ...query, ...change }
    const address = choiceAddress('', change.scopeKind === 'region' ? withoutId(next) : next)
    setSearch(new URLSearchParams(address.slice(1)))
  }
  return { query, search, choose }
}

const withoutId = ({ scopeId: _id, ...query }: FiguresQuery): FiguresQuery => query
