import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, anOperator, aVehicle } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

const BRUNO_LANDLINE = '+390372559911'
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

/** Who works on another day signs in again. */
async function itIs(instant: string): Promise<void> {
  app.clock.set(instant)
  cookie = await app.signIn(day.ada)
}

async function takeRideInCharge(options: { startsAt?: Date; e164?: string } = {}) {
  const person = await day.person(options.e164 ? { e164: [options.e164] } : {})
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, ...options })
  const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, cookie)
  await day.work()
  return taken.serviceIds[0] ?? ''
}

const read = (serviceId: string) => app.call('readService', { params: { serviceId } }, cookie)
const nextSid = () => `SM${String(++arrivals).padStart(32, 'd')}`

async function writes(form: Record<string, string>): Promise<string> {
  const response = await sendWebhook(app, {
    path: '/messages/incoming',
    form: { MessageSid: nextSid(), To: '+393202000001', Body: '', ...form },
  })
  expect(response.status).toBe(200)
  return /<Message>(.*)<\/Message>/.exec(await response.text())?.[1] ?? ''
}

/** What the telephone of the last call says. */
async function hears(path = '', form: Record<string, string> = {}, index = day.calls.length - 1): Promise<string> {
  const { messageId = '', sid = '' } = day.calls[index] ?? {}
  const response = await sendWebhook(app, {
    path: `/voice/spoken/${messageId}${path}`,
    form: { CallSid: sid, From: '+390280010001', ...form },
  })
  expect(response.status).toBe(200)
  return response.text()
}
/** Whoever answers presses 1. */
const listens = (index = day.calls.length - 1) => hears('/answer?asked=listen', { Digits: '1' }, index)
const callEnds = (CallStatus: string, index = day.calls.length - 1) => hearsNothing('/status', { CallStatus }, index)
async function hearsNothing(path: string, form: Record<string, string>, index: number): Promise<void> {
  const { messageId = '', sid = '' } = day.calls[index] ?? {}
  const answer = await sendWebhook(app, {
    path: `/voice/spoken/${messageId}${path}`,
    form: { CallSid: sid, From: '+390280010001', ...form },
  })
  expect(answer.status).toBe(204)
}

describe('a volunteer with a landline, or who prefers a call', () => {
  it('is called, hears it slowly, and says yes with 1, once however often it is pressed', async () => {
    const bruno = await day.volunteer({ phoneE164: BRUNO_LANDLINE })
    const serviceId = await takeRideInCharge()
    expect(day.sms).toHaveLength(0)
    expect(day.calls.map(({ to }) => to)).toEqual([BRUNO_LANDLINE])
    expect((await read(serviceId)).offers[0]).toMatchObject({ channel: 'voice', state: 'sent' })
    const words = await hears()
    expect(words).toContain('può accompagnare in auto una persona mercoledì 25 novembre alle 09:00')
    expect(words).toContain('Per dire sì, prema 1. Per dire no, prema 2')
    expect(words).not.toContain('Teresa')
    const yeses = await Promise.all([hears('/answer', { Digits: '1' }), hears('/answer', { Digits: '1' })])
    yeses.push(await hears('/answer', { Digits: '1' }))
    for (const said of yeses) expect(said).toMatch(/Grazie, il servizio è suo.*Ripeto/s)
    expect(await read(serviceId)).toMatchObject({ state: 'assigned', volunteerName: 'Bruno Ferrari' })
    const [offer] = await app.db.offer.findMany({ where: { volunteerId: bruno.id } })
    expect(offer).toMatchObject({ state: 'accepted', answerVia: 'voice' })
    expect(await app.db.auditEntry.count({ where: { action: 'service.assigned' } })).toBe(1)
  })

  it('that is heard by an answering machine has said nothing', async () => {
    await day.volunteer({ preferredChannel: 'voice' })
    const serviceId = await takeRideInCharge()
    await hears()
    await callEnds('completed')
    await day.work()
    expect((await read(serviceId)).offers[0]?.state).toBe('sent')
    app.clock.advance(15 * 60)
    await day.work()
    expect(await read(serviceId)).toMatchObject({ state: 'offering' })
    expect((await read(serviceId)).offers[0]?.state).toBe('expired')
    // Who hears the message later may still call it up and say yes.
    expect(await hears('/answer', { Digits: '1' })).toContain('il servizio è suo')
  })

  it('says no with 2, hears it again with 3, and the next one is asked at once', async () => {
    await day.volunteer({ phoneE164: BRUNO_LANDLINE })
    const serviceId = await takeRideInCharge()
    await day.volunteer()
    expect(await hears('/answer', { Digits: '3' })).toContain('Per dire sì, prema 1')
    expect(await hears('/answer', { Digits: '2' })).toContain('grazie lo stesso')
    await hears('/answer', { Digits: '2' })
    await day.work()
    expect((await read(serviceId)).offers.map(({ state }) => state)).toEqual(['declined', 'sent'])
  })

  it('does not hold the search back when nobody answers', async () => {
    await day.volunteer({ phoneE164: BRUNO_LANDLINE })
    const serviceId = await takeRideInCharge()
    await day.volunteer()
    for (const status of ['ringing', 'no-answer', 'no-answer']) await callEnds(status)
    await day.work()
    expect((await read(serviceId)).offers.map(({ state }) => state)).toEqual(['expired', 'sent'])
  })

  it('is told that somebody was quicker before having to choose', async () => {
    await day.volunteer({ phoneE164: BRUNO_LANDLINE })
    const carla = await day.volunteer({ firstName: 'Carla' })
    await takeRideInCharge()
    await writes({ From: carla.phoneE164, Body: 'si' })
    expect(await hears()).toContain('già coperto')
    expect(await hears('/answer', { Digits: '1' })).toContain('già coperto')
    expect(await app.db.service.count({ where: { state: 'assigned' } })).toBe(1)
  })

  it('writes no SMS to whoever asked for none, and calls instead', async () => {
    const bruno = await day.volunteer()
    await app.db.refusalEntry.create({
      data: {
        key: 'prova',
        e164: bruno.phoneE164,
        channel: 'sms',
        refused: true,
        at: app.clock.now(),
        source: 'message',
      },
    })
    await takeRideInCharge()
    expect(day.sms).toHaveLength(0)
    expect(day.calls.map(({ to }) => to)).toEqual([bruno.phoneE164])
  })
})

describe('a volunteer who prefers WhatsApp', () => {
  /** Presses a button of the last message, or of another, as WhatsApp tells it. */
  const press = (from: string, title: string, at = day.whatsApp.length - 1, more: Record<string, string> = {}) => {
    const { content, sid = '' } = day.whatsApp[at] ?? {}
    const code = content?.kind === 'template' ? content.variables['2'] : ''
    const said = { Body: title, ButtonText: title, ButtonPayload: `${title.startsWith('Sì') ? 'SI' : 'NO'} ${code}` }
    const who = { From: `whatsapp:${from}`, ProfileName: 'Bruno', WaId: from.slice(1) }
    return writes({ ...who, ...said, OriginalRepliedMessageSid: sid, ...more })
  }

  it('is asked there, and a button is the answer it carries, once', async () => {
    const bruno = await day.volunteer({ preferredChannel: 'whatsapp' })
    const serviceId = await takeRideInCharge()
    expect(day.sms).toEqual([])
    expect(day.whatsApp).toMatchObject([
      { to: bruno.phoneE164, content: { kind: 'template', template: 'filo_offerta' } },
    ])
    expect((await read(serviceId)).offers).toMatchObject([{ channel: 'whatsapp', state: 'sent' }])
    const sid = nextSid()
    expect(await press(bruno.phoneE164, 'Sì, ci vado', 0, { MessageSid: sid })).toMatch(/il servizio è suo/)
    expect(await press(bruno.phoneE164, 'Sì, ci vado', 0, { MessageSid: sid })).toMatch(/il servizio è suo/)
    expect(await app.db.offer.findFirst({ where: { serviceId } })).toMatchObject({
      state: 'accepted',
      answerVia: 'whatsapp',
    })
    expect(await app.db.message.count({ where: { direction: 'inbound', channel: 'whatsapp' } })).toBe(1)
    expect(await app.db.conversation.findFirst({ where: { channel: 'whatsapp' } })).toMatchObject({
      lastInboundAt: app.clock.now(),
    })
  })

  it('answers with a button exactly the offer above it, whatever else is open', async () => {
    const bruno = await day.volunteer({ preferredChannel: 'whatsapp' })
    const first = await takeRideInCharge()
    const second = await takeRideInCharge({ startsAt: new Date('2026-11-26T15:00:00+01:00') })
    expect(await press(bruno.phoneE164, 'No, non posso', 1)).toContain('grazie lo stesso')
    expect((await read(first)).offers[0]?.state).toBe('sent')
    expect((await read(second)).offers[0]?.state).toBe('declined')
    expect(await press(bruno.phoneE164, 'Sì, ci vado', 0)).toMatch(/il servizio è suo/)
    expect((await read(first)).state).toBe('assigned')
  })

  it('answers in words like by SMS, and by answering one message says which', async () => {
    const bruno = await day.volunteer({ preferredChannel: 'whatsapp' })
    const first = await takeRideInCharge()
    const second = await takeRideInCharge({ startsAt: new Date('2026-11-26T15:00:00+01:00') })
    const From = `whatsapp:${bruno.phoneE164}`
    expect(await writes({ From, Body: 'va bene' })).toContain('scriva anche il numero')
    expect(await writes({ From, Body: 'forse domani' })).toContain('Non siamo sicuri')
    const sid = day.whatsApp[1]?.sid ?? ''
    expect(await writes({ From, Body: 'Va bene!', OriginalRepliedMessageSid: sid })).toMatch(/il servizio è suo/)
    expect([(await read(first)).state, (await read(second)).state]).toEqual(['offering', 'assigned'])
  })

  it('hears there too of tomorrow and of what is called off', async () => {
    const bruno = await day.volunteer({ preferredChannel: 'whatsapp' })
    const serviceId = await takeRideInCharge()
    await press(bruno.phoneE164, 'Sì, ci vado')
    await itIs('2026-11-24T18:30:00+01:00')
    const { version } = await read(serviceId)
    await app.call('cancelOccurrence', { params: { serviceId }, body: { version } }, cookie)
    await day.work()
    const [, calledOff, ...more] = day.whatsApp
    expect(more).toEqual([])
    expect(calledOff).toMatchObject({ to: bruno.phoneE164, content: { kind: 'text' } })
    expect(calledOff?.body).toContain('è annullato')
    expect(day.sms).toEqual([])
  })

  it('who wrote STOP there is called', async () => {
    const bruno = await day.volunteer({ preferredChannel: 'whatsapp' })
    await writes({ From: `whatsapp:${bruno.phoneE164}`, Body: 'STOP' })
    await takeRideInCharge()
    expect([day.whatsApp, day.sms]).toEqual([[], []])
    expect(day.calls.map(({ to }) => to)).toEqual([bruno.phoneE164])
  })

  it('who writes to us on WhatsApp without having been asked is read by a person', async () => {
    const From = 'whatsapp:+393331112223'
    const long = `Buongiorno, mia madre ha bisogno di un passaggio. ${'Grazie. '.repeat(300)}`
    expect(await writes({ From, Body: long, ProfileName: 'Anna', WaId: '393331112223' })).toContain(
      'una persona lo leggerà',
    )
    expect(await app.db.conversation.findMany()).toMatchObject([
      { channel: 'whatsapp', peerE164: '+393331112223', needsAnswer: true, state: 'open' },
    ])
    expect(await app.db.message.findMany()).toMatchObject([{ channel: 'whatsapp', body: long, direction: 'inbound' }])
    expect(await app.db.auditEntry.count({ where: { action: 'message.needsAnswer' } })).toBe(1)
  })
})

describe('a person who last wrote to us on WhatsApp', () => {
  it('is told there who comes, and by SMS once she writes an SMS', async () => {
    const e164 = '+393331112223'
    const bruno = await day.volunteer()
    const teresa = { From: `whatsapp:${e164}`, Body: 'Grazie mille di tutto, Teresa' }
    const agree = async (startsAt?: Date) => {
      await takeRideInCharge({ e164, ...(startsAt && { startsAt }) })
      const code = /SI (\d{4})/.exec(day.sms.findLast(({ to }) => to === bruno.phoneE164)?.body ?? '')?.[1]
      await writes({ From: bruno.phoneE164, Body: `SI ${code}` })
      await day.work()
    }
    await writes(teresa)
    await agree()
    expect(day.whatsApp).toMatchObject([{ to: e164, content: { kind: 'text' } }])
    expect(day.whatsApp[0]?.body).toContain('passa a prenderla Bruno')
    await writes({ ...teresa, From: e164 })
    app.clock.advance(60)
    await writes({ ...teresa, From: e164 })
    await agree(new Date('2026-11-26T15:00:00+01:00'))
    expect(day.whatsApp).toHaveLength(1)
    expect(day.sms.filter(({ to }) => to === e164)).toHaveLength(1)
  })
})

describe('an operator answers for a volunteer', () => {
  const answer = (serviceId: string, offerId: string, said: 'accept' | 'decline') =>
    app.call('answerOffer', { params: { serviceId, offerId }, body: { answer: said } }, cookie)

  it('writes down a yes, and reads what to tell them', async () => {
    await aVehicle(app.db, { localAssociationId: day.association.id })
    await day.volunteer()
    const serviceId = await takeRideInCharge()
    const offerId = (await read(serviceId)).offers[0]?.id ?? ''
    const [first, again] = await Promise.all([1, 2].map(() => answer(serviceId, offerId, 'accept')))
    expect([first?.kind, again?.kind].sort()).toEqual(['alreadyYours', 'assigned'])
    expect(first?.text).toMatch(/Teresa Galli.*Automezzo/)
    expect(first?.service).toMatchObject({ state: 'assigned' })
    expect(await app.db.auditEntry.findFirst({ where: { action: 'offer.accepted' } })).toMatchObject({
      actorKind: 'operator',
      operatorId: day.ada.id,
    })
    expect(await app.db.offer.findFirst()).toMatchObject({ answerVia: 'operator' })
  })

  it('is refused at another point, and for an offer of another service', async () => {
    await day.volunteer()
    const serviceId = await takeRideInCharge()
    const offerId = (await read(serviceId)).offers[0]?.id ?? ''
    const stranger = await app.signIn(await anOperator(app.db, { pointIds: [(await aListeningPoint(app.db)).id] }))
    const sent = { params: { serviceId, offerId }, body: { answer: 'accept' as const } }
    expect((await app.refusal('answerOffer', sent, stranger)).status).toBe(403)
    const elsewhere = { ...sent, params: { serviceId: crypto.randomUUID(), offerId } }
    expect((await app.refusal('answerOffer', elsewhere, cookie)).status).toBe(404)
    expect((await read(serviceId)).state).toBe('offering')
  })
})

describe('a yes taken back', () => {
  async function takenBack() {
    const bruno = await day.volunteer()
    const carla = await day.volunteer({ firstName: 'Carla', lastName: 'Neri' })
    const serviceId = await takeRideInCharge({ e164: '+393391112223' })
    await writes({ From: bruno.phoneE164, Body: 'si' })
    await day.work()
    const told = day.sms.at(-1)
    const delivered = { MessageSid: told?.sid ?? '', MessageStatus: 'delivered' }
    await sendWebhook(app, { path: `/messages/${told?.messageId}/status`, form: delivered })
    await day.work()
    for (const _ of [1, 2]) expect(await writes({ From: bruno.phoneE164, Body: 'non posso' })).toMatch(/la chiamiamo/)
    return { bruno, carla, serviceId }
  }

  it('goes to a person, and "cerca un altro" asks the others again, tells each once, and never the same volunteer', async () => {
    const { bruno, carla, serviceId } = await takenBack()
    const service = await read(serviceId)
    expect(service).toMatchObject({
      state: 'assigned',
      nextStep: 'Il volontario ha detto che non può più: cercare un altro.',
    })
    expect(await app.db.auditEntry.count({ where: { action: 'offer.wantsOut' } })).toBe(1)
    const sentBefore = day.sms.length
    const sent = { params: { serviceId }, body: { version: service.version } }
    await app.call('searchAgain', sent, cookie)
    expect(await read(serviceId)).toMatchObject({ state: 'offering', volunteerName: null, toldPersonAt: null })
    expect((await app.refusal('searchAgain', sent, cookie)).status).toBe(409)
    await day.work()
    const after = day.sms.slice(sentBefore)
    expect(after.map(({ to }) => to).sort()).toEqual([bruno.phoneE164, carla.phoneE164].sort())
    expect(after.find(({ to }) => to === bruno.phoneE164)?.body).toMatch(/non serve più andare/)
    expect(await writes({ From: carla.phoneE164, Body: 'si' })).toMatch(/il servizio è suo/)
    await day.work()
    expect(day.sms.at(-1)).toMatchObject({ to: '+393391112223' })
    expect(day.sms.at(-1)?.body).toMatch(/C.è un cambio\. .*Carla/)
    expect((await read(serviceId)).offers.map(({ wave, state }) => [wave, state])).toEqual([
      [1, 'declined'],
      [1, 'withdrawn'],
      [2, 'accepted'],
    ])
  })

  it('closed as unmet, tells the person too, once', async () => {
    const { serviceId } = await takenBack()
    const { version } = await read(serviceId)
    const sentBefore = day.sms.length
    await app.call('closeServiceUnmet', { params: { serviceId }, body: { version, cause: 'other' } }, cookie)
    await day.work()
    const told = day.sms.slice(sentBefore).filter(({ to }) => to === '+393391112223')
    expect(told).toHaveLength(1)
    expect(told[0]?.body).toMatch(/purtroppo non si può fare/)
  })
})

describe('the eve of a service', () => {
  const RIDE = new Date('2026-11-27T09:00:00+01:00')
  const eve = async (at = '2026-11-26T16:00:00+01:00') => {
    await itIs(at)
    const now = app.clock.now()
    await app.store.transaction({ now, actor: { kind: 'system' } }, async (tx) => {
      tx.ask({ name: 'remind-tomorrow', payload: { day: '2026-11-26' }, key: `prova:${at}` })
    })
    await day.work()
  }

  it('reminds both once, by the way each of them has', async () => {
    const bruno = await day.volunteer()
    const serviceId = await takeRideInCharge({ startsAt: RIDE })
    await writes({ From: bruno.phoneE164, Body: 'si' })
    await day.work()
    await listens()
    const [sms, calls] = [day.sms.length, day.calls.length]
    await eve()
    await eve('2026-11-26T16:05:00+01:00')
    const reminders = day.sms.slice(sms)
    expect(reminders.map(({ to }) => to)).toEqual([bruno.phoneE164])
    expect(reminders[0]?.body).toMatch(
      /^Auser le ricorda: venerdì 27 novembre alle 09:00, Teresa Galli, da via Palestro/,
    )
    expect(day.calls.slice(calls)).toHaveLength(1)
    expect(await listens()).toContain('Le ricordiamo il servizio di domani')
    expect(await hears('/answer', { Digits: '1' })).toContain('confermato')
    expect((await read(serviceId)).personConfirmedAt).not.toBeNull()
    expect(await writes({ From: bruno.phoneE164, Body: 'non posso più' })).not.toMatch(/il servizio è suo/)
  })

  it('does not repeat what was said today, nor disturb at night', async () => {
    const bruno = await day.volunteer({ phoneE164: BRUNO_LANDLINE })
    await itIs('2026-11-26T15:00:00+01:00')
    await takeRideInCharge({ startsAt: RIDE })
    await hears('/answer', { Digits: '1' })
    await day.work()
    await listens()
    const calls = day.calls.length
    await eve()
    expect(day.calls).toHaveLength(calls)
    await app.db.service.updateMany({ data: { assignedAt: TUESDAY_AT_TEN, toldPersonAt: TUESDAY_AT_TEN } })
    await eve('2026-11-26T22:00:00+01:00')
    expect(day.calls).toHaveLength(calls)
    app.clock.set('2026-11-27T08:00:00+01:00')
    await day.work()
    expect(day.calls.slice(calls).map(({ to }) => to)).toEqual([bruno.phoneE164, '+390372448678'])
    expect(await listens()).toContain('Le ricordiamo il servizio di oggi')
  })

  it('the volunteer who cannot come any more says so with 2', async () => {
    await day.volunteer({ phoneE164: BRUNO_LANDLINE })
    const serviceId = await takeRideInCharge({ startsAt: RIDE })
    await hears('/answer', { Digits: '1' })
    await eve()
    const index = day.calls.findLastIndex(({ to }) => to === BRUNO_LANDLINE)
    expect(await listens(index)).toContain('Se non può più, prema 2')
    expect(await hears('/answer', { Digits: '2' }, index)).toContain('la chiamiamo')
    expect((await read(serviceId)).nextStep).toContain('cercare un altro')
    expect(await app.db.conversation.findFirst({ where: { peerE164: BRUNO_LANDLINE } })).toMatchObject({
      needsAnswer: true,
    })
  })
})

describe('how volunteers are asked', () => {
  const waves = (size: number) => [
    { fromHoursLeft: 48, waveSize: 1, waveMinutes: 30 },
    { fromHoursLeft: 0, waveSize: size, waveMinutes: 10 },
  ]

  it('is changed by a coordinator, and holds from the next wave', async () => {
    const coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [day.point.id] }))
    const seen = await app.call('readOfferPolicies', {}, cookie)
    expect(seen.map(({ fromHoursLeft, waveSize }) => [fromHoursLeft, waveSize])).toEqual([
      [72, 1],
      [6, 3],
      [0, 5],
    ])
    const body = { policies: waves(2), seen }
    expect((await app.refusal('changeOfferPolicies', { body }, cookie)).status).toBe(403)
    expect(await app.call('changeOfferPolicies', { body }, coordinator)).toEqual(waves(2))
    expect(await app.call('changeOfferPolicies', { body }, coordinator)).toEqual(waves(2))
    expect(await app.db.auditEntry.count({ where: { action: 'offerPolicy.changed' } })).toBe(1)
    const stale = await app.refusal('changeOfferPolicies', { body: { policies: waves(4), seen } }, coordinator)
    expect(stale.status).toBe(409)
    for (let count = 0; count < 4; count += 1) await day.volunteer()
    await takeRideInCharge()
    expect(day.sms).toHaveLength(2)
  })

  it('always covers the last hours, with sentences beside what is wrong', async () => {
    const coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [day.point.id] }))
    const seen = await app.call('readOfferPolicies', {}, coordinator)
    const refused = (policies: typeof seen) =>
      app.refusal('changeOfferPolicies', { body: { policies, seen } }, coordinator)
    const [furthest, last] = waves(3)
    if (!furthest || !last) throw new Error('No rules')
    expect((await refused([furthest])).fields).toHaveProperty('policies')
    expect((await refused([])).status).toBe(422)
    expect((await refused([last, { ...last, waveSize: 4 }])).fields).toHaveProperty(['policies.1.fromHoursLeft'])
    expect((await refused([{ ...last, waveMinutes: 1 }])).fields).toHaveProperty(['policies.0.waveMinutes'])
    expect(await app.db.offerPolicy.count()).toBe(0)
  })
})
