import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { campaignEndpoints } from '../../contract/active.ts'
import type { SentOf } from '../../contract/endpoint.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { anOperator, aPerson } from '../support/builders.ts'
import { aHelplineDay, emptyHelpline } from '../support/helpline-day.ts'

let app: TestApp
let day: Awaited<ReturnType<typeof aHelplineDay>>
let dina: string
let ada: string
let bruno: string

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.clock.set(TUESDAY_AT_TEN)
  day = await aHelplineDay(app)
  dina = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [day.cremona.id] }))
  ada = await app.signIn(day.ada)
  bruno = await app.signIn(day.bruno)
  for (const [firstName, birthDate, livesAlone] of [
    ['Nives', '1940-03-02', true],
    ['Olga', '1946-11-24', true],
    ['Piero', '1946-11-25', true],
    ['Quinto', '1938-01-01', false],
  ] as const) {
    await aPerson(app.db, {
      firstName,
      birthDate,
      livesAlone,
      listeningPointId: day.cremona.id,
      e164: [`+3903724486${birthDate.slice(2, 4)}`],
    })
  }
  await aPerson(app.db, {
    firstName: 'Muta',
    birthDate: '1930-01-01',
    livesAlone: true,
    listeningPointId: day.cremona.id,
    e164: [],
  })
  await aPerson(app.db, {
    firstName: 'Lontana',
    birthDate: '1930-01-01',
    livesAlone: true,
    listeningPointId: day.crema.id,
    e164: ['+390373448600'],
  })
})
afterEach(async () => {
  await app.db.campaign.deleteMany()
  await emptyHelpline(app)
})
afterAll(() => app.close())

const newId = (): string => crypto.randomUUID()
type Start = SentOf<(typeof campaignEndpoints)['startCampaign']>['body']
const anyone: Start['filter'] = { ageFrom: null, ageTo: null, livesAlone: null, isMember: null, comuneIstatCode: null }
const aged = { ...anyone, ageFrom: 80, livesAlone: true }
const body = (more: Partial<Start> = {}): Start => ({
  ...{ name: 'Caldo', kind: 'heatWave', script: 'Beve abbastanza?', requestedBy: 'Comune di Cremona' },
  ...{ maxAttempts: 2, retryAfterMinutes: 60, filter: aged },
  ...more,
})
const start = (more: Partial<Start> = {}, campaignId = newId()) =>
  app.call('startCampaign', { params: { campaignId }, body: body(more) }, dina)
const next = async (campaignId: string, cookie = ada) =>
  (await app.call('takeNextMember', { params: { campaignId }, body: {} }, cookie)).turn
const call = (outcome: 'answered' | 'noAnswer' | 'refused', more = {}) => ({
  outcome,
  ...{ referral: null, notes: null, hasRequest: false },
  ...more,
})
const record = (memberId: string, what: ReturnType<typeof call>, cookie = ada, attemptId = newId()) =>
  app.call('recordCampaignCall', { params: { memberId, attemptId }, body: what }, cookie)

describe('a campaign', () => {
  it('is for who is that old today, alone, reachable and of the points of who begins it; the list stays as it was', async () => {
    expect(await app.call('countCampaignPeople', { body: aged }, dina)).toEqual({ count: 2 })
    const campaign = await start()
    await aPerson(app.db, {
      birthDate: '1930-01-01',
      livesAlone: true,
      listeningPointId: day.cremona.id,
      e164: ['+390372448600'],
    })
    expect((await app.call('readCampaign', { params: { campaignId: campaign.id } }, ada)).progress.total).toBe(2)
    const people = await app.db.campaignMember.findMany({ include: { person: true } })
    expect(people.map(({ person }) => person?.firstName).sort()).toEqual(['Nives', 'Olga'])
    const carla = await app.signIn(day.carla)
    expect(await app.call('listCampaigns', {}, carla)).toEqual([])
  })

  it('sent twice is one; another of the same name, an empty list and an operator who begins one are refused', async () => {
    const campaignId = newId()
    await Promise.all([start({}, campaignId), start({}, campaignId)])
    expect(await app.db.campaignMember.count()).toBe(2)
    const refused = (more: Partial<Start>, cookie = dina) =>
      app.refusal('startCampaign', { params: { campaignId: newId() }, body: body(more) }, cookie)
    expect((await refused({})).fields).toHaveProperty('name')
    expect((await refused({ name: 'Nessuno', filter: { ...anyone, ageFrom: 119 } })).status).toBe(409)
    expect((await refused({ name: 'Mia' }, ada)).status).toBe(403)
    expect(await app.db.campaign.count()).toBe(1)
  })

  it('gives two who ask at once two people, each only to one until they are silent too long', async () => {
    const { id } = await start()
    const [first, second] = await Promise.all([next(id), next(id, bruno)])
    expect(new Set([first?.memberId, second?.memberId]).size).toBe(2)
    expect([await next(id), await next(id, bruno)]).toEqual([first, second])
    const params = { memberId: second?.memberId ?? '', attemptId: newId() }
    expect((await app.refusal('recordCampaignCall', { params, body: call('answered') }, ada)).status).toBe(409)
    await app.call('leaveMember', { params: { memberId: params.memberId }, body: {} }, bruno)
    const left = await app.db.campaignMember.findUniqueOrThrow({ where: { id: params.memberId } })
    expect(left.lockedById).toBeNull()
    app.clock.advance(16 * 60)
    expect((await next(id, bruno))?.memberId).toBeDefined()
  })

  it('calls in vain again later, only so often; an answer settles; every call is one contact', async () => {
    const { id } = await start()
    const first = await next(id)
    const attemptId = newId()
    const memberId = first?.memberId ?? ''
    await record(memberId, call('noAnswer'), ada, attemptId)
    await record(memberId, call('noAnswer'), ada, attemptId)
    expect(await app.db.contact.count()).toBe(1)
    const other = await next(id)
    await record(other?.memberId ?? '', call('answered', { referral: 'Medico di base' }))
    expect(await next(id)).toBeNull()
    app.clock.advance(61 * 60)
    expect(await next(id)).toMatchObject({ memberId, attempts: 1 })
    await record(memberId, call('noAnswer'))
    app.clock.advance(61 * 60)
    expect(await next(id)).toBeNull()
    expect((await app.call('readCampaign', { params: { campaignId: id } }, ada)).progress).toEqual({
      ...{ total: 2, reached: 1, refused: 0, wrongNumber: 0, unanswered: 1, notCalled: 0, referred: 1 },
    })
    expect(await app.db.contact.count({ where: { direction: 'outbound', state: 'closed' } })).toBe(3)
  })

  it('rests while paused, goes on, and ends for good; a call under way is still written', async () => {
    const { id } = await start()
    const step = (which: 'pause' | 'resume' | 'end') =>
      app.call('stepCampaign', { params: { campaignId: id }, body: { step: which } }, dina)
    const held = await next(id)
    expect((await step('pause')).state).toBe('paused')
    expect((await step('pause')).state).toBe('paused')
    expect(await next(id, bruno)).toBeNull()
    await record(held?.memberId ?? '', call('answered'))
    expect((await step('resume')).state).toBe('running')
    expect(await next(id, bruno)).not.toBeNull()
    expect((await step('end')).endedAt).not.toBeNull()
    const again = { params: { campaignId: id }, body: { step: 'resume' as const } }
    expect((await app.refusal('stepCampaign', again, dina)).status).toBe(409)
    expect((await app.refusal('stepCampaign', again, ada)).status).toBe(403)
  })

  it('is told to who asked for it without names and without small numbers', async () => {
    const { id } = await start()
    const turn = await next(id)
    await record(turn?.memberId ?? '', call('answered'))
    const lines = await app.call('readCampaignReport', { params: { campaignId: id } }, dina)
    expect(lines.every(({ count }) => count === null || count === 0)).toBe(true)
    const csv = await (await app.send('GET', `/api/campaigns/${id}/report.csv`, { cookie: dina })).text()
    expect(csv).toContain('non indicato')
    expect(csv).not.toContain('Nives')
    expect((await app.send('GET', `/api/campaigns/${id}/report.csv`, { cookie: ada })).status).toBe(403)
  })
})
