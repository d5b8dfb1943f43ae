import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeWave } from '../../helpline/dispatch/close-wave.ts'
import { makeOffers } from '../../helpline/dispatch/make-offers.ts'
import { tellPerson } from '../../helpline/dispatch/tell-person.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, anOperator, aVehicle } from '../support/builders.ts'
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

const occasion = () => ({ now: app.clock.now(), actor: { kind: 'system' } as const })

/** An SMS arrives; the receipt's text, if there is one. */
async function texts(from: string, body: string, sid = `SM${String(++arrivals).padStart(32, 'a')}`): Promise<string> {
  const response = await sendWebhook(app, {
    path: '/messages/incoming',
    form: { MessageSid: sid, From: from, To: '+393202000001', Body: body },
  })
  expect(response.status).toBe(200)
  return /<Message>(.*)<\/Message>/.exec(await response.text())?.[1] ?? ''
}

async function takeRideInCharge(options: { startsAt?: Date; wheelchair?: boolean } = {}) {
  const person = await day.person()
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, ...options })
  const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
  return { person, request, serviceId: taken.serviceIds[0] ?? '' }
}

const read = (serviceId: string) => app.call('readService', { params: { serviceId } }, day.cookie)
const codeIn = (body: string | undefined) => /SI (\d{4})/.exec(body ?? '')?.[1] ?? ''

describe('taking a request in charge', () => {
  it('plans one service and asks for the first wave, however often it is said', async () => {
    const { request, serviceId } = await takeRideInCharge()
    const again = await Promise.all(
      [1, 2, 3].map(() => app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)),
    )
    expect(again.map(({ state, serviceIds }) => [state, serviceIds])).toEqual(
      Array(3).fill(['takenInCharge', [serviceId]]),
    )
    expect(await app.db.service.count()).toBe(1)
    expect(await app.db.jobWish.findMany({ select: { key: true } })).toEqual([{ key: `make-offers:${serviceId}:1` }])
    expect((await read(serviceId)).nextStep).toBe('Fra poco si chiede ai volontari.')
    expect(await app.db.auditEntry.count({ where: { action: 'request.takenInCharge', entityId: request.id } })).toBe(1)
  })

  it('says beside each field what a ride still needs', async () => {
    const person = await day.person()
    const request = await aRideRequest(app.db, {
      pointId: day.point.id,
      personId: person.id,
      fromPlace: null,
      startsAt: new Date('2026-11-24T09:59:00+01:00'),
    })
    const refusal = await app.refusal('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
    expect(refusal.status).toBe(422)
    expect(Object.keys(refusal.fields ?? {}).sort()).toEqual(['fromPlace', 'neededFrom'])
    expect(await app.db.service.count()).toBe(0)
  })

  it('is refused to who works at another point', async () => {
    const elsewhere = await aListeningPoint(app.db)
    const stranger = await app.signIn(await anOperator(app.db, { pointIds: [elsewhere.id] }))
    const person = await day.person()
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id })
    expect((await app.refusal('takeInCharge', { params: { requestId: request.id }, body: {} }, stranger)).status).toBe(
      403,
    )
  })
})

describe('asking volunteers', () => {
  it('sends a wave of three the day before, without saying who or which door', async () => {
    for (let count = 0; count < 5; count += 1) await day.volunteer()
    const { serviceId } = await takeRideInCharge()
    await day.work()
    expect(day.sms).toHaveLength(3)
    expect(day.sms[0]?.body).toMatch(
      /^Auser: può accompagnare in auto una persona mercoledì 25 novembre alle 09:00 da Cremona a Ospedale Maggiore, Cremona\? Risponda SI (\d{4}) oppure NO \1\. Grazie! O qui: \[v\/[\w-]{16}\]$/,
    )
    const service = await read(serviceId)
    expect(service.state).toBe('offering')
    expect(service.offers.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent'])
    expect(service.offers[0]?.reasons).toContain('nessun servizio questo mese')
    expect(service.nextStep).toBe('Si aspetta la risposta di 3 volontari fino alle 10:15, poi si chiede ad altri.')
  })

  it('makes one wave when the job runs twice, also at once', async () => {
    for (let count = 0; count < 8; count += 1) await day.volunteer()
    const { serviceId } = await takeRideInCharge()
    const wave = { serviceId, wave: 1 }
    await Promise.all([1, 2, 3].map(() => makeOffers(app.store, occasion(), wave)))
    await makeOffers(app.store, occasion(), wave)
    expect(await app.db.offer.count()).toBe(3)
    expect(await app.db.message.count()).toBe(3)
  })

  it('goes on to the next ones when the time is up, once, and hands over when nobody is left', async () => {
    for (let count = 0; count < 4; count += 1) await day.volunteer()
    const { serviceId } = await takeRideInCharge()
    await day.work()
    app.clock.advance(15 * 60)
    await day.work()
    await closeWave(app.store, occasion(), { serviceId, wave: 1 })
    await day.work()
    expect(day.sms).toHaveLength(4)
    expect((await read(serviceId)).offers.map(({ wave, state }) => [wave, state])).toEqual([
      [1, 'expired'],
      [1, 'expired'],
      [1, 'expired'],
      [2, 'sent'],
    ])
    app.clock.advance(15 * 60)
    await day.work()
    expect(await read(serviceId)).toMatchObject({
      state: 'offering',
      nextStep: 'Non c’è nessun altro a cui chiedere da soli: chiamare a mano.',
    })
  })

  it('closes the wave on time even when the job comes a little early', async () => {
    await day.volunteer()
    const { serviceId } = await takeRideInCharge()
    await day.work()
    app.clock.advance(14 * 60)
    await closeWave(app.store, occasion(), { serviceId, wave: 1 })
    await day.work()
    expect((await read(serviceId)).offers[0]?.state).toBe('sent')
    app.clock.advance(60)
    await day.work()
    expect((await read(serviceId)).offers[0]?.state).toBe('expired')
  })

  it('waits for eight in the morning when it is evening', async () => {
    app.clock.set('2026-11-24T20:00:00+01:00')
    await day.volunteer()
    const { serviceId } = await takeRideInCharge({ startsAt: new Date('2026-11-26T09:00:00+01:00') })
    await day.work()
    expect(day.sms).toHaveLength(0)
    expect((await read(serviceId)).nextStep).toBe('Alle 08:00 di mercoledì 25 novembre si chiede ai volontari.')
    app.clock.set('2026-11-25T08:00:00+01:00')
    await day.work()
    expect(day.sms).toHaveLength(1)
  })

  it('never leaves anybody with more than three unanswered offers a week', async () => {
    const bruno = await day.volunteer()
    for (let hour = 9; hour < 17; hour += 2) {
      await takeRideInCharge({ startsAt: new Date(`2026-11-25T${String(hour).padStart(2, '0')}:00:00+01:00`) })
    }
    const services = await app.db.service.findMany({ select: { id: true } })
    await Promise.all(services.map(({ id: serviceId }) => makeOffers(app.store, occasion(), { serviceId, wave: 1 })))
    expect(await app.db.offer.count({ where: { volunteerId: bruno.id } })).toBe(3)
    const codes = await app.db.offer.findMany({ select: { code: true } })
    expect(new Set(codes.map(({ code }) => code)).size).toBe(3)
  })

  it('asks the others at once when a text cannot arrive', async () => {
    await day.volunteer()
    const { serviceId } = await takeRideInCharge()
    await day.work()
    await day.volunteer()
    const sent = day.sms[0]
    const undelivered = { MessageSid: sent?.sid ?? '', MessageStatus: 'undelivered', ErrorCode: '30003' }
    for (const _ of [1, 2]) await sendWebhook(app, { path: `/messages/${sent?.messageId}/status`, form: undelivered })
    await day.work()
    expect((await read(serviceId)).offers.map(({ state }) => state)).toEqual(['expired', 'sent'])
  })
})

describe('a volunteer answers', () => {
  it('gives the ride, with a car, to who says yes; the others learn it only if they answer', async () => {
    const car = await aVehicle(app.db, { localAssociationId: day.association.id })
    for (let count = 0; count < 3; count += 1) await day.volunteer()
    const { serviceId } = await takeRideInCharge()
    await day.work()
    const [first, second, third] = day.sms
    expect(await texts(first?.to ?? '', `Sì ${codeIn(first?.body)}`)).toMatch(
      /^Grazie, il servizio è suo: mercoledì 25 novembre alle 09:00, Teresa Galli/,
    )
    const service = await read(serviceId)
    expect(service).toMatchObject({ state: 'assigned', vehicleName: car.name, volunteerName: 'Bruno Ferrari' })
    expect(service.offers.map(({ state }) => state).sort()).toEqual(['accepted', 'withdrawn', 'withdrawn'])
    expect(day.sms).toHaveLength(3)
    expect(await texts(second?.to ?? '', 'si')).toMatch(/già coperto/)
    expect(await texts(third?.to ?? '', 'no grazie')).toMatch(/grazie lo stesso/)
    const late = await app.db.volunteer.findFirst({ where: { phoneE164: second?.to ?? '' } })
    expect(late?.firstPlaceNext).toBe(true)
  })

  it('counts one SMS delivered twice as one, with the same receipt', async () => {
    await day.volunteer()
    const { serviceId } = await takeRideInCharge()
    await day.work()
    const from = day.sms[0]?.to ?? ''
    const sid = `SM${'b'.repeat(32)}`
    const receipts = await Promise.all([texts(from, 'SI', sid), texts(from, 'SI', sid)])
    receipts.push(await texts(from, 'SI', sid))
    expect(new Set(receipts).size).toBe(1)
    expect(receipts[0]).toMatch(/il servizio è suo/)
    expect(await app.db.message.count({ where: { direction: 'inbound' } })).toBe(1)
    expect(await app.db.auditEntry.count({ where: { action: 'service.assigned', entityId: serviceId } })).toBe(1)
    expect(await app.db.jobWish.count({ where: { name: 'tell-person' } })).toBe(1)
  })

  it('never takes a repeated bare yes for the offer that came after it', async () => {
    await day.volunteer()
    const first = await takeRideInCharge()
    await day.work()
    const from = day.sms[0]?.to ?? ''
    const sid = `SM${'c'.repeat(32)}`
    await texts(from, 'SI', sid)
    const second = await takeRideInCharge({ startsAt: new Date('2026-11-26T15:00:00+01:00') })
    await day.work()
    await texts(from, 'SI', sid)
    expect((await read(first.serviceId)).state).toBe('assigned')
    expect((await read(second.serviceId)).state).toBe('offering')
  })

  it('honours a late yes while nobody else has said it', async () => {
    await day.volunteer()
    const { serviceId } = await takeRideInCharge()
    await day.work()
    app.clock.advance(3 * 3600)
    await day.work()
    expect((await read(serviceId)).offers[0]?.state).toBe('expired')
    expect(await texts(day.sms[0]?.to ?? '', 'va bene')).toMatch(/il servizio è suo/)
    expect((await read(serviceId)).state).toBe('assigned')
  })

  it('asks which one when two are open, and takes the code', async () => {
    await day.volunteer()
    const morning = await takeRideInCharge()
    const afternoon = await takeRideInCharge({ startsAt: new Date('2026-11-25T15:00:00+01:00') })
    await day.work()
    const from = day.sms[0]?.to ?? ''
    expect(await texts(from, 'sì')).toMatch(/^Le abbiamo chiesto più cose/)
    expect(await app.db.service.count({ where: { state: 'assigned' } })).toBe(0)
    const code = (await app.db.offer.findFirst({ where: { serviceId: afternoon.serviceId } }))?.code
    await texts(from, `ok ${code}`)
    expect((await read(afternoon.serviceId)).state).toBe('assigned')
    expect((await read(morning.serviceId)).state).toBe('offering')
  })

  it('says so when the two rides overlap', async () => {
    await day.volunteer()
    const first = await takeRideInCharge()
    const second = await takeRideInCharge({ startsAt: new Date('2026-11-25T09:30:00+01:00') })
    await day.work()
    const from = day.sms[0]?.to ?? ''
    const offers = await app.db.offer.findMany({ select: { code: true, serviceId: true } })
    const codeOf = (serviceId: string) => offers.find((offer) => offer.serviceId === serviceId)?.code
    await texts(from, `SI ${codeOf(first.serviceId)}`)
    expect(await texts(from, `SI ${codeOf(second.serviceId)}`)).toMatch(/ha già un altro servizio/)
    expect((await read(second.serviceId)).offers[0]?.state).toBe('withdrawn')
  })

  it('asks the next one at once when the last awaited says no', async () => {
    for (let count = 0; count < 4; count += 1) await day.volunteer()
    const { serviceId } = await takeRideInCharge()
    await day.work()
    for (const { to } of [...day.sms]) await texts(to, 'Non posso, mi dispiace')
    await day.work()
    expect((await read(serviceId)).offers.map(({ state }) => state)).toEqual([
      'declined',
      'declined',
      'declined',
      'sent',
    ])
  })

  it('hands what it does not understand to a person, and thanks nobody for thanks', async () => {
    await day.volunteer()
    await takeRideInCharge()
    await day.work()
    const from = day.sms[0]?.to ?? ''
    expect(await texts(from, 'domani sì, oggi ho il nipote')).toMatch(/Risponda SI \d{4}/)
    expect(await app.db.conversation.findFirst({ where: { peerE164: from } })).toMatchObject({ needsAnswer: true })
    expect(await app.db.service.count({ where: { state: 'assigned' } })).toBe(0)
    await texts(from, 'si')
    expect(await texts(from, 'Grazie a voi!')).toBe('')
  })

  it('hands a yes taken back to a person, and leaves the ride assigned', async () => {
    const bruno = await day.volunteer()
    const { serviceId } = await takeRideInCharge()
    await day.work()
    await texts(bruno.phoneE164, 'si')
    expect(await texts(bruno.phoneE164, 'purtroppo no')).toMatch(/la chiamiamo per trovare/)
    expect((await read(serviceId)).state).toBe('assigned')
    expect(await app.db.conversation.findFirst({ where: { peerE164: bruno.phoneE164 } })).toMatchObject({
      needsAnswer: true,
    })
  })

  it('keeps what a stranger writes for a person, and answers', async () => {
    expect(await texts('+393391234567', 'Buongiorno, avrei bisogno di un passaggio')).toMatch(/la richiamerà/)
    expect(await app.db.conversation.findFirst()).toMatchObject({ peerE164: '+393391234567', needsAnswer: true })
    expect(await texts('INFOSMS', 'Promozione!')).toBe('')
    expect(await app.db.message.count()).toBe(1)
  })

  it('takes note of who wants no more SMS, and writes nothing back', async () => {
    const bruno = await day.volunteer()
    expect(await texts(bruno.phoneE164, 'STOP')).toBe('')
    expect(await app.db.refusalEntry.findMany({ orderBy: { channel: 'asc' } })).toMatchObject([
      { e164: bruno.phoneE164, channel: 'sms', refused: true, words: 'STOP', volunteerId: bruno.id },
      { e164: bruno.phoneE164, channel: 'whatsapp', refused: true },
    ])
  })
})

describe('two services in the same hours', () => {
  it('could not be given to one volunteer even by whoever forgot to look', async () => {
    const bruno = await day.volunteer()
    const first = await takeRideInCharge()
    const second = await takeRideInCharge({ startsAt: new Date('2026-11-25T09:30:00+01:00') })
    const assign = (serviceId: string) =>
      app.store.transaction(occasion(), async (tx) => {
        const service = await tx.lockService(serviceId)
        if (!service) throw new Error('No service')
        const to = { volunteerId: bruno.id, vehicleId: null, localAssociationId: null, now: app.clock.now() }
        await tx.assignService(service, to)
      })
    await assign(first.serviceId)
    await expect(assign(second.serviceId)).rejects.toThrow('già impegnato')
    expect((await read(second.serviceId)).state).toBe('planned')
  })
})

describe('telling the person', () => {
  async function anAssignedRide() {
    const bruno = await day.volunteer()
    const ride = await takeRideInCharge()
    await day.work()
    await texts(bruno.phoneE164, 'si')
    return { ...ride, bruno }
  }
  const callFor = (index = 0) => day.calls[index] ?? { to: '', messageId: '', sid: '' }
  const spoken = async (path: string, form: Record<string, string> = {}) => {
    const { sid } = callFor()
    const response = await sendWebhook(app, {
      path: `/voice/spoken/${callFor().messageId}${path}`,
      form: { CallSid: sid, From: '+390280010001', ...form },
    })
    return response.text()
  }
  /** Somebody has answered, and pressed 1. */
  const listened = () => spoken('/answer?asked=listen', { Digits: '1' })

  it('never before somebody has said yes', async () => {
    await day.volunteer()
    const { serviceId } = await takeRideInCharge()
    await day.work()
    await tellPerson(app.store, occasion(), { serviceId })
    await day.work()
    expect(day.calls).toHaveLength(0)
  })

  it('calls the landline once, says who comes and when, and knows it was heard', async () => {
    const { serviceId } = await anAssignedRide()
    await day.work()
    await tellPerson(app.store, occasion(), { serviceId })
    await day.work()
    expect(day.calls.map(({ to }) => to)).toEqual(['+390372448678'])
    expect((await read(serviceId)).toldPersonAt).toBeNull()
    expect(await spoken('')).toMatch(/Abbiamo un messaggio per lei\. Per ascoltarlo, prema 1/)
    expect((await read(serviceId)).toldPersonAt).toBeNull()
    const words = await listened()
    expect(words).toContain('Mercoledì 25 novembre alle 09:00 passa a prenderla Bruno')
    expect(words).toContain('prema 1')
    await listened()
    expect((await read(serviceId)).toldPersonAt).toBe(TUESDAY_AT_TEN.toISOString())
    expect(await app.db.auditEntry.count({ where: { action: 'service.personTold' } })).toBe(1)
    expect(await spoken('/answer', { Digits: '1' })).toContain('confermato')
    await spoken('/answer', { Digits: '1' })
    expect(await app.db.auditEntry.count({ where: { action: 'service.personConfirmed' } })).toBe(1)
    expect((await read(serviceId)).nextStep).toMatch(/^L’assistito ha confermato/)
  })

  it('cancels only when 2 is pressed twice, and tells the volunteer', async () => {
    const { serviceId, bruno, request } = await anAssignedRide()
    await day.work()
    await listened()
    expect(await spoken('/answer', { Digits: '2' })).toContain('asked=cancel')
    expect((await read(serviceId)).state).toBe('assigned')
    for (const _ of [1, 2]) expect(await spoken('/answer?asked=cancel', { Digits: '2' })).toContain('è annullato')
    await day.work()
    expect(await read(serviceId)).toMatchObject({ state: 'cancelled', nextStep: 'Annullato.' })
    expect((await app.db.request.findUnique({ where: { id: request.id } }))?.state).toBe('withdrawn')
    expect(day.sms.filter(({ to, body }) => to === bruno.phoneE164 && body.includes('è annullato'))).toHaveLength(1)
    expect(await app.db.contact.count({ where: { purpose: 'toOrganise' } })).toBe(2)
    expect(await listened()).toContain('è cambiato')
  })

  it('connects to a person at 3, and repeats at anything else', async () => {
    await anAssignedRide()
    await day.work()
    const connected = await spoken('/answer', { Digits: '3' })
    expect(connected).toMatch(/<Number>\+390280010099<\/Number>/)
    // Whether they have spoken with somebody is known only afterwards: then it is said, and noted down.
    expect(connected).toMatch(/<Dial action="[^"]+\/connected"/)
    expect(connected).not.toMatch(/nessuno|richiamiamo/)
    expect(await spoken('/answer', { Digits: '7' })).toContain('passa a prenderla')
  })

  it('tries three times when nobody answers, then leaves it to a person', async () => {
    const { serviceId } = await anAssignedRide()
    for (const [index, minutes] of [60, 60, 500].entries()) {
      await day.work()
      const { messageId, sid } = callFor(index)
      for (const CallStatus of ['initiated', 'ringing', 'no-answer', 'no-answer']) {
        await sendWebhook(app, {
          path: `/voice/spoken/${messageId}/status`,
          form: { CallSid: sid, From: '+390280010001', CallStatus },
        })
      }
      await day.work()
      expect(day.calls).toHaveLength(index + 1)
      app.clock.advance(minutes * 60)
    }
    await day.work()
    expect(day.calls).toHaveLength(3)
    expect((await read(serviceId)).nextStep).toBe('L’assistito non ha risposto tre volte: avvisarlo a mano.')
    expect(await app.db.contact.count({ where: { purpose: 'toAssistedPerson' } })).toBe(3)
  })

  it('writes to a mobile, is told when it has arrived, and takes an ok for a confirmation', async () => {
    const bruno = await day.volunteer()
    const person = await day.person({ e164: ['+393391112223'] })
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id })
    const { serviceIds } = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
    const serviceId = serviceIds[0] ?? ''
    await day.work()
    await texts(bruno.phoneE164, 'si')
    await day.work()
    const sent = day.sms.at(-1)
    expect(sent?.to).toBe('+393391112223')
    for (const MessageStatus of ['delivered', 'sent', 'delivered']) {
      await sendWebhook(app, {
        path: `/messages/${sent?.messageId}/status`,
        form: { MessageSid: sent?.sid ?? '', MessageStatus },
      })
    }
    await day.work()
    expect((await read(serviceId)).toldPersonAt).not.toBeNull()
    expect(await texts('+393391112223', 'Ok grazie')).toMatch(/confermato/)
    expect((await read(serviceId)).personConfirmedAt).not.toBeNull()
  })
})

describe('closing', () => {
  const report = { outcome: 'done', km: 18, minutes: 95, passengers: 1, fulfilledBy: 'auser' } as const

  it('records what was done and solves the request', async () => {
    const bruno = await day.volunteer()
    const { serviceId, request } = await takeRideInCharge()
    await day.work()
    const { version: before } = await read(serviceId)
    const early = await app.refusal(
      'closeService',
      { params: { serviceId }, body: { ...report, version: before } },
      day.cookie,
    )
    expect(early.fields).toHaveProperty('fulfilledBy')
    await texts(bruno.phoneE164, 'si')
    const stale = await app.refusal(
      'closeService',
      { params: { serviceId }, body: { ...report, version: before } },
      day.cookie,
    )
    expect(stale.status).toBe(409)
    const { version } = await read(serviceId)
    const closed = await app.call('closeService', { params: { serviceId }, body: { ...report, version } }, day.cookie)
    expect(closed).toMatchObject({ state: 'done', km: 18, minutes: 95, nextStep: 'Concluso: svolto.' })
    expect(await app.db.request.findUnique({ where: { id: request.id } })).toMatchObject({
      state: 'solved',
      fulfilledBy: 'auser',
    })
    const twice = await app.refusal(
      'closeService',
      { params: { serviceId }, body: { ...report, version: closed.version } },
      day.cookie,
    )
    expect(twice.status).toBe(403)
  })

  it('keeps an unmet need with its cause, and calls the volunteer off', async () => {
    const bruno = await day.volunteer()
    const { serviceId, request } = await takeRideInCharge()
    await day.work()
    await texts(bruno.phoneE164, 'si')
    const { version } = await read(serviceId)
    await app.call('closeServiceUnmet', { params: { serviceId }, body: { version, cause: 'noVehicle' } }, day.cookie)
    await day.work()
    expect(await read(serviceId)).toMatchObject({ state: 'unmet', unmetCause: 'noVehicle' })
    expect(await app.db.request.findUnique({ where: { id: request.id } })).toMatchObject({
      state: 'unmet',
      unmetCause: 'noVehicle',
    })
    expect(day.sms.at(-1)).toMatchObject({
      to: bruno.phoneE164,
      body: expect.stringContaining('è annullato') as string,
    })
    expect(day.calls).toHaveLength(0)
  })

  it('withdraws what is still open, so that a yes to it is told so', async () => {
    const bruno = await day.volunteer()
    const { serviceId } = await takeRideInCharge()
    await day.work()
    const { version } = await read(serviceId)
    await app.call('closeServiceUnmet', { params: { serviceId }, body: { version, cause: 'other' } }, day.cookie)
    expect(await texts(bruno.phoneE164, 'si')).toMatch(/non serve più/)
  })

  it('lists what is not covered first, and only of one’s own points', async () => {
    const bruno = await day.volunteer()
    const covered = await takeRideInCharge()
    await day.work()
    await texts(bruno.phoneE164, 'si')
    const uncovered = await takeRideInCharge({ startsAt: new Date('2026-11-28T09:00:00+01:00') })
    const listed = await app.call('listServices', {}, day.cookie)
    expect(listed.map(({ id }) => id)).toEqual([uncovered.serviceId, covered.serviceId])
    const stranger = await app.signIn(await anOperator(app.db, { pointIds: [(await aListeningPoint(app.db)).id] }))
    expect(await app.call('listServices', {}, stranger)).toEqual([])
    expect((await app.refusal('readService', { params: { serviceId: covered.serviceId } }, stranger)).status).toBe(403)
  })
})
