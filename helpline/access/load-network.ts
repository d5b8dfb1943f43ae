import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Conflict } from '../errors.ts'
import { spanFromToday, standingOn } from '../territory/dated-rows.ts'
import type { WeeklyInterval } from '../territory/opening-hours.ts'
import { type IsoDate, romeDate } from '../territory/rome-time.ts'
import type { HeldNetwork, HeldPoint, NetworkReads, NetworkRows } from './held-network.ts'
import { checkNetwork } from './network-check.ts'
import type { Finding, NetworkReading } from './network-file.ts'
import { type PlannedNetwork, type PlannedPoint, planNetwork } from './network-plan.ts'

export interface NetworkChange {
  entity: 'listeningPoint' | 'localAssociation' | 'operator'
  /** An operator's is the e-mail. */
  name: string
  added: boolean
  fields: string[]
}

export type LoadResult =
  | { kind: 'refused'; findings: Finding[] }
  | {
      kind: 'loaded'
      changes: NetworkChange[]
      /** Of the operators who are new: kept nowhere else. */
      passwords: { email: string; password: string }[]
      /** Kept, in use, and not in the file: left as they are. */
      others: Record<NetworkChange['entity'], string[]>
    }

export interface LoadNetworkDoors extends NetworkReads, Transactions<NetworkRows> {
  newPassword(): string
  hashPassword(password: string): Promise<string>
}

interface Work {
  tx: NetworkRows & Change
  held: HeldNetwork
  planned: PlannedNetwork
  today: IsoDate
  pointIds: ReadonlyMap<string, string>
}

/** Makes the network what the file says, from today; who and what is not in the file stays as it is. */
export async function loadNetwork(
  doors: LoadNetworkDoors,
  occasion: Occasion,
  reading: NetworkReading,
): Promise<LoadResult> {
  const today = romeDate(occasion.now)
  const before = await doors.readNetwork()
  const findings = findingsOf(reading, before, today)
  if (!reading.file || findings.length > 0) return { kind: 'refused', findings }
  const { file } = reading
  // Hashing is slow on purpose: it is done before anything is held.
  const passwords = new Map<string, { password: string; hash: string }>()
  for (const { email } of planNetwork(file, before.comuni).operators) {
    if (before.operators.some((operator) => operator.email === email)) continue
    const password = doors.newPassword()
    passwords.set(email, { password, hash: await doors.hashPassword(password) })
  }
  return doors.transaction<LoadResult>(occasion, async (tx) => {
    await tx.lockNetwork()
    const held = await tx.readNetwork()
    const lateFindings = findingsOf(reading, held, today)
    if (lateFindings.length > 0) return { kind: 'refused', findings: lateFindings }
    const planned = planNetwork(file, held.comuni)
    await tx.keepDemoOut()
    const { pointIds, changes } = await loadPoints({ tx, held, planned, today })
    const work = { tx, held, planned, today, pointIds }
    changes.push(...(await loadAssociations(work)), ...(await loadOperators(work, passwords)))
    const added = new Set(changes.filter((change) => change.added).map((change) => change.name))
    return {
      kind: 'loaded',
      changes,
      passwords: [...passwords].flatMap(([email, { password }]) => (added.has(email) ? [{ email, password }] : [])),
      others: {
        listeningPoint: othersThan(planned.points, held.points, 'name'),
        localAssociation: othersThan(planned.associations, held.associations, 'name'),
        operator: othersThan(planned.operators, held.operators, 'email'),
      },
    }
  })
}

/** What could not be read hides what would follow from it: one place, one sentence. */
function findingsOf(reading: NetworkReading, held: HeldNetwork, today: IsoDate): Finding[] {
  const unreadable = new Set(reading.findings.map(({ path }) => path.join('\n')))
  const checked = checkNetwork(reading.file ?? reading.draft, held, today)
  return [...reading.findings, ...checked.filter(({ path }) => !unreadable.has(path.join('\n')))]
}

const othersThan = <K extends string>(
  planned: readonly Record<K, string>[],
  held: readonly (Record<K, string> & { active: boolean })[],
  key: K,
): string[] => {
  const inFile = new Set(planned.map((each) => each[key]))
  return held.filter((each) => each.active && !inFile.has(each[key])).map((each) => each[key])
}

async function loadPoints(work: Omit<Work, 'pointIds'>) {
  const { tx, held, planned } = work
  const pointIds = new Map(held.points.map(({ name, id }) => [name, id]))
  const fields = new Map<string, string[]>()
  for (const { name, kind, fields: wanted } of planned.points) {
    const known = held.points.find((point) => point.name === name)
    if (!known) pointIds.set(name, await tx.addPoint({ name, kind, ...wanted }))
    const different = known ? differing(known, wanted) : wanted
    if (known && Object.keys(different).length > 0) await tx.changePoint(known.id, different)
    fields.set(name, Object.keys(different))
  }
  const all = { ...work, pointIds }
  for (const point of planned.points) {
    const known = held.points.find(({ name }) => name === point.name)
    if (await loadWeek(all, point, known)) fields.get(point.name)?.push('hours')
    if (await loadNeighbours(all, point, known)) fields.get(point.name)?.push('neighbours')
  }
  for (const name of await loadDistricts(all)) fields.get(name)?.push('districts')
  const changes: NetworkChange[] = []
  for (const { name } of planned.points) {
    const added = !held.points.some((point) => point.name === name)
    const changed = fields.get(name) ?? []
    if (!added && changed.length === 0) continue
    if (!added) await tx.countPointChange(idOf(pointIds, name))
    changes.push(tell(tx, idOf(pointIds, name), { entity: 'listeningPoint', name, added, fields: changed }))
  }
  return { pointIds, changes }
}

async function loadWeek({ tx, today, pointIds }: Work, point: PlannedPoint, known?: HeldPoint): Promise<boolean> {
  const versions = known?.hours ?? []
  const standing = standingOn(versions, today)
  if (sameWeek(standing?.intervals ?? [], point.week)) return false
  const span = spanFromToday(versions, today)
  if (standing) await tx.endHours(standing.id, today)
  if (point.week.length > 0) await tx.addHours(idOf(pointIds, point.name), span, point.week)
  return true
}

function sameWeek(one: readonly WeeklyInterval[], other: readonly WeeklyInterval[]): boolean {
  const lines = (week: readonly WeeklyInterval[]) =>
    week.map(({ weekday, opensAt, closesAt }) => `${weekday} ${opensAt} ${closesAt}`).sort()
  return same(lines(one), lines(other))
}

async function loadNeighbours({ tx, pointIds }: Work, point: PlannedPoint, known?: HeldPoint): Promise<boolean> {
  const wanted = point.neighbours.map((name) => idOf(pointIds, name))
  if (same(known?.neighbourIds ?? [], wanted)) return false
  await tx.replaceNeighbours(idOf(pointIds, point.name), wanted)
  return true
}

/** The names of the points that gained or lost a district. */
async function loadDistricts({ tx, held, planned, today, pointIds }: Work): Promise<Set<string>> {
  const wanted = new Map(planned.points.flatMap(({ name, prefixes }) => prefixes.map((prefix) => [prefix, name])))
  const ours = new Map(planned.points.map(({ name }) => [idOf(pointIds, name), name]))
  const changed = new Set<string>()
  for (const prefix of new Set([...wanted.keys(), ...held.districts.map((row) => row.prefix)])) {
    const rows = held.districts.filter((row) => row.prefix === prefix)
    const standing = standingOn(rows, today)
    const loser = standing && ours.get(standing.listeningPointId)
    const winner = wanted.get(prefix)
    if (winner === loser && (standing === undefined || loser !== undefined)) continue
    // Held by a point outside the file, which the file does not speak of.
    if (winner === undefined && loser === undefined) continue
    if (standing) await tx.endDistrict(standing.id, today)
    if (winner !== undefined) await tx.addDistrict(idOf(pointIds, winner), prefix, spanFromToday(rows, today))
    for (const name of [loser, winner]) if (name !== undefined) changed.add(name)
  }
  return changed
}

async function loadAssociations({ tx, held, planned, pointIds }: Work): Promise<NetworkChange[]> {
  const changes: NetworkChange[] = []
  for (const { name, point, ...rest } of planned.associations) {
    const wanted = { ...rest, listeningPointId: idOf(pointIds, point) }
    const known = held.associations.find((association) => association.name === name)
    const different = known ? differing(known, wanted) : wanted
    const fields = Object.keys(different)
    if (fields.length === 0) continue
    const id = known?.id ?? (await tx.addAssociation({ name, ...wanted }))
    if (known) await tx.changeAssociation(id, different)
    changes.push(tell(tx, id, { entity: 'localAssociation', name, added: !known, fields }))
  }
  return changes
}

async function loadOperators(
  { tx, held, planned, pointIds }: Work,
  passwords: ReadonlyMap<string, { hash: string }>,
): Promise<NetworkChange[]> {
  const changes: NetworkChange[] = []
  for (const { email, points, ...rest } of planned.operators) {
    const wanted = { ...rest, listeningPointIds: points.map((name) => idOf(pointIds, name)).sort() }
    const known = held.operators.find((operator) => operator.email === email)
    const different = known ? differing(known, wanted) : wanted
    const fields = Object.keys(different)
    if (fields.length === 0) continue
    const id = known?.id ?? (await tx.addOperator({ email, ...wanted, passwordHash: hashOf(passwords, email) }))
    if (known) await tx.changeOperator(id, different)
    if (known && wanted.role !== 'regionalAdmin') {
      const left = await tx.leaveForeignPoint(id, wanted.listeningPointIds)
      if (left) tx.announce({ topic: 'presence', entityId: id, listeningPointId: left })
    }
    changes.push(tell(tx, id, { entity: 'operator', name: email, added: !known, fields }))
  }
  return changes
}

function hashOf(passwords: ReadonlyMap<string, { hash: string }>, email: string): string {
  const found = passwords.get(email)
  if (!found) throw new Conflict('Nel frattempo la rete è cambiata: ripetere il caricamento.')
  return found.hash
}

export function tell(tx: Change, entityId: string, change: NetworkChange): NetworkChange {
  const { entity, added, fields } = change
  const listeningPointId = entity === 'listeningPoint' ? entityId : null
  tx.trace({ action: `${entity}.${added ? 'added' : 'changed'}`, entity, entityId, listeningPointId, fields })
  tx.announce({ topic: 'network', entityId, listeningPointId: null })
  return change
}

function idOf(pointIds: ReadonlyMap<string, string>, name: string): string {
  const id = pointIds.get(name)
  if (id === undefined) throw new Error('A point was not checked')
  return id
}

/** The fields whose value is not the wanted one. */
export function differing<T extends object>(held: { [K in keyof T]: unknown }, wanted: T): Partial<T> {
  const keys = Object.keys(wanted) as (keyof T)[]
  return Object.fromEntries(
    keys.filter((key) => !same(held[key], wanted[key])).map((key) => [key, wanted[key]]),
  ) as Partial<T>
}

export const same = (one: unknown, other: unknown): boolean => sortedText(one) === sortedText(other)

/** The fields of a feast come back from the database in another order. */
const sortedText = (value: unknown): string =>
  JSON.stringify(
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value).sort() : value,
  )
