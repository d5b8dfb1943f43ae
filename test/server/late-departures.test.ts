import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

const TERESA = '+393471112244'
const LANDLINE = '+390372448678'
/** On Thursday. */
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
    .$executeRaw`TRUNCATE listening_point, local_association, comune, operator, offer_policy, job_wish, refusal_entry, undelivered CASCADE`
  app.clock.set(TUESDAY_AT_TEN)
  day = await aRideDay(app)
  cookie = day.cookie
})

const occasion = () => ({ now: app.clock.now(), actor: { kind: 'system' } as const })
async function itIs(instant: string): Promise<void> {
  app.clock.set(instant)
  cookie = await app.signIn(day.ada)
}
const version = async (serviceId: string) =>
  (await app.db.service.findUniqueOrThrow({ where: { id: serviceId } })).version
const textsTo = (phone: string) => day.sms.filter(({ to }) => to === phone).map(({ body }) => body)
const callsTo = (phone: string) => day.calls.filter(({ to }) => to === phone)
const left = () => app.db.undelivered.findMany({ select: { intentKey: true, reason: true, e164: true } })

async function texts(from: string, Body: string): Promise<void> {
  const MessageSid = `SM${String(++arrivals).padStart(32, 'e')}`
  await sendWebhook(app, { path: '/messages/incoming', form: { MessageSid, From: from, To: '+393202000001', Body } })
}

/** Bruno goes; what Teresa is told of it is written, and has left where Twilio takes it. */
async function anAgreedRide(e164 = TERESA, startsAt = RIDE) {
  const teresa = await day.person({ e164: [e164] })
  const bruno = await day.volunteer()
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: teresa.id, startsAt })
  const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, cookie)
  const serviceId = taken.serviceIds[0] ?? ''
  const body = { version: await version(serviceId), volunteerId: bruno.id, vehicleId: null }
  await app.call('assignByHand', { params: { serviceId }, body }, cookie)
  app.clock.advance(120)
  await day.work()
  return { serviceId, bruno, teresa, requestId: request.id }
}

/** Twilio has no time for anything, until it is said that it has. */
function busyTwilio(): () => void {
  const { telephone } = day
  const { sendSms, placeSpokenCall } = telephone
  telephone.sendSms = async () => ({ kind: 'tryLater' })
  telephone.placeSpokenCall = async () => ({ kind: 'tryLater' })
  return () => Object.assign(telephone, { sendSms, placeSpokenCall })
}

/** The eve’s reminders are written, and the workers stop before they leave. */
async function remindersThatWait(): Promise<void> {
  await itIs('2026-11-25T16:00:00+01:00')
  await day.handlers['remind-tomorrow'](occasion(), { day: '2026-11-25' })
}

describe('what should have left by day', () => {
  it('rings nobody at night, and in the morning says of no other day that it is tomorrow', async () => {
    await anAgreedRide(LANDLINE)
    await app.db.service.updateMany({ data: { toldPersonAt: TUESDAY_AT_TEN } })
    await remindersThatWait()
    const [calls, sms] = [day.calls.length, day.sms.length]
    await itIs('2026-11-25T23:30:00+01:00')
    await day.work()
    expect([day.calls.length, day.sms.length]).toEqual([calls, sms])
    await itIs('2026-11-26T08:00:00+01:00')
    await day.work()
    expect(day.sms.slice(sms).map(({ body }) => body)).toEqual([expect.stringMatching(/^Auser le ricorda: giovedì 26/)])
    expect(callsTo(LANDLINE)).toHaveLength(calls)
    expect(await left()).toMatchObject([{ intentKey: expect.stringMatching(/^remind:.*:person$/), e164: LANDLINE }])
  })

  it('leaves at night where the morning would be too late', async () => {
    const { serviceId, bruno } = await anAgreedRide(TERESA, new Date('2026-11-25T05:30:00+01:00'))
    const takes = busyTwilio()
    const body = { version: await version(serviceId), cause: 'noVehicle' } as const
    await app.call('closeServiceUnmet', { params: { serviceId }, body }, cookie)
    await day.work()
    day.sms.length = 0
    takes()
    await itIs('2026-11-24T23:00:00+01:00')
    await day.work()
    expect(day.sms).toEqual([])
    await itIs('2026-11-25T04:30:00+01:00')
    await day.work()
    expect(day.sms.map(({ to }) => to).sort()).toEqual([TERESA, bruno.phoneE164].sort())
  })
})

describe('what has stopped being true while it waited to leave', () => {
  it('an hour that was moved is told to nobody', async () => {
    const takes = busyTwilio()
    const { serviceId } = await anAgreedRide()
    const body = { version: await version(serviceId), startsAt: '2026-11-26T15:00:00+01:00', endsAt: null }
    await app.call('moveService', { params: { serviceId }, body }, cookie)
    takes()
    app.clock.advance(1_800)
    await day.work()
    expect(textsTo(TERESA)).toEqual([expect.stringMatching(/alle 15:00/)])
    expect(callsTo(TERESA)).toEqual([])
  })

  it('nobody is told that somebody comes, where nobody does', async () => {
    const takes = busyTwilio()
    const { requestId } = await anAgreedRide()
    const body = { reason: 'notNeeded', note: null } as const
    await app.call('withdrawRequest', { params: { requestId }, body }, cookie)
    takes()
    app.clock.advance(1_800)
    await day.work()
    expect(textsTo(TERESA)).toEqual([])
    expect(await left()).toEqual([])
  })

  it('who has heard it another way does not hear it twice', async () => {
    const takes = busyTwilio()
    const { serviceId } = await anAgreedRide()
    await app.db.service.update({ where: { id: serviceId }, data: { toldPersonAt: app.clock.now() } })
    takes()
    app.clock.advance(1_800)
    await day.work()
    expect(textsTo(TERESA)).toEqual([])
  })
})

describe('who has refused what was about to leave', () => {
  it('gets nothing written, and is called instead', async () => {
    await anAgreedRide()
    await app.db.service.updateMany({ data: { toldPersonAt: TUESDAY_AT_TEN } })
    await remindersThatWait()
    const told = textsTo(TERESA).length
    await texts(TERESA, 'basta messaggi')
    await day.work()
    expect(textsTo(TERESA)).toHaveLength(told)
    expect(callsTo(TERESA)).toHaveLength(1)
    expect(await app.db.refusalEntry.findMany({ where: { source: 'twilio' } })).toEqual([])
  })

  it('of calls too, is for a person, as long as its hour is the same', async () => {
    const { teresa, serviceId } = await anAgreedRide(LANDLINE)
    await app.db.service.updateMany({ data: { toldPersonAt: TUESDAY_AT_TEN } })
    await remindersThatWait()
    const calls = day.calls.length
    await app.store.transaction(occasion(), async (tx) => {
      await tx.addRefusals([
        {
          ...{ key: 'prova', e164: LANDLINE, channel: 'voice', purpose: 'everything', refused: true },
          ...{ source: 'telephone', words: null, personId: teresa.id, volunteerId: null, operatorId: day.ada.id },
          at: app.clock.now(),
        },
      ])
    })
    await day.work()
    expect(day.calls).toHaveLength(calls)
    expect(await left()).toMatchObject([{ reason: 'refused', e164: LANDLINE }])
    cookie = await app.signIn(day.ada)
    const listed = async () => (await app.call('listUndelivered', {}, cookie)).items.map(({ body }) => body)
    expect(await listed()).toEqual([expect.stringMatching(/alle 09:00/)])
    const moved = { version: await version(serviceId), startsAt: '2026-11-26T15:00:00+01:00', endsAt: null }
    await app.call('moveService', { params: { serviceId }, body: moved }, cookie)
    expect(await listed()).toEqual([])
  })
})
