import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeOffers } from '../../helpline/dispatch/make-offers.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

/** Asked for Wednesday at nine, and moved to Friday at fifteen before the answer: a yes is to what was asked. */
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

const LANDLINE = '+390372559911'
const FRIDAY = '2026-11-27T15:00:00+01:00'
const isChanged = /Intanto però il servizio è cambiato: ora è venerdì 27 novembre alle 15:00/

async function aRide(): Promise<string> {
  const person = await day.person()
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id })
  const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
  await day.work()
  return taken.serviceIds[0] ?? ''
}

const row = (id: string) => app.db.service.findUniqueOrThrow({ where: { id } })
const offersOf = (serviceId: string) =>
  app.db.offer.findMany({ where: { serviceId }, orderBy: [{ createdAt: 'asc' }, { wave: 'asc' }] })
const openOffers = async (serviceId: string) =>
  (await offersOf(serviceId)).filter(({ state }) => state === 'pending' || state === 'sent')

async function moveToFriday(serviceId: string) {
  app.clock.advance(180)
  const { version } = await row(serviceId)
  const params = { serviceId }
  return app.call('moveService', { params, body: { version, startsAt: FRIDAY } }, day.cookie)
}
async function laterOn(seconds = 61): Promise<void> {
  app.clock.advance(seconds)
  await day.work()
}

async function writes(form: Record<string, string>): Promise<string> {
  const MessageSid = `SM${String(++arrivals).padStart(32, 'f')}`
  const sent = { MessageSid, To: '+393202000001', Body: '', ...form }
  const response = await sendWebhook(app, { path: '/messages/incoming', form: sent })
  expect(response.status).toBe(200)
  return /<Message>(.*)<\/Message>/.exec(await response.text())?.[1] ?? ''
}

/** What the telephone of a call says. */
async function hears(path = '', form: Record<string, string> = {}, index = day.calls.length - 1): Promise<string> {
  const { messageId = '', sid = '' } = day.calls[index] ?? {}
  const sent = { CallSid: sid, From: '+390280010001', ...form }
  return (await sendWebhook(app, { path: `/voice/spoken/${messageId}${path}`, form: sent })).text()
}

const isOnFriday = async (serviceId: string, volunteerId: string) => {
  expect(await row(serviceId)).toMatchObject({ state: 'assigned', volunteerId, startsAt: new Date(FRIDAY) })
}
const isNobodys = async (serviceId: string) => expect((await row(serviceId)).volunteerId).toBeNull()

describe('a yes to the hour it was asked for, when it is at another', () => {
  it('by SMS, in the minute of the change, books nothing: it is asked anew, and others go on being looked for', async () => {
    const bruno = await day.volunteer()
    const serviceId = await aRide()
    await moveToFriday(serviceId)
    const marta = await day.volunteer({ firstName: 'Marta' })
    expect(await writes({ From: bruno.phoneE164, Body: 'sì' })).toMatch(isChanged)
    await isNobodys(serviceId)
    await laterOn()
    expect(day.sms.filter(({ to }) => to === bruno.phoneE164).map(({ body }) => body)).toEqual([
      expect.stringContaining('mercoledì 25 novembre alle 09:00'),
      expect.stringContaining('venerdì 27 novembre alle 15:00'),
    ])
    const asked = (await openOffers(serviceId)).map(({ volunteerId }) => volunteerId)
    expect(asked.sort()).toEqual([bruno.id, marta.id].sort())
    expect(await writes({ From: bruno.phoneE164, Body: 'sì' })).toMatch(/Grazie, il servizio è suo: venerdì 27/)
    await isOnFriday(serviceId, bruno.id)
  })

  it('with its code, when he has been asked for the new hour already, asks nothing more', async () => {
    const bruno = await day.volunteer()
    const serviceId = await aRide()
    const [old] = await offersOf(serviceId)
    await moveToFriday(serviceId)
    await laterOn()
    const [again] = await openOffers(serviceId)
    expect(again?.volunteerId).toBe(bruno.id)
    for (const Body of [`SI ${old?.code}`, `si ${old?.code}`]) {
      expect(await writes({ From: bruno.phoneE164, Body })).toMatch(isChanged)
    }
    await isNobodys(serviceId)
    expect(await openOffers(serviceId)).toHaveLength(1)
    await writes({ From: bruno.phoneE164, Body: `SI ${again?.code}` })
    await isOnFriday(serviceId, bruno.id)
  })

  it('with the button of WhatsApp, pressed twice, is asked anew once', async () => {
    const bruno = await day.volunteer({ preferredChannel: 'whatsapp' })
    const serviceId = await aRide()
    const [old] = await offersOf(serviceId)
    const sid = day.whatsApp[0]?.sid ?? ''
    await moveToFriday(serviceId)
    const button = { ButtonText: 'Sì, ci vado', ButtonPayload: `SI ${old?.code}`, OriginalRepliedMessageSid: sid }
    const form = { From: `whatsapp:${bruno.phoneE164}`, Body: 'Sì, ci vado', ...button }
    expect(await writes(form)).toMatch(isChanged)
    expect(await writes(form)).toMatch(isChanged)
    await laterOn()
    await isNobodys(serviceId)
    expect(await openOffers(serviceId)).toHaveLength(1)
    expect(day.whatsApp.at(-1)?.content).toMatchObject({ template: 'filo_offerta' })
  })

  it('from a page left open is shown what it is now, and the old question is no more on it', async () => {
    const bruno = await day.volunteer()
    const serviceId = await aRide()
    const link = `/v/${/\[v\/([\w-]{16})\]/.exec(day.sms[0]?.body ?? '')?.[1]}`
    const [old] = await offersOf(serviceId)
    await app.db.offer.updateMany({ data: { state: 'expired' } })
    await moveToFriday(serviceId)
    const page = async () => (await app.send('GET', link)).text()
    expect(await page()).not.toContain(old?.id)
    const press = (offerId = '') =>
      app.send('POST', `${link}/offers/${offerId}`, {
        body: 'answer=accept',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      })
    // Twice, like every form.
    await press(old?.id)
    expect((await press(old?.id)).headers.get('location')).toBe(`${link}?esito=changed`)
    await isNobodys(serviceId)
    const [again] = await openOffers(serviceId)
    const shown = await (await app.send('GET', `${link}?esito=changed`)).text()
    expect(shown).toContain('Intanto il servizio è cambiato: guardi qui sotto se può ancora.')
    expect(shown).toContain('Venerdì 27 novembre alle 15:00')
    expect(shown).toContain(again?.id)
    await press(again?.id)
    await isOnFriday(serviceId, bruno.id)
  })

  it('with the keys, having heard the old hour, is called again with the new one', async () => {
    const bruno = await day.volunteer({ phoneE164: LANDLINE })
    const serviceId = await aRide()
    expect(await hears()).toContain('mercoledì 25 novembre alle 09:00')
    await moveToFriday(serviceId)
    for (const _ of ['once', 'twice']) expect(await hears('/answer', { Digits: '1' })).toMatch(isChanged)
    await isNobodys(serviceId)
    await laterOn()
    expect(day.calls).toHaveLength(2)
    expect(await hears()).toContain('venerdì 27 novembre alle 15:00')
    expect(await hears('/answer', { Digits: '1' })).toMatch(/il servizio è suo: venerdì 27/)
    await isOnFriday(serviceId, bruno.id)
  })

  it('with the keys, picking up only afterwards, hears the new hour at once', async () => {
    const bruno = await day.volunteer({ phoneE164: LANDLINE })
    const serviceId = await aRide()
    await moveToFriday(serviceId)
    for (const heard of [await hears(), await hears('/answer', { Digits: '3' })]) {
      expect(heard).toContain('venerdì 27 novembre alle 15:00')
      expect(heard).not.toContain('mercoledì')
    }
    await hears('/answer', { Digits: '1' })
    await isOnFriday(serviceId, bruno.id)
  })

  it('written down by an operator, who says the hour, counts', async () => {
    const bruno = await day.volunteer()
    const serviceId = await aRide()
    const [old] = await offersOf(serviceId)
    await moveToFriday(serviceId)
    const sent = { params: { serviceId, offerId: old?.id ?? '' }, body: { answer: 'accept' as const } }
    expect((await app.call('answerOffer', sent, day.cookie)).kind).toBe('assigned')
    await isOnFriday(serviceId, bruno.id)
  })

  it('is not asked anew of who has something else at the new hour', async () => {
    const bruno = await day.volunteer()
    const serviceId = await aRide()
    const person = await day.person({ e164: ['+390372448679'] })
    const startsAt = new Date(FRIDAY)
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt })
    const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
    const [other = ''] = taken.serviceIds
    const body = { version: (await row(other)).version, volunteerId: bruno.id, vehicleId: null }
    await app.call('assignByHand', { params: { serviceId: other }, body }, day.cookie)
    const [old] = await offersOf(serviceId)
    await moveToFriday(serviceId)
    expect(await writes({ From: bruno.phoneE164, Body: `SI ${old?.code}` })).toContain('in quelle ore ha già un altro')
    expect(await openOffers(serviceId)).toEqual([])
  })

  it('after the change is undone counts for what it was, and nobody is asked for what is no more', async () => {
    const bruno = await day.volunteer()
    const serviceId = await aRide()
    const [old] = await offersOf(serviceId)
    const { version } = await moveToFriday(serviceId)
    expect(await writes({ From: bruno.phoneE164, Body: 'sì' })).toMatch(isChanged)
    await app.call('undoServiceChange', { params: { serviceId }, body: { version } }, day.cookie)
    await laterOn()
    expect(day.sms.filter(({ body }) => body.includes('venerdì'))).toEqual([])
    expect(await openOffers(serviceId)).toEqual([])
    expect(await writes({ From: bruno.phoneE164, Body: `SI ${old?.code}` })).toContain('il servizio è suo: mercoledì')
    expect(await row(serviceId)).toMatchObject({ volunteerId: bruno.id })
  })

  it('given by hand and taken away with the hour, "va bene" is no yes to the new one', async () => {
    const bruno = await day.volunteer({ availability: [{ weekday: 3, fromTime: '08:00', untilTime: '19:00' }] })
    const serviceId = await aRide()
    await app.db.offer.deleteMany()
    const body = { version: (await row(serviceId)).version, volunteerId: bruno.id, vehicleId: null }
    await app.call('assignByHand', { params: { serviceId }, body }, day.cookie)
    await laterOn()
    expect((await moveToFriday(serviceId)).isSearching).toBe(true)
    await laterOn()
    await writes({ From: bruno.phoneE164, Body: 'va bene' })
    await isNobodys(serviceId)
  })
})

describe('a service that is moved while volunteers are ranked for it', () => {
  it('is asked for at its new hour', async () => {
    const serviceId = await aRide()
    await day.volunteer()
    let moved = false
    const doors = {
      ...app.store,
      // Just before the transaction: whoever moves it has committed by then.
      candidatesFor: async (...asked: Parameters<typeof app.store.candidatesFor>) => {
        const found = await app.store.candidatesFor(...asked)
        if (!moved) await moveToFriday(serviceId)
        moved = true
        return found
      },
    }
    await makeOffers(doors, { now: app.clock.now(), actor: { kind: 'system' } }, { serviceId, wave: 1 })
    await day.work()
    const words = day.sms.filter(({ body }) => body.includes('può accompagnare')).map(({ body }) => body)
    expect(words).toEqual([expect.stringContaining('venerdì 27 novembre alle 15:00')])
    expect(await openOffers(serviceId)).toMatchObject([{ askedStartsAt: new Date(FRIDAY) }])
  })
})
