import type { Occasion } from '../changes/change.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { spanFrom, standingOn } from '../territory/dated-rows.ts'
import type { Closure } from '../territory/opening-hours.ts'
import { addDays, type IsoDate } from '../territory/rome-time.ts'
import { pointChanged, requireActive } from './edit-point.ts'
import type { HeldNetwork } from './held-network.ts'
import { type EditDoors, editNetwork, judgePoint, pointToEdit, type Seen, withEntry } from './network-edit.ts'
import type { HoursEntry } from './network-file.ts'
import { weekOf } from './network-plan.ts'
import type { SignedIn } from './permissions.ts'

interface OfPoint {
  who: SignedIn
  seen: Seen
}

export function refusePast(field: string, day: IsoDate, today: IsoDate): void {
  if (day < today)
    throw new Invalid('Controlli la data.', { [field]: 'È già passata: scriva oggi o un giorno a venire.' })
}

/** A week that holds from a day on, until what is already written for later. */
export const setHours = (
  doors: EditDoors,
  occasion: Occasion,
  input: OfPoint & { validFrom: IsoDate; hours: HoursEntry[] },
): Promise<void> =>
  editNetwork(doors, occasion, async (editing) => {
    const { tx, today } = editing
    const { validFrom, hours } = input
    const point = pointToEdit(editing, input.who, input.seen)
    requireActive(point)
    refusePast('validFrom', validFrom, today)
    judgePoint(editing, point.name, validFrom, withEntry(point.name, { hours }))
    const standing = standingOn(point.hours, validFrom)
    if (standing) await tx.endHours(standing.id, validFrom)
    await tx.addHours(point.id, spanFrom(point.hours, validFrom), weekOf(hours))
    await pointChanged(editing, point, ['hours'])
  })

/** Takes back a week that has not begun: the one before it goes on. */
export const withdrawHours = (
  doors: EditDoors,
  occasion: Occasion,
  input: OfPoint & { hoursId: string },
): Promise<void> =>
  editNetwork(doors, occasion, async (editing) => {
    const { tx, today } = editing
    const point = pointToEdit(editing, input.who, input.seen)
    const version = point.hours.find(({ id }) => id === input.hoursId)
    if (!version) throw new NotFound('Questi orari non ci sono.')
    if (version.validFrom === null || version.validFrom <= today) {
      throw new Conflict('Questi orari sono già in vigore: se ne possono scrivere di nuovi.')
    }
    const before = point.hours.find(({ validTo }) => validTo === version.validFrom)
    if (!before) throw new Conflict('Senza questi orari il punto resterebbe senza.')
    await tx.removeHours(version.id)
    await tx.extendHours(before.id, version.validTo)
    await pointChanged(editing, point, ['hours'])
  })

export const addClosure = (
  doors: EditDoors,
  occasion: Occasion,
  input: OfPoint & { closure: Closure },
): Promise<void> =>
  editNetwork(doors, occasion, async (editing) => {
    const { tx, today } = editing
    const { closure } = input
    const point = pointToEdit(editing, input.who, input.seen)
    requireActive(point)
    if (point.kind === 'callCentre') throw new Conflict('Il call centre risponde sempre: non chiude.')
    refusePast('toDate', closure.toDate, today)
    if (closure.toDate < closure.fromDate) {
      throw new Invalid('Controlli le date.', { toDate: 'L’ultimo giorno viene prima del primo.' })
    }
    await tx.addClosure(point.id, closure)
    await pointChanged(editing, point, ['closures'])
  })

/** Takes back a closure to come; one that has begun ends yesterday, because the days it lasted did happen. */
export const endClosure = (
  doors: EditDoors,
  occasion: Occasion,
  input: OfPoint & { closureId: string },
): Promise<void> =>
  editNetwork(doors, occasion, async (editing) => {
    const { tx, today } = editing
    const point = pointToEdit(editing, input.who, input.seen)
    const closure = point.closures.find(({ id }) => id === input.closureId)
    if (!closure) throw new NotFound('Questa chiusura non c’è.')
    if (closure.toDate < today) throw new Conflict('Questa chiusura è già finita.')
    await tx.removeClosure(closure.id)
    if (closure.fromDate < today) await tx.addClosure(point.id, { ...closure, toDate: addDays(today, -1) })
    await pointChanged(editing, point, ['closures'])
  })

/** The points in use that nothing says when to ring, today or later. They are an error, never open. */
export const pointsWithoutHours = (held: Pick<HeldNetwork, 'points'>, today: IsoDate) =>
  held.points.filter(
    ({ kind, active, hours }) =>
      kind === 'point' &&
      active &&
      !hours.some(({ intervals, validTo }) => intervals.length > 0 && (validTo === null || validTo > today)),
  )
