import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import { remindingPrefix } from '../../helpline/dispatch/telling/remind-tomorrow.ts'
import { feedCampaign } from '../../helpline/messages/active/feed-campaign.ts'
import type { MessageChannel } from '../../helpline/reaching/message-channel.ts'
import { writeMessage } from '../../helpline/reaching/write-message.ts'
import { askForSweep } from '../../workers/sweep.ts'
import { TUESDAY_AT_TEN } from '../support/app.ts'
import { aLocalAssociation, anOperator, aPerson, aVolunteer } from '../support/builders.ts'
import { aHelplineDay, emptyHelpline, OUR_NUMBER } from '../support/helpline-day.ts'
import { openPhoneLine, type PhoneLine } from '../support/phone-line.ts'
import { aRideRequest } from '../support/ride-day.ts'
import { callSid, sendWebhook } from '../support/twilio-webhooks.ts'

const ANNA = '+393471112233'
const LANDLINE = '+390372559911'
const MINUTE = 60
const HOUR = 60 * MINUTE

let line: PhoneLine
let world: Awaited<ReturnType<typeof aWorld>>

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
  await line.app.db.campaign.deleteMany()
  await line.app.db
    .$executeRaw`TRUNCATE refusal_entry, learnt_number, undelivered, sending_stop, volunteer, conversation CASCADE`
  await emptyHelpline(line.app)
})

/** Anna is driven by Bruno, tomorrow at nine, and knows it. */
async function aWorld() {
  const { app } = line
  const { cremona, ada } = await aHelplineDay(app)
  const [anna, association] = [
    await aPerson(app.db, { firstName: 'Anna', lastName: 'Riva', e164: [ANNA], listeningPointId: cremona.id }),
    await aLocalAssociation(app.db, { listeningPointId: cremona.id }),
  ]
  const volunteer = await aVolunteer(app.db, { firstName: 'Bruno', localAssociationId: association.id })
  const request = await aRideRequest(app.db, { pointId: cremona.id, personId: anna.id })
  const now = app.clock.now()
  const startsAt = new Date('2026-11-25T09:00:00+01:00')
  const endsAt = new Date('2026-11-25T10:00:00+01:00')
  const service = await app.db.service.create({
    data: {
      ...{ startsAt, endsAt, busyFrom: startsAt, busyUntil: endsAt, createdAt: now, recordedAt: now },
      ...{ requestId: request.id, personId: anna.id, listeningPointId: cremona.id, volunteerId: volunteer.id },
      ...{ helpKind: 'transport', state: 'assigned', assignedAt: now, toldPersonAt: now },
    },
  })
  return { cremona, anna, service, request, cookie: await app.signIn(ada) }
}

const occasion = () => ({ now: line.app.clock.now(), actor: { kind: 'system' } as const })
const reminder = () => `${remindingPrefix(world.service)}person`

/** Something is said to Anna, and leaves. */
async function tell(intentKey = reminder(), channel: MessageChannel = 'sms'): Promise<string> {
  const { anna, service, cremona } = world
  const { id } = await line.app.store.transaction(occasion(), (tx) =>
    writeMessage(tx, occasion(), {
      ...{ purpose: 'service', channel, peerE164: channel === 'voice' ? LANDLINE : ANNA, intentKey },
      ...{ personId: anna.id, serviceId: service.id, listeningPointId: cremona.id, body: 'Buongiorno, è Auser.' },
    }),
  )
  await line.work()
  return id
}
/** Nothing of what becomes of a message or a call is told to us. */
const isDeaf = () => line.script.webhookFault({ kind: 'drop', match: { url: '/status' }, times: 1_000 })
/** Some networks say no more than this. */
const onlySent = () => line.script.onMessage(ANNA, { status: 'sent' })
async function later(seconds: number): Promise<void> {
  line.app.clock.advance(seconds)
  await askForSweep(line.app.store, line.app.clock.now())
  await line.work()
}
const row = (id: string) => line.app.db.message.findUniqueOrThrow({ where: { id } })
const left = () => line.app.db.undelivered.findMany({ orderBy: { createdAt: 'asc' } })
const keys = async () => (await left()).map(({ intentKey }) => intentKey)
const lookedUpAt = async (id: string) =>
  (await line.app.db.$queryRaw<{ at: Date | null }[]>`SELECT looked_up_at AS at FROM message WHERE id = ${id}::uuid`)[0]
    ?.at
const callsTo = (number: string) => line.script.calls().filter(({ to }) => to === number)
async function reports(id: string, MessageStatus: string): Promise<void> {
  const form = { MessageSid: (await row(id)).twilioSid ?? '', MessageStatus }
  const path = `/messages/${id}/status`
  for (const _ of [1, 2]) await sendWebhook(line.app, { path, form }, {}, line.publicBaseUrl)
  await line.work()
}

describe('a message whose last word was not told', () => {
  it('is looked up, and is where Twilio says', async () => {
    isDeaf()
    const id = await tell()
    await later(4 * MINUTE)
    expect([(await row(id)).state, await lookedUpAt(id)]).toEqual(['queued', null])
    await later(2 * MINUTE)
    expect(await row(id)).toMatchObject({ state: 'delivered' })
    const looked = await lookedUpAt(id)
    await later(HOUR)
    expect(await lookedUpAt(id)).toEqual(looked)
    expect(await left()).toEqual([])
  })

  it('and did not arrive, is for a person, who reads why', async () => {
    isDeaf()
    line.script.onMessage(ANNA, { status: 'undelivered', errorCode: 30005 })
    await tell()
    await later(6 * MINUTE)
    expect(await left()).toMatchObject([{ reason: 'doubtful', errorCode: 30005 }])
  })

  it('is looked up less and less often, and after two days no more', async () => {
    onlySent()
    const begun = line.app.clock.now().getTime()
    const id = await tell('unclosed:prova')
    const looks = new Set<number>()
    const steps = [...Array<number>(12).fill(3 * MINUTE), ...Array<number>(150).fill(20 * MINUTE)]
    for (const seconds of steps) {
      line.app.clock.advance(seconds)
      await line.handlers['sweep-calls'](occasion(), { slot: 0 })
      const at = await lookedUpAt(id)
      if (at) looks.add((at.getTime() - begun) / 60_000)
    }
    const [first = 0, second = 0, third = 0] = looks
    expect([first, second, third]).toEqual([6, 15, 33])
    expect(looks.size).toBeLessThan(100)
    expect(Math.max(...looks)).toBeLessThanOrEqual(48 * 60)
    expect(await row(id)).toMatchObject({ state: 'sent' })
  }, 240_000)
})

describe('a message without a word of its arrival', () => {
  it('is for a person while there is time, once; where it arrives after all, nobody need call', async () => {
    onlySent()
    const id = await tell()
    await later(HOUR)
    expect(await left()).toEqual([])
    await later(1.5 * HOUR)
    await later(HOUR)
    expect(await row(id)).toMatchObject({ state: 'failed', errorCode: null })
    expect(await left()).toMatchObject([{ reason: 'unknown', closedAt: null, serviceId: world.service.id }])
    const { items } = await line.app.call('listUndelivered', {}, world.cookie)
    expect(items).toMatchObject([{ name: 'Anna Riva', reason: 'unknown' }])
    await reports(id, 'sent')
    expect(await row(id)).toMatchObject({ state: 'failed' })
    await reports(id, 'delivered')
    expect(await row(id)).toMatchObject({ state: 'delivered' })
    expect(await left()).toMatchObject([{ closedAt: line.app.clock.now() }])
  })

  it('is for a person an hour before what it is about', async () => {
    onlySent()
    const startsAt = new Date('2026-11-24T12:30:00+01:00')
    await line.app.db.service.update({ where: { id: world.service.id }, data: { startsAt, busyFrom: startsAt } })
    await tell(`change:${world.service.id}:1`)
    await later(HOUR)
    expect(await left()).toEqual([])
    await later(45 * MINUTE)
    expect(await left()).toMatchObject([{ reason: 'unknown' }])
  })

  it('is for nobody where that telephone never says what arrived, after the first time', async () => {
    onlySent()
    const first = await tell('called-off:prova:1')
    const second = await tell('called-off:prova:2')
    await later(3 * HOUR)
    expect([(await row(first)).state, (await row(second)).state]).toEqual(['failed', 'sent'])
    expect(await keys()).toEqual(['called-off:prova:1'])
    line.script.onMessage(ANNA, { status: 'delivered' })
    await tell('called-off:prova:3')
    onlySent()
    await tell('called-off:prova:4')
    await later(3 * HOUR)
    expect(await keys()).toEqual(['called-off:prova:1', 'called-off:prova:4'])
  })

  it('is for nobody who has written since', async () => {
    onlySent()
    await tell()
    line.app.clock.advance(MINUTE)
    const form = { MessageSid: `SM${'e'.repeat(32)}`, From: ANNA, To: OUR_NUMBER, Body: 'Va bene, a domani' }
    await sendWebhook(line.app, { path: '/messages/incoming', form }, {}, line.publicBaseUrl)
    await later(3 * HOUR)
    expect(await left()).toEqual([])
  })

  it('is for nobody where it is news no more', async () => {
    onlySent()
    const id = await tell()
    const personConfirmedAt = line.app.clock.now()
    await line.app.db.service.update({ where: { id: world.service.id }, data: { personConfirmedAt } })
    await later(3 * HOUR)
    expect([(await row(id)).state, await left()]).toEqual(['sent', []])
  })

  it('is for nobody where one of ours has spoken with them since', async () => {
    onlySent()
    await tell(`person-off:${world.service.id}:1`)
    line.app.clock.advance(MINUTE)
    const spoken = { occurredAt: line.app.clock.now(), recordedAt: line.app.clock.now() }
    await line.app.db.contact.create({
      data: {
        ...{ ...spoken, direction: 'outbound', provenance: 'tollFree', purpose: 'toAssistedPerson' },
        ...{ listeningPointId: world.cremona.id, personId: world.anna.id, servesRequestId: world.request.id },
      },
    })
    await later(3 * HOUR)
    expect(await left()).toEqual([])
  })

  it('of an operator’s answer puts the conversation before them again, a day later', async () => {
    onlySent()
    await line.app.store.transaction(occasion(), async (tx) => {
      const answer = { purpose: 'answer', channel: 'sms', peerE164: ANNA, body: 'Certo.' } as const
      await writeMessage(tx, occasion(), { ...answer, intentKey: 'answer:prova', personId: world.anna.id })
    })
    await line.work()
    await later(12 * HOUR)
    const waits = () => line.app.db.conversation.count({ where: { needsAnswer: true } })
    expect(await waits()).toBe(0)
    await later(13 * HOUR)
    expect(await waits()).toBe(1)
  })
})

describe('a call that speaks, whose end was not told', () => {
  it('is looked up, and rings again where nobody answered', async () => {
    isDeaf()
    line.script.onRing(LANDLINE, { kind: 'busy' })
    const id = await tell(reminder(), 'voice')
    await line.script.idle()
    await later(6 * MINUTE)
    expect(await row(id)).toMatchObject({ state: 'undelivered', spokenOutcome: 'busy' })
    await later(2 * HOUR)
    expect(callsTo(LANDLINE)).toHaveLength(2)
  })

  it('of what is agreed, goes on: the third time in vain a person calls', async () => {
    isDeaf()
    line.script.onRing(LANDLINE, { kind: 'busy' })
    await line.app.db.service.update({ where: { id: world.service.id }, data: { toldPersonAt: null } })
    await line.app.db.personPhone.deleteMany()
    await line.app.db.personPhone.create({ data: { personId: world.anna.id, e164: LANDLINE } })
    await line.app.store.transaction(occasion(), async (tx) =>
      tx.ask({ name: 'tell-person', payload: { serviceId: world.service.id }, key: 'tell-person:prova' }),
    )
    await line.work()
    for (let hours = 0; hours < 6; hours += 1) await later(HOUR)
    expect(callsTo(LANDLINE)).toHaveLength(3)
    expect(await left()).toMatchObject([{ reason: 'notAnswering', closedAt: null }])
  })

  it('is left alone while it rings, and rings no second time whoever has heard it', async () => {
    isDeaf()
    const id = await tell(reminder(), 'voice')
    await later(3 * HOUR)
    expect(await row(id)).toMatchObject({ state: 'sent', spokenOutcome: null })
    line.script.answer(LANDLINE)
    await line.work()
    line.script.press(LANDLINE, '1')
    await line.work()
    line.script.hangUp(LANDLINE)
    await line.work()
    await later(HOUR)
    expect(await row(id)).toMatchObject({ state: 'delivered', spokenOutcome: 'heard' })
    await later(2 * HOUR)
    expect(callsTo(LANDLINE)).toHaveLength(1)
    expect(await left()).toEqual([])
  })

  it('and that Twilio does not know, rings again after an hour', async () => {
    isDeaf()
    line.script.onRing(LANDLINE, { kind: 'busy' })
    const id = await tell(reminder(), 'voice')
    await line.app.db.message.update({ where: { id }, data: { twilioSid: callSid('f') } })
    await later(50 * MINUTE)
    expect(await row(id)).toMatchObject({ state: 'queued' })
    await later(40 * MINUTE)
    expect(await row(id)).toMatchObject({ state: 'failed', errorCode: null })
    await later(HOUR)
    expect(callsTo(LANDLINE)).toHaveLength(2)
  })
})

describe('somebody of a campaign’s list, whose message never says it arrived', () => {
  it('is called by a person a day later, and no more once it has arrived', async () => {
    onlySent()
    const { app } = line
    const campaign = await app.db.campaign.create({
      data: {
        ...{ name: 'Caldo', kind: 'heatWave', way: 'message', script: '', messageText: 'Beva molto.' },
        ...{ state: 'running', createdAt: TUESDAY_AT_TEN, startedAt: TUESDAY_AT_TEN },
        ...{ listeningPointId: world.cremona.id, requestedBy: 'Comune di Cremona', legalBasis: 'convenzione' },
        keepUntil: toDateColumn('2026-12-31'),
        members: { create: [{ firstName: 'Anna', lastName: 'Riva', phoneE164: ANNA }] },
      },
    })
    const params = { campaignId: campaign.id }
    await feedCampaign(app.store, occasion(), { ...params, step: campaign.feedStep })
    await line.work()
    const asCoordinator = async () =>
      app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [world.cremona.id] }))
    const progress = async () => (await app.call('readCampaign', { params }, await asCoordinator())).progress
    await later(12 * HOUR)
    expect(await progress()).toMatchObject({ underWay: 1, notTold: 0 })
    await later(12.5 * HOUR)
    expect(await progress()).toMatchObject({ underWay: 0, notTold: 1 })
    const next = async () => (await app.call('takeNextMember', { params, body: {} }, await asCoordinator())).turn
    expect(await next()).toMatchObject({ personName: 'Anna Riva', notTold: 'unknown' })
    const { id } = await app.db.message.findFirstOrThrow({ where: { direction: 'outbound' } })
    await reports(id, 'delivered')
    expect(await progress()).toMatchObject({ told: 1, notTold: 0 })
    expect(await left()).toEqual([])
  })
})

describe('while Twilio does not answer', () => {
  it('few are asked about, the sweep is tried again, and a person still hears in time', async () => {
    onlySent()
    const ids: string[] = []
    for (let count = 1; count <= 5; count += 1) ids.push(await tell(`called-off:prova:${count}`))
    const sweeps = () => line.handlers['sweep-calls'](occasion(), { slot: 0 })
    const looked = async () => (await Promise.all(ids.map(lookedUpAt))).filter(Boolean)
    line.script.restFault({ kind: 'error500', method: 'GET', times: 1_000 })
    line.app.clock.advance(3 * HOUR)
    await expect(sweeps()).rejects.toThrow()
    expect(await looked()).toHaveLength(3)
    expect(await keys()).toEqual(['called-off:prova:1'])
    await expect(sweeps()).rejects.toThrow()
    expect(await looked()).toHaveLength(5)
    await sweeps()
    expect(await left()).toHaveLength(1)
  })
})
