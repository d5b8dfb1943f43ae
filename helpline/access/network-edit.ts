import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../errors.ts'
import { type IsoDate, romeDate } from '../territory/rome-time.ts'
import type { HeldNetwork, HeldPoint, NetworkRows } from './held-network.ts'
import { networkAsFile } from './network-as-file.ts'
import { checkNetwork } from './network-check.ts'
import type { Draft, NetworkFile, PointEntry } from './network-file.ts'
import { maySeePoint, type SignedIn } from './permissions.ts'

export type EditDoors = Transactions<NetworkRows>

export interface Editing {
  tx: NetworkRows & Change
  held: HeldNetwork
  today: IsoDate
}

/** One edit at a time, on the network as it is at that moment. */
export const editNetwork = <T>(
  doors: EditDoors,
  occasion: Occasion,
  edit: (editing: Editing) => Promise<T>,
): Promise<T> =>
  doors.transaction(occasion, async (tx) => {
    await tx.lockNetwork()
    return edit({ tx, held: await tx.readNetwork(), today: romeDate(occasion.now) })
  })

/** What was on the editor's page: an edit of anything else would undo somebody's work unseen. */
export interface Seen {
  pointId: string
  version: number
}

export const outOfDate = 'Nel frattempo qualcun altro ha cambiato questi dati: li rilegga e salvi di nuovo.'

export function pointToEdit({ held }: Editing, who: SignedIn, { pointId, version }: Seen): HeldPoint {
  const point = held.points.find(({ id }) => id === pointId)
  if (!point) throw new NotFound('Questo punto d’ascolto non c’è.')
  requirePoint(who, pointId)
  if (point.version !== version) throw new Conflict(outOfDate)
  return point
}

export function requirePoint(who: SignedIn, pointId: string | null): void {
  if (!maySeePoint(who, pointId)) throw new NotAllowed('Questo punto d’ascolto non è fra i Suoi.')
}

export function requireRegion(who: SignedIn): void {
  if (who.role !== 'regionalAdmin') throw new NotAllowed('Può farlo solo chi segue tutta la rete.')
}

type Points = NonNullable<Draft<NetworkFile>['points']>

/** Refuses what the rules of the network refuse about this point, as it would be on `day`; other points' faults are not its own. */
export function judgePoint(
  { held, today }: Pick<Editing, 'held' | 'today'>,
  name: string,
  day: IsoDate,
  edit: (points: Points) => Points,
): void {
  const file = networkAsFile(held, day)
  const points = edit(file.points ?? [])
  const at = points.findIndex((point) => point?.name === name)
  refuse(checkNetwork({ ...file, points }, held, today), ['points', at])
}

/** The same points, with this entry changed. */
export const withEntry =
  (name: string, changed: Draft<PointEntry>) =>
  (points: Points): Points =>
    points.map((point) => (point?.name === name ? { ...point, ...changed } : point))

export function refuse(findings: ReturnType<typeof checkNetwork>, [list, at]: readonly [string, number]): void {
  const own = findings.filter(({ path }) => path[0] === list && path[1] === at)
  if (own.length === 0) return
  const fields: Record<string, string> = {}
  for (const { path, text } of own) fields[path.slice(2).join('.')] ??= text
  throw new Invalid('Controlli i dati segnati.', fields)
}
