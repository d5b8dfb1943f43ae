import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid } from '../../errors.ts'
import { sensibleVehicle } from '../assign-by-hand.ts'
import { type ReleaseRows, releaseVolunteer } from '../offers/release-service.ts'
import { assignmentObstacles } from '../recheck/assignment-obstacles.ts'
import { freeReturn, holdReturn, type MoveReturnRows, moveWindow } from '../series/kept-return.ts'
import { RETURN_WAITS_MINUTES } from '../series/plan-services.ts'
import { isAwaitedReturn, isOpenService, type LockedService } from '../service-records.ts'
import type { ServiceTimes } from '../service-times.ts'
import { isAvailableFor, type WeeklyAvailability } from '../volunteer-matching.ts'
import {
  type Addressed,
  type Assignment,
  type ChangeTx,
  changeAssignment,
  changedMeanwhile,
  laterBy,
  type RememberChange,
  type Retold,
  type ServiceChangeRows,
  serviceToChange,
  UNDO_SECONDS,
} from './service-change.ts'

export interface MoveServiceRows extends ServiceChangeRows, RememberChange, ReleaseRows, MoveReturnRows {
  /** Nobody's for the moment, at these times. */
  setAside(serviceId: string, times: MovedTimes): Promise<void>
  weeklyAvailability(volunteerId: string): Promise<WeeklyAvailability[]>
}

interface MovedTimes extends ServiceTimes {
  /** Of a way back within the same service: when it starts. */
  returnAt: Date | null
}

interface Moved extends Retold {
  /** Who had said yes cannot at the new time: somebody else is looked for. */
  isSearching: boolean
}

export interface MovedService extends Moved {
  tellAt: Date
  /** The return at a fixed hour, which has moved with its outward way. */
  back: { startsAt: Date; isSearching: boolean } | null
}

const FURTHEST_DAYS = 370
const LONGEST_HOURS = 24
const HOUR_MS = 3_600_000

/** The appointment was moved: whoever goes goes then, if they can; otherwise others are asked. */
export async function moveService(
  doors: Transactions<MoveServiceRows>,
  occasion: Occasion,
  input: Addressed & { startsAt: Date; endsAt: Date | null },
): Promise<MovedService> {
  return doors.transaction(occasion, async (tx) => {
    const returnVolunteer = await volunteerOfReturn(tx, input.serviceId)
    const service = await serviceToChange(tx, input, occasion, returnVolunteer ? [returnVolunteer] : [])
    const times = movedTimes(service, input)
    checkTimes(times, occasion.now)
    const byMs = times.startsAt.getTime() - service.startsAt.getTime()
    const back = byMs === 0 ? null : await fixedReturn(tx, service, returnVolunteer)
    const backTimes = back && movedTimes(back, { startsAt: new Date(back.startsAt.getTime() + byMs), endsAt: null })
    const tellAt = laterBy(occasion, UNDO_SECONDS)
    // Both make room before anybody is given either: the same volunteer and the same car may have both.
    const vehicleBefore = await leaveForNow(tx, service, times, tellAt)
    const backVehicle = back && backTimes && (await leaveForNow(tx, back, backTimes, tellAt))
    if (isAwaitedReturn(service)) await moveWindow(tx, service, byMs)
    await moveReturnAlong(tx, occasion, service, times.endsAt)
    const there = await giveAgain(tx, occasion, service, times, { tellAt, vehicleBefore })
    if (!back || !backTimes) return { ...there, tellAt, back: null }
    const askAt = there.volunteerId ? tellAt : laterBy(occasion, UNDO_SECONDS + RETURN_WAITS_MINUTES * 60)
    const { toCall, isSearching } = await giveAgain(tx, occasion, back, backTimes, {
      ...{ tellAt, askAt, vehicleBefore: backVehicle },
    })
    return {
      isSearching: there.isSearching,
      toCall: [...new Set([...there.toCall, ...toCall])],
      tellAt,
      back: { startsAt: backTimes.startsAt, isSearching },
    }
  })
}

/** Held before the services, like every volunteer. */
export async function volunteerOfReturn(tx: MoveServiceRows, outwardServiceId: string): Promise<string | null> {
  const returnId = await tx.returnIdOf(outwardServiceId)
  return returnId && tx.assignedVolunteerId(returnId)
}

/** The return of an outward way that has an hour of its own and is still to come. */
async function fixedReturn(
  tx: MoveServiceRows,
  outward: LockedService,
  returnVolunteer: string | null,
): Promise<LockedService | null> {
  const back = await holdReturn(tx, outward)
  if (!back || back.calledUntil || !(isOpenService(back) || back.state === 'assigned')) return null
  if (back.volunteerId !== returnVolunteer) throw new Conflict(changedMeanwhile)
  return back
}

/** Nobody's, and already at its new time; the vehicle it had. */
async function leaveForNow(
  tx: MoveServiceRows,
  { id }: LockedService,
  times: MovedTimes,
  tellAt: Date,
): Promise<string | null> {
  await tx.rememberChange(id, tellAt)
  const vehicleBefore = await tx.assignedVehicleId(id)
  await tx.setAside(id, times)
  return vehicleBefore
}

/** To whoever had it, if they can; otherwise others are asked. */
async function giveAgain(
  tx: ChangeTx & MoveServiceRows,
  occasion: Occasion,
  service: LockedService,
  times: MovedTimes,
  { vehicleBefore, ...when }: { tellAt: Date; askAt?: Date; vehicleBefore: string | null },
): Promise<Moved & { volunteerId: string | null }> {
  const moved = { ...service, ...times }
  const stays = service.volunteerId !== null && (await canStay(tx, moved, service.volunteerId))
  const volunteerId = stays ? service.volunteerId : null
  const { startsAt, endsAt, busyFrom, busyUntil } = times
  const assignment: Assignment = {
    ...{ startsAt, endsAt, busyFrom, busyUntil, volunteerId },
    vehicleId: volunteerId ? await sensibleVehicle(tx, moved, volunteerId, vehicleBefore) : null,
    localAssociationId: service.localAssociationId,
    assignedAt: volunteerId ? occasion.now : null,
  }
  const told = { ...when, action: 'service.moved', vehicleBefore }
  const { toCall } = await changeAssignment(tx, occasion, service, assignment, told)
  return { toCall, volunteerId, isSearching: service.volunteerId !== null && !stays }
}

/** The time kept for a return that nobody has called yet follows its outward way, which must then be taken again. */
export async function moveReturnAlong(
  tx: Pick<MoveServiceRows, keyof ReleaseRows | keyof MoveReturnRows> & Change,
  occasion: Occasion,
  outward: LockedService,
  endsAt: Date,
): Promise<void> {
  await freeReturn(tx, outward)
  const back = await holdReturn(tx, outward)
  if (!back || !isAwaitedReturn(back)) return
  // Kept for somebody else than who takes the outward way: they said yes to another time.
  if (back.state === 'assigned') await releaseVolunteer(tx, occasion, back)
  else if (isOpenService(back)) await tx.planAgain(back.id)
  else return
  await moveWindow(tx, back, endsAt.getTime() - outward.endsAt.getTime())
}

function movedTimes(service: LockedService, { startsAt, endsAt }: { startsAt: Date; endsAt: Date | null }): MovedTimes {
  const end = endsAt ?? new Date(startsAt.getTime() + service.endsAt.getTime() - service.startsAt.getTime())
  return {
    startsAt,
    endsAt: end,
    busyFrom: new Date(startsAt.getTime() + service.busyFrom.getTime() - service.startsAt.getTime()),
    busyUntil: new Date(end.getTime() + service.busyUntil.getTime() - service.endsAt.getTime()),
    returnAt: service.returnAt && new Date(end.getTime() + service.returnAt.getTime() - service.endsAt.getTime()),
  }
}

function checkTimes({ startsAt, endsAt, returnAt }: MovedTimes, now: Date): void {
  const fields: Record<string, string> = {}
  if (startsAt <= now) fields.startsAt = 'È un momento già passato.'
  if (startsAt.getTime() - now.getTime() > FURTHEST_DAYS * 24 * HOUR_MS)
    fields.startsAt = 'È troppo lontano: al massimo un anno.'
  if (endsAt <= startsAt) fields.endsAt = 'La fine viene prima dell’inizio.'
  else if (endsAt.getTime() - startsAt.getTime() > LONGEST_HOURS * HOUR_MS) fields.endsAt = 'Al massimo un giorno.'
  else if (returnAt && returnAt <= startsAt) fields.endsAt = 'Così il ritorno verrebbe prima dell’andata.'
  if (Object.keys(fields).length > 0) throw new Invalid('Controlli i campi segnati.', fields)
}

export async function canStay(
  tx: ChangeTx & MoveServiceRows,
  moved: LockedService,
  volunteerId: string,
): Promise<boolean> {
  const facts = await tx.assignmentFacts(moved.id, volunteerId, null)
  if (!facts || assignmentObstacles(facts).volunteer.length > 0) return false
  if (await tx.volunteerClash(volunteerId, moved)) return false
  return isAvailableFor(await tx.weeklyAvailability(volunteerId), moved)
}
