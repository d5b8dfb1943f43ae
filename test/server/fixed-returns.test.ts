import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatRomeTime } from '../../helpline/territory/rome-time.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aVehicle } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'

/** A way back at an hour of its own: nine o'clock there, thirteen back; or, waiting, eleven. */
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

const row = (id: string) => app.db.service.findUniqueOrThrow({ where: { id } })
const textsTo = (phone: string) => day.sms.filter(({ to }) => to === phone).map(({ body }) => body)
const timesOf = async (id: string) => {
  const { startsAt, endsAt, busyFrom, busyUntil } = await row(id)
  return [startsAt, endsAt, busyFrom, busyUntil].map(formatRomeTime)
}
const openOffers = (serviceId: string) =>
  app.db.offer.findMany({ where: { serviceId, state: { in: ['pending', 'sent'] } } })

async function aRide(returnTime = '13:00', startTime = '09:00') {
  const person = await day.person()
  const startsAt = new Date(`2026-11-25T${startTime}:00+01:00`)
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt })
  const returnAt = new Date(`2026-11-25T${returnTime}:00+01:00`)
  await app.db.request.update({ where: { id: request.id }, data: { returnKind: 'fixed', returnAt } })
  const params = { requestId: request.id }
  const { serviceIds } = await app.call('takeInCharge', { params, body: {} }, day.cookie)
  const legs = await app.db.service.findMany({ where: { id: { in: serviceIds } }, orderBy: { startsAt: 'asc' } })
  return { outward: legs[0]?.id ?? '', back: legs[1]?.id ?? '' }
}

async function everybodyIsTold(): Promise<void> {
  app.clock.advance(61)
  await day.work()
}
async function give(serviceId: string, volunteerId: string, vehicleId: string | null = 'any'): Promise<void> {
  const body = { version: (await row(serviceId)).version, volunteerId, vehicleId }
  await app.call('assignByHand', { params: { serviceId }, body }, day.cookie)
  await everybodyIsTold()
  day.sms.length = 0
}
async function move(serviceId: string, startsAt: string, endsAt: string | null = null) {
  const body = { version: (await row(serviceId)).version, startsAt, endsAt }
  return app.call('moveService', { params: { serviceId }, body }, day.cookie)
}
const undo = (serviceId: string, version: number) =>
  app.call('undoServiceChange', { params: { serviceId }, body: { version } }, day.cookie)

describe('moving an outward way whose return has an hour', () => {
  it('moves the return by as much, and each of the two who go hears of their own, once', async () => {
    await aVehicle(app.db, { localAssociationId: day.association.id })
    const [bruno, carla] = [await day.volunteer(), await day.volunteer({ firstName: 'Carla' })]
    const { outward, back } = await aRide()
    await give(outward, bruno.id)
    await give(back, carla.id)
    const moved = await move(outward, '2026-11-25T10:30:00+01:00')
    expect(moved).toMatchObject({
      isSearching: false,
      back: { startsAt: '2026-11-25T13:30:00.000Z', isSearching: false },
    })
    expect(await timesOf(outward)).toEqual(['10:30', '11:30', '10:30', '12:00'])
    expect(await timesOf(back)).toEqual(['14:30', '15:30', '14:30', '16:00'])
    expect([await row(outward), await row(back)]).toMatchObject([
      { state: 'assigned', volunteerId: bruno.id },
      { state: 'assigned', volunteerId: carla.id },
    ])
    await everybodyIsTold()
    await day.work()
    expect(textsTo(bruno.phoneE164)).toEqual([expect.stringMatching(/è cambiato, .* alle 10:30/)])
    expect(textsTo(carla.phoneE164)).toEqual([expect.stringMatching(/è cambiato, .* alle 14:30/)])
  })

  it.each([
    ['later', '09:00', '13:00'],
    ['earlier', '13:00', '09:00'],
  ])('%s, to where the other way was, keeps who and what goes both ways; undone, both go back', async (_, from, to) => {
    const car = await aVehicle(app.db, { localAssociationId: day.association.id })
    const bruno = await day.volunteer()
    const { outward, back } = await aRide(from === '09:00' ? '13:00' : '17:00', from)
    await give(outward, bruno.id, car.id)
    await give(back, bruno.id, car.id)
    const before = [await row(outward), await row(back)]
    const { version, back: along } = await move(outward, `2026-11-25T${to}:00+01:00`)
    expect(along?.isSearching).toBe(false)
    const both = { state: 'assigned', volunteerId: bruno.id, vehicleId: car.id }
    expect([await row(outward), await row(back)]).toMatchObject([both, both])
    expect((await row(back)).startsAt.getTime() - (await row(outward)).startsAt.getTime()).toBe(4 * 3_600_000)
    await undo(outward, version)
    const after = [await row(outward), await row(back)]
    expect(after.map((each) => ({ ...each, version: 0 }))).toEqual(before.map((each) => ({ ...each, version: 0 })))
    await everybodyIsTold()
    expect(textsTo(bruno.phoneE164)).toEqual([])
  })

  it('asks others for the return where whoever had it cannot, and tells them', async () => {
    const mornings = [{ weekday: 3 as const, fromTime: '08:00', untilTime: '15:00' }]
    const [bruno, carla] = [await day.volunteer(), await day.volunteer({ firstName: 'Carla', availability: mornings })]
    const { outward, back } = await aRide()
    await give(outward, bruno.id, null)
    await give(back, carla.id, null)
    const moved = await move(outward, '2026-11-25T13:00:00+01:00')
    expect(moved).toMatchObject({ isSearching: false, back: { isSearching: true } })
    expect(await row(outward)).toMatchObject({ state: 'assigned', volunteerId: bruno.id })
    await everybodyIsTold()
    expect(textsTo(carla.phoneE164)).toEqual([expect.stringMatching(/13:00.* pensa qualcun altro/)])
    expect((await openOffers(back)).map(({ volunteerId }) => volunteerId)).toEqual([bruno.id])
  })

  it('withdraws what was asked for the return at its old hour; while nobody goes there, that is asked first', async () => {
    const bruno = await day.volunteer()
    const { outward, back } = await aRide()
    app.clock.advance(91 * 60)
    await day.work()
    expect(await openOffers(back)).toMatchObject([{ volunteerId: bruno.id }])
    await move(outward, '2026-11-26T09:00:00+01:00')
    expect(await openOffers(back)).toEqual([])
    await everybodyIsTold()
    expect([(await openOffers(outward)).length, (await openOffers(back)).length]).toEqual([1, 0])
    // Bruno has been asked enough this week.
    const marta = await day.volunteer({ firstName: 'Marta' })
    app.clock.advance(90 * 60)
    await day.work()
    const asked = { volunteerId: marta.id, askedStartsAt: new Date('2026-11-26T13:00:00+01:00') }
    expect(await openOffers(back)).toMatchObject([asked])
  })

  it('leaves the return where it is, when it lasts longer, when it is cancelled, and when it is moved by itself', async () => {
    const { outward, back } = await aRide()
    expect((await move(outward, '2026-11-25T09:00:00+01:00', '2026-11-25T10:30:00+01:00')).back).toBeNull()
    expect((await timesOf(back))[0]).toBe('13:00')
    expect((await move(back, '2026-11-25T14:00:00+01:00')).back).toBeNull()
    expect((await timesOf(outward))[0]).toBe('09:00')
    const body = { version: (await row(back)).version }
    await app.call('cancelOccurrence', { params: { serviceId: back }, body }, day.cookie)
    expect((await move(outward, '2026-11-25T10:00:00+01:00')).back).toBeNull()
    expect((await timesOf(back))[0]).toBe('14:00')
  })

  it('is not undone where the return has changed since', async () => {
    const carla = await day.volunteer({ firstName: 'Carla' })
    const { outward, back } = await aRide()
    await give(back, carla.id, null)
    const { version } = await move(outward, '2026-11-25T10:00:00+01:00')
    await app.db.service.update({ where: { id: back }, data: { version: { increment: 1 } } })
    const sent = { params: { serviceId: outward }, body: { version } }
    expect((await app.refusal('undoServiceChange', sent, day.cookie)).status).toBe(409)
    expect((await timesOf(outward))[0]).toBe('10:00')
  })
})

describe('a ride whose return is waited for', () => {
  async function printed(): Promise<string> {
    const query = new URLSearchParams({ listeningPointId: day.point.id, day: '2026-11-25', by: 'volunteer' })
    const paper = await app.send('GET', `/api/day-sheets/paper?${query}`, { cookie: day.cookie })
    const pdf = await getDocument({ data: new Uint8Array(await paper.arrayBuffer()), verbosity: 0 }).promise
    const { items } = await (await pdf.getPage(1)).getTextContent()
    return items.map((item) => ('str' in item ? item.str : '')).join(' ')
  }

  it('moved, comes back as much later, on paper, on the page and in what is said; undone, as before', async () => {
    const bruno = await day.volunteer()
    const { outward } = await aRide('11:00')
    await day.work()
    expect(textsTo(bruno.phoneE164)[0]).toContain('mercoledì 25 novembre alle 09:00 da Cremona')
    expect(textsTo(bruno.phoneE164)[0]).toContain(', e al ritorno alle 11:00?')
    const link = `/v/${/\[v\/([\w-]{16})\]/.exec(textsTo(bruno.phoneE164)[0] ?? '')?.[1]}`
    await give(outward, bruno.id, null)
    expect(await printed()).toMatch(/Ritorno: +alle 11:00/)
    const { version } = await move(outward, '2026-11-25T15:00:00+01:00')
    expect(await timesOf(outward)).toEqual(['15:00', '18:00', '15:00', '18:30'])
    const paper = await printed()
    expect(paper).toMatch(/Ritorno: +alle 17:00/)
    expect(paper).not.toContain('11:00')
    app.clock.set('2026-11-25T08:30:00+01:00')
    expect(await (await app.send('GET', link)).text()).toContain('alle 17:00')
    app.clock.set('2026-11-24T10:01:30+01:00')
    await undo(outward, version)
    expect(await printed()).toMatch(/Ritorno: +alle 11:00/)
    await move(outward, '2026-11-25T15:00:00+01:00')
    await everybodyIsTold()
    expect(textsTo(bruno.phoneE164).at(-1)).toMatch(/è cambiato, .* alle 15:00.* Ritorno alle 17:00\./)
  })

  it('comes back before its end, and never before it starts', async () => {
    const { outward } = await aRide('11:00')
    await move(outward, '2026-11-25T09:00:00+01:00', '2026-11-25T12:30:00+01:00')
    expect(formatRomeTime((await row(outward)).returnAt ?? new Date(0))).toBe('11:30')
    const { version } = await row(outward)
    const sent = {
      params: { serviceId: outward },
      body: { version, startsAt: '2026-11-25T09:00:00+01:00', endsAt: '2026-11-25T10:00:00+01:00' },
    }
    expect((await app.refusal('moveService', sent, day.cookie)).fields).toEqual({
      endsAt: 'Così il ritorno verrebbe prima dell’andata.',
    })
  })
})
