import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import type { campaignEndpoints } from '../../contract/campaigns.ts'
import type { SentOf } from '../../contract/endpoint.ts'
import { feedCampaign } from '../../helpline/messages/active/feed-campaign.ts'
import { TUESDAY_AT_TEN } from '../support/app.ts'
import { anOperator, aPerson } from '../support/builders.ts'
import { aHelplineDay, emptyHelpline } from '../support/helpline-day.ts'
import { openPhoneLine, type PhoneLine } from '../support/phone-line.ts'

let line: PhoneLine
let day: Awaited<ReturnType<typeof aHelplineDay>>
let dina: string
let ada: string

beforeAll(async () => {
  line = await openPhoneLine()
})
beforeEach(async () => {
  line.app.clock.set(TUESDAY_AT_TEN)
  day = await aHelplineDay(line.app)
  dina = await line.app.signIn(await anOperator(line.app.db, { role: 'coordinator', pointIds: [day.cremona.id] }))
  ada = await line.app.signIn(day.ada)
})
afterEach(async () => {
  await line.script.reset()
  await line.app.db.campaign.deleteMany()
  await emptyHelpline(line.app)
  await line.app.db.$executeRaw`TRUNCATE conversation, refusal_entry, learnt_number CASCADE`
})
afterAll(() => line.close())

type Draft = SentOf<(typeof campaignEndpoints)['writeCampaign']>['body']
const everybody: NonNullable<Draft['filter']> = {
  ...{ ageFrom: null, ageTo: null, livesAlone: null, isMember: true, hardOfHearing: null },
  ...{ comuneIstatCode: null, ambitoId: null },
}

async function begin(more: Partial<Draft> = {}): Promise<string> {
  const params = { campaignId: randomUUID() }
  const body: Draft = {
    ...{ name: 'Vaccino', kind: 'fluVaccination', way: 'message', script: '', isUrgent: false },
    ...{ messageText: 'Da lunedì il vaccino è gratuito.', requestedBy: null, legalBasis: null, keepUntil: null },
    ...{ maxAttempts: 2, retryAfterMinutes: 60, filter: everybody },
    ...more,
  }
  await line.app.call('writeCampaign', { params, body }, dina)
  await line.app.call('startCampaign', { params, body: {} }, dina)
  return params.campaignId
}
const step = (campaignId: string, which: 'pause' | 'resume' | 'end') =>
  line.app.call('stepCampaign', { params: { campaignId }, body: { step: which } }, dina)
const read = (campaignId: string) => line.app.call('readCampaign', { params: { campaignId } }, dina)

/** Whoever wants to be written to, by their telephone. */
async function listed(firstName: string, e164: string, consent: boolean | null = true) {
  line.script.addTelephone({ number: e164, label: firstName, kind: e164.startsWith('+390') ? 'landline' : 'mobile' })
  const person = await aPerson(line.app.db, { firstName, member: true, listeningPointId: day.cremona.id, e164: [e164] })
  if (consent !== null) {
    const said = { personId: person.id, purpose: 'messages' as const, given: consent, how: 'modulo' }
    await line.app.db.consent.create({ data: { ...said, at: new Date('2026-01-10T10:00:00Z') } })
  }
  return person
}
const mobile = (index: number) => `+39347${String(5_000_000 + index)}`
const texts = () => line.script.messages().map(({ to }) => to)
/** The seconds go by, and whatever falls due is done. */
async function goesOn(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    line.app.clock.advance(1)
    await line.work()
  }
}

describe('a campaign by message', () => {
  it('rings by machine nobody to whom a friend was promised, and writes to nobody who said no, on a municipality’s list too', async () => {
    const [dora, nora] = [await listed('Dora', '+390372448602'), await listed('Nora', mobile(2), false)]
    const plan = { personId: dora.id, everyDays: 7, listeningPointId: null }
    await line.app.db.companionPlan.create({ data: { ...plan, nextCallOn: toDateColumn('2026-11-25') } })
    await line.app.db.assistedPerson.updateMany({
      where: { id: { in: [dora.id, nora.id] } },
      data: { listeningPointId: null },
    })
    const keepUntil = toDateColumn('2026-12-31')
    const campaign = await line.app.db.campaign.create({
      data: {
        ...{
          name: 'Caldo',
          kind: 'heatWave',
          way: 'message',
          script: '',
          messageText: 'Beva molto.',
          state: 'running',
        },
        ...{ listeningPointId: day.cremona.id, createdAt: TUESDAY_AT_TEN, startedAt: TUESDAY_AT_TEN, keepUntil },
        ...{ requestedBy: 'Comune di Cremona', legalBasis: 'convenzione' },
        members: {
          create: [
            { firstName: 'Dora', lastName: 'Galli', phoneE164: '+390372448602' },
            { firstName: 'Nora', lastName: 'Galli', phoneE164: mobile(2) },
          ],
        },
      },
    })
    const occasion = { now: line.app.clock.now(), actor: { kind: 'system' } as const }
    await feedCampaign(line.app.store, occasion, { campaignId: campaign.id, step: campaign.feedStep })
    await line.work()
    expect(line.script.phase('+390372448602')).toBe('idle')
    expect(texts()).toEqual([])
    expect((await read(campaign.id)).notToldBecause).toEqual(
      expect.arrayContaining([
        { reason: 'companion', count: 1 },
        { reason: 'noConsent', count: 1 },
      ]),
    )
  })

  it('writes to mobiles, rings landlines, and leaves to people whom only people should call', async () => {
    const [mina, lina] = [await listed('Mina', mobile(1)), await listed('Lina', '+390372448601')]
    const dora = await listed('Dora', '+390372448602')
    await listed('Pina', '+390372448603')
    const plan = { personId: dora.id, everyDays: 7, listeningPointId: day.cremona.id }
    await line.app.db.companionPlan.create({ data: { ...plan, nextCallOn: toDateColumn('2026-11-25') } })
    await listed('Nora', mobile(2), false)
    await listed('Sara', mobile(3))
    line.script.onMessage(mobile(3), { status: 'undelivered', errorCode: 30003 })
    const look = await line.app.call('countCampaignPeople', { body: { ...everybody, isUrgent: false } }, dina)
    expect(look).toMatchObject({ count: 6, byMessage: { sms: 2, voice: 2, byPerson: 2 } })

    const id = await begin()
    await line.work()
    expect(texts().sort()).toEqual([mobile(1), mobile(3)])
    expect(line.script.messages()[0]?.body).toContain('Auser: Da lunedì il vaccino è gratuito.')
    expect(line.script.phase('+390372448602')).toBe('idle')
    expect(line.script.phase('+390372448601')).toBe('ringing')
    line.script.answer('+390372448601')
    await line.work()
    line.script.press('+390372448601', '1')
    await line.work()
    expect(line.script.heard('+390372448601').join(' ')).toContain('il vaccino è gratuito')
    // Picked up, and put down again without a word: nobody has heard anything.
    line.script.answer('+390372448603')
    await line.work()
    line.script.hangUp('+390372448603')
    await line.work()
    await goesOn(3)
    const page = await read(id)
    expect(page.progress).toMatchObject({ total: 6, told: 2, notTold: 4, notCalled: 0 })
    expect(page.notToldBecause).toEqual(
      expect.arrayContaining([
        { reason: 'companion', count: 1 },
        { reason: 'noConsent', count: 1 },
        { reason: 'notAnswering', count: 2 },
      ]),
    )
    const messageOf = (personId: string) =>
      line.app.db.campaignMember.findFirstOrThrow({ where: { personId }, include: { message: true } })
    expect(await messageOf(mina.id)).toMatchObject({
      leftBecause: null,
      message: { channel: 'sms', state: 'delivered' },
    })
    expect(await messageOf(lina.id)).toMatchObject({ message: { channel: 'voice' } })
    expect(await messageOf(dora.id)).toMatchObject({ leftBecause: 'companion', message: null })

    const called: (string | null)[] = []
    const next = async () => (await line.app.call('takeNextMember', { params: { campaignId: id }, body: {} }, ada)).turn
    for (let turn = await next(); turn; turn = await next()) {
      called.push(`${turn.personName.split(' ')[0]} ${turn.notTold}`)
      const outcome = { outcome: 'answered' as const, referral: null, notes: null, hasRequest: false }
      const params = { memberId: turn.memberId, attemptId: randomUUID() }
      await line.app.call('recordCampaignCall', { params, body: outcome }, ada)
    }
    line.app.clock.advance(7 * 3_600)
    await line.work()
    expect(texts()).toHaveLength(2)
    expect(called.sort()).toEqual(['Dora companion', 'Nora noConsent', 'Pina notAnswering', 'Sara notAnswering'])
    expect((await read(id)).progress).toMatchObject({ reached: 4, notTold: 0 })
    const report = await line.app.call('readCampaignReport', { params: { campaignId: id } }, dina)
    expect(report.map(({ name }) => name)).toContain('Avvisate con un messaggio')
  })

  it('stops at once: what had not left is taken back, and goes out once when it is resumed', async () => {
    for (let index = 0; index < 8; index += 1) await listed(`Ida${index}`, mobile(10 + index))
    const id = await begin()
    const { store, clock } = line.app
    await feedCampaign(store, { now: clock.now(), actor: { kind: 'system' } }, { campaignId: id, step: 0 })
    expect(await line.app.db.message.count()).toBe(8)
    await step(id, 'pause')
    expect(await line.app.db.message.count()).toBe(0)
    await line.work()
    await goesOn(3)
    expect(texts()).toEqual([])
    expect((await read(id)).progress).toMatchObject({ notCalled: 8, underWay: 0 })
    await step(id, 'resume')
    await line.work()
    await goesOn(2)
    expect(new Set(texts()).size).toBe(8)
    expect(texts()).toHaveLength(8)
    expect((await read(id)).progress).toMatchObject({ told: 8, notCalled: 0 })
  })

  it('is fed a hundred at a time, each step once, however often its jobs run', async () => {
    const { db, store, clock } = line.app
    const said = { purpose: 'messages' as const, given: true, how: 'modulo', at: new Date('2026-01-10T10:00:00Z') }
    for (let index = 0; index < 130; index += 1) {
      const person = await aPerson(db, { member: true, listeningPointId: day.cremona.id, e164: [mobile(100 + index)] })
      await db.consent.create({ data: { ...said, personId: person.id } })
    }
    const id = await begin()
    const feed = (which: number) =>
      feedCampaign(store, { now: clock.now(), actor: { kind: 'system' } }, { campaignId: id, step: which })
    await Promise.all([feed(0), feed(0), feed(0)])
    expect(await db.message.count()).toBe(100)
    await Promise.all([feed(1), feed(0), feed(1)])
    expect(await db.message.count()).toBe(100)
    await db.message.updateMany({ data: { state: 'sent', attemptedAt: clock.now(), attempts: 1 } })
    await Promise.all([feed(2), feed(2), feed(5)])
    expect(await db.message.count()).toBe(130)
    expect(await db.campaignMember.count({ where: { messageId: null } })).toBe(0)
  })

  it('writes to nobody by night: it waits for the morning, and says so', async () => {
    await listed('Mina', mobile(30))
    line.app.clock.set('2026-11-28T20:30:00+01:00')
    dina = await line.app.signIn(await anOperator(line.app.db, { role: 'coordinator', pointIds: [day.cremona.id] }))
    const id = await begin()
    await line.work()
    expect((await read(id)).sending).toMatchObject({ waitsUntil: '2026-11-30T08:00:00.000Z', toGo: 1 })
    line.app.clock.set('2026-11-29T12:00:00+01:00')
    await line.work()
    expect(texts()).toEqual([])
    line.app.clock.set('2026-11-30T09:00:01+01:00')
    await line.work()
    expect(texts()).toEqual([mobile(30)])
  })

  it('refuses a text that would be four SMS, and one that says nothing', async () => {
    const refusal = async (messageText: string | null) => {
      const params = { campaignId: randomUUID() }
      const body = {
        ...{
          name: 'Prova',
          kind: 'heatWave' as const,
          way: 'message' as const,
          script: '',
          isUrgent: false,
          messageText,
        },
        ...{
          requestedBy: null,
          legalBasis: null,
          keepUntil: null,
          maxAttempts: 1,
          retryAfterMinutes: 60,
          filter: everybody,
        },
      }
      return (await line.app.refusal('writeCampaign', { params, body }, dina)).fields
    }
    expect(await refusal(null)).toHaveProperty('messageText')
    expect(await refusal('a'.repeat(450))).toHaveProperty('messageText')
    expect(await refusal('☀'.repeat(170))).toHaveProperty('messageText')
  })
})
