import type { Prisma } from '../../generated/prisma/client.ts'
import type { ListCandidatesDoors } from '../../helpline/dispatch/board/list-candidates.ts'
import type { BoardReads } from '../../helpline/dispatch/board/read-board.ts'
import type { CalendarRange, CalendarReads } from '../../helpline/dispatch/board/read-service-calendar.ts'
import { ASKED_DAYS_BEFORE } from '../../helpline/dispatch/series/plan-services.ts'
import { vehicleObstacles } from '../../helpline/dispatch/vehicles/vehicle-fitness.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import type { Db } from './database.ts'
import { servicesWhere } from './service-reading-rows.ts'
import { rideToDrive, vehiclesForRide } from './vehicle-choice-rows.ts'

const MOST_ON_BOARD = 200
const MOST_TO_CLOSE = 100
/** A return nobody called stands above already. */
const goneReturn = { OR: [{ calledUntil: null }, { readyAt: { not: null } }] } satisfies Prisma.ServiceWhereInput
const MOST_IN_CALENDAR = 2_000
const MOST_ROWS = 400

/** From here on the volunteers of a cycle are not asked yet. */
const askedLater = (now: Date): Date => new Date(now.getTime() + ASKED_DAYS_BEFORE * 86_400_000)

const shown = ['planned', 'offering', 'assigned', 'done', 'unmet'] as const

type Reads = BoardReads &
  CalendarReads &
  Pick<ListCandidatesDoors, 'namedVolunteers' | 'assignedVolunteerOf' | 'vehiclesForService'>

export const boardReads = (db: Db): Reads => ({
  async boardServices(listeningPointIds, now) {
    const ofPoints = listeningPointIds ? { listeningPointId: { in: [...listeningPointIds] } } : {}
    const toDo = await servicesWhere(
      db,
      {
        ...ofPoints,
        OR: [
          {
            state: { in: ['planned', 'offering'] },
            // Of a cycle nobody is asked for later dates yet, nor for a return while it is not called.
            AND: [
              { OR: [{ state: 'offering' }, { seriesId: null }, { startsAt: { lte: askedLater(now) } }] },
              {
                OR: [
                  { state: 'offering' },
                  { calledUntil: null },
                  { calledUntil: { lte: now } },
                  { readyAt: { not: null } },
                ],
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
      },
      MOST_ON_BOARD,
    )
    // After what is still to come: who has been is not on foot.
    const over = { state: 'assigned', endsAt: { lte: now }, ...goneReturn } as const
    return [...toDo, ...(await servicesWhere(db, { ...ofPoints, ...over }, MOST_TO_CLOSE))]
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
      take: MOST_ROWS,
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

  async servicesBetween({ listeningPointId, from, until }) {
    const rows = await db.service.findMany({
      where: {
        listeningPointId,
        deletedAt: null,
        state: { in: [...shown] },
        startsAt: { lt: until },
        endsAt: { gt: from },
      },
      orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
      take: MOST_IN_CALENDAR,
      select: {
        id: true,
        version: true,
        helpKind: true,
        state: true,
        startsAt: true,
        endsAt: true,
        toPlace: true,
        volunteerId: true,
        vehicleId: true,
        person: { select: { firstName: true, lastName: true } },
        volunteer: { select: { firstName: true, lastName: true } },
        vehicle: { select: { name: true } },
        request: { select: { toPlace: true } },
        flag: { select: { reasons: true } },
      },
    })
    return rows.map(({ person, volunteer, vehicle, request, flag, ...row }) => ({
      ...row,
      toPlace: row.toPlace ?? request.toPlace,
      personName: fullName(person),
      volunteerName: volunteer && fullName(volunteer),
      vehicleName: vehicle?.name ?? null,
      flags: flag?.reasons ?? [],
    }))
  },

  async volunteersBetween(range) {
    const { from, until } = range
    const rows = await db.volunteer.findMany({
      where: {
        OR: [
          { association: { listeningPointId: range.listeningPointId }, endedOn: null },
          { association: { listeningPointId: range.listeningPointId }, endedOn: { gte: from } },
          { services: { some: servicesOf(range) } },
        ],
      },
      orderBy: [{ lastName: 'asc' }, { firstName: 'asc' }, { id: 'asc' }],
      take: MOST_ROWS,
      select: {
        id: true,
        firstName: true,
        lastName: true,
        timeOff: { where: { fromAt: { lt: until }, untilAt: { gt: from } }, select: { fromAt: true, untilAt: true } },
      },
    })
    return rows.map((row) => ({
      id: row.id,
      name: fullName(row),
      away: row.timeOff.map(({ fromAt, untilAt }) => ({ from: fromAt, until: untilAt })),
    }))
  },

  async vehiclesBetween(range) {
    const { from, until, listeningPointId } = range
    const ofPoint = { association: { listeningPointId } }
    const rows = await db.vehicle.findMany({
      where: {
        OR: [
          { active: true, OR: [ofPoint, { lendings: { some: ofPoint } }] },
          { services: { some: servicesOf(range) } },
        ],
      },
      orderBy: [{ name: 'asc' }, { plate: 'asc' }],
      take: MOST_ROWS,
      select: {
        id: true,
        name: true,
        plate: true,
        unavailability: {
          where: { fromAt: { lt: until }, untilAt: { gt: from } },
          select: { fromAt: true, untilAt: true },
        },
      },
    })
    return rows.map(({ unavailability, ...row }) => ({
      ...row,
      away: unavailability.map(({ fromAt, untilAt }) => ({ from: fromAt, until: untilAt })),
    }))
  },
})

const servicesOf = ({ listeningPointId, from, until }: CalendarRange) => ({
  listeningPointId,
  deletedAt: null,
  state: { in: [...shown] },
  startsAt: { lt: until },
  endsAt: { gt: from },
})
