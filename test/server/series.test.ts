import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SeriesView } from '../../contract/series.ts'
import type { WrittenRepetition } from '../../helpline/contacts/written-repetition.ts'
import { extendSeries } from '../../helpline/dispatch/series/extend-series.ts'
import { watchOverReturn } from '../../helpline/dispatch/series/return-leg.ts'
import { formatRomeTime, romeDate } from '../../helpline/territory/rome-time.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, anOperator, aVehicle } from '../support/builders.ts'
import { aRepetition, writeRepetition } from '../support/repetition.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

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

/** Another day: whoever worked here signs in again. */
async function moveTo(instant: string): Promise<void> {
  app.clock.set(instant)
  day = { ...day, cookie: await app.signIn(day.ada) }
}
const moveOnDays = (days: number) => moveTo(new Date(app.clock.now().getTime() + days * 86_400_000).toISOString())
const occasion = () => ({ now: app.clock.now(), actor: { kind: 'system' } as const })
const therapy = aRepetition({ ends: 'on', endsOn: '2027-03-31' })
const write = (requestId: string, repetition: WrittenRepetition | null) =>
  writeRepetition(app, requestId, repetition, day.cookie)

async function writeRequest(
  options: { startsAt?: string; returnKind?: 'none' | 'open' | 'fixed'; returnAt?: string } = {},
) {
  const person = await day.person()
  const startsAt = new Date(options.startsAt ?? '2026-11-25T08:30:00+01:00')
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt })
  const { returnKind = 'none', returnAt } = options
  await app.db.request.update({
    where: { id: request.id },
    data: { returnKind, returnAt: returnAt ? new Date(returnAt) : null },
  })
  return { person, request, params: { requestId: request.id } }
}

async function takeCycleInCharge(
  repetition: WrittenRepetition = therapy,
  options: Parameters<typeof writeRequest>[0] = {},
) {
  const written = await writeRequest(options)
  await write(written.request.id, repetition)
  const taken = await app.call('takeInCharge', { params: written.params, body: {} }, day.cookie)
  const [summary] = await app.call('readRequestSeries', { params: written.params }, day.cookie)
  return { ...written, taken, seriesId: summary?.id ?? '' }
}

const read = (seriesId: string): Promise<SeriesView> => app.call('readSeries', { params: { seriesId } }, day.cookie)
const service = (serviceId: string) => app.call('readService', { params: { serviceId } }, day.cookie)
const datesIn = ({ services }: SeriesView) => services.map(({ occurrenceOn }) => occurrenceOn)
const extend = (seriesId: string) => extendSeries(app.store, occasion(), { seriesId })

async function texts(from: string, body: string): Promise<string> {
  const response = await sendWebhook(app, {
    path: '/messages/incoming',
    form: { MessageSid: `SM${String(++arrivals).padStart(32, 'e')}`, From: from, To: '+393202000001', Body: body },
  })
  return /<Message>(.*)<\/Message>/.exec(await response.text())?.[1] ?? ''
}

/** Whoever is asked for the first service of a cycle says yes. */
async function firstIsAssigned(seriesId: string, phoneE164: string): Promise<string> {
  await day.work()
  const first = (await read(seriesId)).services[0]?.id ?? ''
  const offer = await app.db.offer.findFirstOrThrow({ where: { serviceId: first } })
  await texts(phoneE164, `SI ${offer.code}`)
  expect((await service(first)).state).toBe('assigned')
  return first
}

describe('a request that repeats', () => {
  it('is said and shown before it is saved, and becomes services for five weeks', async () => {
    const preview = await app.call(
      'previewRepetition',
      { body: { repetition: therapy, neededFrom: '2026-11-25T08:30:00+01:00' } },
      day.cookie,
    )
    expect(preview.sentence).toBe(
      'Ogni lunedì, mercoledì e venerdì alle 8:30, dal 25 novembre, fino al 31 marzo 2027, tranne i festivi.',
    )
    expect(preview.days.find(({ skippedBecause }) => skippedBecause)).toEqual({
      date: '2026-12-25',
      skippedBecause: 'Natale',
    })
    const { taken, seriesId } = await takeCycleInCharge()
    const series = await read(seriesId)
    expect(datesIn(series)).toHaveLength(14)
    expect(datesIn(series)).not.toContain('2026-12-25')
    expect(taken.serviceIds).toHaveLength(14)
    expect(series.services.every(({ startsAt }) => formatRomeTime(new Date(startsAt)) === '08:30')).toBe(true)
    expect(series.sentence).toBe(preview.sentence)
  })

  it('asks nobody more than ten days before', async () => {
    await day.volunteer()
    await takeCycleInCharge()
    const wishes = await app.db.jobWish.findMany({ where: { name: 'make-offers' }, orderBy: { runAt: 'asc' } })
    expect(wishes).toHaveLength(14)
    expect(wishes.filter(({ runAt }) => runAt <= app.clock.now())).toHaveLength(5)
    expect(wishes.at(-1)?.runAt.toISOString()).toBe('2026-12-18T08:00:00.000Z')
  })

  it('is taken in charge once, by two operators at once too', async () => {
    const { params, request } = await writeRequest()
    await write(request.id, therapy)
    await Promise.all([1, 2, 3].map(() => app.call('takeInCharge', { params, body: {} }, day.cookie)))
    expect(await app.db.service.count()).toBe(14)
    expect(await app.db.series.count()).toBe(1)
    await expect(write(request.id, null)).rejects.toThrow('403')
  })

  it('says what is wrong beside the field when it is taken in charge, and keeps what is typed', async () => {
    const { params, request } = await writeRequest()
    const refused = async (some: Partial<WrittenRepetition>) => {
      await write(request.id, { ...therapy, ...some })
      return Object.keys((await app.refusal('takeInCharge', { params, body: {} }, day.cookie)).fields ?? {})
    }
    expect(await refused({ weekdays: [] })).toEqual(['repetition.weekdays'])
    expect(await refused({ everyWeeks: 9, endsOn: null })).toEqual(['repetition.everyWeeks', 'repetition.endsOn'])
    expect(await refused({ endsOn: '2026-11-01' })).toEqual(['repetition.endsOn'])
    expect(await refused({ ends: 'times', times: 0 })).toEqual(['repetition.times'])
    const { requests } = await app.call('readContact', { params: { contactId: request.contactId } }, day.cookie)
    expect(requests[0]?.repetition).toEqual({ ...therapy, ends: 'times', times: 0 })
    await write(request.id, { ...therapy, ends: 'times', times: 3 })
    await app.call('takeInCharge', { params, body: {} }, day.cookie)
    expect(await app.call('readRequestSeries', { params }, day.cookie)).toMatchObject([{ endsOn: '2026-11-30' }])
  })

  it('repeats no more when that is taken out, and is no cycle before it is taken in charge', async () => {
    const { params, request } = await writeRequest()
    await write(request.id, therapy)
    expect(await app.call('readRequestSeries', { params }, day.cookie)).toEqual([])
    await write(request.id, null)
    await app.call('takeInCharge', { params, body: {} }, day.cookie)
    expect(await app.db.series.count()).toBe(0)
    expect(await app.db.service.count()).toBe(1)
  })

  it('of two who write it at once one is told that it changed', async () => {
    const { request } = await writeRequest()
    const save = (weekday: 1 | 2 | 3) =>
      app.send('PUT', `/api/contacts/${request.contactId}/requests/${request.id}`, {
        body: { kind: 'help', version: 1, repetition: { ...therapy, weekdays: [weekday] } },
        cookie: day.cookie,
      })
    const statuses = (await Promise.all([save(1), save(2), save(3)])).map(({ status }) => status)
    expect(statuses.sort()).toEqual([200, 409, 409])
  })

  it('is not shown, nor changed, by who works elsewhere', async () => {
    const { seriesId, params } = await takeCycleInCharge()
    const elsewhere = await aListeningPoint(app.db)
    const stranger = await app.signIn(await anOperator(app.db, { pointIds: [elsewhere.id] }))
    expect((await app.refusal('readSeries', { params: { seriesId } }, stranger)).status).toBe(403)
    expect((await app.refusal('readRequestSeries', { params }, stranger)).status).toBe(403)
    const body = { version: 1, from: null }
    expect((await app.refusal('endSeries', { params: { seriesId }, body }, stranger)).status).toBe(403)
  })
})

describe('the next services of a cycle', () => {
  it('come day by day, once, whoever runs the job and how often', async () => {
    const { seriesId } = await takeCycleInCharge()
    await Promise.all([1, 2, 3].map(() => extend(seriesId)))
    expect(await app.db.service.count()).toBe(14)
    await moveOnDays(7)
    await Promise.all([1, 2, 3].map(() => extend(seriesId)))
    await extend(seriesId)
    const dates = datesIn(await read(seriesId))
    expect(new Set(dates).size).toBe(dates.length)
    expect(dates.at(-1)).toBe('2027-01-04')
    expect(dates).not.toContain('2027-01-01')
  })

  it('never bring back what somebody cancelled, and leave alone who has said yes', async () => {
    const bruno = await day.volunteer()
    const { seriesId } = await takeCycleInCharge()
    const assigned = await firstIsAssigned(seriesId, bruno.phoneE164)
    const second = (await read(seriesId)).services[1]
    const params = { serviceId: second?.id ?? '' }
    await app.call('cancelOccurrence', { params, body: { version: second?.version ?? 0 } }, day.cookie)
    await extend(seriesId)
    await moveOnDays(0.5)
    await extend(seriesId)
    const { services } = await read(seriesId)
    expect(services.filter(({ occurrenceOn }) => occurrenceOn === second?.occurrenceOn)).toMatchObject([
      { state: 'cancelled' },
    ])
    expect((await service(assigned)).volunteerName).toBe('Bruno Ferrari')
  })

  it('are always at least one, however far, and the request lasts until the last of them', async () => {
    const ends = { ends: 'times', times: 2 } as const
    const monthly = aRepetition({ kind: 'monthly', place: -1, weekday: 2, ...ends, skipHolidays: false })
    const { seriesId, request } = await takeCycleInCharge(monthly, { startsAt: '2026-11-26T08:30:00+01:00' })
    const close = async (serviceId: string) => {
      const { version } = await service(serviceId)
      const body = {
        version,
        outcome: 'done' as const,
        km: 4,
        minutes: 60,
        passengers: 1,
        fulfilledBy: 'partner' as const,
      }
      await app.call('closeService', { params: { serviceId }, body }, day.cookie)
    }
    const state = async () => (await app.db.request.findUniqueOrThrow({ where: { id: request.id } })).state
    expect(datesIn(await read(seriesId))).toEqual(['2026-12-29'])
    await moveTo('2026-12-29T12:00:00+01:00')
    await close((await read(seriesId)).services[0]?.id ?? '')
    expect(await state()).toBe('takenInCharge')
    await extend(seriesId)
    expect(datesIn(await read(seriesId))).toEqual(['2026-12-29', '2027-01-26'])
    await moveTo('2027-01-26T12:00:00+01:00')
    await close((await read(seriesId)).services[1]?.id ?? '')
    expect(await state()).toBe('solved')
  })

  it('keep half past eight over the change of the clocks', async () => {
    await moveTo('2027-03-20T10:00:00+01:00')
    const { seriesId } = await takeCycleInCharge(
      { ...therapy, ends: 'never' },
      { startsAt: '2027-03-24T08:30:00+01:00' },
    )
    const { services } = await read(seriesId)
    const times = new Map(services.map(({ occurrenceOn, startsAt }) => [occurrenceOn, startsAt]))
    expect(times.get('2027-03-26')).toBe('2027-03-26T07:30:00.000Z')
    expect(times.has('2027-03-29')).toBe(false)
    expect(times.get('2027-03-31')).toBe('2027-03-31T06:30:00.000Z')
  })
})

describe('changing a cycle', () => {
  it('from a day on leaves the days before, and the rest goes on as a cycle of its own', async () => {
    const { seriesId, params } = await takeCycleInCharge()
    const { version } = await read(seriesId)
    const changed = await app.call(
      'changeSeries',
      {
        params: { seriesId },
        body: { version, from: '2026-12-09', wallTime: '09:15', toPlace: 'Clinica San Camillo' },
      },
      day.cookie,
    )
    const before = await read(seriesId)
    expect(before.endsOn).toBe('2026-12-08')
    expect(datesIn(before).at(-1)).toBe('2026-12-07')
    expect(changed.series.firstDate).toBe('2026-12-09')
    expect(changed.series.services.every(({ startsAt }) => formatRomeTime(new Date(startsAt)) === '09:15')).toBe(true)
    expect((await service(changed.series.services[0]?.id ?? '')).toPlace).toBe('Clinica San Camillo')
    expect((await service(before.services[0]?.id ?? '')).toPlace).toMatch(/Ospedale Maggiore/)
    expect(await app.db.service.count()).toBe(14)
    expect(await app.call('readRequestSeries', { params }, day.cookie)).toHaveLength(2)
    await extend(seriesId)
    await extend(changed.series.id)
    expect(await app.db.service.count()).toBe(14)
    await moveOnDays(14)
    await extend(seriesId)
    await extend(changed.series.id)
    expect(datesIn(await read(seriesId)).at(-1)).toBe('2026-12-07')
    expect((await read(changed.series.id)).services.at(-1)?.startsAt).toBe('2027-01-11T08:15:00.000Z')
  })

  it('every second week goes on counting from where it was', async () => {
    const fortnightly = aRepetition({ weekdays: [3], everyWeeks: 2, skipHolidays: false })
    const { seriesId } = await takeCycleInCharge(fortnightly)
    expect(datesIn(await read(seriesId))).toEqual(['2026-11-25', '2026-12-09', '2026-12-23'])
    const body = { version: (await read(seriesId)).version, from: '2026-12-01', wallTime: '10:00' }
    const { series } = await app.call('changeSeries', { params: { seriesId }, body }, day.cookie)
    await moveOnDays(28)
    await extend(series.id)
    expect(datesIn(await read(series.id))).toEqual(['2026-12-09', '2026-12-23', '2027-01-06', '2027-01-20'])
  })

  it('keeps who can come at the new time and lets the others go, each told once', async () => {
    const bruno = await day.volunteer({
      availability: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, fromTime: '08:00', untilTime: '12:00' })),
    })
    const { seriesId } = await takeCycleInCharge()
    const first = await firstIsAssigned(seriesId, bruno.phoneE164)
    day.sms.length = 0
    const change = async (wallTime: string) =>
      app.call(
        'changeSeries',
        { params: { seriesId }, body: { version: (await read(seriesId)).version, from: null, wallTime } },
        day.cookie,
      )
    await change('09:30')
    await day.work()
    expect((await service(first)).volunteerName).toBe('Bruno Ferrari')
    const told = () => day.sms.filter(({ to, body }) => to === bruno.phoneE164 && !/Risponda SI/.test(body))
    expect(told().map(({ body }) => /09:30/.test(body))).toEqual([true])
    await day.work()
    expect(told()).toHaveLength(1)

    await change('15:00')
    await day.work()
    expect(await service(first)).toMatchObject({ state: 'offering', volunteerName: null })
    expect(told()).toHaveLength(2)
    expect(told().at(-1)?.body).toMatch(/Non serve più andare/)
    expect(await app.db.service.count()).toBe(14)
  })

  it('of two operators at once takes one, and says to the other that it changed', async () => {
    const { seriesId } = await takeCycleInCharge()
    const { version } = await read(seriesId)
    const change = (wallTime: string) =>
      app.send('POST', `/api/series/${seriesId}/change`, {
        body: { version, from: '2026-12-02', wallTime },
        cookie: day.cookie,
      })
    const statuses = (await Promise.all([change('09:00'), change('10:00'), change('11:00')])).map(
      ({ status }) => status,
    )
    expect(statuses.sort()).toEqual([200, 409, 409])
    expect(await app.db.service.count()).toBe(14)
    expect(await app.db.series.count()).toBe(2)
  })

  it('ends it, calls off who had said yes, and its request ends too', async () => {
    const bruno = await day.volunteer()
    const { seriesId, request } = await takeCycleInCharge()
    await firstIsAssigned(seriesId, bruno.phoneE164)
    day.sms.length = 0
    const body = { version: (await read(seriesId)).version, from: null }
    const ended = await app.call('endSeries', { params: { seriesId }, body }, day.cookie)
    await day.work()
    expect(ended.services.every(({ state }) => state === 'cancelled')).toBe(true)
    expect(day.sms.filter(({ body: text, to }) => to === bruno.phoneE164 && /annullato/.test(text))).toHaveLength(1)
    expect((await app.db.request.findUniqueOrThrow({ where: { id: request.id } })).state).toBe('withdrawn')
    await extend(seriesId)
    expect(await app.db.service.count({ where: { state: { not: 'cancelled' } } })).toBe(0)
  })

  it('brings nothing more once its request is withdrawn', async () => {
    const { seriesId, params } = await takeCycleInCharge()
    await app.call('withdrawRequest', { params, body: { reason: 'notNeeded', note: null } }, day.cookie)
    await extend(seriesId)
    await moveOnDays(21)
    await extend(seriesId)
    expect(await app.db.service.count({ where: { state: { not: 'cancelled' } } })).toBe(0)
    expect(await app.db.request.findFirst()).toMatchObject({ state: 'withdrawn' })
  })
})

describe('a pause', () => {
  const pause = async (seriesId: string, from: string, until: string | null) =>
    app.call(
      'pauseSeries',
      { params: { seriesId }, body: { version: (await read(seriesId)).version, from, until } },
      day.cookie,
    )

  it('takes the days away and gives them back, not those cancelled by hand', async () => {
    const { seriesId, request } = await takeCycleInCharge()
    const cancelled = (await read(seriesId)).services.find(({ occurrenceOn }) => occurrenceOn === '2026-12-04')
    await app.call(
      'cancelOccurrence',
      { params: { serviceId: cancelled?.id ?? '' }, body: { version: cancelled?.version ?? 0 } },
      day.cookie,
    )
    const paused = await pause(seriesId, '2026-12-01', null)
    expect(datesIn(paused)).toEqual(['2026-11-25', '2026-11-27', '2026-11-30', '2026-12-04'])
    expect(paused.sentence).toMatch(/in pausa dal 1 dicembre/)
    await extend(seriesId)
    expect((await app.db.request.findUniqueOrThrow({ where: { id: request.id } })).state).toBe('takenInCharge')
    await moveTo('2026-12-05T10:00:00+01:00')
    const resumed = await app.call(
      'resumeSeries',
      { params: { seriesId }, body: { version: paused.version, on: '2026-12-09' } },
      day.cookie,
    )
    expect(datesIn(resumed).slice(3, 6)).toEqual(['2026-12-04', '2026-12-09', '2026-12-11'])
    expect(resumed.services[3]?.state).toBe('cancelled')
    await extend(seriesId)
    expect(datesIn(await read(seriesId))).toEqual(datesIn(resumed))
  })

  it('with its end known leaves only those days out', async () => {
    const { seriesId } = await takeCycleInCharge()
    const paused = await pause(seriesId, '2026-12-01', '2026-12-10')
    expect(datesIn(paused)).not.toContain('2026-12-09')
    expect(datesIn(paused)).toContain('2026-12-11')
    expect(paused.days.find(({ date }) => date === '2026-12-09')?.skippedBecause).toBe('in pausa')
  })
})

describe('the volunteer of a cycle', () => {
  it('is asked first for every date, and somebody else covers where they cannot', async () => {
    const others = [await day.volunteer(), await day.volunteer()]
    const franca = await day.volunteer({ firstName: 'Franca', wantsMoreOften: -1 })
    const { seriesId } = await takeCycleInCharge(therapy, { startsAt: '2026-11-30T08:30:00+01:00' })
    const standing = { version: (await read(seriesId)).version, volunteerId: franca.id }
    await app.call('chooseStandingVolunteer', { params: { seriesId }, body: standing }, day.cookie)
    await day.work()
    const first = (await read(seriesId)).services[0]?.id ?? ''
    const asked = await app.db.offer.findMany({ where: { serviceId: first } })
    expect(asked.map(({ volunteerId }) => volunteerId)).toEqual([franca.id])
    expect(asked[0]?.reasons[0]).toMatch(/di fiducia/)
    await texts(franca.phoneE164, `NO ${asked[0]?.code}`)
    await day.work()
    const next = await app.db.offer.findFirst({ where: { serviceId: first, wave: 2 } })
    expect(others.map(({ id }) => id)).toContain(next?.volunteerId)
  })
})

describe('the way back', () => {
  const open = { startsAt: '2026-11-25T09:00:00+01:00', returnKind: 'open' } as const

  async function aRide(options: Parameters<typeof writeRequest>[0]) {
    const written = await writeRequest(options)
    const { serviceIds } = await app.call('takeInCharge', { params: written.params, body: {} }, day.cookie)
    const legs = await app.db.service.findMany({ where: { id: { in: serviceIds } }, orderBy: { startsAt: 'asc' } })
    return { ...written, outward: legs[0]?.id ?? '', back: legs[1]?.id ?? '', legs }
  }

  async function aReservedRide() {
    const bruno = await day.volunteer()
    const car = await aVehicle(app.db, { localAssociationId: day.association.id })
    const ride = await aRide(open)
    await day.work()
    await texts(bruno.phoneE164, 'SI')
    return { ...ride, bruno, car }
  }

  it('at a fixed hour much later is a service of its own, asked first of who takes the outward way', async () => {
    const bruno = await day.volunteer()
    for (let count = 0; count < 3; count += 1) await day.volunteer()
    const ride = await aRide({ ...open, returnKind: 'fixed', returnAt: '2026-11-25T15:00:00+01:00' })
    expect(ride.legs.map(({ leg, toPlace }) => [leg, toPlace?.slice(0, 8)])).toEqual([
      ['outward', 'Ospedale'],
      ['return', 'via Pale'],
    ])
    await day.work()
    const offer = await app.db.offer.findFirstOrThrow({ where: { serviceId: ride.outward } })
    const yes = await app.db.volunteer.findUniqueOrThrow({ where: { id: offer.volunteerId } })
    await texts(yes.phoneE164, `SI ${offer.code}`)
    await day.work()
    const asked = await app.db.offer.findMany({ where: { serviceId: ride.back }, orderBy: { rank: 'asc' } })
    expect(asked[0]?.volunteerId).toBe(yes.id)
    expect(asked[0]?.reasons[0]).toMatch(/di fiducia/)
    expect(bruno.id).toBeTruthy()
  })

  it('called when ready is kept for who takes the outward way, car and all', async () => {
    const { back, bruno, car } = await aReservedRide()
    expect(await app.db.service.findUnique({ where: { id: back } })).toMatchObject({
      state: 'assigned',
      volunteerId: bruno.id,
      vehicleId: car.id,
    })
    expect((await service(back)).nextStep).toMatch(/tenuto libero.*13:00/)
    expect(await app.db.offer.count({ where: { serviceId: back } })).toBe(0)
  })

  it('goes the moment somebody says so, once, and gives the rest of the time back', async () => {
    const { outward, back, bruno } = await aReservedRide()
    expect((await app.refusal('declareReady', { params: { serviceId: back }, body: {} }, day.cookie)).status).toBe(403)
    await moveTo('2026-11-25T10:10:00+01:00')
    day.sms.length = 0
    await Promise.all(
      [outward, back, back].map((serviceId) =>
        app.call('declareReady', { params: { serviceId }, body: {} }, day.cookie),
      ),
    )
    await day.work()
    expect(day.sms.filter(({ to, body }) => to === bruno.phoneE164 && /pronta per il ritorno/.test(body))).toHaveLength(
      1,
    )
    const row = await app.db.service.findUniqueOrThrow({ where: { id: back } })
    expect([row.startsAt, row.busyUntil].map((at) => formatRomeTime(at))).toEqual(['10:10', '11:40'])
    await moveTo('2026-11-25T13:00:00+01:00')
    await day.work()
    expect(await app.db.callback.count()).toBe(0)
  })

  it('is called by the volunteer’s own message too, also when it arrives twice', async () => {
    const { back, bruno } = await aReservedRide()
    expect(await texts(bruno.phoneE164, 'pronta')).not.toMatch(/ci pensiamo subito/)
    await moveTo('2026-11-25T10:10:00+01:00')
    expect(await texts(bruno.phoneE164, 'La signora è contenta del giro')).not.toMatch(/ci pensiamo subito/)
    expect(await texts(bruno.phoneE164, 'Ha finito!')).toMatch(/ci pensiamo subito/)
    const first = await app.db.service.findUniqueOrThrow({ where: { id: back } })
    expect(first.readyAt).not.toBeNull()
    app.clock.advance(300)
    expect(await texts(bruno.phoneE164, 'pronta')).toMatch(/ci pensiamo subito/)
    expect((await app.db.service.findUniqueOrThrow({ where: { id: back } })).startsAt).toEqual(first.startsAt)
    const { body } = (await app.db.message.findFirst({ where: { body: 'Ha finito!' } })) ?? {}
    expect(body).toBe('Ha finito!')
  })

  it('is asked at once where nobody is kept for it', async () => {
    const { back } = await aRide(open)
    await moveTo('2026-11-25T10:10:00+01:00')
    await day.volunteer()
    await app.call('declareReady', { params: { serviceId: back }, body: {} }, day.cookie)
    await day.work()
    const row = await app.db.service.findUniqueOrThrow({ where: { id: back }, include: { offers: true } })
    expect(row.state).toBe('offering')
    expect(row.offers).toHaveLength(1)
    expect(formatRomeTime(row.startsAt)).toBe('11:10')
  })

  it('nobody calls within its time rings at the desk, and once more in the evening: nobody is left out', async () => {
    const { back } = await aReservedRide()
    const alarms = () => app.db.callback.findMany({ orderBy: { createdAt: 'asc' } })
    await moveTo('2026-11-25T12:59:00+01:00')
    await day.work()
    expect(await alarms()).toEqual([])
    await moveTo('2026-11-25T13:00:00+01:00')
    await day.work()
    await watchOverReturn(app.store, occasion(), { serviceId: back })
    await day.work()
    expect(await alarms()).toMatchObject([
      { reason: 'promised', state: 'open', notes: expect.stringMatching(/entro le 13:00/) },
    ])
    expect((await service(back)).nextStep).toMatch(/Nessuno ha chiamato il ritorno/)
    await moveTo('2026-11-25T20:30:00+01:00')
    await day.work()
    await watchOverReturn(app.store, occasion(), { serviceId: back })
    expect(await alarms()).toHaveLength(2)
    expect(await app.db.auditEntry.count({ where: { action: 'service.returnOverdue' } })).toBe(2)
  })

  it('is called off with the outward way', async () => {
    const { outward, back, request } = await aReservedRide()
    const { version } = await service(outward)
    await app.call('cancelOccurrence', { params: { serviceId: outward }, body: { version } }, day.cookie)
    expect((await service(back)).state).toBe('cancelled')
    expect((await app.db.request.findUniqueOrThrow({ where: { id: request.id } })).state).toBe('withdrawn')
    expect(await app.db.auditEntry.count({ where: { entityId: request.id, action: 'request.withdrawn' } })).toBe(1)
  })

  it('is not awaited from who was not there', async () => {
    const { outward, back, request } = await aReservedRide()
    await moveTo('2026-11-25T09:30:00+01:00')
    const { version } = await service(outward)
    const body = { version, outcome: 'noShow' as const, km: 5, minutes: 40, passengers: 0 }
    await app.call('closeService', { params: { serviceId: outward }, body }, day.cookie)
    expect((await service(back)).state).toBe('cancelled')
    const ended = await app.db.auditEntry.count({
      where: { entityId: request.id, action: { in: ['request.solved', 'request.withdrawn'] } },
    })
    expect(ended).toBe(1)
  })

  it('of a cycle is there on every date', async () => {
    const { seriesId } = await takeCycleInCharge(therapy, { ...open, startsAt: '2026-11-25T08:30:00+01:00' })
    const { services } = await read(seriesId)
    expect(services).toHaveLength(28)
    expect(services.filter(({ leg }) => leg === 'return').every(({ calledUntil }) => calledUntil !== null)).toBe(true)
    expect(new Set(services.map(({ startsAt }) => romeDate(new Date(startsAt)))).size).toBe(14)
  })
})
