import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { reach } from '../../helpline/reaching/reach.ts'
import { TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, aLocalAssociation, anOperator, aPerson, aVolunteer } from '../support/builders.ts'
import { aHelplineDay, emptyHelpline, OUR_NUMBER } from '../support/helpline-day.ts'
import { openPhoneLine, type PhoneLine } from '../support/phone-line.ts'
import { aRideRequest } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

const ANNA = '+393471112233'
const LANDLINE = '+390372559911'
const HOUR = 3_600

let line: PhoneLine
let world: Awaited<ReturnType<typeof aWorld>>
let arrivals = 0

beforeAll(async () => {
  line = await openPhoneLine()
  for (const number of [ANNA, LANDLINE]) line.script.addTelephone({ number, label: number })
})
afterAll(() => line.close())
beforeEach(async () => {
  line.app.clock.set(TUESDAY_AT_TEN)
  world = await aWorld()
})
afterEach(async () => {
  await line.script.reset()
  await line.app.db
    .$executeRaw`TRUNCATE refusal_entry, learnt_number, undelivered, sending_stop, volunteer, conversation CASCADE`
  await emptyHelpline(line.app)
})

/** Anna, whose ride of tomorrow does not take place. */
async function aWorld() {
  const { app } = line
  const { cremona, ada } = await aHelplineDay(app)
  const anna = await aPerson(app.db, {
    firstName: 'Anna',
    lastName: 'Riva',
    e164: [ANNA],
    listeningPointId: cremona.id,
  })
  const request = await aRideRequest(app.db, { pointId: cremona.id, personId: anna.id })
  const now = app.clock.now()
  const startsAt = new Date('2026-11-25T09:00:00+01:00')
  const endsAt = new Date('2026-11-25T10:00:00+01:00')
  const service = await app.db.service.create({
    data: {
      ...{ startsAt, endsAt, busyFrom: startsAt, busyUntil: endsAt, createdAt: now, recordedAt: now },
      ...{ requestId: request.id, personId: anna.id, listeningPointId: cremona.id },
      helpKind: 'transport',
      state: 'offering',
    },
  })
  return { cremona, anna, service, cookie: await app.signIn(ada), ada }
}

const occasion = () => ({ now: line.app.clock.now(), actor: { kind: 'system' } as const })
const BODY = 'Buongiorno, è Auser. Il servizio di domani purtroppo non si può fare.'

/** Anna is told so, as every use case tells. */
const tell = (intentKey = `person-off:${world.service.id}:1`) =>
  line.app.store.transaction(occasion(), async (tx) =>
    reach(tx, occasion(), await tx.personReachedBy(world.anna.id), {
      ...{ purpose: 'service', about: world.service, personId: world.anna.id, serviceId: world.service.id },
      ...{ listeningPointId: world.cremona.id, intentKey, body: () => BODY },
    }),
  )
const tellAndWork = async (intentKey?: string) => {
  await tell(intentKey)
  await line.work()
}
const inbox = () => line.script.inbox(ANNA).filter(({ direction }) => direction === 'received')
const callsTo = (number: string) => line.script.calls().filter(({ to }) => to === number)
const learnt = () => line.app.db.learntNumber.findMany()
const left = () => line.app.db.undelivered.findMany()
const ledger = () => line.app.db.refusalEntry.findMany({ orderBy: [{ at: 'asc' }, { id: 'asc' }, { channel: 'asc' }] })
const listed = async (cookie = world.cookie) => (await line.app.call('listUndelivered', {}, cookie)).items
const later = async (seconds: number) => {
  line.app.clock.advance(seconds)
  await line.work()
}
async function writes(Body: string, more: Record<string, string> = {}): Promise<string> {
  const sid = `SM${String(++arrivals).padStart(32, 'a')}`
  let text = ''
  for (const _ of [1, 2]) {
    const form = { MessageSid: sid, From: ANNA, To: OUR_NUMBER, Body, ...more }
    text = await (await sendWebhook(line.app, { path: '/messages/incoming', form }, {}, line.publicBaseUrl)).text()
  }
  return /<Message>(.*)<\/Message>/.exec(text)?.[1] ?? ''
}

describe('what Twilio refuses', () => {
  it('delivers what it does not', async () => {
    await tellAndWork()
    await tellAndWork()
    expect(inbox()).toMatchObject([{ channel: 'sms', body: BODY.replace('è', 'è') }])
    expect([await left(), await learnt(), await ledger()]).toEqual([[], [], []])
  })

  it('who left goes to the ledger, and is called', async () => {
    line.script.onMessage(ANNA, { status: 'refused', errorCode: 21610 })
    await tellAndWork()
    expect(await ledger()).toMatchObject([
      { e164: ANNA, channel: 'sms', refused: true, source: 'twilio', personId: world.anna.id },
    ])
    expect(callsTo(ANNA)).toHaveLength(1)
    line.script.onMessage(ANNA, { status: 'delivered' })
    await tellAndWork('person-off:another')
    expect(inbox()).toEqual([])
    expect(await left()).toEqual([])
  })

  it.each([
    ['refused', 21614],
    ['refused', 21635],
    ['undelivered', 30006],
  ] as const)('a landline (%s, %i) is learnt, and called from then on', async (status, errorCode) => {
    line.script.onMessage(ANNA, { status, errorCode })
    await tellAndWork()
    expect(await learnt()).toMatchObject([{ e164: ANNA, trait: 'landline', errorCode }])
    expect(callsTo(ANNA)).toHaveLength(1)
    const attempts = line.script.messages().length
    expect(await tell('person-off:another')).toMatchObject({ kind: 'send', channel: 'voice' })
    expect(line.script.messages()).toHaveLength(attempts)
  })

  it('a telephone that is off is tried once more in the afternoon, then a person calls', async () => {
    line.script.onMessage(ANNA, { status: 'undelivered', errorCode: 30003 })
    await tellAndWork()
    await later(2 * HOUR)
    expect(line.script.messages()).toHaveLength(1)
    await later(HOUR)
    expect(line.script.messages()).toHaveLength(2)
    expect(await left()).toMatchObject([{ reason: 'notAnswering', errorCode: 30003 }])
    await later(20 * HOUR)
    expect(line.script.messages()).toHaveLength(2)
    expect(await left()).toHaveLength(1)
  })

  it('a telephone that was off and is on again has it, and nobody need call', async () => {
    line.script.onMessage(ANNA, { status: 'undelivered', errorCode: 30003 })
    await tellAndWork()
    line.script.onMessage(ANNA, { status: 'delivered' })
    await later(3 * HOUR)
    expect(inbox()).toHaveLength(1)
    expect(await left()).toEqual([])
  })

  it.each([
    ['undelivered', 30005, 'doubtful'],
    ['refused', 21211, 'doubtful'],
    ['refused', 21408, 'abroad'],
    ['undelivered', 30007, 'blocked'],
    ['undelivered', 30008, 'unknown'],
  ] as const)('%s with %i is for a person, who reads why: %s', async (status, errorCode, reason) => {
    line.script.onMessage(ANNA, { status, errorCode })
    await tellAndWork()
    expect(await listed()).toMatchObject([
      { name: 'Anna Riva', personId: world.anna.id, phone: { e164: ANNA }, reason, body: BODY },
    ])
    expect(await learnt()).toHaveLength(reason === 'doubtful' ? 1 : 0)
    expect(callsTo(ANNA)).toEqual([])
  })

  it('too many at once is waited for, longer each time, and never lost', async () => {
    line.script.onMessage(ANNA, { status: 'refused', errorCode: 20429 })
    await tellAndWork()
    for (let minutes = 0; minutes < 120; minutes += 10) await later(600)
    expect(await left()).toEqual([])
    line.script.onMessage(ANNA, { status: 'delivered' })
    await later(900)
    expect(inbox()).toHaveLength(1)
  })

  it('a refused account stops the sending, which one message at a time tries again; what waited leaves once', async () => {
    line.script.onMessage(ANNA, { status: 'refused', errorCode: 20003 })
    await tellAndWork()
    await tell('person-off:another')
    await line.work()
    expect(await line.app.db.message.count({ where: { state: 'pending' } })).toBe(2)
    const desk = await line.app.call('listUndelivered', {}, world.cookie)
    expect(desk).toMatchObject({ items: [], stoppedSince: TUESDAY_AT_TEN.toISOString() })
    expect(await line.app.db.auditEntry.count({ where: { action: 'sending.stopped' } })).toBe(1)
    // Nobody is asked in between.
    line.script.onMessage(ANNA, { status: 'delivered' })
    await later(60)
    expect(inbox()).toEqual([])
    await later(300)
    await later(300)
    expect(inbox()).toHaveLength(2)
    expect((await line.app.call('listUndelivered', {}, world.cookie)).stoppedSince).toBeNull()
    expect(await left()).toEqual([])
  })

  it('a refusal that lasts leaves what is about to begin to a person, half an hour before', async () => {
    line.script.onMessage(ANNA, { status: 'refused', errorCode: 20003 })
    await tellAndWork()
    line.app.clock.set('2026-11-25T08:00:00+01:00')
    await line.work()
    expect(await left()).toEqual([])
    await later(32 * 60)
    await later(300)
    expect(await left()).toMatchObject([{ serviceId: world.service.id, reason: 'unknown' }])
    line.script.onMessage(ANNA, { status: 'delivered' })
    await later(300)
    expect(inbox()).toEqual([])
  })
})

describe('what nobody could be told', () => {
  const fails = async () => {
    line.script.onMessage(ANNA, { status: 'undelivered', errorCode: 30008 })
    await tellAndWork()
  }

  it('is closed by a person with what was done, once, and only at their point', async () => {
    await fails()
    const [item] = await listed()
    const params = { undeliveredId: item?.id ?? '' }
    const elsewhere = await aListeningPoint(line.app.db)
    const stranger = await line.app.signIn(await anOperator(line.app.db, { pointIds: [elsewhere.id] }))
    expect(await listed(stranger)).toEqual([])
    const body = { whatWasDone: 'Chiamata al fisso: lo sa.' }
    expect((await line.app.refusal('closeUndelivered', { params, body }, stranger)).status).toBe(403)
    const empty = await line.app.refusal('closeUndelivered', { params, body: { whatWasDone: ' ' } }, world.cookie)
    expect(empty.fields).toHaveProperty('whatWasDone')
    for (const _ of [1, 2]) await line.app.call('closeUndelivered', { params, body }, world.cookie)
    expect(await left()).toMatchObject([{ whatWasDone: body.whatWasDone, closedById: world.ada.id }])
    expect(await line.app.db.auditEntry.count({ where: { action: 'message.toldByPerson' } })).toBe(1)
    expect(await listed()).toEqual([])
  })

  it('is over when it arrives after all', async () => {
    await fails()
    const { id, twilioSid } = await line.app.db.message.findFirstOrThrow({ where: { direction: 'outbound' } })
    const form = { MessageSid: twilioSid ?? '', MessageStatus: 'delivered' }
    for (const _ of [1, 2])
      await sendWebhook(line.app, { path: `/messages/${id}/status`, form }, {}, line.publicBaseUrl)
    expect(await listed()).toEqual([])
    expect(await left()).toMatchObject([{ closedById: null, closedAt: expect.any(Date) }])
    expect(await line.app.db.auditEntry.count({ where: { action: 'message.arrivedAfterAll' } })).toBe(1)
  })

  it('is nobody’s any more once the hour has come', async () => {
    await fails()
    expect(await listed()).toHaveLength(1)
    line.app.clock.set('2026-11-25T09:00:00+01:00')
    expect(await listed(await line.app.signIn(world.ada))).toEqual([])
  })

  it('is left to a person at once where no number is known', async () => {
    await line.app.db.personPhone.deleteMany()
    await tellAndWork()
    await tellAndWork()
    expect(await listed()).toMatchObject([{ reason: 'noNumber', phone: null, name: 'Anna Riva' }])
  })
})

describe('what people say of being reached', () => {
  const params = () => ({ personId: world.anna.id })
  const said = { e164: ANNA, purpose: 'everything', source: 'telephone', words: 'Troppi messaggi' } as const
  const record = (refusalId: string, body: { ways: ('messages' | 'calls')[]; refused: boolean }) =>
    line.app.call(
      'takeDownPersonRefusal',
      { params: { ...params(), refusalId }, body: { ...said, ...body } },
      world.cookie,
    )
  const FIRST = '0199c0de-0000-7000-8000-000000000001'
  const SECOND = '0199c0de-0000-7000-8000-000000000002'

  it('in their own words, twice the same, silences both ways of writing and no call; another word undoes it', async () => {
    expect(await writes('Non scrivetemi più')).toBe('')
    expect(await ledger()).toMatchObject(
      ['sms', 'whatsapp'].map((channel) => ({
        channel,
        refused: true,
        source: 'message',
        words: 'Non scrivetemi più',
      })),
    )
    expect(await tell()).toMatchObject({ channel: 'voice' })
    line.app.clock.advance(60)
    expect(await writes('Riprendete a scrivermi')).toContain('le scriviamo di nuovo')
    expect(await ledger()).toHaveLength(4)
    expect(await tell('person-off:another')).toMatchObject({ channel: 'sms' })
  })

  it('as Twilio understood it, whatever the words', async () => {
    await writes('basta, davvero', { OptOutType: 'STOP' })
    expect(await ledger()).toHaveLength(2)
    await writes('annulla')
    await writes('BASTA')
    expect(await ledger()).toHaveLength(2)
    expect(await line.app.db.conversation.findFirst({ where: { peerE164: ANNA } })).toMatchObject({ needsAnswer: true })
  })

  it('by telephone is taken down with who took it, and taken back in a row of its own', async () => {
    for (const _ of [1, 2]) await record(FIRST, { ways: ['messages'], refused: true })
    expect(await tell()).toMatchObject({ channel: 'voice' })
    line.app.clock.advance(60)
    const [number] = await record(SECOND, { ways: ['messages'], refused: false })
    expect(number).toMatchObject({ refused: [], refusedForCampaigns: [] })
    expect(number?.said.map(({ refused, byName, words }) => [refused, byName, words])).toEqual([
      [false, 'Ada Bianchi', 'Troppi messaggi'],
      [false, 'Ada Bianchi', 'Troppi messaggi'],
      [true, 'Ada Bianchi', 'Troppi messaggi'],
      [true, 'Ada Bianchi', 'Troppi messaggi'],
    ])
    expect(await tell('person-off:another')).toMatchObject({ channel: 'sms' })
  })

  it('of calls leaves the messages; of both, a person', async () => {
    await line.app.db.personPhone.deleteMany()
    await line.app.db.personPhone.create({ data: { personId: world.anna.id, e164: LANDLINE } })
    const body = { ...said, e164: LANDLINE, ways: ['calls' as const], refused: true }
    await line.app.call('takeDownPersonRefusal', { params: { ...params(), refusalId: FIRST }, body }, world.cookie)
    expect(await tell()).toEqual({ kind: 'person', reason: 'refused' })
    await line.app.db.personPhone.deleteMany()
    await line.app.db.personPhone.create({ data: { personId: world.anna.id, e164: ANNA } })
    await record(SECOND, { ways: ['calls'], refused: true })
    expect(await tell('person-off:another')).toMatchObject({ channel: 'sms' })
  })

  it('only of their own numbers, and of a volunteer only at their point', async () => {
    const body = { ...said, e164: LANDLINE, ways: ['messages' as const], refused: true }
    const refusal = await line.app.refusal(
      'takeDownPersonRefusal',
      { params: { ...params(), refusalId: FIRST }, body },
      world.cookie,
    )
    expect(refusal).toMatchObject({ status: 422, fields: { e164: expect.any(String) } })
    const elsewhere = await aListeningPoint(line.app.db)
    const association = await aLocalAssociation(line.app.db, { listeningPointId: elsewhere.id })
    const volunteer = await aVolunteer(line.app.db, { localAssociationId: association.id })
    const theirs = { volunteerId: volunteer.id }
    expect((await line.app.refusal('readVolunteerReaching', { params: theirs }, world.cookie)).status).toBe(403)
    const region = await line.app.signIn(await anOperator(line.app.db, { role: 'regionalAdmin' }))
    const taken = { params: { ...theirs, refusalId: FIRST }, body: { ...body, e164: volunteer.phoneE164 } }
    expect(await line.app.call('takeDownVolunteerRefusal', taken, region)).toMatchObject([
      { refused: ['sms', 'whatsapp'], said: [{ source: 'telephone' }, {}] },
    ])
  })

  it('for campaigns alone leaves everything else', async () => {
    const body = { ...said, purpose: 'campaigns' as const, ways: ['messages' as const], refused: true }
    const [number] = await line.app.call(
      'takeDownPersonRefusal',
      { params: { ...params(), refusalId: FIRST }, body },
      world.cookie,
    )
    expect(number).toMatchObject({ refused: [], refusedForCampaigns: ['sms', 'whatsapp'] })
    expect(await tell()).toMatchObject({ channel: 'sms' })
  })

  it('is never written over', async () => {
    await record(FIRST, { ways: ['messages'], refused: true })
    for (const change of ['UPDATE refusal_entry SET refused = false', 'DELETE FROM refusal_entry']) {
      await expect(line.app.db.$executeRawUnsafe(change)).rejects.toThrow(/append-only/)
    }
  })

  it('on the card, the consent to messages that is taken back silences what is written', async () => {
    await line.app.db.consent.create({
      data: { personId: world.anna.id, purpose: 'messages', given: false, how: 'a voce', at: line.app.clock.now() },
    })
    expect(await tell()).toMatchObject({ channel: 'voice' })
  })
})

describe('what sending has taught of a number', () => {
  const taught = (trait: 'doubtful' | 'landline', e164 = ANNA) =>
    line.app.db.learntNumber.create({ data: { e164, trait, errorCode: 30005, at: line.app.clock.now() } })
  const traits = async () => (await learnt()).map(({ trait }) => trait)
  const works = (e164 = ANNA) => ({ params: { personId: world.anna.id }, body: { e164 } })

  it.each([
    ['doubtful', 'a message', {}, []],
    ['landline', 'a message', {}, []],
    ['doubtful', 'WhatsApp', { From: `whatsapp:${ANNA}` }, []],
    ['landline', 'WhatsApp', { From: `whatsapp:${ANNA}` }, ['landline']],
  ] as const)('that it is %s, is forgotten or not when %s comes from there', async (trait, _, from, left) => {
    await taught(trait)
    await writes('Buongiorno', from)
    expect(await traits()).toEqual(left)
  })

  it.each(['doubtful', 'landline'] as const)(
    'that it is %s, is taken back by who knows it works, once',
    async (trait) => {
      await taught(trait)
      expect(await tell()).toMatchObject(
        trait === 'landline' ? { channel: 'voice' } : { kind: 'person', reason: trait },
      )
      for (const _ of [1, 2]) {
        expect(await line.app.call('confirmPersonNumber', works(), world.cookie)).toMatchObject([{ learnt: null }])
      }
      expect(await tell('person-off:another')).toMatchObject({ channel: 'sms' })
      const traces = { where: { action: 'reaching.numberWorks' } }
      expect(await line.app.db.auditEntry.findMany(traces)).toMatchObject([
        { entity: 'person', entityId: world.anna.id, operatorId: world.ada.id, listeningPointId: world.cremona.id },
      ])
    },
  )

  it('is taken back only of their own numbers, and of a volunteer only at their point', async () => {
    expect(await line.app.refusal('confirmPersonNumber', works(LANDLINE), world.cookie)).toMatchObject({
      ...{ status: 422, fields: { e164: expect.any(String) } },
    })
    const association = await aLocalAssociation(line.app.db, {
      listeningPointId: (await aListeningPoint(line.app.db)).id,
    })
    const volunteer = await aVolunteer(line.app.db, { localAssociationId: association.id })
    await taught('doubtful', volunteer.phoneE164)
    const theirs = { params: { volunteerId: volunteer.id }, body: { e164: volunteer.phoneE164 } }
    expect((await line.app.refusal('confirmVolunteerNumber', theirs, world.cookie)).status).toBe(403)
    const region = await line.app.signIn(await anOperator(line.app.db, { role: 'regionalAdmin' }))
    expect(await line.app.call('confirmVolunteerNumber', theirs, region)).toMatchObject([{ learnt: null }])
  })
})
