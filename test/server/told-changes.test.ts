import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import { extendSeries } from '../../helpline/dispatch/series/extend-series.ts'
import { formatRomeTime } from '../../helpline/territory/rome-time.ts'
import type { InputFor } from '../../operator-console/src/api-client.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aVehicle } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'

/** A change that keeps the hour is a change: to another place, or with another way back. */
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

const HOSPITAL = 'Ospedale Maggiore, viale Concordia 1, Cremona'
const row = (id: string) => app.db.service.findUniqueOrThrow({ where: { id } })
const textsTo = (phone: string) => day.sms.filter(({ to }) => to === phone).map(({ body }) => body)

/** Tomorrow at half past eight, once; its services by the hour. */
async function aCycle(returnTime: string | null = null) {
  const person = await day.person()
  const startsAt = new Date('2026-11-25T08:30:00+01:00')
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt })
  const returnKind = returnTime === null ? 'none' : 'fixed'
  const returnAt = returnTime === null ? null : new Date(`2026-11-25T${returnTime}:00+01:00`)
  const taken = { state: 'takenInCharge', takenInChargeAt: app.clock.now(), returnKind, returnAt } as const
  await app.db.request.update({ where: { id: request.id }, data: taken })
  const only = toDateColumn('2026-11-25')
  const series = await app.db.series.create({
    data: {
      ...{ requestId: request.id, rule: 'FREQ=WEEKLY;BYDAY=WE', firstDate: only, endsOn: only, returnKind, returnTime },
      ...{ wallTime: '08:30', durationMinutes: 60, fromPlace: 'via Palestro 14, Cremona', toPlace: HOSPITAL },
    },
  })
  await extendSeries(app.store, { now: app.clock.now(), actor: { kind: 'system' } }, { seriesId: series.id })
  const services = await app.db.service.findMany({ where: { seriesId: series.id }, orderBy: { startsAt: 'asc' } })
  return { seriesId: series.id, ids: services.map(({ id }) => id) }
}

async function change(seriesId: string, changed: Omit<InputFor<'changeSeries'>['body'], 'version' | 'from'>) {
  const { version } = await app.db.series.findUniqueOrThrow({ where: { id: seriesId } })
  return app.call('changeSeries', { params: { seriesId }, body: { version, from: null, ...changed } }, day.cookie)
}

async function give(serviceId: string | undefined, volunteerId: string): Promise<void> {
  const params = { serviceId: serviceId ?? '' }
  const { version } = await row(params.serviceId)
  await app.call('assignByHand', { params, body: { version, volunteerId, vehicleId: 'any' } }, day.cookie)
  app.clock.advance(61)
  await day.work()
  day.sms.length = 0
}

describe('a change that keeps the hour', () => {
  it('of the place is told to whoever goes, once, and to the person', async () => {
    await aVehicle(app.db, { localAssociationId: day.association.id })
    const bruno = await day.volunteer()
    const { seriesId, ids } = await aCycle()
    await give(ids[0], bruno.id)
    const { toCall } = await change(seriesId, { toPlace: 'Poliambulatorio di Casalmaggiore' })
    await day.work()
    expect(toCall).toEqual([])
    expect(textsTo(bruno.phoneE164)).toEqual([
      expect.stringMatching(/^Auser: il servizio è cambiato, .* alle 08:30.* a Poliambulatorio di Casalmaggiore, tel/),
    ])
    await change(seriesId, { toPlace: 'Poliambulatorio di Casalmaggiore' })
    await day.work()
    expect(textsTo(bruno.phoneE164)).toHaveLength(1)
  })

  it('is said to call, where no message reaches them', async () => {
    const bruno = await day.volunteer({ phoneE164: '+41791234567' })
    const { seriesId, ids } = await aCycle()
    await give(ids[0], bruno.id)
    expect((await change(seriesId, { toPlace: 'Casalmaggiore' })).toCall).toEqual(['Bruno Ferrari'])
  })

  it('of the return is told to who has both, and to who need not come any more', async () => {
    await aVehicle(app.db, { localAssociationId: day.association.id })
    const [bruno, carla] = [await day.volunteer(), await day.volunteer({ firstName: 'Carla' })]
    const { seriesId, ids } = await aCycle('13:00')
    await give(ids[0], bruno.id)
    await give(ids[1], carla.id)
    await change(seriesId, { returnTime: '10:00' })
    await day.work()
    expect(textsTo(carla.phoneE164)).toEqual([expect.stringContaining('è annullato')])
    expect(textsTo(bruno.phoneE164)).toEqual([
      expect.stringMatching(/^Auser: il servizio è cambiato, .* alle 08:30.* Ritorno alle 10:00\./),
    ])
    const single = await row(ids[0] ?? '')
    expect(single).toMatchObject({ leg: 'single', volunteerId: bruno.id })
    expect([single.returnAt ?? single.startsAt, single.endsAt].map(formatRomeTime)).toEqual(['10:00', '11:00'])
    // And apart again: whoever waited does not.
    day.sms.length = 0
    await change(seriesId, { returnTime: '13:00' })
    await day.work()
    expect(textsTo(bruno.phoneE164)[0]).toMatch(/^Auser: il servizio è cambiato, .* Solo andata\. Se non può/)
    expect((await row(ids[0] ?? '')).returnAt).toBeNull()
  })

  it('within the minute of another change is heard of once, as it is at last', async () => {
    await aVehicle(app.db, { localAssociationId: day.association.id })
    const bruno = await day.volunteer()
    const { seriesId, ids } = await aCycle()
    await give(ids[0], bruno.id)
    const params = { serviceId: ids[0] ?? '' }
    const move = async (startsAt: string) =>
      app.call(
        'moveService',
        { params, body: { version: (await row(params.serviceId)).version, startsAt } },
        day.cookie,
      )
    await move('2026-11-25T09:30:00+01:00')
    await change(seriesId, { toPlace: 'Casalmaggiore' })
    await day.work()
    expect(textsTo(bruno.phoneE164)).toEqual([expect.stringMatching(/alle 08:30.* a Casalmaggiore/)])
    // There and back in the same minute: nothing has changed.
    day.sms.length = 0
    await move('2026-11-25T09:30:00+01:00')
    await move('2026-11-25T08:30:00+01:00')
    app.clock.advance(61)
    await day.work()
    expect(textsTo(bruno.phoneE164)).toEqual([])
  })
})
