import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aVehicle } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'

/** More than a page holds: what matters is there, and it is said that something is not. */
let app: TestApp
let day: RideDay

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

beforeEach(async () => {
  await app.db
    .$executeRaw`TRUNCATE listening_point, local_association, comune, operator, offer_policy, job_wish CASCADE`
  app.clock.set(TUESDAY_AT_TEN)
  day = await aRideDay(app)
})

const HOUR_MS = 3_600_000
const at = (instant: string): Date => new Date(instant)

/** Rides of one request, as many as there are hours. */
async function rides(startingAt: readonly Date[], more: { volunteerId?: string; vehicleId?: string } = {}) {
  const person = await day.person({ e164: [] })
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id })
  const createdAt = app.clock.now()
  const rows = await app.db.service.createManyAndReturn({
    data: startingAt.map((startsAt) => {
      const endsAt = new Date(startsAt.getTime() + HOUR_MS)
      return {
        ...{ requestId: request.id, personId: person.id, helpKind: 'transport', listeningPointId: day.point.id },
        ...{ startsAt, endsAt, busyFrom: startsAt, busyUntil: endsAt, createdAt, recordedAt: createdAt },
        ...(more.volunteerId ? { ...more, state: 'assigned' as const, assignedAt: createdAt } : {}),
      }
    }),
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

const everyHour = (from: string, count: number): Date[] =>
  Array.from({ length: count }, (_, index) => new Date(at(from).getTime() + index * HOUR_MS))

describe('the board', () => {
  const board = () => app.call('readBoard', {}, day.cookie)

  it('shows tomorrow before what is left over from days gone by, newest first, and counts what it does not show', async () => {
    const old = await rides(everyHour('2026-11-10T08:00:00+01:00', 205))
    const [thisMorning] = await rides([at('2026-11-24T09:00:00+01:00')])
    const [tomorrow] = await rides([at('2026-11-25T09:00:00+01:00')])
    const { rows, more } = await board()
    expect(rows.map(({ service }) => service.id)).toEqual([thisMorning, tomorrow, ...old.toReversed().slice(0, 100)])
    expect(more).toEqual({ ahead: 0, past: 105 })
  })

  it('says how many are still to come after those it shows', async () => {
    await rides(everyHour('2026-11-25T00:00:00+01:00', 203))
    const { rows, more } = await board()
    expect(rows).toHaveLength(200)
    expect(more).toEqual({ ahead: 3, past: 0 })
  })

  it('counts what is finished and not closed, once it is on the board', async () => {
    const bruno = await day.volunteer()
    const car = await aVehicle(app.db, { localAssociationId: day.association.id })
    await rides(everyHour('2026-11-19T00:00:00+01:00', 102), { volunteerId: bruno.id, vehicleId: car.id })
    await rides([at('2026-11-24T08:00:00+01:00')], { volunteerId: bruno.id, vehicleId: car.id })
    const { rows, more } = await board()
    expect(new Set(rows.map(({ reasonKind }) => reasonKind))).toEqual(new Set(['toClose']))
    expect(more).toEqual({ ahead: 0, past: 2 })
  })
})

describe('the calendar of a point with more than it can list', () => {
  const calendar = (found: { volunteerName?: string; vehicleName?: string } = {}) =>
    app.call(
      'readServiceCalendar',
      { query: { listeningPointId: day.point.id, from: '2026-11-24', ...found } },
      day.cookie,
    )

  it('has everybody who goes, whatever their name, and finds by name who is free', async () => {
    const since = app.clock.now()
    await app.db.volunteer.createMany({
      data: Array.from({ length: 401 }, (_, index) => ({
        ...{ firstName: 'Ada', lastName: `Abate ${index}`, phoneE164: `+3934720${String(index).padStart(5, '0')}` },
        ...{ localAssociationId: day.association.id, startedOn: since },
      })),
    })
    const zoe = await day.volunteer({ firstName: 'Zoe', lastName: 'Zucca' })
    const free = await day.volunteer({ firstName: 'Zita', lastName: 'Zanni' })
    const [ride] = await rides([at('2026-11-25T09:00:00+01:00')], { volunteerId: zoe.id })
    const view = await calendar()
    expect(view.services.map(({ id, volunteerId }) => [id, volunteerId])).toEqual([[ride, zoe.id]])
    expect(view.volunteers).toHaveLength(401)
    expect(view.volunteers.at(-1)?.id).toBe(zoe.id)
    expect(view.isCut).toEqual({ services: false, volunteers: true, vehicles: false })
    const found = await calendar({ volunteerName: 'zan' })
    expect(found.volunteers.map(({ id }) => id)).toEqual([free.id, zoe.id])
    expect(found.isCut.volunteers).toBe(false)
    expect((await calendar({ volunteerName: 'zita zanni' })).volunteers.map(({ id }) => id)).toEqual([free.id, zoe.id])
    expect((await calendar({ volunteerName: '%' })).volunteers.map(({ id }) => id)).toEqual([zoe.id])
  })

  it('has every vehicle that is driven, and finds by name or plate one that is free', async () => {
    await app.db.vehicle.createMany({
      data: Array.from({ length: 401 }, (_, index) => ({
        ...{ name: 'Auto', plate: `AA${String(index).padStart(3, '0')}AA`, seats: 4, ownership: 'owned' as const },
        ...{ localAssociationId: day.association.id },
      })),
    })
    const bruno = await day.volunteer()
    const driven = await aVehicle(app.db, { localAssociationId: day.association.id, name: 'Zafira' })
    const free = await aVehicle(app.db, {
      ...{ localAssociationId: day.association.id, name: 'Zoe', plate: 'ZZ123ZZ' },
    })
    await rides([at('2026-11-25T09:00:00+01:00')], { volunteerId: bruno.id, vehicleId: driven.id })
    const view = await calendar()
    expect(view.vehicles.map(({ id }) => id)).toContain(driven.id)
    expect(view.isCut).toEqual({ services: false, volunteers: false, vehicles: true })
    expect((await calendar({ vehicleName: 'zz123' })).vehicles.map(({ id }) => id)).toEqual([driven.id, free.id])
  })
})
