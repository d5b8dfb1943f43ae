import { createHash, randomBytes } from 'node:crypto'
import type { Prisma } from '../../generated/prisma/client.ts'
import type { FeedReads, FeedRows } from '../../helpline/dispatch/day/calendar-feed.ts'
import type { CloseByMessageRows } from '../../helpline/dispatch/day/close-by-message.ts'
import type { DaySheetReads, SheetKind, SheetService } from '../../helpline/dispatch/day/day-sheet.ts'
import type { RemindUnclosedDoors, RemindUnclosedRows } from '../../helpline/dispatch/day/remind-unclosed.ts'
import { isAwaitedReturn } from '../../helpline/dispatch/service-records.ts'
import { isRide } from '../../helpline/dispatch/service-times.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import { type Db, fromDateColumn } from './database.ts'

const MOST_SERVICES = 2_000
const MOST_IN_FEED = 3_000
const MOST_CLOSABLE = 50
/** A hundred and ninety-two bits: nobody is asked who they are. */
const TOKEN_BYTES = 24

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
const named = { select: { id: true, firstName: true, lastName: true, phoneE164: true } } as const
const otherWay = { leg: true, state: true, volunteer: named } as const

const select = {
  ...{ id: true, state: true, outcome: true, km: true, helpKind: true, leg: true, startsAt: true, endsAt: true },
  ...{ fromPlace: true, toPlace: true, calledUntil: true, readyAt: true, wantsOutAt: true, volunteerId: true },
  returnAt: true,
  volunteer: named,
  vehicle: { select: { id: true, name: true, plate: true, depotAddress: true } },
  outwardService: { select: otherWay },
  returnServices: { where: { state: { in: ['assigned', 'done'] } }, select: otherWay, take: 1 },
  offers: { where: { state: 'accepted' }, select: { id: true, volunteerId: true } },
  request: {
    select: {
      ...{ fromPlace: true, toPlace: true, returnKind: true, companions: true, wheelchair: true },
      ...{ mobility: true, recognisedBy: true, notes: true },
    },
  },
  person: {
    select: {
      ...{ firstName: true, lastName: true, birthDate: true, mobility: true, hardOfHearing: true, warning: true },
      phones: { select: { e164: true }, orderBy: [{ preferred: 'desc' }, { e164: 'asc' }], take: 1 },
    },
  },
} satisfies Prisma.ServiceSelect

function toSheetService(row: Prisma.ServiceGetPayload<{ select: typeof select }>): SheetService[] {
  const { volunteer, request, person, outwardService, returnServices, offers, id, wantsOutAt, ...service } = row
  if (!volunteer || (row.state !== 'assigned' && row.state !== 'done')) return []
  const other = outwardService ?? returnServices[0]
  const isAlone = row.leg === 'single'
  return [
    {
      ...{ helpKind: row.helpKind, leg: row.leg, startsAt: row.startsAt, endsAt: row.endsAt, vehicle: row.vehicle },
      ...{ outcome: row.outcome, km: row.km, calledUntil: service.calledUntil, readyAt: service.readyAt },
      serviceId: id,
      state: row.state,
      volunteer: { id: volunteer.id, name: fullName(volunteer), phoneE164: volunteer.phoneE164 },
      person: {
        name: fullName(person),
        firstName: person.firstName,
        birthDate: person.birthDate && fromDateColumn(person.birthDate),
        mobility: request.mobility ?? person.mobility,
        hardOfHearing: person.hardOfHearing,
        phoneE164: person.phones[0]?.e164 ?? null,
        warning: person.warning,
      },
      wheelchair: request.wheelchair || (request.mobility ?? person.mobility) === 'wheelchair',
      companions: request.companions ?? 0,
      fromPlace: service.fromPlace ?? request.fromPlace,
      toPlace: service.toPlace ?? request.toPlace,
      returnKind: isAlone ? request.returnKind : null,
      returnAt: isAlone ? row.returnAt : null,
      recognisedBy: request.recognisedBy,
      notes: request.notes,
      otherWay:
        other?.volunteer && other.volunteer.id !== volunteer.id
          ? {
              ...{ leg: other.leg, volunteerId: other.volunteer.id, volunteerName: fullName(other.volunteer) },
              phoneE164: other.volunteer.phoneE164,
            }
          : null,
      offerId: offers.find(({ volunteerId }) => volunteerId === volunteer.id)?.id ?? null,
      wantsOut: wantsOutAt !== null,
    },
  ]
}

const columnOf = (kind: SheetKind, id: string) => (kind === 'volunteer' ? { volunteerId: id } : { vehicleId: id })

type Reads = DaySheetReads & FeedReads & Pick<RemindUnclosedDoors, 'unclosedServices'>

export const daySheetReads = (db: Db): Reads => ({
  async sheetServices({ day, listeningPointIds, volunteerIds, vehicleIds }) {
    const rows = await db.service.findMany({
      where: {
        deletedAt: null,
        state: { in: ['assigned', 'done'] },
        startsAt: { gte: day.from, lt: day.to },
        ...(listeningPointIds ? { listeningPointId: { in: [...listeningPointIds] } } : {}),
        volunteerId: volunteerIds ? { in: [...volunteerIds] } : { not: null },
        ...(vehicleIds ? { vehicleId: { in: [...vehicleIds] } } : {}),
      },
      orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
      take: MOST_SERVICES,
      select,
    })
    return rows.flatMap(toSheetService)
  },

  async feedsOf(kind, ids) {
    const where = kind === 'volunteer' ? { volunteerId: { in: [...ids] } } : { vehicleId: { in: [...ids] } }
    const rows = await db.calendarFeed.findMany({ where, select: { volunteerId: true, vehicleId: true } })
    return rows.flatMap(({ volunteerId, vehicleId }) => volunteerId ?? vehicleId ?? [])
  },

  async feedOf(tokenHash, { from, to }) {
    const feed = await db.calendarFeed.findUnique({
      where: { tokenHash },
      select: {
        volunteer: { select: { id: true, firstName: true } },
        vehicle: { select: { id: true, name: true } },
      },
    })
    const owner = feed?.volunteer ?? feed?.vehicle
    if (!feed || !owner) return null
    const kind = feed.volunteer ? 'volunteer' : 'vehicle'
    const rows = await db.service.findMany({
      where: {
        ...columnOf(kind, owner.id),
        deletedAt: null,
        state: { in: ['assigned', 'done', 'cancelled', 'unmet'] },
        startsAt: { gte: from, lt: to },
      },
      orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
      take: MOST_IN_FEED,
      select: {
        ...{ id: true, version: true, state: true, helpKind: true, leg: true, startsAt: true, endsAt: true },
        ...{ createdAt: true, assignedAt: true, closedAt: true, calledUntil: true, readyAt: true },
        person: { select: { firstName: true, comune: { select: { name: true } } } },
        volunteer: { select: { firstName: true } },
      },
    })
    return {
      kind,
      name: 'firstName' in owner ? owner.firstName : owner.name,
      services: rows.map(({ person, volunteer, createdAt, assignedAt, closedAt, calledUntil, readyAt, ...row }) => ({
        ...row,
        changedAt: closedAt ?? readyAt ?? assignedAt ?? createdAt,
        isCalledWhenReady: calledUntil !== null && readyAt === null,
        personFirstName: person.firstName,
        comune: person.comune?.name ?? null,
        volunteerFirstName: volunteer?.firstName ?? null,
      })),
    }
  },

  async unclosedServices({ from, to }) {
    const rows = await db.service.findMany({
      where: { state: 'assigned', endsAt: { gte: from, lt: to }, deletedAt: null },
      orderBy: { endsAt: 'asc' },
      select: { id: true },
    })
    return rows.map(({ id }) => id)
  },
})

type Writes = FeedRows &
  Pick<CloseByMessageRows, 'closableServices' | 'writtenReport'> &
  Pick<RemindUnclosedRows, 'acceptedCode'>

export const daySheetWrites = (db: Db): Writes => ({
  async ownerOfFeed(kind, id) {
    const association = { select: { listeningPointId: true } }
    const row =
      kind === 'volunteer'
        ? await db.volunteer.findUnique({ where: { id }, select: { association } })
        : await db.vehicle.findUnique({ where: { id }, select: { association } })
    return row?.association ?? null
  },

  async replaceFeed(kind, id, now) {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    const data = { tokenHash: hashOf(token), createdAt: now }
    const column = columnOf(kind, id)
    const where = kind === 'volunteer' ? { volunteerId: id } : { vehicleId: id }
    await db.calendarFeed.upsert({ where, create: { ...data, ...column }, update: data })
    return { token }
  },

  async removeFeed(kind, id) {
    return (await db.calendarFeed.deleteMany({ where: columnOf(kind, id) })).count > 0
  },

  async closableServices(volunteerIds, { from, to }) {
    const rows = await db.service.findMany({
      where: {
        volunteerId: { in: [...volunteerIds] },
        deletedAt: null,
        state: { in: ['assigned', 'done'] },
        startsAt: { gte: from, lte: to },
      },
      orderBy: [{ startsAt: 'desc' }, { id: 'desc' }],
      take: MOST_CLOSABLE,
      select: {
        ...{ id: true, state: true, helpKind: true, km: true, startsAt: true, volunteerId: true },
        ...{ calledUntil: true, readyAt: true },
        offers: { where: { state: 'accepted' }, select: { code: true, volunteerId: true } },
      },
    })
    return rows.map(({ id, state, helpKind, offers, km, startsAt, volunteerId, ...called }) => ({
      serviceId: id,
      code: offers.find((offer) => offer.volunteerId === volunteerId)?.code ?? null,
      isRide: isRide(helpKind),
      state: state === 'done' ? 'done' : 'assigned',
      km,
      isAwaited: state === 'assigned' && isAwaitedReturn(called),
      startsAt,
    }))
  },

  writtenReport: async (id) => {
    const row = await db.service.findUniqueOrThrow({
      where: { id },
      select: {
        ...{ vehicleId: true, outcome: true, km: true, minutes: true, passengers: true },
        ...{ odometerStartKm: true, odometerEndKm: true, destinationKind: true, insideProvince: true },
      },
    })
    return { ...row, outcome: row.outcome ?? 'done' }
  },

  async acceptedCode(serviceId) {
    const offer = await db.offer.findFirst({ where: { serviceId, state: 'accepted' }, select: { code: true } })
    return offer?.code ?? null
  },
})
