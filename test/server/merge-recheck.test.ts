import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { anOperator } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'

let app: TestApp
let day: RideDay

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  app.clock.set(TUESDAY_AT_TEN)
  day = await aRideDay(app)
})

it('a card joined to one that wants somebody else gets somebody else, at once', async () => {
  const bruno = await day.volunteer()
  const [kept, absorbed] = [await day.person({ e164: [] }), await day.person()]
  await app.db.volunteerPairing.create({
    data: { volunteerId: bruno.id, personId: kept.id, kind: 'personRefuses' },
  })
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: absorbed.id })
  const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
  const serviceId = taken.serviceIds[0] ?? ''
  const { version } = await app.call('readService', { params: { serviceId } }, day.cookie)
  const body = { version, volunteerId: bruno.id, vehicleId: null }
  await app.call('assignByHand', { params: { serviceId }, body }, day.cookie)
  app.clock.advance(120)
  await day.work()
  const coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [day.point.id] }))
  const card = (id: string) => app.db.assistedPerson.findUniqueOrThrow({ where: { id } })
  const versions = { version: (await card(kept.id)).version, absorbedVersion: (await card(absorbed.id)).version }
  const params = { personId: kept.id, mergeId: crypto.randomUUID() }
  await app.call('mergePeople', { params, body: { absorbedId: absorbed.id, ...versions } }, coordinator)
  await day.work()
  const service = await app.db.service.findUniqueOrThrow({ where: { id: serviceId } })
  expect(service).toMatchObject({ personId: kept.id, volunteerId: null, state: 'offering' })
  expect(day.sms.filter(({ to }) => to === bruno.phoneE164).at(-1)?.body).toContain('non serve più andare')
})
