import type { Prisma } from '../../generated/prisma/client.ts'
import type { ListCandidatesDoors } from '../../helpline/dispatch/board/list-candidates.ts'
import type { BoardReads } from '../../helpline/dispatch/board/read-board.ts'
import { unclosedBefore } from '../../helpline/dispatch/day/unclosed.ts'
import { ASKED_DAYS_BEFORE } from '../../helpline/dispatch/series/plan-services.ts'
import { vehicleObstacles } from '../../helpline/dispatch/vehicles/vehicle-fitness.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import { romeDate, romeDay } from '../../helpline/territory/rome-time.ts'
import type { Db } from './database.ts'
import { servicesWhere } from './service-reading-rows.ts'
import { rideToDrive, vehiclesForRide } from './vehicle-choice-rows.ts'

const MOST_ON_BOARD = 200
const MOST_TO_CLOSE = 100
/** A return nobody called stands above already. */
const goneReturn = { OR: [{ calledUntil: null }, { readyAt: { not: null } }] } satisfies Prisma.ServiceWhereInput
const MOST_VEHICLES = 400

/** From here on the volunteers of a cycle are not asked yet. */
const askedLater = (now: Date): Date => new Date(now.getTime() + ASKED_DAYS_BEFORE * 86_400_000)

/** Open, or assigned and wrong. */
const toDo = (now: Date): Prisma.ServiceWhereInput => ({
  OR: [
    {
      state: { in: ['planned', 'offering'] },
      // Of a cycle nobody is asked for later dates yet, nor for a return while it is not called.
      AND: [
        { OR: [{ state: 'offering' }, { seriesId: null }, { startsAt: { lte: askedLater(now) } }] },
        {
          OR: [{ state: 'offering' }, { calledUntil: null }, { calledUntil: { lte: now } }, { readyAt: { not: null } }],
        },
      ],
    },
    { state: 'assigned', calledUntil: { lte: now }, readyAt: null },
    {
      state: 'assigned',
      startsAt: { gt: now },
      OR: [
        { flag: { isNot: null } },
        { wantsOutAt: { not: null } },
        { vehicleId: null, helpKind: { in: ['transport', 'accompanying'] } },
      ],
    },
  ],
})

/** Those that fit, and how many more there are. */
async function part(db: Db, where: Prisma.ServiceWhereInput, limit: number, order?: 'desc') {
  const services = await servicesWhere(db, where, limit, order)
  const count =
    services.length < limit ? services.length : await db.service.count({ where: { deletedAt: null, ...where } })
  return { services, more: count - services.length }
}

type Reads = BoardReads & Pick<ListCandidatesDoors, 'namedVolunteers' | 'assignedVolunteerOf' | 'vehiclesForService'>

export const boardReads = (db: Db): Reads => ({
  async boardServices(listeningPointIds, now) {
    const ofPoints = listeningPointIds ? { listeningPointId: { in: [...listeningPointIds] } } : {}
    const today = romeDay(romeDate(now)).from
    const ahead = { OR: [{ startsAt: { gte: today } }, { calledUntil: { gte: today } }] }
    const gone = { startsAt: { lt: today }, OR: [{ calledUntil: null }, { calledUntil: { lt: today } }] }
    // After what is still to come: who has been is not on foot.
    const over = { state: 'assigned', endsAt: { lt: unclosedBefore(now) }, ...goneReturn } as const
    const parts = [
      await part(db, { ...ofPoints, AND: [toDo(now), ahead] }, MOST_ON_BOARD),
      await part(db, { ...ofPoints, ...over }, MOST_TO_CLOSE),
      await part(db, { ...ofPoints, AND: [toDo(now), gone] }, MOST_TO_CLOSE, 'desc'),
    ] as const
    const [first, ...past] = parts
    return {
      services: parts.flatMap(({ services }) => services),
      more: { ahead: first.more, past: past.reduce((sum, { more }) => sum + more, 0) },
    }
  },

  async namedVolunteers(ids) {
    const rows = await db.volunteer.findMany({
      where: { id: { in: [...ids] } },
      select: { id: true, firstName: true, lastName: true, phoneE164: true, association: { select: { name: true } } },
    })
    return rows.map((row) => ({
      id: row.id,
      name: fullName(row),
      phoneE164: row.phoneE164,
      associationName: row.association.name,
    }))
  },

  async assignedVolunteerOf(serviceId) {
    return (
      (await db.service.findUnique({ where: { id: serviceId }, select: { volunteerId: true } }))?.volunteerId ?? null
    )
  },

  async vehiclesForService(serviceId) {
    const ride = await rideToDrive(db, serviceId)
    const service = await db.service.findUnique({
      where: { id: serviceId },
      select: { listeningPointId: true, localAssociationId: true },
    })
    if (!ride || !service) return []
    const ofPoint = { association: { listeningPointId: service.listeningPointId } }
    const named = await db.vehicle.findMany({
      where: { active: true, OR: [ofPoint, { lendings: { some: ofPoint } }] },
      orderBy: [{ name: 'asc' }, { plate: 'asc' }],
      take: MOST_VEHICLES,
      select: { id: true, name: true, plate: true },
    })
    const facts = new Map(
      (
        await vehiclesForRide(
          db,
          named.map(({ id }) => id),
          ride,
        )
      ).map((vehicle) => [vehicle.id, vehicle]),
    )
    const vehicles = named.flatMap((vehicle) => {
      const known = facts.get(vehicle.id)
      return known ? [{ ...vehicle, obstacles: vehicleObstacles(ride, known, null) }] : []
    })
    return vehicles.sort((a, b) => Number(a.obstacles.length > 0) - Number(b.obstacles.length > 0))
  },
})
