import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { companionEndpoints } from '../../contract/active.ts'
import type { SentOf } from '../../contract/endpoint.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aLocalAssociation, anOperator, aPerson, aVolunteer } from '../support/builders.ts'
import { aHelplineDay, CREMONA_LANDLINE, emptyHelpline, OUR_NUMBER } from '../support/helpline-day.ts'

let app: TestApp
let day: Awaited<ReturnType<typeof aHelplineDay>>
let ada: string
let bruno: string

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.clock.set(TUESDAY_AT_TEN)
  day = await aHelplineDay(app)
  ada = await app.signIn(day.ada)
  bruno = await app.signIn(day.bruno)
})
afterEach(() => emptyHelpline(app))
afterAll(() => app.close())

const newId = () => crypto.randomUUID()
type PlanBody = SentOf<(typeof companionEndpoints)['saveCompanionPlan']>['body']
type CallBody = SentOf<(typeof companionEndpoints)['recordCompanionCall']>['body']

const planBody = (more: Partial<PlanBody> = {}): PlanBody => ({
  ...{ version: 0, personId: day.teresa.id, rhythm: 'weekly', everyDays: 7, weekday: null, dayPart: 'morning' },
  ...{ operatorId: day.ada.id, volunteerId: null, pausedFrom: null, pausedUntil: null, nextCallOn: null },
  ...more,
})
const save = (more: Partial<PlanBody> = {}, planId: string = newId(), cookie = ada) =>
  app.call('saveCompanionPlan', { params: { planId }, body: planBody(more) }, cookie)
const callBody = (more: Partial<CallBody> = {}): CallBody => ({
  ...{ version: 1, outcome: 'answered', mood: 4, warningSigns: [], notes: null, nextCallOn: null, hasRequest: false },
  ...more,
})
const silence = (version: number): Partial<CallBody> => ({ version, outcome: 'noAnswer', mood: null })
const record = (planId: string, more: Partial<CallBody> = {}, companionCallId: string = newId(), cookie = ada) => {
  // Two calls are never one moment.
  app.clock.advance(60)
  return app.call('recordCompanionCall', { params: { planId, companionCallId }, body: callBody(more) }, cookie)
}
const refusal = (planId: string, more: Partial<CallBody> = {}, cookie = ada) =>
  app.refusal('recordCompanionCall', { params: { planId, companionCallId: newId() }, body: callBody(more) }, cookie)
const today = (cookie = ada) => app.call('readCompanionDay', {}, cookie)
const alarms = (cookie = ada) => app.call('listCompanionAlarms', {}, cookie)

async function aCallMade(operatorId: string) {
  const call = await app.db.call.create({
    data: {
      ...{ direction: 'outbound', callerKind: 'landline', fromE164: OUR_NUMBER, toE164: CREMONA_LANDLINE },
      ...{ state: 'ended', outcome: 'answered', purpose: 'toAssistedPerson', personId: day.teresa.id },
      ...{ listeningPointId: day.cremona.id, startedAt: app.clock.now(), endedAt: app.clock.now() },
      ...{ answeredAt: app.clock.now(), answeredByOperatorId: operatorId },
      routeSteps: [{ code: 'numberOfPerson', text: 'Il numero è sulla scheda della persona.' }],
      legs: { create: { ringRound: 1, kind: 'operatorPhone', operatorId, createdAt: app.clock.now() } },
    },
  })
  return app.db.contact.create({
    data: {
      ...{ direction: 'outbound', purpose: 'toAssistedPerson', provenance: 'tollFree', callId: call.id },
      ...{ occurredAt: app.clock.now(), recordedAt: app.clock.now(), listeningPointId: day.cremona.id },
      ...{ operatorId, personId: day.teresa.id, callerType: 'selfCaller' },
    },
  })
}

describe('companion calls that were promised', () => {
  it('are made no more to who has said since that they want none', async () => {
    await save()
    expect((await today()).due).toHaveLength(1)
    const said = { personId: day.teresa.id, purpose: 'companionCalls' as const, how: 'a voce' }
    await app.db.consent.create({ data: { ...said, given: false, at: app.clock.now() } })
    expect((await today()).due).toEqual([])
    app.clock.advance(60)
    await app.db.consent.create({ data: { ...said, given: true, at: app.clock.now() } })
    expect((await today()).due).toHaveLength(1)
  })

  it('begin today, and the same promise sent twice is one', async () => {
    const planId = newId()
    const plan = await save({}, planId)
    expect(plan).toMatchObject({
      nextCallOn: '2026-11-24',
      caller: { name: 'Ada Bianchi' },
      isPaused: false,
      version: 1,
    })
    await save({}, planId)
    expect(await app.db.companionPlan.count()).toBe(1)
    expect(await app.call('listCompanionPlans', { params: { personId: day.teresa.id } }, ada)).toHaveLength(1)
  })

  it('stand in order: mine, those nobody made, the others of today; a pause and an end take them off', async () => {
    const person = async (firstName: string) =>
      (await aPerson(app.db, { firstName, listeningPointId: day.cremona.id, e164: ['+390372448601'] })).id
    await save({ personId: await person('Altra'), operatorId: day.bruno.id })
    const late = await save({ personId: await person('Tardi'), operatorId: null })
    await save({ personId: await person('Mia') })
    const resting = await save({ personId: await person('Riposa') })
    await app.db.companionPlan.update({ where: { id: late.id }, data: { nextCallOn: new Date('2026-11-20') } })
    await save(
      { version: 1, personId: resting.personId, pausedFrom: '2026-11-23', pausedUntil: '2026-11-30' },
      resting.id,
    )
    const names = async (cookie: string) =>
      (await today(cookie)).due.map(({ personName, group }) => [personName.split(' ')[0], group])
    expect(await names(ada)).toEqual([
      ['Mia', 'mine'],
      ['Tardi', 'late'],
      ['Altra', 'today'],
    ])
    expect(await names(bruno)).toEqual([
      ['Altra', 'mine'],
      ['Tardi', 'late'],
      ['Mia', 'today'],
    ])
    expect((await today()).due.find(({ id }) => id === late.id)?.daysLate).toBe(4)
    const ended = { params: { planId: late.id }, body: { reason: 'Ora vive con la figlia.' } }
    await app.call('endCompanionPlan', ended, ada)
    expect(await app.call('endCompanionPlan', ended, ada)).toMatchObject({ endedOn: '2026-11-24' })
    expect(await names(ada)).toEqual([
      ['Mia', 'mine'],
      ['Altra', 'today'],
    ])
  })

  it('are not for whoever said no to them, has no telephone, or is followed by another point', async () => {
    const refused = (more: Partial<PlanBody>) =>
      app.refusal('saveCompanionPlan', { params: { planId: newId() }, body: planBody(more) }, ada)
    await app.db.consent.create({
      data: { personId: day.teresa.id, purpose: 'companionCalls', given: false, how: 'a voce', at: app.clock.now() },
    })
    expect((await refused({})).status).toBe(409)
    const silent = await aPerson(app.db, { listeningPointId: day.cremona.id, e164: [] })
    expect((await refused({ personId: silent.id })).status).toBe(409)
    const far = await aPerson(app.db, { listeningPointId: day.crema.id, e164: ['+390373448601'] })
    expect((await refused({ personId: far.id })).status).toBe(403)
    expect((await refused({ personId: newId() })).status).toBe(404)
    const stranger = await anOperator(app.db, { pointIds: [day.crema.id] })
    expect((await refused({ operatorId: stranger.id })).fields).toHaveProperty('caller')
    expect((await refused({ pausedFrom: '2026-12-02', pausedUntil: '2026-12-01' })).fields).toHaveProperty(
      'pausedUntil',
    )
  })

  it('of another point are neither seen nor recorded nor changed', async () => {
    const plan = await save()
    const carla = await app.signIn(day.carla)
    expect((await today(carla)).due).toEqual([])
    expect(await app.call('listCompanionPlans', { params: { personId: day.teresa.id } }, carla)).toEqual([])
    expect((await refusal(plan.id, {}, carla)).status).toBe(403)
  })
})

describe('a companion call', () => {
  it('made through us takes its own contact, once, and is done for today', async () => {
    const plan = await save()
    const made = await aCallMade(day.ada.id)
    const companionCallId = newId()
    const words = { mood: 2, warningSigns: ['mangia poco', 'sente rumori'], notes: 'Le manca la sorella.' }
    const first = await record(plan.id, words, companionCallId)
    const again = await record(plan.id, words, companionCallId)
    expect(first.contactId).toBe(made.id)
    expect(again.contactId).toBe(first.contactId)
    expect(first.plan).toMatchObject({ nextCallOn: '2026-12-01', version: 2 })
    expect(first.plan.calls).toMatchObject([{ mood: 2, warningSigns: words.warningSigns, callerName: 'Ada Bianchi' }])
    const contact = await app.db.contact.findFirstOrThrow()
    expect(await app.db.contact.count()).toBe(1)
    expect(contact).toMatchObject({ state: 'closed', direction: 'outbound', purpose: 'toAssistedPerson' })
    expect(contact.notes).toContain('mangia poco')
    expect(await today()).toMatchObject({ due: [], called: [{ id: plan.id }] })
  })

  it('from another telephone makes a contact of its own; when a request arises it stays open', async () => {
    const plan = await save()
    await aCallMade(day.bruno.id)
    const { contactId } = await record(plan.id, { hasRequest: true })
    const contact = await app.db.contact.findUniqueOrThrow({ where: { id: contactId ?? '' } })
    expect(contact).toMatchObject({ callId: null, state: 'draft', personId: day.teresa.id, operatorId: day.ada.id })
    expect(await app.db.contact.count()).toBe(2)
  })

  it('of two who called, the second is told; at the same moment too', async () => {
    const plan = await save()
    const both = await Promise.allSettled([record(plan.id), record(plan.id, {}, newId(), bruno)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await refusal(plan.id, {}, bruno)).status).toBe(409)
    expect(await app.db.companionCall.count()).toBe(1)
    expect(await app.db.contact.count()).toBe(1)
  })

  it('made after another one is written as a further call, and in vain it moves no promise', async () => {
    const plan = await save()
    await record(plan.id)
    expect((await refusal(plan.id, silence(1), bruno)).status).toBe(409)
    expect((await today()).called).toMatchObject([
      { id: plan.id, proposed: { heard: '2026-12-01', unheard: '2026-12-01' } },
    ])
    const further = { ...silence(1), version: null }
    const companionCallId = newId()
    for (const _ of [1, 2]) {
      const { plan: after } = await record(plan.id, further, companionCallId, bruno)
      expect(after).toMatchObject({ nextCallOn: '2026-12-01', calls: [{ callerName: 'Bruno Neri' }, {}] })
    }
    expect(await app.db.contact.count()).toBe(2)
    expect((await record(plan.id, { version: null, nextCallOn: '2026-11-27' })).plan.nextCallOn).toBe('2026-11-27')
    expect(await alarms()).toEqual([])
  })

  it('answered after one in vain goes on by the rhythm', async () => {
    const plan = await save()
    expect((await record(plan.id, silence(1))).plan.nextCallOn).toBe('2026-11-25')
    expect((await today()).called).toMatchObject([{ proposed: { heard: '2026-12-01', unheard: '2026-11-25' } }])
    expect((await record(plan.id, { version: null }, newId(), bruno)).plan.nextCallOn).toBe('2026-12-01')
  })

  it('goes on when whoever calls says, never today or before', async () => {
    const plan = await save()
    expect((await refusal(plan.id, { nextCallOn: '2026-11-24' })).fields).toHaveProperty('nextCallOn')
    expect((await refusal(plan.id, { outcome: 'noAnswer' })).fields).toHaveProperty('mood')
    expect((await record(plan.id, { nextCallOn: '2026-11-28' })).plan.nextCallOn).toBe('2026-11-28')
  })
})

describe('two calls in a row without an answer', () => {
  async function twoSilences() {
    await app.db.relation.create({
      data: { personId: day.teresa.id, kind: 'child', name: 'Lucia', phoneE164: '+393397654321', informInAlarm: true },
    })
    await app.db.relation.create({ data: { personId: day.teresa.id, kind: 'neighbour', name: 'Piera' } })
    const plan = await save()
    expect((await record(plan.id, silence(1))).plan.nextCallOn).toBe('2026-11-25')
    expect(await alarms()).toEqual([])
    app.clock.set('2026-11-25T10:00:00+01:00')
    ada = await app.signIn(day.ada)
    bruno = await app.signIn(day.bruno)
    const second = newId()
    await record(plan.id, silence(2), second)
    await record(plan.id, silence(2), second)
    return plan
  }

  it('raise one alarm that says whom to inform, until a person writes what was done', async () => {
    const plan = await twoSilences()
    const open = await alarms(bruno)
    expect(open).toMatchObject([
      { personId: day.teresa.id, relatives: [{ name: 'Lucia', kind: 'child', phone: { e164: '+393397654321' } }] },
    ])
    expect(open[0]?.calls).toHaveLength(2)
    // A third and a fourth silence are the same alarm.
    await record(plan.id, silence(3))
    expect(await alarms()).toHaveLength(1)
    const params = { alarmId: open[0]?.id ?? '' }
    expect((await app.refusal('closeCompanionAlarm', { params, body: { whatWasDone: ' ' } }, ada)).status).toBe(422)
    const carla = await app.signIn(day.carla)
    const body = { whatWasDone: 'La figlia dice che è in ospedale.' }
    expect((await app.refusal('closeCompanionAlarm', { params, body }, carla)).status).toBe(403)
    await app.call('closeCompanionAlarm', { params, body }, ada)
    await app.call('closeCompanionAlarm', { params, body: { whatWasDone: 'Altro.' } }, bruno)
    expect(await alarms()).toEqual([])
    expect(await app.db.companionAlarm.findFirstOrThrow()).toMatchObject({ ...body, closedById: day.ada.id })
  })

  it('an answer between them raises none, and after an alarm only two more do', async () => {
    const plan = await twoSilences()
    const [alarm] = await alarms()
    await app.call(
      'closeCompanionAlarm',
      { params: { alarmId: alarm?.id ?? '' }, body: { whatWasDone: 'Fatto.' } },
      ada,
    )
    await record(plan.id, silence(3))
    await record(plan.id, { version: 4 })
    await record(plan.id, silence(5))
    expect(await alarms()).toEqual([])
    await record(plan.id, { ...silence(6), outcome: 'answeringMachine' })
    expect(await alarms()).toHaveLength(1)
  })
})

describe('a volunteer without a console', () => {
  async function aCaller() {
    const association = await aLocalAssociation(app.db, { listeningPointId: day.cremona.id })
    const volunteer = await aVolunteer(app.db, { firstName: 'Gino', localAssociationId: association.id })
    const createdAt = app.clock.now()
    const { token } = await app.store.transaction({ now: createdAt, actor: { kind: 'system' } }, (tx) =>
      tx.addPageLink(volunteer.id, { createdAt, expiresAt: new Date('2026-12-01') }),
    )
    return { volunteer, token }
  }
  const form = (token: string, planId: string, fields: Record<string, string>) =>
    fetch(`${app.url}/v/${token}/companion/${planId}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
      redirect: 'manual',
    })
  const page = async (token: string) => (await fetch(`${app.url}/v/${token}`)).text()

  it('finds today’s own people with their number, and writes there how it went, once', async () => {
    const { volunteer, token } = await aCaller()
    const mine = await save({ operatorId: null, volunteerId: volunteer.id })
    const other = await aPerson(app.db, {
      firstName: 'Nives',
      listeningPointId: day.cremona.id,
      e164: ['+390372111222'],
    })
    const others = await save({ personId: other.id })
    const before = await page(token)
    expect(before).toContain(CREMONA_LANDLINE)
    expect(before).not.toContain('+390372111222')
    const companionCallId = newId()
    const fields = {
      companionCallId,
      version: '1',
      outcome: 'answered',
      mood: '4',
      otherSigns: 'tosse',
      notes: 'Bene.',
    }
    for (let times = 0; times < 2; times++) expect((await form(token, mine.id, fields)).status).toBe(303)
    expect(await app.db.companionCall.findFirstOrThrow()).toMatchObject({
      ...{ volunteerId: volunteer.id, operatorId: null, mood: 4, warningSigns: ['tosse'] },
    })
    expect(await app.db.contact.count()).toBe(1)
    expect(await page(token)).not.toContain(CREMONA_LANDLINE)
    expect((await form(token, others.id, { ...fields, companionCallId: newId() })).status).toBe(404)
    expect((await form(token, mine.id, { version: 'x' })).status).toBe(400)
  })
})
