import type { Prisma } from '../../generated/prisma/client.ts'
import type { ChangeSeriesRows } from '../../helpline/dispatch/series/change-series.ts'
import type { ExtendSeriesDoors } from '../../helpline/dispatch/series/extend-series.ts'
import type { MoveReturnRows } from '../../helpline/dispatch/series/kept-return.ts'
import type { SeriesDetail, SeriesReads } from '../../helpline/dispatch/series/read-series.ts'
import type { ReadyByMessageRows, ReadyRows, WatchRows } from '../../helpline/dispatch/series/return-leg.ts'
import type { SeriesFields, SeriesOrigin, SeriesRecord } from '../../helpline/dispatch/series/series-records.ts'
import type { StartSeriesRows } from '../../helpline/dispatch/series/start-series.ts'
import { Conflict } from '../../helpline/errors.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import { type Db, fromDateColumn, toDateColumn, violatedConstraint } from './database.ts'
import { personSelect, toPersonRecord } from './people-rows.ts'

const columns = {
  id: true,
  requestId: true,
  rule: true,
  firstDate: true,
  wallTime: true,
  durationMinutes: true,
  excludedDates: true,
  addedDates: true,
  skipHolidays: true,
  pausedFrom: true,
  pausedUntil: true,
  endsOn: true,
  returnKind: true,
  returnTime: true,
  fromPlace: true,
  toPlace: true,
  volunteerId: true,
  isComplete: true,
  version: true,
} satisfies Prisma.SeriesSelect

const originColumns = {
  id: true,
  state: true,
  personId: true,
  helpKind: true,
  destinationKind: true,
  insideProvince: true,
  contactId: true,
  person: { select: { localAssociationId: true } },
  contact: { select: { listeningPointId: true, localAssociationId: true } },
} satisfies Prisma.RequestSelect

const DAY_MS = 86_400_000

const day = (date: Date | null): string | null => (date ? fromDateColumn(date) : null)

const toSeries = (row: Prisma.SeriesGetPayload<{ select: typeof columns }>): SeriesRecord => ({
  ...row,
  firstDate: fromDateColumn(row.firstDate),
  excludedDates: row.excludedDates.map(fromDateColumn),
  addedDates: row.addedDates.map(fromDateColumn),
  pausedFrom: day(row.pausedFrom),
  pausedUntil: day(row.pausedUntil),
  endsOn: day(row.endsOn),
})

const toOrigin = (row: Prisma.RequestGetPayload<{ select: typeof originColumns }>): SeriesOrigin => ({
  requestId: row.id,
  requestState: row.state,
  contactId: row.contactId,
  personId: row.personId,
  helpKind: row.helpKind,
  listeningPointId: row.contact.listeningPointId,
  localAssociationId: row.person?.localAssociationId ?? row.contact.localAssociationId,
  destinationKind: row.destinationKind,
  insideProvince: row.insideProvince,
})

const column = (date: string | null): Date | null => (date === null ? null : toDateColumn(date))

/** Only the fields given. */
function toColumns(fields: Partial<SeriesFields>) {
  const { firstDate, excludedDates, addedDates, pausedFrom, pausedUntil, endsOn, ...rest } = fields
  return {
    ...rest,
    ...(firstDate === undefined ? {} : { firstDate: toDateColumn(firstDate) }),
    ...(excludedDates === undefined ? {} : { excludedDates: excludedDates.map(toDateColumn) }),
    ...(addedDates === undefined ? {} : { addedDates: addedDates.map(toDateColumn) }),
    ...(pausedFrom === undefined ? {} : { pausedFrom: column(pausedFrom) }),
    ...(pausedUntil === undefined ? {} : { pausedUntil: column(pausedUntil) }),
    ...(endsOn === undefined ? {} : { endsOn: column(endsOn) }),
  }
}

const detailColumns = {
  ...columns,
  volunteer: { select: { firstName: true, lastName: true } },
  request: { select: { ...originColumns, person: { select: personSelect } } },
} satisfies Prisma.SeriesSelect

export const seriesReads = (db: Db): SeriesReads & Pick<ExtendSeriesDoors, 'listRunningSeries'> => ({
  async listRunningSeries() {
    const rows = await db.series.findMany({
      where: { isComplete: false, request: { state: 'takenInCharge', deletedAt: null } },
      orderBy: { id: 'asc' },
      select: { id: true },
    })
    return rows.map(({ id }) => id)
  },

  async findSeries(seriesId) {
    const row = await db.series.findUnique({ where: { id: seriesId }, select: detailColumns })
    if (!row) return null
    const { volunteer, request, ...series } = row
    const services = await db.service.findMany({
      where: { seriesId, deletedAt: null },
      orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
      select: {
        id: true,
        occurrenceOn: true,
        leg: true,
        state: true,
        startsAt: true,
        version: true,
        calledUntil: true,
        readyAt: true,
        volunteer: { select: { firstName: true, lastName: true } },
      },
    })
    const detail: SeriesDetail = {
      ...toSeries(series),
      listeningPointId: request.contact.listeningPointId,
      requestState: request.state,
      contactId: request.contactId,
      helpKind: request.helpKind,
      person: request.person ? toPersonRecord(request.person) : null,
      volunteerName: volunteer ? fullName(volunteer) : null,
      services: services.map(({ occurrenceOn, volunteer: goes, ...service }) => ({
        ...service,
        occurrenceOn: day(occurrenceOn) ?? '',
        volunteerName: goes ? fullName(goes) : null,
      })),
    }
    return detail
  },

  async seriesOfRequest(requestId) {
    const request = await db.request.findFirst({
      where: { id: requestId, deletedAt: null },
      select: {
        contact: { select: { listeningPointId: true } },
        series: {
          orderBy: [{ firstDate: 'asc' }, { id: 'asc' }],
          select: { ...columns, volunteer: { select: { firstName: true, lastName: true } } },
        },
      },
    })
    if (!request) return null
    return {
      listeningPointId: request.contact.listeningPointId,
      series: request.series.map(({ volunteer, ...series }) => ({
        ...toSeries(series),
        volunteerName: volunteer ? fullName(volunteer) : null,
      })),
    }
  },
})

/** A merge holds the card before it moves what is attached: whoever adds to a cycle holds first whom it is for now. */
async function holdCard(db: Db, seriesId: string): Promise<void> {
  const whoNow = async () =>
    (await db.series.findUnique({ where: { id: seriesId }, select: { request: { select: { personId: true } } } }))
      ?.request.personId ?? null
  let held: string | null = null
  for (let personId = await whoNow(); personId !== held; personId = await whoNow()) {
    await db.$queryRaw`SELECT 1 FROM assisted_person WHERE id = ${personId}::uuid FOR SHARE`
    held = personId
  }
}

type Writes = Pick<
  ChangeSeriesRows &
    StartSeriesRows &
    ReadyRows &
    ReadyByMessageRows &
    MoveReturnRows &
    WatchRows & { endSeriesOf(requestId: string, endsOn: string): Promise<void> },
  | 'lockSeries'
  | 'originOfSeries'
  | 'addSeries'
  | 'updateSeries'
  | 'endSeriesOf'
  | 'handServicesOver'
  | 'openServicesOfSeries'
  | 'datesWithServices'
  | 'setComplete'
  | 'writeLeg'
  | 'detachServices'
  | 'hasReturnOn'
  | 'preferForSeries'
  | 'volunteerExists'
  | 'returnIdOf'
  | 'planAgain'
  | 'writeWindow'
  | 'returnAwaited'
  | 'outwardIdOf'
  | 'isVehicleFree'
  | 'preferVolunteer'
  | 'endOutwardBy'
  | 'writeReady'
  | 'phoneOfPerson'
>

export const seriesWrites = (db: Db): Writes => ({
  async lockSeries(seriesId) {
    await holdCard(db, seriesId)
    await db.$queryRaw`SELECT 1 FROM series WHERE id = ${seriesId}::uuid FOR NO KEY UPDATE`
    const row = await db.series.findUnique({ where: { id: seriesId }, select: columns })
    return row && toSeries(row)
  },

  async originOfSeries(seriesId) {
    const row = await db.series.findUnique({ where: { id: seriesId }, select: { request: { select: originColumns } } })
    return row && toOrigin(row.request)
  },

  async addSeries({ requestId, ...fields }) {
    const { firstDate, excludedDates, addedDates, pausedFrom, pausedUntil, endsOn, ...rest } = fields
    const { id } = await db.series.create({
      data: {
        ...rest,
        requestId,
        firstDate: toDateColumn(firstDate),
        excludedDates: excludedDates.map(toDateColumn),
        addedDates: addedDates.map(toDateColumn),
        pausedFrom: column(pausedFrom),
        pausedUntil: column(pausedUntil),
        endsOn: column(endsOn),
      },
      select: { id: true },
    })
    return id
  },

  async updateSeries(seriesId, fields) {
    await db.series.update({ where: { id: seriesId }, data: { ...toColumns(fields), version: { increment: 1 } } })
  },

  async endSeriesOf(requestId, endsOn) {
    await db.series.updateMany({
      where: { requestId, isComplete: false },
      data: { isComplete: true, endsOn: toDateColumn(endsOn), version: { increment: 1 } },
    })
  },

  async handServicesOver(seriesId, toSeriesId, from) {
    await db.service.updateMany({
      where: { seriesId, occurrenceOn: { gte: toDateColumn(from) } },
      data: { seriesId: toSeriesId },
    })
  },

  async openServicesOfSeries(seriesId, from) {
    const rows = await db.service.findMany({
      where: {
        seriesId,
        occurrenceOn: { gte: toDateColumn(from) },
        deletedAt: null,
        state: { in: ['planned', 'offering', 'assigned'] },
      },
      orderBy: [{ occurrenceOn: 'asc' }, { startsAt: 'asc' }],
      select: { id: true, occurrenceOn: true, leg: true, state: true, startsAt: true, volunteerId: true },
    })
    return rows.map(({ occurrenceOn, ...row }) => ({ ...row, occurrenceOn: day(occurrenceOn) ?? '' }))
  },

  async datesWithServices(seriesId, from) {
    const rows = await db.service.findMany({
      where: { seriesId, occurrenceOn: { gte: toDateColumn(from) } },
      distinct: ['occurrenceOn'],
      select: { occurrenceOn: true },
    })
    return rows.flatMap(({ occurrenceOn }) => day(occurrenceOn) ?? [])
  },

  async setComplete(seriesId, isComplete) {
    await db.series.update({ where: { id: seriesId }, data: { isComplete } })
  },

  async writeLeg(serviceId, { leg, returnAt, calledUntil, fromPlace, toPlace, ...times }) {
    await db.service.update({ where: { id: serviceId }, data: { leg, returnAt, calledUntil, fromPlace, toPlace } })
    // Who has said yes is moved with them, or let go first: two bookings in the same hours are refused.
    await db.service.updateMany({
      where: { id: serviceId, state: { in: ['planned', 'offering'] } },
      data: { ...times, version: { increment: 1 } },
    })
  },

  async detachServices(ids) {
    await db.service.updateMany({ where: { id: { in: ids } }, data: { seriesId: null } })
  },

  async hasReturnOn(seriesId, date) {
    return (await db.service.count({ where: { seriesId, occurrenceOn: toDateColumn(date), leg: 'return' } })) > 0
  },

  async preferForSeries(seriesId, volunteerId) {
    await db.service.updateMany({
      where: { seriesId, state: { in: ['planned', 'offering'] } },
      data: { preferredVolunteerId: volunteerId },
    })
  },

  async volunteerExists(volunteerId) {
    return (await db.volunteer.findUnique({ where: { id: volunteerId }, select: { id: true } })) !== null
  },

  async returnIdOf(outwardServiceId) {
    const row = await db.service.findFirst({
      where: { outwardServiceId, deletedAt: null, state: { not: 'cancelled' } },
      select: { id: true },
    })
    return row?.id ?? null
  },

  async planAgain(serviceId) {
    await db.offer.updateMany({
      where: { serviceId, state: 'accepted' },
      data: { state: 'withdrawn', answeredAt: null, answerVia: null },
    })
    await db.service.update({
      where: { id: serviceId },
      data: {
        state: 'planned',
        volunteerId: null,
        vehicleId: null,
        assignedAt: null,
        toldPersonAt: null,
        personConfirmedAt: null,
        wantsOutAt: null,
        version: { increment: 1 },
      },
    })
    await db.serviceFlag.deleteMany({ where: { serviceId } })
  },

  async writeWindow(serviceId, window) {
    await db.service.update({ where: { id: serviceId }, data: window })
  },

  async returnAwaited({ personIds, volunteerIds }, now) {
    const found = await db.service.findMany({
      where: {
        deletedAt: null,
        calledUntil: { not: null },
        state: { in: ['planned', 'offering', 'assigned'] },
        // Late too: whoever writes in the evening of the same day is still awaited.
        startsAt: { gt: new Date(now.getTime() - DAY_MS), lt: new Date(now.getTime() + DAY_MS / 12) },
        outwardService: { startsAt: { lt: now } },
        // One that was called and is over only waits to be closed.
        AND: { OR: [{ readyAt: null }, { endsAt: { gt: now } }] },
        OR: [{ personId: { in: personIds } }, { volunteerId: { in: volunteerIds } }],
      },
      take: 2,
      select: { id: true },
    })
    return found.length === 1 ? (found[0]?.id ?? null) : null
  },

  async outwardIdOf(returnServiceId) {
    const row = await db.service.findUnique({ where: { id: returnServiceId }, select: { outwardServiceId: true } })
    return row?.outwardServiceId ?? null
  },

  async isVehicleFree(vehicleId, { id, busyFrom, busyUntil }) {
    await db.$queryRaw`SELECT 1 FROM vehicle WHERE id = ${vehicleId}::uuid FOR NO KEY UPDATE`
    const [taken, away] = [
      await db.service.findFirst({
        where: {
          vehicleId,
          id: { not: id },
          deletedAt: null,
          state: { in: ['assigned', 'done'] },
          busyFrom: { lt: busyUntil },
          busyUntil: { gt: busyFrom },
        },
        select: { id: true },
      }),
      await db.vehicleUnavailability.findFirst({
        where: { vehicleId, fromAt: { lt: busyUntil }, untilAt: { gt: busyFrom } },
        select: { id: true },
      }),
    ]
    return taken === null && away === null
  },

  async preferVolunteer(serviceId, volunteerId) {
    await db.service.update({ where: { id: serviceId }, data: { preferredVolunteerId: volunteerId } })
  },

  async endOutwardBy(outwardServiceId, now) {
    await db.$executeRaw`
      UPDATE service SET ends_at = least(ends_at, ${now}::timestamptz), busy_until = least(busy_until, ${now}::timestamptz)
      WHERE id = ${outwardServiceId}::uuid AND starts_at < ${now} AND busy_until > ${now}`
  },

  async writeReady(serviceId, ready, now) {
    await db.service
      .update({ where: { id: serviceId }, data: { ...ready, readyAt: now, version: { increment: 1 } } })
      .catch((error: unknown) => {
        if (!/booked_once/.test(violatedConstraint(error) ?? '')) throw error
        throw new Conflict('Il volontario o l’automezzo ha preso proprio ora un altro impegno: provi ancora.')
      })
  },

  async phoneOfPerson(personId) {
    const phone = await db.personPhone.findFirst({
      where: { personId },
      orderBy: [{ preferred: 'desc' }, { e164: 'asc' }],
      select: { e164: true },
    })
    return phone?.e164 ?? null
  },
})
