import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

const TERESA = '+390372448678'
/** On Thursday. */
const RIDE = new Date('2026-11-26T09:00:00+01:00')
/** What a machine must not be told. */
const PERSONAL = /Teresa|Bruno|Galli|Palestro|Ospedale|novembre|servizio/

let app: TestApp
let day: RideDay
let cookie: string

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  await app.db
    .$executeRaw`TRUNCATE listening_point, local_association, comune, operator, offer_policy, job_wish, learnt_number CASCADE`
  app.clock.set(TUESDAY_AT_TEN)
  day = await aRideDay(app)
  cookie = day.cookie
})

const occasion = () => ({ now: app.clock.now(), actor: { kind: 'system' } as const })
async function itIs(instant: string): Promise<void> {
  app.clock.set(instant)
  cookie = await app.signIn(day.ada)
  await day.work()
}
const read = (serviceId: string) => app.call('readService', { params: { serviceId } }, cookie)
const outcomes = async (serviceId: string) => (await read(serviceId)).tellings.map((each) => each.spokenOutcome)

async function webhook(path: string, form: Record<string, string> = {}, index = day.calls.length - 1) {
  const { messageId = '', sid = '' } = day.calls[index] ?? {}
  const sent = { path: `/voice/spoken/${messageId}${path}`, form: { CallSid: sid, From: '+390280010001', ...form } }
  const response = await sendWebhook(app, sent)
  expect(response.ok).toBe(true)
  return response.text()
}
const answers = (index?: number) => webhook('', {}, index)
const presses = (Digits: string, asked = '') => webhook(`/answer${asked && `?asked=${asked}`}`, { Digits })
const pressesNothing = (index?: number) => webhook('/answer?asked=nobody', {}, index)
async function ends(CallStatus: string, index?: number): Promise<void> {
  for (const _ of [1, 2]) await webhook('/status', { CallStatus }, index)
  await day.work()
}
/** A machine: it hears the greeting to its end. */
async function machineAnswers(): Promise<string> {
  const heard = (await answers()) + (await pressesNothing())
  await ends('completed')
  return heard
}

/** Bruno has said yes to Teresa's ride: her landline rings. */
async function anAgreedRide(person: Record<string, unknown> = {}, startsAt = RIDE) {
  const teresa = await day.person()
  await app.db.assistedPerson.update({ where: { id: teresa.id }, data: person })
  const bruno = await day.volunteer()
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: teresa.id, startsAt })
  const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, cookie)
  const serviceId = taken.serviceIds[0] ?? ''
  const body = { version: (await read(serviceId)).version, volunteerId: bruno.id, vehicleId: null }
  await app.call('assignByHand', { params: { serviceId }, body }, cookie)
  app.clock.advance(120)
  await day.work()
  return { serviceId, bruno, teresa }
}

describe('a call that speaks', () => {
  it('says slowly who is calling, twice, and what it is about only to whoever presses 1', async () => {
    const { serviceId } = await anAgreedRide()
    expect(day.calls.map(({ to }) => to)).toEqual([TERESA])
    const greeting = await answers()
    expect(greeting.match(/qui è il Filo d’Argento, di Auser/g)).toHaveLength(2)
    expect(greeting).toMatch(/voice="Polly.Bianca-Neural" language="it-IT"><prosody rate="85%">/)
    expect(greeting).not.toMatch(PERSONAL)
    expect((await read(serviceId)).toldPersonAt).toBeNull()
    expect(await presses('5', 'listen')).not.toMatch(PERSONAL)
    const details = await presses('1', 'listen')
    expect(details.match(/passa a prenderla Bruno/g)).toHaveLength(2)
    expect(details).toContain('Per riascoltare, prema 9')
    expect((await read(serviceId)).toldPersonAt).not.toBeNull()
    expect(await outcomes(serviceId)).toEqual(['heard'])
    expect(await presses('9')).toContain('passa a prenderla Bruno')
    expect(await presses('1')).toContain('confermato')
    await ends('completed')
    expect(await outcomes(serviceId)).toEqual(['confirmed'])
    await itIs('2026-11-25T12:00:00+01:00')
    expect(day.calls).toHaveLength(1)
  })

  it('forgets that the number seemed to be no more once somebody presses 1, and not before', async () => {
    await anAgreedRide()
    const learnt = { e164: TERESA, trait: 'doubtful' as const, errorCode: 30005, at: app.clock.now() }
    await app.db.learntNumber.create({ data: learnt })
    await presses('5', 'listen')
    expect(await app.db.learntNumber.count()).toBe(1)
    await presses('1', 'listen')
    expect(await app.db.learntNumber.count()).toBe(0)
  })

  it('asks twice before it cancels, and connects with somebody', async () => {
    const { serviceId } = await anAgreedRide()
    await presses('1', 'listen')
    expect(await presses('3')).toMatch(/<Number>/)
    expect(await outcomes(serviceId)).toEqual(['connected'])
    expect(await presses('2')).toContain('prema di nuovo 2')
    expect((await read(serviceId)).state).toBe('assigned')
    expect(await presses('2', 'cancel')).toContain('è annullato')
    expect(await read(serviceId)).toMatchObject({ state: 'cancelled', tellings: [{ spokenOutcome: 'cancelled' }] })
  })

  it.each([
    [true, 'messageLeft', /ci chiami quando vuole al Numero Verde/],
    [false, 'notHeard', /<Response><Hangup\/><\/Response>$/],
    [null, 'notHeard', /<Response><Hangup\/><\/Response>$/],
  ] as const)(
    'leaves a message on a machine only where the card says so (%s)',
    async (mayLeaveMessage, outcome, said) => {
      const { serviceId } = await anAgreedRide({ mayLeaveMessage })
      const heard = await machineAnswers()
      expect(heard).toMatch(said)
      expect(heard).not.toMatch(PERSONAL)
      expect(await outcomes(serviceId)).toEqual([outcome])
      expect((await read(serviceId)).toldPersonAt).toBeNull()
    },
  )

  it('asks the card of whom it is about, whoever shares the telephone', async () => {
    const { serviceId } = await anAgreedRide({ mayLeaveMessage: false })
    const husband = await day.person({ firstName: 'Aldo' })
    await app.db.assistedPerson.update({ where: { id: husband.id }, data: { mayLeaveMessage: true } })
    await app.db.conversation.updateMany({ where: { peerE164: TERESA }, data: { personId: husband.id } })
    expect(await machineAnswers()).toMatch(/<Hangup\/>/)
    expect(await outcomes(serviceId)).toEqual(['notHeard'])
  })
})

describe('whoever wants to speak with us', () => {
  const POINT_PHONE = '+390372410001'
  const CALL_CENTRE_PHONE = '+390280010099'
  const rung = (twiml: string) => [...twiml.matchAll(/<Number>([^<]+)<\/Number>/g)].map(([, e164]) => e164)
  const dialEnds = (form: Record<string, string>) => webhook('/connected', { CallStatus: 'in-progress', ...form })
  const unanswered = () => dialEnds({ DialCallStatus: 'no-answer', DialBridged: 'false' })
  const callbacks = () => app.db.callback.findMany({ orderBy: { createdAt: 'asc' } })
  const aRideWithAnOffice = async () => {
    const ride = await anAgreedRide({}, new Date('2026-11-30T09:00:00+01:00'))
    await app.db.listeningPoint.update({ where: { id: day.point.id }, data: { fixedPhones: [POINT_PHONE] } })
    await presses('1', 'listen')
    return ride
  }

  it.each([
    ['the point while it is open', '2026-11-27T10:00:00+01:00', POINT_PHONE],
    ['the call centre on a Saturday', '2026-11-28T10:00:00+01:00', CALL_CENTRE_PHONE],
    ['the call centre after noon', '2026-11-27T12:00:00+01:00', CALL_CENTRE_PHONE],
  ])('rings %s, as any call does', async (_, instant, phone) => {
    await aRideWithAnOffice()
    app.clock.set(instant)
    expect(rung(await presses('3'))).toEqual([phone])
  })

  it('rings an open neighbour before the call centre', async () => {
    await aRideWithAnOffice()
    const crema = await aListeningPoint(app.db, {
      name: 'Crema',
      fixedPhones: ['+390373410001'],
      week: [{ weekday: 6, opensAt: '09:00', closesAt: '12:00' }],
    })
    const neighbour = { listeningPointId: day.point.id, neighbourId: crema.id, rank: 1 }
    await app.db.listeningPointNeighbour.create({ data: neighbour })
    app.clock.set('2026-11-28T10:00:00+01:00')
    expect(rung(await presses('3'))).toEqual(['+390373410001'])
  })

  it('is called back where nobody answered, once, and hears so', async () => {
    const { teresa } = await aRideWithAnOffice()
    app.clock.set('2026-11-28T10:00:00+01:00')
    expect(await presses('3')).toMatch(/<Dial action="[^"]+\/connected"/)
    for (const _ of [1, 2]) expect(await unanswered()).toContain('la richiamiamo noi')
    expect(await callbacks()).toMatchObject([
      { e164: TERESA, personId: teresa.id, listeningPointId: day.point.id, reason: 'missed', state: 'open' },
    ])
    expect((await callbacks())[0]?.notes).toContain('passa a prenderla Bruno')
    expect(await app.db.auditEntry.count({ where: { action: 'callback.added' } })).toBe(1)
    cookie = await app.signIn(day.ada)
    const listed = await app.call('listCallbacks', {}, cookie)
    expect(listed).toMatchObject([{ e164: TERESA, people: [{ id: teresa.id }] }])
  })

  it('is called back where there is no telephone to ring', async () => {
    await aRideWithAnOffice()
    await app.db.listeningPoint.updateMany({ data: { fixedPhones: [] } })
    for (const _ of [1, 2]) expect(await presses('3')).toMatch(/la richiamiamo noi.*<Hangup\/>/)
    expect(await callbacks()).toHaveLength(1)
  })

  it.each<Record<string, string>>([
    { DialCallStatus: 'completed', DialBridged: 'true' },
    { DialCallStatus: 'completed' },
  ])('is not called back after a conversation (%o)', async (form) => {
    await aRideWithAnOffice()
    await presses('3')
    expect(await dialEnds(form)).toMatch(/<Response><Hangup\/><\/Response>$/)
    expect(await callbacks()).toEqual([])
  })
})

describe('a call nobody hears', () => {
  it('rings again an hour later, not over lunch, three times at most, then it is for a person', async () => {
    const { serviceId } = await anAgreedRide()
    await ends('busy')
    expect((await read(serviceId)).nextStep).toContain('si riprova')
    await itIs('2026-11-24T11:01:00+01:00')
    expect(day.calls).toHaveLength(1)
    await itIs('2026-11-24T11:45:00+01:00')
    expect(day.calls).toHaveLength(2)
    await machineAnswers()
    await itIs('2026-11-24T14:29:00+01:00')
    expect(day.calls).toHaveLength(2)
    await itIs('2026-11-24T14:30:00+01:00')
    expect(day.calls).toHaveLength(3)
    await ends('no-answer')
    await itIs('2026-11-25T10:00:00+01:00')
    expect(day.calls).toHaveLength(3)
    expect(await outcomes(serviceId)).toEqual(['busy', 'notHeard', 'noAnswer'])
    expect((await read(serviceId)).nextStep).toBe('L’assistito non ha risposto tre volte: avvisarlo a mano.')
    expect(await app.db.undelivered.count()).toBe(1)
  })

  it('about today rings again after a quarter of an hour', async () => {
    await anAgreedRide({}, new Date('2026-11-24T18:00:00+01:00'))
    await ends('no-answer')
    await itIs('2026-11-24T10:16:00+01:00')
    expect(day.calls).toHaveLength(1)
    await itIs('2026-11-24T10:18:00+01:00')
    expect(day.calls).toHaveLength(2)
  })

  it('stops as soon as the service is off', async () => {
    const { serviceId } = await anAgreedRide()
    await ends('no-answer')
    const body = { version: (await read(serviceId)).version, cause: 'noDriver' as const }
    await app.call('closeServiceUnmet', { params: { serviceId }, body }, cookie)
    await itIs('2026-11-24T16:00:00+01:00')
    const { tellings } = await read(serviceId)
    // Nobody is told any more that Bruno comes; nor is anybody called who was told nothing.
    expect(tellings.map(({ channel }) => channel)).toEqual(['voice'])
  })
})

describe('a reminder nobody hears', () => {
  const eve = async () => {
    const ride = await anAgreedRide()
    await presses('1', 'listen')
    await ends('completed')
    app.clock.set('2026-11-25T16:00:00+01:00')
    await app.store.transaction(occasion(), async (tx) =>
      tx.ask({ name: 'remind-tomorrow', payload: { day: '2026-11-25' }, key: 'prova' }),
    )
    await itIs('2026-11-25T16:00:00+01:00')
    expect(day.calls).toHaveLength(2)
    return ride
  }

  it('rings again with the same words while it is still the eve, then it is for a person', async () => {
    const { serviceId } = await eve()
    await ends('no-answer')
    await itIs('2026-11-25T16:59:00+01:00')
    expect(day.calls).toHaveLength(2)
    await itIs('2026-11-25T17:00:00+01:00')
    expect(await presses('1', 'listen')).toContain('Le ricordiamo il servizio di domani')
    await ends('completed')
    await itIs('2026-11-25T18:30:00+01:00')
    expect(day.calls).toHaveLength(3)
    expect(await outcomes(serviceId)).toEqual(['heard', 'noAnswer', 'heard'])
    expect(await app.db.undelivered.count()).toBe(0)
  })

  it('is left to a person after the third, once', async () => {
    await eve()
    for (const hour of [17, 18, 19]) {
      await ends('no-answer')
      await itIs(`2026-11-25T${hour}:00:00+01:00`)
    }
    await itIs('2026-11-26T08:59:00+01:00')
    expect(day.calls).toHaveLength(4)
    expect(await app.db.undelivered.findMany()).toMatchObject([{ reason: 'notAnswering', e164: TERESA }])
  })

  it('rings no more once the person has confirmed another way, or the ride is another', async () => {
    const { serviceId } = await eve()
    await ends('no-answer')
    await app.db.service.update({ where: { id: serviceId }, data: { personConfirmedAt: app.clock.now() } })
    await itIs('2026-11-25T17:30:00+01:00')
    expect(day.calls).toHaveLength(2)
    expect(await app.db.undelivered.count()).toBe(0)
  })
})

describe('what Twilio reports of a call, twice and in any order', () => {
  it('comes to one end, and to one next call', { timeout: 120_000 }, async () => {
    const { serviceId } = await anAgreedRide()
    const { messageId = '' } = day.calls[0] ?? {}
    const reset = async () => {
      await app.db.message.update({
        where: { id: messageId },
        data: { state: 'queued', errorCode: null, spokenOutcome: null },
      })
      await app.db.message.deleteMany({ where: { serviceId, id: { not: messageId } } })
      await app.db.jobWish.deleteMany({ where: { name: 'tell-person' } })
      day.calls.length = 1
    }
    const reports = ['initiated', 'ringing', 'in-progress', 'completed', 'nobody'].flatMap((each) => [each, each])
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(reports, { minLength: reports.length }), async (shuffled) => {
        await reset()
        for (const report of shuffled) {
          if (report === 'nobody') await pressesNothing(0)
          else await webhook('/status', { CallStatus: report }, 0)
        }
        await day.work()
        const [telling, ...others] = (await read(serviceId)).tellings
        expect(telling).toMatchObject({ progress: 'arrived', spokenOutcome: 'notHeard' })
        expect(others).toEqual([])
        const ahead = await app.db.jobWish.findMany({ where: { name: 'tell-person', doneAt: null } })
        expect(new Set(ahead.map(({ runAt }) => runAt.toISOString()))).toEqual(new Set(['2026-11-24T10:02:00.000Z']))
      }),
      { numRuns: 12 },
    )
  })
})
