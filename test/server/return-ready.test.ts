import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

/** Teresa is at the hospital and has finished: whoever fetches her must hear it, or a person must. */
let app: TestApp
let day: RideDay

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  await app.db
    .$executeRaw`TRUNCATE listening_point, local_association, comune, operator, offer_policy, job_wish, undelivered CASCADE`
  app.clock.set(TUESDAY_AT_TEN)
  day = await aRideDay(app)
})

const version = async (serviceId: string) =>
  (await app.db.service.findUniqueOrThrow({ where: { id: serviceId } })).version
const listed = async () => (await app.call('listUndelivered', {}, day.cookie)).items
const readyWords = /Teresa Galli ha finito ed è pronta per il ritorno/

async function aRideAwayAndBack() {
  const teresa = await day.person()
  const startsAt = new Date('2026-11-25T09:00:00+01:00')
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: teresa.id, startsAt })
  await app.db.request.update({ where: { id: request.id }, data: { returnKind: 'open' } })
  await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
  const legs = await app.db.service.findMany({ orderBy: { startsAt: 'asc' } })
  return { outward: legs[0]?.id ?? '', back: legs[1]?.id ?? '' }
}

async function assign(serviceId: string, volunteerId: string): Promise<void> {
  const body = { version: await version(serviceId), volunteerId, vehicleId: null }
  await app.call('assignByHand', { params: { serviceId }, body }, day.cookie)
  app.clock.advance(61)
  await day.work()
}

async function sheIsReady(serviceId: string): Promise<void> {
  app.clock.set('2026-11-25T11:00:00+01:00')
  day = { ...day, cookie: await app.signIn(day.ada) }
  await day.work()
  day.calls.length = 0
  day.sms.length = 0
  await app.call('declareReady', { params: { serviceId }, body: {} }, day.cookie)
  await day.work()
}

async function hears(path: string, form: Record<string, string> = {}): Promise<string> {
  const { messageId = '', sid = '' } = day.calls[0] ?? {}
  const sent = { path: `/voice/spoken/${messageId}${path}`, form: { CallSid: sid, From: '+390280010001', ...form } }
  return (await sendWebhook(app, sent)).text()
}

describe.each([
  ['kept with the outward way', false],
  ['given by hand', true],
])('a return %s, called when ready', (_, isByHand) => {
  async function marta(more: { preferredChannel?: 'voice' } = {}) {
    const volunteer = await day.volunteer({ firstName: 'Marta', ...more })
    const { outward, back } = await aRideAwayAndBack()
    const bruno = isByHand ? await day.volunteer() : volunteer
    await assign(outward, bruno.id)
    if (isByHand) await assign(back, volunteer.id)
    return { volunteer, back }
  }

  it('is said to who prefers a call, as it is', async () => {
    const { volunteer, back } = await marta({ preferredChannel: 'voice' })
    await sheIsReady(back)
    expect(day.calls.map(({ to }) => to)).toEqual([volunteer.phoneE164])
    await hears('')
    expect(await hears('/answer?asked=listen', { Digits: '1' })).toMatch(readyWords)
  })

  it('unheard, is for a person at once', async () => {
    const { volunteer, back } = await marta({ preferredChannel: 'voice' })
    await sheIsReady(back)
    await hears('/status', { CallStatus: 'no-answer' })
    await day.work()
    expect(await listed()).toMatchObject([
      { reason: 'notAnswering', phone: { e164: volunteer.phoneE164 }, body: saysSheIsReady() },
    ])
  })

  it('written to a telephone that is off, is for a person at once', async () => {
    const { volunteer, back } = await marta()
    await sheIsReady(back)
    expect(day.sms.map(({ to }) => to)).toEqual([volunteer.phoneE164])
    const { messageId = '', sid = '' } = day.sms[0] ?? {}
    const form = { MessageSid: sid, MessageStatus: 'undelivered', ErrorCode: '30003' }
    await sendWebhook(app, { path: `/messages/${messageId}/status`, form })
    await day.work()
    expect(await listed()).toMatchObject([{ phone: { e164: volunteer.phoneE164 }, body: saysSheIsReady() }])
  })
})

describe('a volunteer who writes that it is finished', () => {
  const texts = (From: string, Body: string, MessageSid: string) =>
    sendWebhook(app, { path: '/messages/incoming', form: { MessageSid, From, To: '+393202000001', Body } })

  it('may mean their own work: a person reads it, and nobody is sent to fetch anybody', async () => {
    const bruno = await day.volunteer()
    const { outward, back } = await aRideAwayAndBack()
    await assign(outward, bruno.id)
    app.clock.set('2026-11-25T09:40:00+01:00')
    await texts(bruno.phoneE164, 'Ho finito', `SM${'1'.repeat(32)}`)
    const row = () => app.db.service.findUniqueOrThrow({ where: { id: back } })
    expect((await row()).readyAt).toBeNull()
    const talk = { peerE164: bruno.phoneE164, needsAnswer: true }
    expect(await app.db.conversation.count({ where: talk })).toBe(1)
    await texts(bruno.phoneE164, 'È pronta', `SM${'2'.repeat(32)}`)
    expect((await row()).readyAt).not.toBeNull()
  })
})

const saysSheIsReady = () => expect.stringMatching(readyWords)
