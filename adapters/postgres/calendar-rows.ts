import type { Prisma } from '../../generated/prisma/client.ts'
import type { CalendarRange, CalendarReads } from '../../helpline/dispatch/board/read-service-calendar.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import type { Db } from './database.ts'

const MOST_SERVICES = 2_000
/** Of those who have nothing to do; whoever goes is always there. */
const MOST_FREE = 400

const shown = ['planned', 'offering', 'assigned', 'done', 'unmet'] as const

export const calendarReads = (db: Db): CalendarReads => ({
  async servicesBetween(range) {
    const rows = await db.service.findMany({
      where: servicesOf(range),
      orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
      take: MOST_SERVICES + 1,
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
    const services = rows.slice(0, MOST_SERVICES).map(({ person, volunteer, vehicle, request, flag, ...row }) => ({
      ...row,
      toPlace: row.toPlace ?? request.toPlace,
      personName: fullName(person),
      volunteerName: volunteer && fullName(volunteer),
      vehicleName: vehicle?.name ?? null,
      flags: flag?.reasons ?? [],
    }))
    return { rows: services, isCut: rows.length > MOST_SERVICES }
  },

  async volunteersBetween(range, name) {
    const { from, until } = range
    const goes = { services: { some: servicesOf(range) } } satisfies Prisma.VolunteerWhereInput
    const association = { listeningPointId: range.listeningPointId }
    const read = (where: Prisma.VolunteerWhereInput, take: number) =>
      db.volunteer.findMany({
        where,
        orderBy: [{ lastName: 'asc' }, { firstName: 'asc' }, { id: 'asc' }],
        take,
        select: {
          ...{ id: true, firstName: true, lastName: true },
          timeOff: { where: { fromAt: { lt: until }, untilAt: { gt: from } }, select: { fromAt: true, untilAt: true } },
        },
      })
    const free = await read(
      {
        NOT: goes,
        association,
        AND: [{ OR: [{ endedOn: null }, { endedOn: { gte: from } }] }, ...wordsOf(name).map(inName)],
      },
      MOST_FREE + 1,
    )
    const rows = [...(await read(goes, MOST_SERVICES)), ...free.slice(0, MOST_FREE)]
      .sort((a, b) => byName(`${a.lastName} ${a.firstName}`, `${b.lastName} ${b.firstName}`))
      .map((row) => ({ id: row.id, name: fullName(row), away: row.timeOff.map(toAbsence) }))
    return { rows, isCut: free.length > MOST_FREE }
  },

  async vehiclesBetween(range, name) {
    const { from, until, listeningPointId } = range
    const goes = { services: { some: servicesOf(range) } } satisfies Prisma.VehicleWhereInput
    const ofPoint = { association: { listeningPointId } }
    const read = (where: Prisma.VehicleWhereInput, take: number) =>
      db.vehicle.findMany({
        where,
        orderBy: [{ name: 'asc' }, { plate: 'asc' }],
        take,
        select: {
          ...{ id: true, name: true, plate: true },
          unavailability: {
            where: { fromAt: { lt: until }, untilAt: { gt: from } },
            select: { fromAt: true, untilAt: true },
          },
        },
      })
    const free = await read(
      {
        NOT: goes,
        active: true,
        AND: [{ OR: [ofPoint, { lendings: { some: ofPoint } }] }, ...wordsOf(name).map(inNameOrPlate)],
      },
      MOST_FREE + 1,
    )
    const rows = [...(await read(goes, MOST_SERVICES)), ...free.slice(0, MOST_FREE)]
      .sort((a, b) => byName(`${a.name} ${a.plate}`, `${b.name} ${b.plate}`))
      .map(({ unavailability, ...row }) => ({ ...row, away: unavailability.map(toAbsence) }))
    return { rows, isCut: free.length > MOST_FREE }
  },
})

const servicesOf = ({ listeningPointId, from, until }: CalendarRange) => ({
  listeningPointId,
  deletedAt: null,
  state: { in: [...shown] },
  startsAt: { lt: until },
  endsAt: { gt: from },
})

const byName = new Intl.Collator('it').compare
const toAbsence = ({ fromAt, untilAt }: { fromAt: Date; untilAt: Date }) => ({ from: fromAt, until: untilAt })

const wordsOf = (name: string): string[] => name.split(/\s+/).filter(Boolean).slice(0, 6)
const holds = (word: string) => ({ contains: word.replaceAll(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const })
const inName = (word: string) => ({ OR: [{ firstName: holds(word) }, { lastName: holds(word) }] })
const inNameOrPlate = (word: string) => ({ OR: [{ name: holds(word) }, { plate: holds(word) }] })
