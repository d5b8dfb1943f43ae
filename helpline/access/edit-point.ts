import type { Occasion } from '../changes/change.ts'
import { Conflict, Invalid } from '../errors.ts'
import type { FeastRule } from '../territory/holidays.ts'
import type { HeldNetwork, HeldPoint } from './held-network.ts'
import { differing, same, tell } from './load-network.ts'
import {
  type EditDoors,
  type Editing,
  editNetwork,
  judgePoint,
  pointToEdit,
  requireRegion,
  type Seen,
  withEntry,
} from './network-edit.ts'
import type { HoursEntry } from './network-file.ts'
import { pointFields, weekOf } from './network-plan.ts'
import type { SignedIn } from './permissions.ts'

export interface PointDetails {
  name: string
  /** ISTAT code. */
  comune: string | null
  address: string | null
  patronSaint: FeastRule | null
  /** As typed. */
  fixedPhones: string[]
  ringTimeoutSeconds: number
}

export interface NewPoint extends PointDetails {
  hours: HoursEntry[]
}

/** Writes down what changed about a point, and that it changed. */
export async function pointChanged({ tx }: Editing, point: { id: string; name: string }, fields: string[]) {
  await tx.countPointChange(point.id)
  tell(tx, point.id, { entity: 'listeningPoint', name: point.name, added: false, fields })
}

export function requireActive(point: HeldPoint): void {
  if (!point.active) throw new Conflict('Questo punto non è in uso: prima va rimesso in uso.')
}

function nameOfNeighbour(held: HeldNetwork, neighbourId: string, index: number): string {
  const neighbour = held.points.find(({ id, active }) => id === neighbourId && active)
  if (neighbour) return neighbour.name
  throw new Invalid('Controlli i vicini.', { [`neighbours.${index}`]: 'Questo punto non c’è, o non è in uso.' })
}

function refuseTakenName({ points }: HeldNetwork, name: string, own?: HeldPoint): void {
  if (points.some((point) => point.name === name && point !== own)) {
    throw new Invalid('Controlli il nome.', { name: 'Un altro punto ha già questo nome.' })
  }
}

/** What a point is called, where it is, whose telephones ring, and who takes its calls when nobody answers. */
export const changePoint = (
  doors: EditDoors,
  occasion: Occasion,
  input: { who: SignedIn; seen: Seen; details: PointDetails; neighbourIds: string[] },
): Promise<void> =>
  editNetwork(doors, occasion, async (editing) => {
    const { tx, held, today } = editing
    const { details, neighbourIds } = input
    const point = pointToEdit(editing, input.who, input.seen)
    requireActive(point)
    const { name } = details
    refuseTakenName(held, name, point)
    const renamed = { ...held, points: held.points.map((each) => (each === point ? { ...point, name } : each)) }
    const neighbours = neighbourIds.map((id, index) => nameOfNeighbour(renamed, id, index))
    judgePoint({ held: renamed, today }, name, today, withEntry(name, { ...details, neighbours }))
    const different = differing(point, { name, ...pointFields({ kind: point.kind, ...details }, held.comuni) })
    const fields = Object.keys(different)
    if (fields.length > 0) await tx.changePoint(point.id, different)
    if (!same(point.neighbourIds, neighbourIds)) {
      await tx.replaceNeighbours(point.id, neighbourIds)
      fields.push('neighbours')
    }
    if (fields.length > 0) await pointChanged(editing, point, fields)
  })

/** A point that begins to answer: its hours are written with it, so that there is never one without. */
export const addPoint = (
  doors: EditDoors,
  occasion: Occasion,
  input: { who: SignedIn; point: NewPoint },
): Promise<{ id: string }> =>
  editNetwork(doors, occasion, async ({ tx, held, today }) => {
    requireRegion(input.who)
    const { hours, name, ...details } = input.point
    refuseTakenName(held, name)
    const entry = { name, kind: 'point' as const, ...details }
    judgePoint({ held, today }, name, today, (points) => [...points, { ...entry, hours }])
    const id = await tx.addPoint({ name, kind: 'point', ...pointFields(entry, held.comuni) })
    await tx.addHours(id, { validFrom: null, validTo: null }, weekOf(hours))
    tell(tx, id, { entity: 'listeningPoint', name, added: true, fields: [...Object.keys(entry), 'hours'] })
    return { id }
  })

/** Out of use, or in use again: never while calls would be lost by it. */
export const setPointActive = (
  doors: EditDoors,
  occasion: Occasion,
  input: { who: SignedIn; seen: Seen; active: boolean },
): Promise<void> =>
  editNetwork(doors, occasion, async (editing) => {
    const { tx, held, today } = editing
    requireRegion(input.who)
    const point = pointToEdit(editing, input.who, input.seen)
    if (point.active === input.active) return
    if (input.active) {
      const back = { ...held, points: held.points.map((each) => (each === point ? { ...point, active: true } : each)) }
      judgePoint({ held: back, today }, point.name, today, (points) => points)
    } else refuseMissed(point, held, editing.today)
    await tx.setPointActive(point.id, input.active)
    await pointChanged(editing, point, ['active'])
  })

function refuseMissed(point: HeldPoint, held: HeldNetwork, today: string): void {
  if (point.kind === 'callCentre')
    throw new Conflict('Il call centre serve sempre: senza, le chiamate andrebbero perse.')
  const mine = ({ listeningPointId }: { listeningPointId: string | null }) => listeningPointId === point.id
  if (held.districts.some((row) => mine(row) && (row.validTo === null || row.validTo > today))) {
    throw new Conflict('Risponde ancora a dei distretti: prima vanno affidati a un altro punto.')
  }
  if (held.associations.some((association) => association.active && mine(association))) {
    throw new Conflict('Segue ancora delle associazioni: prima vanno affidate a un altro punto.')
  }
}
