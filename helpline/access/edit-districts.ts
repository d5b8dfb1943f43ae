import type { Occasion } from '../changes/change.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { spanFrom, standingOn } from '../territory/dated-rows.ts'
import type { IsoDate } from '../territory/rome-time.ts'
import { telephoneDistricts } from '../territory/telephone-districts.ts'
import { refusePast } from './edit-hours.ts'
import { pointChanged } from './edit-point.ts'
import { type EditDoors, type Editing, editNetwork, judgePoint, outOfDate, requirePoint } from './network-edit.ts'
import type { SignedIn } from './permissions.ts'

export interface DistrictChange {
  prefix: string
  /** null: nobody; its calls ring at every open point. */
  pointId: string | null
  validFrom: IsoDate
  /** The point that was shown as answering on that day. */
  replacesPointId: string | null
}

/** Gives a district to a point from a day on, until what is already written for later. */
export const assignDistrict = (
  doors: EditDoors,
  occasion: Occasion,
  input: { who: SignedIn; change: DistrictChange },
): Promise<void> =>
  editNetwork(doors, occasion, async (editing) => {
    const { tx, held, today } = editing
    const { prefix, pointId, validFrom, replacesPointId } = input.change
    if (!telephoneDistricts.some((district) => district.prefix === prefix)) {
      throw new NotFound('Questo prefisso non è di un distretto telefonico lombardo.')
    }
    refusePast('validFrom', validFrom, today)
    const rows = held.districts.filter((row) => row.prefix === prefix)
    const standing = standingOn(rows, validFrom)
    if ((standing?.listeningPointId ?? null) !== replacesPointId) throw new Conflict(outOfDate)
    if (pointId === replacesPointId) return
    // Whoever takes a district away from a point, or brings it one, answers for that point.
    for (const involved of [pointId, replacesPointId]) requirePoint(input.who, involved)
    if (pointId !== null) refuseUnable(editing, prefix, pointId, validFrom)
    if (standing) await tx.endDistrict(standing.id, validFrom)
    if (pointId !== null) await tx.addDistrict(pointId, prefix, spanFrom(rows, validFrom))
    await bothChanged(editing, [pointId, replacesPointId])
  })

/** Takes back a change that has not begun, also one to nobody: the point before it goes on answering. */
export const withdrawDistrict = (
  doors: EditDoors,
  occasion: Occasion,
  input: { who: SignedIn; prefix: string; validFrom: IsoDate },
): Promise<void> =>
  editNetwork(doors, occasion, async (editing) => {
    const { tx, held, today } = editing
    const { prefix, validFrom } = input
    const rows = held.districts.filter((row) => row.prefix === prefix)
    const row = rows.find((each) => each.validFrom === validFrom)
    const before = rows.find(({ validTo }) => validTo === validFrom)
    if (!row && !before) throw new NotFound('Questo cambio non c’è.')
    if (validFrom <= today) throw new Conflict('Questo cambio è già in vigore.')
    const pointIds = [row?.listeningPointId ?? null, before?.listeningPointId ?? null]
    for (const involved of pointIds) requirePoint(input.who, involved)
    if (row) await tx.removeDistrict(row.id)
    if (before) await tx.extendDistrict(before.id, row ? row.validTo : spanFrom(rows, validFrom).validTo)
    await bothChanged(editing, pointIds)
  })

function refuseUnable(editing: Editing, prefix: string, pointId: string, day: IsoDate): void {
  const point = editing.held.points.find(({ id, active }) => id === pointId && active)
  if (!point) throw new Invalid('Controlli il punto.', { pointId: 'Questo punto non c’è, o non è in uso.' })
  if (point.kind === 'callCentre') {
    throw new Invalid('Controlli il punto.', { pointId: 'Il call centre risponde già a tutti.' })
  }
  judgePoint(editing, point.name, day, (points) =>
    points.map((entry) => {
      const others = entry?.districts?.filter((each) => each !== prefix) ?? []
      return entry && { ...entry, districts: entry.name === point.name ? [...others, prefix] : others }
    }),
  )
}

async function bothChanged(editing: Editing, pointIds: readonly (string | null)[]): Promise<void> {
  for (const pointId of new Set(pointIds)) {
    const point = editing.held.points.find(({ id }) => id === pointId)
    if (point) await pointChanged(editing, point, ['districts'])
  }
}
