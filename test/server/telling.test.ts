import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import { recheckServices } from '../../helpline/dispatch/recheck/recheck-services.ts'
import { tellPerson } from '../../helpline/dispatch/tell-person.ts'
import { askForHousekeeping } from '../../workers/housekeeping.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aVehicle } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

const TERESA = '+393391112223'
const RIDE = new Date('2026-11-26T09:00:00+01:00')
let app: TestApp
let day: RideDay
let cookie: string
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
  cookie = day.cookie
})

const occasion = () => ({ now: app.clock.now(), actor: { kind: 'system' } as const })

/** It is that moment, and what was due meanwhile has been done. */
async function itIs(instant: string): Promise<void> {
  app.clock.set(instant)
  cookie = await app.signIn(day.ada)
  await day.work()
}
const waits = (minutes: number) => itIs(new Date(app.clock.now().getTime() + minutes * 60_000).toISOString())

const read = (serviceId: string) => app.call('readService', { params: { serviceId } }, cookie)
const textsTo = (number: string) => day.sms.filter(({ to }) => to === number).map(({ body }) => body)
const callsTo = (number: string) => day.calls.filter(({ to }) => to === number).length

async function writes(From: string, Body: string): Promise<string> {
  const form = { MessageSid: `SM${String(++arrivals).padStart(32, 'c')}`, To: '+393202000001', From, Body }
  const response = await sendWebhook(app, { path: '/messages/incoming', form })
  return /<Message>(.*)<\/Message>/.exec(await response.text())?.[1] ?? ''
}

async function arrives(index = day.sms.length - 1): Promise<void> {
  const { messageId = '', sid = '' } = day.sms[index] ?? {}
  const form = { MessageSid: sid, MessageStatus: 'delivered' }
  await sendWebhook(app, { path: `/messages/${messageId}/status`, form })
}

/** What the telephone of the last call says. */
async function hears(path = '', form: Record<string, string> = {}): Promise<string> {
  const { messageId = '', sid = '' } = day.calls.at(-1) ?? {}
  const sent = { path: `/voice/spoken/${messageId}${path}`, form: { CallSid: sid, From: '+390280010001', ...form } }
  return (await sendWebhook(app, sent)).text()
}

/** Whoever answers presses 1. */
const listens = () => hears('/answer?asked=listen', { Digits: '1' })

async function aRide(startsAt = RIDE, e164 = TERESA) {
  const person = await day.person({ e164: [e164] })
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt })
  const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, cookie)
  await day.work()
  return { serviceId: taken.serviceIds[0] ?? '', requestId: request.id, personId: person.id }
}

const everyHour = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, fromTime: '00:00', untilTime: '24:00' }))

/** Teresa has been told that Bruno comes. */
async function aToldRide(startsAt = RIDE) {
  const bruno = await day.volunteer({ availability: everyHour })
  const ride = await aRide(startsAt)
  await writes(bruno.phoneE164, 'si')
  await day.work()
  await arrives()
  await day.work()
  expect(textsTo(TERESA)).toEqual([expect.stringContaining('Bruno')])
  expect((await read(ride.serviceId)).toldPersonAt).not.toBeNull()
  return { ...ride, bruno }
}

async function assign(serviceId: string, volunteerId: string) {
  const body = { version: (await read(serviceId)).version, volunteerId, vehicleId: null }
  return app.call('assignByHand', { params: { serviceId }, body }, cookie)
}
async function searchAgain(serviceId: string): Promise<void> {
  const { version } = await read(serviceId)
  await app.call('searchAgain', { params: { serviceId }, body: { version } }, cookie)
  await day.work()
}

describe('a person who was told that somebody comes, and now nobody does', () => {
  it('hears after a while that another is looked for, once, and then who it is', async () => {
    const { serviceId, bruno } = await aToldRide()
    await writes(bruno.phoneE164, 'non posso')
    await searchAgain(serviceId)
    await waits(19)
    expect(textsTo(TERESA)).toHaveLength(1)
    await waits(2)
    await arrives()
    for (const _ of [1, 2]) await tellPerson(app.store, occasion(), { serviceId })
    await waits(60)
    expect(textsTo(TERESA).slice(1)).toEqual([expect.stringContaining('stiamo cercando un')])
    await assign(serviceId, (await day.volunteer({ firstName: 'Marta' })).id)
    await waits(2)
    expect(textsTo(TERESA).slice(2)).toEqual([expect.stringMatching(/C.è un cambio\. .*Marta/)])
  })

  it('hears only of the new one when they are found within minutes', async () => {
    const { serviceId, bruno } = await aToldRide()
    await writes(bruno.phoneE164, 'non posso')
    const marta = await day.volunteer({ firstName: 'Marta' })
    await searchAgain(serviceId)
    await writes(marta.phoneE164, 'si')
    await waits(90)
    expect(textsTo(TERESA).slice(1)).toEqual([expect.stringMatching(/C.è un cambio\. .*Marta/)])
  })

  it('is left to sleep, and told at eight', async () => {
    const { serviceId, bruno } = await aToldRide()
    await writes(bruno.phoneE164, 'non posso')
    await itIs('2026-11-24T21:30:00+01:00')
    await searchAgain(serviceId)
    const sent = day.sms.length
    await itIs('2026-11-25T07:59:00+01:00')
    expect(day.sms).toHaveLength(sent)
    await itIs('2026-11-25T08:00:00+01:00')
    expect(textsTo(TERESA).slice(1)).toEqual([expect.stringContaining('stiamo cercando')])
    expect(textsTo(bruno.phoneE164).at(-1)).toContain('non serve più andare')
  })

  it('is told too when nobody was found, though the one she had been told of is long gone', async () => {
    const { serviceId, bruno } = await aToldRide()
    await writes(bruno.phoneE164, 'non posso')
    await searchAgain(serviceId)
    const { version } = await read(serviceId)
    await app.call('closeServiceUnmet', { params: { serviceId }, body: { version, cause: 'noDriver' } }, cookie)
    await waits(120)
    expect(textsTo(TERESA).slice(1)).toEqual([expect.stringContaining('purtroppo non si può fare')])
  })

  it('is told after a move that left nobody, and after one that changed who comes', async () => {
    const { serviceId, bruno } = await aToldRide()
    await app.db.volunteerTimeOff.create({
      data: {
        volunteerId: bruno.id,
        fromAt: new Date('2026-11-27T00:00:00Z'),
        untilAt: new Date('2026-11-28T00:00:00Z'),
      },
    })
    const { version } = await read(serviceId)
    const body = { version, startsAt: '2026-11-27T09:00:00+01:00', endsAt: null }
    const moved = await app.call('moveService', { params: { serviceId }, body }, cookie)
    expect(moved.isSearching).toBe(true)
    expect((await app.db.service.findUniqueOrThrow({ where: { id: serviceId } })).toldBefore).toBe(true)
    await waits(25)
    expect(textsTo(TERESA).slice(1)).toEqual([expect.stringContaining('stiamo cercando')])
    const after = await read(serviceId)
    await app.call(
      'closeServiceUnmet',
      { params: { serviceId }, body: { version: after.version, cause: 'noDriver' } },
      cookie,
    )
    await day.work()
    expect(textsTo(TERESA).at(-1)).toContain('non si può fare')
  })

  it.each([
    ['mistake', 1],
    ['unwell', 1],
    ['notNeeded', 0],
    ['solvedOtherwise', 0],
  ] as const)('when the request is withdrawn because %s is told %i times', async (reason, times) => {
    const { requestId } = await aToldRide()
    for (const _ of [1, 2]) await app.call('withdrawRequest', { params: { requestId }, body: { reason } }, cookie)
    await waits(60)
    expect(textsTo(TERESA).slice(1)).toEqual(Array(times).fill(expect.stringContaining('è annullato')))
  })
})

describe('a person whom only a person could tell', () => {
  it('has been told once that is written down, and is told too when nobody comes', async () => {
    const bruno = await day.volunteer({ availability: everyHour })
    const { serviceId } = await aRide(RIDE, '+41791234567')
    await writes(bruno.phoneE164, 'si')
    await day.work()
    const listed = async () => (await app.call('listUndelivered', {}, cookie)).items
    const [telling] = await listed()
    expect(telling).toMatchObject({ reason: 'abroad', body: expect.stringContaining('Bruno') })
    const close = { params: { undeliveredId: telling?.id ?? '' }, body: { whatWasDone: 'Detto al telefono.' } }
    for (const _ of [1, 2]) await app.call('closeUndelivered', close, cookie)
    expect((await read(serviceId)).toldPersonAt).not.toBeNull()
    expect((await read(serviceId)).nextStep).toContain('è stato avvisato')
    const { version } = await read(serviceId)
    await app.call('closeServiceUnmet', { params: { serviceId }, body: { version, cause: 'noDriver' } }, cookie)
    await day.work()
    expect(await listed()).toMatchObject([{ body: expect.stringContaining('purtroppo non si può fare') }])
  })

  it('of somebody who goes no more, has not been told who goes now', async () => {
    const bruno = await day.volunteer({ availability: everyHour })
    const { serviceId } = await aRide(RIDE, '+41791234567')
    await writes(bruno.phoneE164, 'si')
    await day.work()
    const [telling] = (await app.call('listUndelivered', {}, cookie)).items
    await assign(serviceId, (await day.volunteer({ firstName: 'Marta' })).id)
    const close = { params: { undeliveredId: telling?.id ?? '' }, body: { whatWasDone: 'Detto al telefono.' } }
    await app.call('closeUndelivered', close, cookie)
    expect((await read(serviceId)).toldPersonAt).toBeNull()
  })
})

describe('what was written to the person and does not arrive', () => {
  async function aRideTakenByBruno() {
    const bruno = await day.volunteer({ availability: everyHour })
    const ride = await aRide()
    await writes(bruno.phoneE164, 'si')
    await day.work()
    expect(textsTo(TERESA)).toHaveLength(1)
    return ride
  }
  const shown = async (serviceId: string) => {
    const { nextStep, personUnreached, toldPersonAt } = await read(serviceId)
    return [nextStep, personUnreached, toldPersonAt !== null]
  }

  it('never reported, is said by telephone after half an hour; arrived after all, it is told', async () => {
    const { serviceId } = await aRideTakenByBruno()
    const written = day.sms.length - 1
    expect(await shown(serviceId)).toEqual(['Si avvisa l’assistito.', false, false])
    await waits(29)
    expect(callsTo(TERESA)).toBe(0)
    expect(await shown(serviceId)).toEqual(['Si avvisa l’assistito.', false, false])
    await waits(1)
    for (const _ of [1, 2]) await tellPerson(app.store, occasion(), { serviceId })
    expect(callsTo(TERESA)).toBe(1)
    expect(await shown(serviceId)).toEqual(['Il messaggio all’assistito non è arrivato: si riprova.', true, false])
    for (const _ of [1, 2]) await arrives(written)
    await day.work()
    const [step, ...rest] = await shown(serviceId)
    expect([step, rest]).toEqual([expect.stringContaining('L’assistito è stato avvisato'), [false, true]])
  })

  it('reported as not delivered, is shown at once', async () => {
    const { serviceId } = await aRideTakenByBruno()
    const { messageId = '', sid = '' } = day.sms.at(-1) ?? {}
    const form = { MessageSid: sid, MessageStatus: 'undelivered', ErrorCode: '30003' }
    for (const _ of [1, 2]) await sendWebhook(app, { path: `/messages/${messageId}/status`, form })
    await day.work()
    expect(await shown(serviceId)).toEqual(['Il messaggio all’assistito non è arrivato: si riprova.', true, false])
  })

  it.each([
    ['arrived a moment ago', { state: 'delivered' }],
    ['may have been taken by Twilio, whose answer is lost', { state: 'pending', twilioSid: null }],
  ] as const)('%s, and nobody comes: that is said', async (_, data) => {
    const bruno = await day.volunteer({ availability: everyHour })
    const { serviceId } = await aRide()
    await writes(bruno.phoneE164, 'si')
    await day.work()
    await app.db.message.updateMany({ where: { intentKey: { startsWith: 'tell:' } }, data })
    const { version } = await read(serviceId)
    await app.call('closeServiceUnmet', { params: { serviceId }, body: { version, cause: 'noDriver' } }, cookie)
    await day.work()
    expect(textsTo(TERESA).at(-1)).toMatch(/purtroppo non si può fare/)
  })

  it('may have been read all the same: when nobody comes, that is said', async () => {
    const { serviceId } = await aRideTakenByBruno()
    const { version } = await read(serviceId)
    await app.call('closeServiceUnmet', { params: { serviceId }, body: { version, cause: 'noDriver' } }, cookie)
    await day.work()
    expect(textsTo(TERESA).slice(1)).toEqual([expect.stringContaining('non si può fare')])
  })
})

describe('the minute in which a change may be undone', () => {
  it('says nothing to the person, whatever wakes the telling, and nothing at all once it is undone', async () => {
    const bruno = await day.volunteer()
    const { serviceId } = await aRide()
    await writes(bruno.phoneE164, 'si')
    await day.work()
    const marta = await day.volunteer({ firstName: 'Marta' })
    await assign(serviceId, marta.id)
    // The word of Bruno arrives only now.
    await arrives()
    await day.work()
    expect(textsTo(TERESA)).toEqual([expect.stringContaining('Bruno')])
    const { version } = await read(serviceId)
    await app.call('undoServiceChange', { params: { serviceId }, body: { version } }, cookie)
    await waits(5)
    expect(textsTo(TERESA)).toEqual([expect.stringContaining('Bruno')])
    expect(await read(serviceId)).toMatchObject({ volunteerName: 'Bruno Ferrari' })
    expect((await read(serviceId)).toldPersonAt).not.toBeNull()
  })

  it('is over once the person has been told, even where no volunteer could be', async () => {
    const { serviceId } = await aRide()
    const unreachable = await day.volunteer({ firstName: 'Marta', phoneE164: '+41791234567' })
    const { toCall } = await assign(serviceId, unreachable.id)
    expect(toCall).toEqual(['Marta Ferrari'])
    await waits(2)
    expect(textsTo(TERESA)).toEqual([expect.stringContaining('Marta')])
    const body = { version: (await read(serviceId)).version }
    expect((await app.refusal('undoServiceChange', { params: { serviceId }, body }, cookie)).status).toBe(409)
  })

  it('is not when the eve’s reminder goes out', async () => {
    const bruno = await day.volunteer()
    const { serviceId } = await aRide()
    await itIs('2026-11-25T15:59:30+01:00')
    await assign(serviceId, bruno.id)
    await app.store.transaction(occasion(), async (tx) => {
      const runAt = new Date('2026-11-25T16:00:00+01:00')
      tx.ask({ name: 'remind-tomorrow', payload: { day: '2026-11-25' }, key: 'prova', runAt })
    })
    await itIs('2026-11-25T16:00:00+01:00')
    expect(textsTo(TERESA)).toEqual([])
    await waits(5)
    expect(textsTo(TERESA)).toHaveLength(1)
  })
})

describe('the reminder of the eve', () => {
  it('comes the same morning, once, when the workers were away for the whole of the eve', async () => {
    await aToldRide()
    await askForHousekeeping(app.store, app.clock.now())
    for (const morning of ['2026-11-26T08:02:00+01:00', '2026-11-26T08:05:00+01:00']) {
      app.clock.set(morning)
      await askForHousekeeping(app.store, app.clock.now())
      await day.work()
    }
    expect(textsTo(TERESA).slice(1)).toEqual([expect.stringContaining('Le ricordiamo')])
  })
})

describe('a volunteer who has just said they cannot come', () => {
  it('is announced to nobody', async () => {
    const bruno = await day.volunteer()
    await itIs('2026-11-24T19:58:00+01:00')
    const { serviceId } = await aRide()
    app.clock.set('2026-11-24T20:00:00+01:00')
    await writes(bruno.phoneE164, 'si')
    await writes(bruno.phoneE164, 'non posso')
    await itIs('2026-11-25T09:00:00+01:00')
    expect((await read(serviceId)).nextStep).toContain('cercare un altro')
    expect(textsTo(TERESA)).toEqual([])
  })
})

describe('a call about a change', () => {
  const LANDLINE = '+390372559911'

  it('asks nothing of who goes no more, and something of who goes', async () => {
    const bruno = await day.volunteer({ phoneE164: LANDLINE })
    const { serviceId } = await aRide()
    await hears('/answer', { Digits: '1' })
    const marta = await day.volunteer({ firstName: 'Marta' })
    await assign(serviceId, marta.id)
    await waits(2)
    expect(callsTo(LANDLINE)).toBe(2)
    const said = await listens()
    expect(said).toContain('pensa qualcun altro')
    expect(said).not.toContain('prema')
    for (const Digits of ['1', '2']) expect(await hears('/answer', { Digits })).toContain('pensa qualcun altro')
    expect(await app.db.service.findUniqueOrThrow({ where: { id: serviceId } })).toMatchObject({
      volunteerId: marta.id,
      wantsOutAt: null,
    })
    await assign(serviceId, bruno.id)
    await waits(2)
    expect(await listens()).toContain('Se non può più, prema 2')
  })
})

describe('a return called when ready, that nobody has called', () => {
  it('is told without an hour, and reminded of only with its outward way', async () => {
    const bruno = await day.volunteer()
    const person = await day.person({ e164: [TERESA] })
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt: RIDE })
    await app.db.request.update({ where: { id: request.id }, data: { returnKind: 'open' } })
    const { serviceIds } = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, cookie)
    const [, back = ''] = serviceIds
    await assign(back, bruno.id)
    await waits(2)
    await tellPerson(app.store, occasion(), { serviceId: back })
    await day.work()
    const [told = ''] = textsTo(TERESA)
    expect(told).toContain('Per il ritorno di giovedì 26 novembre la riportiamo quando è pronta: viene Bruno')
    expect(told).not.toMatch(/\d{1,2}[:.]\d\d/)
    await arrives()
    await itIs('2026-11-25T10:00:00+01:00')
    await app.store.transaction(occasion(), async (tx) => {
      tx.ask({ name: 'remind-tomorrow', payload: { day: '2026-11-25' }, key: 'prova' })
    })
    await day.work()
    expect(textsTo(TERESA)).toHaveLength(1)
    const { version } = await read(back)
    await app.call('closeServiceUnmet', { params: { serviceId: back }, body: { version, cause: 'noDriver' } }, cookie)
    await day.work()
    expect(textsTo(TERESA).at(-1)).toMatch(/Il ritorno di giovedì 26 novembre purtroppo non si può fare/)
  })
})

describe('the living re-check at night', () => {
  const NIGHT = '2026-11-25T02:30:00+01:00'

  it('takes nothing from anybody by way of another vehicle', async () => {
    const { serviceId, bruno } = await aToldRide()
    const [first, second] = [
      await aVehicle(app.db, { localAssociationId: day.association.id }),
      await aVehicle(app.db, { localAssociationId: day.association.id }),
    ]
    await app.db.service.update({ where: { id: serviceId }, data: { vehicleId: first.id } })
    await app.db.volunteer.update({ where: { id: bruno.id }, data: { endedOn: toDateColumn('2026-11-20') } })
    await app.db.vehicle.update({ where: { id: first.id }, data: { active: false } })
    await app.db.jobWish.deleteMany()
    app.clock.set(NIGHT)
    const sent = day.sms.length
    await recheckServices(app.store, occasion(), { about: 'all', id: null })
    await itIs('2026-11-25T07:00:00+01:00')
    expect(await app.db.service.findUniqueOrThrow({ where: { id: serviceId } })).toMatchObject({
      state: 'assigned',
      volunteerId: bruno.id,
      vehicleId: first.id,
    })
    expect((await read(serviceId)).flags).toContain('volontario: quel giorno non è volontario')
    expect(day.sms).toHaveLength(sent)
    expect(await app.db.service.count({ where: { vehicleId: second.id } })).toBe(0)
  })

  it('waits for the morning with what was learnt in the evening', async () => {
    const { serviceId, bruno } = await aToldRide()
    await itIs('2026-11-24T22:00:00+01:00')
    await app.db.volunteerTimeOff.create({
      data: {
        volunteerId: bruno.id,
        fromAt: new Date('2026-11-26T00:00:00Z'),
        untilAt: new Date('2026-11-27T00:00:00Z'),
      },
    })
    const sent = day.sms.length
    await itIs('2026-11-24T22:01:00+01:00')
    await itIs(NIGHT)
    expect(await read(serviceId)).toMatchObject({ state: 'assigned', flags: [expect.stringContaining('volontario')] })
    expect(day.sms).toHaveLength(sent)
    await itIs('2026-11-25T08:00:00+01:00')
    expect(await read(serviceId)).toMatchObject({ state: 'offering', flags: [] })
    expect(textsTo(bruno.phoneE164).at(-1)).toContain('non serve più andare')
  })

  it('does not wait where the morning would be too late', async () => {
    const { serviceId, bruno } = await aToldRide(new Date('2026-11-25T07:00:00+01:00'))
    await itIs('2026-11-25T05:30:00+01:00')
    await app.db.volunteer.update({ where: { id: bruno.id }, data: { endedOn: toDateColumn('2026-11-20') } })
    await itIs('2026-11-25T05:31:00+01:00')
    expect((await read(serviceId)).state).toBe('assigned')
    await itIs('2026-11-25T06:00:00+01:00')
    expect((await read(serviceId)).state).toBe('offering')
    expect(textsTo(bruno.phoneE164).at(-1)).toContain('non serve più andare')
  })
})
