import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatRomeTime } from '../../helpline/territory/rome-time.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aVehicle } from '../support/builders.ts'
import { PATIENCE } from '../support/processes.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

/** What is held is held until somebody is seen to wait for it. */
const HELD_FOR = { timeout: PATIENCE.timeout + 5_000 }

/** A way back called when ready, kept with its outward way: nine o'clock there, awaited from 10:30 until 13. */
let app: TestApp
let day: RideDay
let arrivals = 0

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

const moveTo = async (instant: string): Promise<void> => {
  app.clock.set(instant)
  day = { ...day, cookie: await app.signIn(day.ada) }
}
const row = (id: string) => app.db.service.findUniqueOrThrow({ where: { id } })
const version = async (id: string) => (await row(id)).version
const textsTo = (phone: string) => day.sms.filter(({ to }) => to === phone).map(({ body }) => body)
const aCar = () => aVehicle(app.db, { localAssociationId: day.association.id })

async function texts(from: string, body: string): Promise<void> {
  await sendWebhook(app, {
    path: '/messages/incoming',
    form: { MessageSid: `SM${String(++arrivals).padStart(32, 'd')}`, From: from, To: '+393202000001', Body: body },
  })
}

async function aRide(startsAt = '2026-11-25T09:00:00+01:00', returnKind: 'open' | 'none' = 'open') {
  const person = await day.person()
  const request = await aRideRequest(app.db, {
    pointId: day.point.id,
    personId: person.id,
    startsAt: new Date(startsAt),
  })
  await app.db.request.update({ where: { id: request.id }, data: { returnKind } })
  const params = { requestId: request.id }
  const { serviceIds } = await app.call('takeInCharge', { params, body: {} }, day.cookie)
  const legs = await app.db.service.findMany({ where: { id: { in: serviceIds } }, orderBy: { startsAt: 'asc' } })
  return { outward: legs[0]?.id ?? '', back: legs[1]?.id ?? '' }
}

/** Bruno has said yes: the return is kept for him, car and all. */
async function aKeptRide() {
  const bruno = await day.volunteer()
  const car = await aCar()
  const ride = await aRide()
  await day.work()
  await texts(bruno.phoneE164, 'SI')
  expect(await row(ride.back)).toMatchObject({ state: 'assigned', volunteerId: bruno.id, vehicleId: car.id })
  return { ...ride, bruno, car }
}

async function assign(serviceId: string, volunteerId: string, vehicleId: string | null = 'any') {
  const body = { version: await version(serviceId), volunteerId, vehicleId }
  return app.call('assignByHand', { params: { serviceId }, body }, day.cookie)
}
async function everybodyIsTold(): Promise<void> {
  app.clock.advance(61)
  await day.work()
}

describe('a return kept for who takes the outward way', () => {
  it('is nobody’s again when the outward way is, and is asked of nobody on its own', async () => {
    const { outward, back, bruno } = await aKeptRide()
    const body = { version: await version(outward) }
    await app.call('searchAgain', { params: { serviceId: outward }, body }, day.cookie)
    expect(await row(back)).toMatchObject({ state: 'planned', volunteerId: null, vehicleId: null })
    const marta = await day.volunteer({ firstName: 'Marta' })
    await day.work()
    expect(await app.db.offer.count({ where: { serviceId: back } })).toBe(0)
    await texts(marta.phoneE164, 'SI')
    expect(await row(back)).toMatchObject({ state: 'assigned', volunteerId: marta.id })
    expect(textsTo(bruno.phoneE164).filter((text) => /on serve più/.test(text))).toHaveLength(1)
  })

  it('goes to whoever is given the outward way by hand, and back with the undoing', async () => {
    const { outward, back, bruno, car } = await aKeptRide()
    const marta = await day.volunteer({ firstName: 'Marta' })
    const changed = await assign(outward, marta.id)
    expect(await row(back)).toMatchObject({ state: 'assigned', volunteerId: marta.id, vehicleId: car.id })
    const undo = { params: { serviceId: outward }, body: { version: changed.version } }
    await app.call('undoServiceChange', undo, day.cookie)
    expect(await row(back)).toMatchObject({ state: 'assigned', volunteerId: bruno.id, vehicleId: car.id })
    await everybodyIsTold()
    expect(textsTo(marta.phoneE164)).toEqual([])
  })

  it('stays free where the new one has something else in its hours', async () => {
    const { outward, back } = await aKeptRide()
    const marta = await day.volunteer({ firstName: 'Marta' })
    const other = await aRide('2026-11-25T11:30:00+01:00', 'none')
    await assign(other.outward, marta.id, null)
    await assign(outward, marta.id)
    expect(await row(back)).toMatchObject({ state: 'planned', volunteerId: null })
    await everybodyIsTold()
    expect(await app.db.offer.count({ where: { serviceId: back } })).toBe(0)
  })

  it('is held before the car by who closes the outward way in vain, as by everybody, and called off', async () => {
    const { outward, back, car } = await aKeptRide()
    await moveTo('2026-11-25T10:30:00+01:00')
    const report = { outcome: 'noShow', km: null, minutes: 60, passengers: 0 } as const
    const readings = { odometerStartKm: 90_000, odometerEndKm: 90_010, odometerConfirmed: true }
    const body = { version: await version(outward), ...report, ...readings }
    const closing = await app.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM service WHERE id = ${back}::uuid FOR NO KEY UPDATE`
      const closed = app.call('closeService', { params: { serviceId: outward }, body }, day.cookie)
      const isWaiting = async () =>
        (
          await app.db.$queryRaw<object[]>`
            SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
        ).length
      await expect.poll(isWaiting, PATIENCE).toBe(1)
      const free = await app.db.$queryRaw`SELECT 1 FROM vehicle WHERE id = ${car.id}::uuid FOR UPDATE SKIP LOCKED`
      expect(free).toHaveLength(1)
      return { closed }
    }, HELD_FOR)
    expect(await closing.closed).toMatchObject({ state: 'done', outcome: 'noShow' })
    expect(await row(back)).toMatchObject({ state: 'cancelled' })
    expect(await app.db.vehicle.findUniqueOrThrow({ where: { id: car.id } })).toMatchObject({ odometerKm: 90_010 })
  })

  it('taken from them is told without an hour, and waits until the person is ready', async () => {
    const { back, bruno } = await aKeptRide()
    day.sms.length = 0
    const params = { serviceId: back }
    await app.call('searchAgain', { params, body: { version: await version(back) } }, day.cookie)
    await day.work()
    expect(textsTo(bruno.phoneE164)).toEqual([
      'Auser: al ritorno di mercoledì 25 novembre con Teresa Galli pensa qualcun altro. Non serve più tenersi liberi. Grazie!',
    ])
    expect((await row(back)).state).toBe('planned')
    const sent = { params, body: { version: await version(back) } }
    expect((await app.refusal('searchAgain', sent, day.cookie)).detail).toMatch(/quando la persona è pronta/)
  })

  it('given by hand to another is told without an hour, and the person hears nothing of it yet', async () => {
    const { back } = await aKeptRide()
    const marta = await day.volunteer({ firstName: 'Marta' })
    await day.work()
    const told = textsTo('+390372448678').length + day.calls.length
    await assign(back, marta.id)
    await everybodyIsTold()
    expect(textsTo(marta.phoneE164)).toEqual([expect.stringMatching(/il ritorno di mercoledì 25 novembre .* è suo/)])
    expect(textsTo(marta.phoneE164)[0]).not.toContain('10:30')
    expect(textsTo('+390372448678').length + day.calls.length).toBe(told)
  })

  it('is called off in the same message as the outward way', async () => {
    const { outward, bruno } = await aKeptRide()
    day.sms.length = 0
    const params = { serviceId: outward }
    await app.call('cancelOccurrence', { params, body: { version: await version(outward) } }, day.cookie)
    await day.work()
    expect(textsTo(bruno.phoneE164)).toEqual([expect.stringMatching(/alle 09:00 .* è annullato/)])
  })

  it('is called off in words of its own while it is awaited, without an hour', async () => {
    const { back, bruno } = await aKeptRide()
    await moveTo('2026-11-25T11:00:00+01:00')
    day.sms.length = 0
    await app.call(
      'cancelOccurrence',
      { params: { serviceId: back }, body: { version: await version(back) } },
      day.cookie,
    )
    await day.work()
    expect(textsTo(bruno.phoneE164)).toEqual([
      'Auser: per il ritorno di mercoledì 25 novembre con Teresa Galli non serve più tenersi liberi. Grazie!',
    ])
  })
})

describe('moving the outward way', () => {
  const move = async (serviceId: string, startsAt: string) =>
    app.call(
      'moveService',
      { params: { serviceId }, body: { version: await version(serviceId), startsAt } },
      day.cookie,
    )

  it('moves the return with it, and both stay with who has them; undone, both go back', async () => {
    const { outward, back, bruno, car } = await aKeptRide()
    const before = await row(back)
    const moved = await move(outward, '2026-11-25T10:30:00+01:00')
    expect(moved.isSearching).toBe(false)
    const after = await row(back)
    expect(after).toMatchObject({ state: 'assigned', volunteerId: bruno.id, vehicleId: car.id })
    expect([after.startsAt, after.calledUntil ?? new Date(0)].map(formatRomeTime)).toEqual(['12:00', '14:30'])
    const undo = { params: { serviceId: outward }, body: { version: moved.version } }
    await app.call('undoServiceChange', undo, day.cookie)
    const undone = await row(back)
    expect({ ...undone, version: 0, assignedAt: null, preferredVolunteerId: null }).toEqual({
      ...before,
      version: 0,
      assignedAt: null,
      preferredVolunteerId: null,
    })
  })

  it('where nobody can come at the new time, only the outward way is asked', async () => {
    const { outward, back } = await aKeptRide()
    expect((await move(outward, '2026-11-29T10:00:00+01:00')).isSearching).toBe(true)
    await day.volunteer({ availability: [{ weekday: 7, fromTime: '08:00', untilTime: '20:00' }] })
    await everybodyIsTold()
    expect(await row(back)).toMatchObject({ state: 'planned', volunteerId: null })
    expect(await app.db.offer.count({ where: { serviceId: outward, state: { in: ['pending', 'sent'] } } })).toBe(1)
    expect(await app.db.offer.count({ where: { serviceId: back } })).toBe(0)
  })

  it('moved on its own it is not asked of anybody either', async () => {
    const { back } = await aKeptRide()
    await move(back, '2026-11-29T12:00:00+01:00')
    await everybodyIsTold()
    expect(await row(back)).toMatchObject({ state: 'planned', volunteerId: null })
    expect(await app.db.offer.count({ where: { serviceId: back, state: { in: ['pending', 'sent'] } } })).toBe(0)
  })
})

describe('ready after the time that was kept', () => {
  const ready = (serviceId: string) => app.call('declareReady', { params: { serviceId }, body: {} }, day.cookie)

  async function theCarIsTakenAtThree(carId: string) {
    const ugo = await day.volunteer({ firstName: 'Ugo' })
    const { outward } = await aRide('2026-11-25T15:00:00+01:00', 'none')
    await assign(outward, ugo.id, carId)
  }

  it('goes with another car where the one that was kept is given away', async () => {
    const { back, bruno, car } = await aKeptRide()
    const other = await aCar()
    await theCarIsTakenAtThree(car.id)
    await moveTo('2026-11-25T14:20:00+01:00')
    await ready(back)
    expect(await row(back)).toMatchObject({ state: 'assigned', volunteerId: bruno.id, vehicleId: other.id })
  })

  it('is asked of others where there is none', async () => {
    const { back, bruno, car } = await aKeptRide()
    await theCarIsTakenAtThree(car.id)
    await moveTo('2026-11-25T14:20:00+01:00')
    day.sms.length = 0
    await ready(back)
    await day.work()
    expect(await row(back)).toMatchObject({ state: 'offering', volunteerId: null, vehicleId: null })
    expect(textsTo(bruno.phoneE164)[0]).toMatch(/pensa qualcun altro/)
    expect(await app.db.offer.count({ where: { serviceId: back } })).toBeGreaterThan(0)
  })
})

describe('two at once', () => {
  const hold = (db: Pick<TestApp['db'], '$executeRawUnsafe'>, table: 'service' | 'vehicle', id = '') =>
    db.$executeRawUnsafe(`SELECT 1 FROM ${table} WHERE id = $1::uuid FOR NO KEY UPDATE`, id)
  const waiting = async () => {
    const [found] = await app.db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
    return found?.count ?? 0
  }
  /** Somebody holds the first, others set to work, and then the second is wanted too: nobody waits for each other for ever. */
  const holdingInOrder = async <T>(
    table: 'service' | 'vehicle',
    [first, second]: [string, string],
    others: () => Promise<T>,
  ): Promise<T> => {
    const { answer } = await app.db.$transaction(async (tx) => {
      await hold(tx, table, first)
      const started = { answer: others() }
      await expect.poll(waiting, PATIENCE).toBeGreaterThan(0)
      await hold(tx, table, second)
      return started
    }, HELD_FOR)
    return answer
  }

  it('take the outward way before its return', { timeout: 60_000 }, async () => {
    const { outward, back } = await aKeptRide()
    await moveTo('2026-11-25T10:10:00+01:00')
    await holdingInOrder('service', [outward, back], () =>
      app.call('declareReady', { params: { serviceId: back }, body: {} }, day.cookie),
    )
    expect((await row(back)).readyAt).not.toBeNull()
  })

  it('take vehicles in one order, whichever a service has already', { timeout: 60_000 }, async () => {
    const [first, second] = [(await aCar()).id, (await aCar()).id].sort()
    if (!first || !second) throw new Error('Two cars are needed')
    const [bruno, marta] = [await day.volunteer(), await day.volunteer()]
    const { outward } = await aRide('2026-11-25T09:00:00+01:00', 'none')
    await assign(outward, bruno.id, second)
    await app.db.vehicle.update({ where: { id: second }, data: { seats: 1 } })
    await holdingInOrder('vehicle', [first, second], () => assign(outward, marta.id))
    expect(await row(outward)).toMatchObject({ volunteerId: marta.id, vehicleId: first })
  })
})
