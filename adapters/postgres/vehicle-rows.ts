import type { Prisma } from '../../generated/prisma/client.ts'
import type {
  VehicleCard,
  VehicleFields,
  VehicleReads,
  VehicleRows,
} from '../../helpline/dispatch/vehicles/vehicle-records.ts'
import { Conflict } from '../../helpline/errors.ts'
import { type Db, fromDateColumn, toDateColumn, violatedConstraint } from './database.ts'

const MOST_GIVEN = 500
const MOST_TRIPS = 5000

const day = (date: Date | null): string | null => (date ? fromDateColumn(date) : null)
const column = (date: string | null): Date | null => (date === null ? null : toDateColumn(date))

const select = {
  ...{ id: true, plate: true, name: true, localAssociationId: true, ownership: true, lender: true, loanUntil: true },
  ...{ seats: true, wheelchairPlaces: true, depotAddress: true, comuneIstatCode: true, insuredUntil: true },
  ...{ inspectedUntil: true, odometerKm: true, active: true, version: true },
  comune: { select: { name: true } },
  association: { select: { name: true, listeningPointId: true } },
  lendings: {
    select: { association: { select: { id: true, name: true } } },
    orderBy: { association: { name: 'asc' } },
  },
  unavailability: { orderBy: { fromAt: 'asc' } },
} satisfies Prisma.VehicleSelect

function toCard(row: Prisma.VehicleGetPayload<{ select: typeof select }>): VehicleCard {
  const { comune, association, lendings, unavailability, ...fields } = row
  const lentTo = lendings.map((lending) => lending.association)
  return {
    ...fields,
    loanUntil: day(row.loanUntil),
    insuredUntil: day(row.insuredUntil),
    inspectedUntil: day(row.inspectedUntil),
    associationName: association.name,
    listeningPointId: association.listeningPointId,
    comuneName: comune?.name ?? null,
    lentTo,
    lentToIds: lentTo.map(({ id }) => id),
    workshop: unavailability.map(({ fromAt, untilAt, reason }) => ({ from: fromAt, until: untilAt, reason })),
  }
}

const lapsing = (before: Date): Prisma.VehicleWhereInput => ({
  OR: [
    { insuredUntil: null },
    { insuredUntil: { lt: before } },
    { inspectedUntil: null },
    { inspectedUntil: { lt: before } },
    { ownership: 'onLoan', loanUntil: { lt: before } },
  ],
})
const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')

type Reads = Omit<VehicleReads, 'findAccountableAssociation'> & Pick<VehicleRows, 'vehicleWithPlate'>

export const vehicleReads = (db: Db): Reads => ({
  async listVehicles(filter) {
    const { listeningPointIds, localAssociationId, wheelchair, lapsingBefore, search, active, limit } = filter
    const ofPoints = { listeningPointId: { in: [...(listeningPointIds ?? [])] } }
    const text = { contains: escaped(search ?? ''), mode: 'insensitive' as const }
    const rows = await db.vehicle.findMany({
      where: {
        active,
        ...(localAssociationId && { localAssociationId }),
        ...(wheelchair && { wheelchairPlaces: { gt: 0 } }),
        AND: [
          ...(listeningPointIds
            ? [{ OR: [{ association: ofPoints }, { lendings: { some: { association: ofPoints } } }] }]
            : []),
          ...(lapsingBefore ? [lapsing(toDateColumn(lapsingBefore))] : []),
          ...(search ? [{ OR: [{ plate: text }, { name: text }, { association: { name: text } }] }] : []),
        ],
      },
      orderBy: [{ association: { name: 'asc' } }, { name: 'asc' }, { id: 'asc' }],
      take: limit,
      select,
    })
    return rows.map(toCard)
  },

  async findVehicle(vehicleId) {
    const row = await db.vehicle.findUnique({ where: { id: vehicleId }, select })
    return row && toCard(row)
  },

  async ridesGiven(vehicleId, now) {
    const rows = await db.service.findMany({
      where: { vehicleId, deletedAt: null, state: 'assigned', endsAt: { gt: now } },
      orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
      take: MOST_GIVEN,
      select: {
        ...{ id: true, helpKind: true, startsAt: true, endsAt: true, busyFrom: true, busyUntil: true },
        request: { select: { wheelchair: true, companions: true } },
        person: { select: { mobility: true } },
        volunteer: { select: { localAssociationId: true } },
      },
    })
    return rows.map(({ request, person, volunteer, ...ride }) => ({
      ...ride,
      companions: request.companions ?? 0,
      wheelchair: request.wheelchair || person.mobility === 'wheelchair',
      associationId: volunteer?.localAssociationId ?? null,
    }))
  },

  async odometerOf(vehicleId) {
    const readings = await db.vehicleOdometerReading.findMany({
      where: { vehicleId },
      select: { id: true, readAt: true, km: true },
    })
    const services = await db.service.findMany({
      where: { vehicleId, deletedAt: null, state: 'done' },
      orderBy: { endsAt: 'desc' },
      take: MOST_TRIPS,
      select: { startsAt: true, endsAt: true, km: true, odometerStartKm: true, odometerEndKm: true },
    })
    const atTheWheel = services.flatMap(({ startsAt, endsAt, odometerStartKm, odometerEndKm }) => [
      ...(odometerStartKm === null ? [] : [{ id: null, readAt: startsAt, km: odometerStartKm }]),
      ...(odometerEndKm === null ? [] : [{ id: null, readAt: endsAt, km: odometerEndKm }]),
    ])
    return {
      readings: [...readings, ...atTheWheel],
      trips: services.flatMap(({ endsAt, km }) => (km === null ? [] : [{ endedAt: endsAt, km }])),
    }
  },

  associationsInUse: () =>
    db.localAssociation.findMany({
      where: { active: true },
      select: { id: true, name: true, listeningPointId: true },
      orderBy: { name: 'asc' },
    }),

  async vehicleWithPlate(plate) {
    return (await db.vehicle.findUnique({ where: { plate }, select: { id: true } }))?.id ?? null
  },
})

function columnsOf<F extends Partial<VehicleFields>>({ loanUntil, insuredUntil, inspectedUntil, ...fields }: F) {
  const days = { loanUntil, insuredUntil, inspectedUntil }
  const given = Object.entries(days).flatMap(([name, value]) => (value === undefined ? [] : [[name, column(value)]]))
  const moved = fields.comuneIstatCode !== undefined || fields.depotAddress !== undefined
  return {
    ...fields,
    ...(Object.fromEntries(given) as Record<keyof typeof days, Date | null>),
    // Where a depot was says nothing of where it is now.
    ...(moved ? { latitude: null, longitude: null } : {}),
  }
}

type Writes = Omit<VehicleRows, keyof VehicleReads | 'vehicleWithPlate' | 'comuneExists'>

export const vehicleWrites = (db: Db): Writes => ({
  async lockVehicle(vehicleId) {
    await db.$queryRaw`SELECT 1 FROM vehicle WHERE id = ${vehicleId}::uuid FOR NO KEY UPDATE`
  },

  async addVehicle(vehicleId, fields) {
    const data = { ...columnsOf(fields), id: vehicleId }
    return (await db.vehicle.createMany({ data: [data], skipDuplicates: true })).count > 0
  },

  async changeVehicle(vehicleId, version, fields) {
    const { count } = await db.vehicle
      .updateMany({
        where: { id: vehicleId, version },
        data: { ...columnsOf(fields), version: { increment: 1 } },
      })
      .catch((error: unknown) => {
        // Two at once wrote the same one.
        if (!violatedConstraint(error)?.includes('plate')) throw error
        throw new Conflict('Questa targa è appena stata scritta su un altro automezzo.')
      })
    return count > 0
  },

  async saveVehicleLists(vehicleId, { lentToIds, workshop }) {
    if (lentToIds) {
      await db.vehicleLending.deleteMany({ where: { vehicleId } })
      await db.vehicleLending.createMany({
        data: [...new Set(lentToIds)].map((localAssociationId) => ({ vehicleId, localAssociationId })),
      })
    }
    if (workshop) {
      await db.vehicleUnavailability.deleteMany({ where: { vehicleId } })
      await db.vehicleUnavailability.createMany({
        data: workshop.map(({ from, until, reason }) => ({ vehicleId, fromAt: from, untilAt: until, reason })),
      })
    }
  },

  async addReading(vehicleId, reading) {
    await db.vehicleOdometerReading.create({ data: { vehicleId, ...reading } })
  },

  async removeReading(vehicleId, id) {
    return (await db.vehicleOdometerReading.deleteMany({ where: { id, vehicleId } })).count > 0
  },

  async setOdometer(vehicleId, km) {
    await db.vehicle.update({ where: { id: vehicleId }, data: { odometerKm: km } })
  },
})
