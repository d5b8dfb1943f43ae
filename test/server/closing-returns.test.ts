import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aVehicle } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

/** Teresa is taken to the hospital at nine and called for when ready, until 13: what is closed must not leave her there. */
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

/** What is answered to it. */
async function texts(from: string, body: string): Promise<string> {
  const MessageSid = `SM${String(++arrivals).padStart(32, 'c')}`
  const form = { MessageSid, From: from, To: '+393202000001', Body: body }
  const response = await sendWebhook(app, { path: '/messages/incoming', form })
  return /<Message>(.*)<\/Message>/.exec(await response.text())?.[1] ?? ''
}

async function aRide(on: string, person: { id: string }, needed: { returnAt?: Date } = {}) {
  const startsAt = new Date(`${on}T09:00:00+01:00`)
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt })
  const returnKind = needed.returnAt ? 'fixed' : 'open'
  await app.db.request.update({ where: { id: request.id }, data: { returnKind, ...needed } })
  const params = { requestId: request.id }
  const { serviceIds } = await app.call('takeInCharge', { params, body: {} }, day.cookie)
  const legs = await app.db.service.findMany({ where: { id: { in: serviceIds } }, orderBy: { startsAt: 'asc' } })
  return { requestId: request.id, outward: legs[0]?.id ?? '', back: legs[1]?.id ?? '' }
}

/** Bruno has said yes: the return is kept for him, car and all. */
async function aKeptRide() {
  const bruno = await day.volunteer()
  const car = await aVehicle(app.db, { localAssociationId: day.association.id })
  const ride = await aRide('2026-11-25', await day.person())
  await day.work()
  await texts(bruno.phoneE164, 'SI')
  expect(await row(ride.back)).toMatchObject({ state: 'assigned', volunteerId: bruno.id, vehicleId: car.id })
  return { ...ride, bruno, car }
}

const report = { km: 14, minutes: 60, passengers: 1 } as const
const close = async (serviceId: string, more: { outcome?: 'noShow'; fulfilledBy?: 'partner' } = {}) =>
  app.call(
    'closeService',
    { params: { serviceId }, body: { version: await version(serviceId), ...report, outcome: 'done', ...more } },
    day.cookie,
  )
const correct = async (serviceId: string, outcome: 'done' | 'noShow') =>
  app.call(
    'correctService',
    { params: { serviceId }, body: { version: await version(serviceId), ...report, outcome } },
    day.cookie,
  )
const ready = (serviceId: string) => app.call('declareReady', { params: { serviceId }, body: {} }, day.cookie)

describe('FATTO, with the person still at the hospital', () => {
  it('is of the way there, and leaves the return awaited', async () => {
    const { outward, back, bruno } = await aKeptRide()
    await moveTo('2026-11-25T11:00:00+01:00')
    expect(await texts(bruno.phoneE164, 'FATTO 14')).toBe('Grazie, registrato: 14 chilometri.')
    expect(await row(outward)).toMatchObject({ state: 'done', km: 14 })
    expect((await row(back)).state).toBe('assigned')
  })

  it('closes no return that nobody has called', async () => {
    const { outward, back, bruno } = await aKeptRide()
    await moveTo('2026-11-25T11:00:00+01:00')
    await close(outward)
    expect(await texts(bruno.phoneE164, 'FATTO 20')).toContain('una persona controlla')
    expect(await row(back)).toMatchObject({ state: 'assigned', readyAt: null })
    await ready(back)
    expect(await texts(bruno.phoneE164, 'FATTO 15')).toBe('Grazie, registrato: 15 chilometri.')
    expect(await row(back)).toMatchObject({ state: 'done', km: 15 })
  })
})

describe('“pronta” the day after a return that was called and never closed', () => {
  it('is of the return of today', async () => {
    const bruno = await day.volunteer()
    const teresa = await day.person({ e164: ['+393351234567'] })
    const rides = [await aRide('2026-11-25', teresa), await aRide('2026-11-26', teresa)]
    for (const { outward } of rides) {
      const body = { version: await version(outward), volunteerId: bruno.id, vehicleId: null }
      await app.call('assignByHand', { params: { serviceId: outward }, body }, day.cookie)
    }
    const [yesterday, today] = rides.map(({ back }) => back)
    await moveTo('2026-11-25T11:30:00+01:00')
    expect(await texts('+393351234567', 'Sono pronta')).toContain('Va bene, grazie')
    expect((await row(yesterday ?? '')).readyAt).not.toBeNull()
    await moveTo('2026-11-26T11:00:00+01:00')
    expect(await texts('+393351234567', 'Sono pronta')).toContain('Va bene, grazie')
    expect((await row(today ?? '')).readyAt).not.toBeNull()
  })
})

describe('a return kept for somebody and done by somebody else', () => {
  it('is told to who was kept for it', async () => {
    const { outward, back, bruno } = await aKeptRide()
    await moveTo('2026-11-25T11:00:00+01:00')
    await close(outward)
    day.sms.length = 0
    await close(back, { fulfilledBy: 'partner' })
    await day.work()
    expect(await row(back)).toMatchObject({ state: 'done', volunteerId: null })
    expect(textsTo(bruno.phoneE164)).toEqual([
      'Auser: per il ritorno di mercoledì 25 novembre con Teresa Galli non serve più tenersi liberi. Grazie!',
    ])
  })
})

describe('an outward way closed in vain by mistake, and put right', () => {
  const requestOf = (id: string) => app.db.request.findUniqueOrThrow({ where: { id } })

  it('has its return again, kept for who had it, who is told', async () => {
    const { requestId, outward, back, bruno, car } = await aKeptRide()
    await moveTo('2026-11-25T10:00:00+01:00')
    await close(outward, { outcome: 'noShow' })
    expect((await row(back)).state).toBe('cancelled')
    expect((await requestOf(requestId)).state).toBe('solved')
    await day.work()
    day.sms.length = 0
    await correct(outward, 'done')
    await day.work()
    expect(await row(back)).toMatchObject({
      ...{ state: 'assigned', volunteerId: bruno.id, vehicleId: car.id, closedAt: null },
    })
    expect(await requestOf(requestId)).toMatchObject({ state: 'takenInCharge', closedAt: null, fulfilledBy: null })
    expect(textsTo(bruno.phoneE164)).toEqual([
      expect.stringMatching(/il ritorno di mercoledì 25 novembre con Teresa Galli è suo/),
    ])
    await ready(outward)
    expect((await row(back)).readyAt).not.toBeNull()
    await close(back)
    expect(await requestOf(requestId)).toMatchObject({ state: 'solved', fulfilledBy: 'auser' })
  })

  it('has it back open where who had it has something else, and again once', async () => {
    const { outward, back, bruno } = await aKeptRide()
    await moveTo('2026-11-25T10:00:00+01:00')
    await close(outward, { outcome: 'noShow' })
    const other = await aRideRequest(app.db, {
      ...{ pointId: day.point.id, personId: (await day.person({ e164: [] })).id },
      startsAt: new Date('2026-11-25T11:00:00+01:00'),
    })
    const taken = await app.call('takeInCharge', { params: { requestId: other.id }, body: {} }, day.cookie)
    const serviceId = taken.serviceIds[0] ?? ''
    const body = { version: await version(serviceId), volunteerId: bruno.id, vehicleId: null }
    await app.call('assignByHand', { params: { serviceId }, body }, day.cookie)
    await correct(outward, 'done')
    expect(await row(back)).toMatchObject({ state: 'planned', volunteerId: null })
    await correct(outward, 'noShow')
    expect((await row(back)).state).toBe('cancelled')
    await correct(outward, 'done')
    expect((await row(back)).state).toBe('planned')
  })

  it('after the time that was kept, somebody is told to call the person', async () => {
    const { outward, back } = await aKeptRide()
    await moveTo('2026-11-25T10:00:00+01:00')
    await close(outward, { outcome: 'noShow' })
    await moveTo('2026-11-25T14:00:00+01:00')
    await day.work()
    expect(await app.db.callback.count()).toBe(0)
    await correct(outward, 'done')
    await day.work()
    expect(await app.db.callback.findMany({ select: { id: true } })).toEqual([{ id: back }])
    const { rows: board } = await app.call('readBoard', {}, day.cookie)
    expect(board.map(({ service, reasonKind }) => [service.id, reasonKind])).toEqual([[back, 'returnNotCalled']])
  })

  it('asks again for a return at a fixed hour, first whoever had it', async () => {
    const bruno = await day.volunteer()
    const carla = await day.volunteer({ firstName: 'Carla' })
    const returnAt = new Date('2026-11-25T15:00:00+01:00')
    const { outward, back } = await aRide('2026-11-25', await day.person(), { returnAt })
    for (const [serviceId, volunteerId] of [
      [outward, bruno.id],
      [back, carla.id],
    ] as const) {
      const body = { version: await version(serviceId), volunteerId, vehicleId: null }
      await app.call('assignByHand', { params: { serviceId }, body }, day.cookie)
    }
    await moveTo('2026-11-25T10:00:00+01:00')
    await day.work()
    await close(outward, { outcome: 'noShow' })
    await day.work()
    day.sms.length = 0
    await correct(outward, 'done')
    await day.work()
    expect(await row(back)).toMatchObject({ state: 'offering', preferredVolunteerId: carla.id })
    expect(textsTo(carla.phoneE164)).toEqual([expect.stringContaining('15:00')])
  })

  it('brings back no return that was called off before', async () => {
    const { requestId, outward, back } = await aKeptRide()
    await moveTo('2026-11-25T10:00:00+01:00')
    const params = { serviceId: back }
    await app.call('cancelOccurrence', { params, body: { version: await version(back) } }, day.cookie)
    await moveTo('2026-11-25T10:05:00+01:00')
    await close(outward, { outcome: 'noShow' })
    await correct(outward, 'done')
    expect((await row(back)).state).toBe('cancelled')
    expect((await requestOf(requestId)).state).toBe('solved')
  })

  it('brings back none of days gone by', async () => {
    const { outward, back } = await aKeptRide()
    await moveTo('2026-11-25T10:00:00+01:00')
    await close(outward, { outcome: 'noShow' })
    await moveTo('2026-11-26T10:00:00+01:00')
    await correct(outward, 'done')
    expect((await row(back)).state).toBe('cancelled')
  })
})
