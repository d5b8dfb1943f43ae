import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Invalid } from '../../errors.ts'
import { sensibleVehicle } from '../assign-by-hand.ts'
import { type ReleaseRows, releaseVolunteer } from '../offers/release-service.ts'
import { assignmentObstacles } from '../recheck/assignment-obstacles.ts'
import { freeReturn, holdReturn, type MoveReturnRows, moveWindow } from '../series/kept-return.ts'
import { isAwaitedReturn, isOpenService, type LockedService } from '../service-records.ts'
import type { ServiceTimes } from '../service-times.ts'
import { isAvailableFor, type WeeklyAvailability } from '../volunteer-matching.ts'
import {
  type Addressed,
  type Assignment,
  type ChangeTx,
  changeAssignment,
  laterBy,
  type RememberChange,
  type Retold,
  type ServiceChangeRows,
  serviceToChange,
  UNDO_SECONDS,
} from './service-change.ts'

export interface MoveServiceRows extends ServiceChangeRows, RememberChange, ReleaseRows, MoveReturnRows {
  /** Nobody's for the moment, at these times. */
  setAside(serviceId: string, times: ServiceTimes): Promise<void>
  weeklyAvailability(volunteerId: string): Promise<WeeklyAvailability[]>
}

export interface MovedService extends Retold {
  tellAt: Date
  /** Who had said yes cannot at the new time: somebody else is looked for. */
  isSearching: boolean
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
    const service = await serviceToChange(tx, input, occasion)
    const times = movedTimes(service, input)
    checkTimes(times, occasion.now)
    const moved = { ...service, ...times }
    const tellAt = laterBy(occasion, UNDO_SECONDS)
    await tx.rememberChange(service.id, tellAt)
    const vehicleBefore = await tx.assignedVehicleId(service.id)
    await tx.setAside(service.id, times)
    if (isAwaitedReturn(service)) await moveWindow(tx, service, times.startsAt.getTime() - service.startsAt.getTime())
    await moveReturnAlong(tx, occasion, service, times.endsAt)
    const stays = service.volunteerId !== null && (await canStay(tx, moved, service.volunteerId))
    const volunteerId = stays ? service.volunteerId : null
    const assignment: Assignment = {
      ...times,
      volunteerId,
      vehicleId: volunteerId ? await sensibleVehicle(tx, moved, volunteerId, vehicleBefore) : null,
      localAssociationId: service.localAssociationId,
      assignedAt: volunteerId ? occasion.now : null,
    }
    const told = { tellAt, action: 'service.moved', vehicleBefore }
    const { toCall } = await changeAssignment(tx, occasion, service, assignment, told)
    return { toCall, tellAt, isSearching: service.volunteerId !== null && !stays }
  })
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

function movedTimes(
  service: LockedService,
  { startsAt, endsAt }: { startsAt: Date; endsAt: Date | null },
): ServiceTimes {
  const end = endsAt ?? new Date(startsAt.getTime() + service.endsAt.getTime() - service.startsAt.getTime())
  return {
    startsAt,
    endsAt: end,
    busyFrom: new Date(startsAt.getTime() + service.busyFrom.getTime() - service.startsAt.getTime()),
    busyUntil: new Date(end.getTime() + service.busyUntil.getTime() - service.endsAt.getTime()),
  }
}

function checkTimes({ startsAt, endsAt }: ServiceTimes, now: Date): void {
  const fields: Record<string, string> = {}
  if (startsAt <= now) fields.startsAt = 'È un momento già passato.'
  if (startsAt.getTime() - now.getTime() > FURTHEST_DAYS * 24 * HOUR_MS)
    fields.startsAt = 'È troppo lontano: al massimo un anno.'
  if (endsAt <= startsAt) fields.endsAt = 'La fine viene prima dell’inizio.'
  else if (endsAt.getTime() - startsAt.getTime() > LONGEST_HOURS * HOUR_MS) fields.endsAt = 'Al massimo un giorno.'
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
