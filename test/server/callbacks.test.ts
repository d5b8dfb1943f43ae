import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Prisma } from '../../generated/prisma/client.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { anOperator, aPerson } from '../support/builders.ts'
import { aHelplineDay, CREMONA_LANDLINE, emptyHelpline, OUR_NUMBER, UNKNOWN_LANDLINE } from '../support/helpline-day.ts'

let app: TestApp
let day: Awaited<ReturnType<typeof aHelplineDay>>
let ada: string
let bruno: string
let carla: string

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.clock.set(TUESDAY_AT_TEN)
  day = await aHelplineDay(app)
  ada = await app.signIn(day.ada)
  bruno = await app.signIn(day.bruno)
  carla = await app.signIn(day.carla)
})
afterEach(() => emptyHelpline(app))
afterAll(() => app.close())

const minutesAgo = (minutes: number) => new Date(app.clock.now().getTime() - minutes * 60_000)

async function aCallback(overrides: Partial<Prisma.CallbackUncheckedCreateInput> = {}) {
  return app.db.callback.create({
    data: {
      listeningPointId: day.cremona.id,
      e164: UNKNOWN_LANDLINE,
      reason: 'missed',
      createdAt: minutesAgo(30),
      ...overrides,
    },
  })
}

async function aContact(overrides: Partial<Prisma.ContactUncheckedCreateInput> = {}) {
  return app.db.contact.create({
    data: {
      direction: 'inbound',
      provenance: 'tollFree',
      listeningPointId: day.cremona.id,
      occurredAt: app.clock.now(),
      recordedAt: app.clock.now(),
      ...overrides,
    },
  })
}

async function anOutgoingCall(forCallbackId: string) {
  return app.db.call.create({
    data: {
      direction: 'outbound',
      callerKind: 'landline',
      fromE164: OUR_NUMBER,
      toE164: UNKNOWN_LANDLINE,
      state: 'ended',
      outcome: 'answered',
      purpose: 'toAssistedPerson',
      listeningPointId: day.cremona.id,
      routeSteps: [],
      startedAt: app.clock.now(),
      answeredAt: app.clock.now(),
      endedAt: app.clock.now(),
      forCallbackId,
    },
  })
}

const of = (callback: { id: string }) => ({ params: { callbackId: callback.id } })
const take = (callback: { id: string }, cookie: string) =>
  app.call('takeCallback', { ...of(callback), body: {} }, cookie)
const attempt = (
  callback: { id: string },
  cookie: string,
  body: {
    outcome: 'answered' | 'noAnswer' | 'answeringMachine' | 'wrongNumber'
    leftMessage?: boolean
    callId?: string
  },
  attemptId: string = randomUUID(),
) => app.call('recordAttempt', { params: { callbackId: callback.id, attemptId }, body }, cookie)
const close = (callback: { id: string }, cookie: string, callbackIds = [callback.id]) =>
  app.call('closeCallback', { ...of(callback), body: { callbackIds } }, cookie)
const list = (cookie = ada) => app.call('listCallbacks', {}, cookie)
const tracesOf = async (callback: { id: string }) =>
  (await app.db.auditEntry.findMany({ where: { entityId: callback.id }, orderBy: { id: 'asc' } })).map(
    ({ action }) => action,
  )
const newsOf = (callback: { id: string }) =>
  app.db.liveEvent.count({ where: { topic: 'callback', entityId: callback.id, listeningPointId: day.cremona.id } })

describe('the list of call-backs', () => {
  it('has one line per number, oldest first, with who it may be; what is closed is not on it', async () => {
    await aCallback({ e164: CREMONA_LANDLINE, createdAt: minutesAgo(5), personId: day.teresa.id })
    await aCallback({ createdAt: minutesAgo(40), reason: 'abandoned' })
    await aCallback({ e164: CREMONA_LANDLINE, createdAt: minutesAgo(20) })
    await aCallback({ state: 'done', closedAt: app.clock.now(), closedById: day.ada.id })
    await aCallback({ listeningPointId: day.callCentre.id })
    const lines = await list()
    expect(lines).toMatchObject([
      { reason: 'abandoned', from: '0372 448699', personName: null, listeningPointName: 'Cremona', state: 'open' },
      { reason: 'missed', personName: 'Teresa Galli', createdAt: minutesAgo(20).toISOString(), urgency: 'due' },
    ])
    expect(lines[1]?.rows).toHaveLength(2)
  })

  it('says who uses a number though nobody had recognised it, and whether they agreed to messages', async () => {
    await app.db.assistedPerson.update({ where: { id: day.teresa.id }, data: { mayLeaveMessage: false } })
    const nephew = await aPerson(app.db, { firstName: 'Ivo', listeningPointId: day.cremona.id })
    await app.db.relation.create({
      data: { personId: nephew.id, kind: 'otherRelative', name: 'zia Teresa', phoneE164: CREMONA_LANDLINE },
    })
    await aCallback({ e164: CREMONA_LANDLINE })
    const [line] = await list()
    expect(line?.people).toEqual([
      { id: nephew.id, name: 'Ivo Galli', mayLeaveMessage: null },
      { id: day.teresa.id, name: 'Teresa Galli', mayLeaveMessage: false },
    ])
  })

  it('raises the alarm after the time that coordinators chose, and not before', async () => {
    await aCallback()
    expect((await list())[0]?.urgency).toBe('due')
    const coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [day.cremona.id] }))
    const body = { lateAfterMinutes: 29, freeAfterMinutes: 10 }
    expect(await app.call('changeCallbackSettings', { body }, coordinator)).toEqual(body)
    expect((await list())[0]?.urgency).toBe('late')
    expect((await app.refusal('changeCallbackSettings', { body }, ada)).status).toBe(403)
    await app.db.setting.delete({ where: { key: 'callbacks' } })
  })
})

describe('taking a call-back', () => {
  it('is for one person: of two at once one has it, the other is told who', async () => {
    const callback = await aCallback()
    const results = await Promise.allSettled([take(callback, ada), take(callback, bruno)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const [line] = await list()
    const winner = line?.holder?.name ?? ''
    expect(['Ada Bianchi', 'Bruno Neri']).toContain(winner)
    const loser = results.find((result) => result.status === 'rejected')
    expect(String(loser?.reason)).toContain(`409`)
    expect(String(loser?.reason)).toContain(winner)
    expect(await tracesOf(callback)).toEqual(['callback.taken'])
    expect(await newsOf(callback)).toBe(1)
  })

  it('takes all its calls, and those that come while it is being worked stay with it', async () => {
    const first = await aCallback({ createdAt: minutesAgo(20) })
    const second = await aCallback({ createdAt: minutesAgo(10) })
    await take(second, ada)
    await aCallback({ createdAt: minutesAgo(0) })
    const [line] = await list()
    expect(line).toMatchObject({ id: first.id, state: 'working', holder: { id: day.ada.id, isSilent: false } })
    expect(line?.rows).toHaveLength(3)
    expect((await app.refusal('takeCallback', { ...of(first), body: {} }, bruno)).status).toBe(409)
  })

  it('lasts as long as there are signs; then another takes it over, and everybody sees it', async () => {
    const callback = await aCallback()
    await take(callback, ada)
    app.clock.advance(9 * 60)
    await take(callback, ada)
    app.clock.advance(9 * 60)
    const refusal = await app.refusal('takeCallback', { ...of(callback), body: {} }, bruno)
    expect(refusal).toMatchObject({ status: 409, detail: expect.stringContaining('Ada Bianchi') })
    app.clock.advance(60)
    expect((await list(bruno))[0]?.holder).toMatchObject({ name: 'Ada Bianchi', isSilent: true })
    expect((await take(callback, bruno)).holder).toMatchObject({ name: 'Bruno Neri', isSilent: false })
    expect(await tracesOf(callback)).toEqual(['callback.taken', 'callback.takenOver'])
    expect((await app.refusal('releaseCallback', { ...of(callback), body: {} }, ada)).status).toBe(409)
  })

  it('is given back once, however often', async () => {
    const callback = await aCallback()
    await take(callback, ada)
    await app.call('releaseCallback', { ...of(callback), body: {} }, ada)
    expect((await app.call('releaseCallback', { ...of(callback), body: {} }, ada)).holder).toBeNull()
    expect(await tracesOf(callback)).toEqual(['callback.taken', 'callback.released'])
  })

  it.each(['takeCallback', 'releaseCallback'] as const)(
    '%s of another point, or of nothing, is refused',
    async (name) => {
      const callback = await aCallback()
      expect((await app.refusal(name, { ...of(callback), body: {} }, carla)).status).toBe(403)
      expect((await app.refusal(name, { ...of({ id: randomUUID() }), body: {} }, ada)).status).toBe(404)
    },
  )
})

describe('an attempt', () => {
  it('in vain goes back to the list for a sensible hour; sent twice it is one', async () => {
    const callback = await aCallback()
    await take(callback, ada)
    const attemptId = randomUUID()
    const [line] = await Promise.all([
      attempt(callback, ada, { outcome: 'noAnswer' }, attemptId),
      attempt(callback, ada, { outcome: 'noAnswer' }, attemptId),
    ])
    expect(line).toMatchObject({
      state: 'open',
      urgency: 'planned',
      nextAttemptAt: new Date('2026-11-24T11:30:00+01:00').toISOString(),
      attempts: [{ outcome: 'noAnswer', operatorName: 'Ada Bianchi' }],
    })
    expect(await app.db.callbackAttempt.count()).toBe(1)
    expect(await tracesOf(callback)).toEqual(['callback.taken', 'callback.attempted'])
  })

  it('goes where whoever tried says, if they say so', async () => {
    const callback = await aCallback()
    const nextAttemptAt = '2026-11-26T16:00:00+01:00'
    const params = { callbackId: callback.id, attemptId: randomUUID() }
    const body = { outcome: 'answeringMachine', leftMessage: true, notes: 'detto chi siamo', nextAttemptAt } as const
    const line = await app.call('recordAttempt', { params, body }, ada)
    expect(line).toMatchObject({
      nextAttemptAt: new Date(nextAttemptAt).toISOString(),
      attempts: [{ leftMessage: true, notes: 'detto chi siamo' }],
    })
  })

  it.each(['answered', 'wrongNumber'] as const)(
    '%s stays with whoever made it: only a person closes',
    async (outcome) => {
      const callback = await aCallback()
      expect(await attempt(callback, ada, { outcome })).toMatchObject({ state: 'working', holder: { id: day.ada.id } })
      expect(await app.db.callback.count({ where: { state: 'done' } })).toBe(0)
    },
  )

  it('is refused while somebody else is at it, and who it is is said', async () => {
    const callback = await aCallback()
    await take(callback, ada)
    const params = { callbackId: callback.id, attemptId: randomUUID() }
    const refusal = await app.refusal('recordAttempt', { params, body: { outcome: 'noAnswer' } }, bruno)
    expect(refusal).toMatchObject({ status: 409, detail: expect.stringContaining('Ada Bianchi') })
  })

  it('made with a call of ours is a fact: written once, though another has it or it was closed', async () => {
    const callback = await aCallback()
    const call = await anOutgoingCall(callback.id)
    await take(callback, bruno)
    await Promise.all([
      attempt(callback, ada, { outcome: 'answered', callId: call.id }),
      attempt(callback, ada, { outcome: 'answered', callId: call.id }),
    ])
    expect(await app.db.callbackAttempt.findMany()).toMatchObject([{ callId: call.id, operatorId: day.ada.id }])
    expect((await list())[0]?.holder).toMatchObject({ name: 'Bruno Neri' })
    await close(callback, bruno)
    const late = await anOutgoingCall(callback.id)
    expect(await attempt(callback, ada, { outcome: 'noAnswer', callId: late.id })).toBeNull()
    expect(await app.db.callbackAttempt.count()).toBe(2)
    expect(await app.db.callback.count({ where: { state: 'done' } })).toBe(1)
  })

  it('is not written for a call that was made for something else', async () => {
    const callback = await aCallback()
    const other = await aCallback({ e164: CREMONA_LANDLINE })
    const call = await anOutgoingCall(other.id)
    const params = { callbackId: callback.id, attemptId: randomUUID() }
    const refusal = await app.refusal('recordAttempt', { params, body: { outcome: 'answered', callId: call.id } }, ada)
    expect(refusal).toMatchObject({ status: 422, fields: { callId: expect.any(String) } })
    const unknown = { outcome: 'answered', callId: randomUUID() } as const
    expect((await app.refusal('recordAttempt', { params, body: unknown }, ada)).status).toBe(422)
  })

  it.each([
    ['a message where nobody could take it', { outcome: 'noAnswer', leftMessage: true }, 'leftMessage'],
    ['an hour that is past', { outcome: 'noAnswer', nextAttemptAt: '2026-11-24T09:59:00+01:00' }, 'nextAttemptAt'],
    ['an hour too far away', { outcome: 'noAnswer', nextAttemptAt: '2027-06-01T10:00:00+02:00' }, 'nextAttemptAt'],
  ] as const)('with %s is refused beside its field', async (_what, body, field) => {
    const callback = await aCallback()
    const params = { callbackId: callback.id, attemptId: randomUUID() }
    const refusal = await app.refusal('recordAttempt', { params, body }, ada)
    expect(refusal).toMatchObject({ status: 422, fields: { [field]: expect.any(String) } })
    expect(await app.db.callbackAttempt.count()).toBe(0)
  })
})

describe('notes and plans', () => {
  it('are everybody’s, and only whoever has it writes them', async () => {
    const callback = await aCallback()
    const body = { notes: 'meglio dopo le undici', nextAttemptAt: '2026-11-24T11:15:00+01:00' }
    expect(await app.call('planCallback', { ...of(callback), body }, ada)).toMatchObject({
      notes: 'meglio dopo le undici',
      urgency: 'planned',
    })
    await take(callback, ada)
    expect((await app.refusal('planCallback', { ...of(callback), body }, bruno)).status).toBe(409)
    expect(await app.call('planCallback', { ...of(callback), body: { nextAttemptAt: null } }, ada)).toMatchObject({
      nextAttemptAt: null,
      urgency: 'due',
    })
  })
})

describe('closing a call-back', () => {
  it('closes together all one has seen, by whose hand; twice is once', async () => {
    const first = await aCallback({ createdAt: minutesAgo(20) })
    const second = await aCallback({ createdAt: minutesAgo(10) })
    await take(first, ada)
    await Promise.all([close(first, ada, [first.id, second.id]), close(first, ada, [first.id, second.id])])
    const rows = await app.db.callback.findMany()
    expect(rows).toHaveLength(2)
    for (const row of rows) {
      expect(row).toMatchObject({ state: 'done', closedById: day.ada.id, lockedById: null, closedAt: app.clock.now() })
    }
    expect(await tracesOf(second)).toEqual(['callback.taken', 'callback.closed'])
    expect(await list()).toEqual([])
  })

  it('leaves on the list a call that came meanwhile, free for anybody', async () => {
    const first = await aCallback({ createdAt: minutesAgo(20) })
    await take(first, ada)
    const later = await aCallback({ createdAt: minutesAgo(0) })
    await close(first, ada, [first.id])
    expect(await list()).toMatchObject([{ id: later.id, state: 'open', holder: null }])
  })

  it('is refused while somebody else is at it, and told by whom it was closed to who comes later', async () => {
    const callback = await aCallback()
    await take(callback, ada)
    const body = { callbackIds: [callback.id] }
    expect((await app.refusal('closeCallback', { ...of(callback), body }, bruno)).detail).toContain('Ada Bianchi')
    await close(callback, ada)
    const refusal = await app.refusal('takeCallback', { ...of(callback), body: {} }, bruno)
    expect(refusal).toMatchObject({ status: 409, detail: 'L’ha già chiusa Ada Bianchi.' })
  })

  it('is never done by nobody: the database itself refuses', async () => {
    const callback = await aCallback()
    const update = app.db.callback.update({
      where: { id: callback.id },
      data: { state: 'done', closedAt: app.clock.now() },
    })
    await expect(update).rejects.toThrow(/callback_closed_by_somebody/)
  })
})

describe('a call-back closed by mistake', () => {
  const reopen = (callback: { id: string }, cookie: string) =>
    app.call('reopenCallback', { ...of(callback), body: {} }, cookie)
  const closed = (cookie = ada) => app.call('listClosedCallbacks', {}, cookie)

  it('is found for a week, and goes back to the list with what was closed with it; twice is once', async () => {
    const first = await aCallback({ createdAt: minutesAgo(20) })
    const second = await aCallback({ createdAt: minutesAgo(10) })
    await attempt(first, ada, { outcome: 'wrongNumber' })
    await close(first, ada, [first.id, second.id])
    expect(await closed()).toMatchObject([
      { from: '0372 448699', closedByName: 'Ada Bianchi', closedAt: app.clock.now().toISOString() },
    ])
    expect(await closed(carla)).toEqual([])
    // Closed at another moment, it stays closed.
    app.clock.advance(60)
    const later = await aCallback({ createdAt: minutesAgo(0) })
    await close(later, bruno)
    expect(await closed()).toHaveLength(2)
    const [line] = await Promise.all([reopen(second, bruno), reopen(second, bruno)])
    expect(line).toMatchObject({ id: first.id, state: 'open', holder: null, attempts: [{ outcome: 'wrongNumber' }] })
    expect(line.rows.map(({ id }) => id)).toEqual([first.id, second.id])
    expect(await app.db.callback.findUniqueOrThrow({ where: { id: first.id } })).toMatchObject({
      ...{ state: 'open', closedAt: null, closedById: null },
    })
    expect(await tracesOf(second)).toEqual(['callback.attempted', 'callback.closed', 'callback.reopened'])
    expect((await closed()).map(({ id }) => id)).toEqual([later.id])
    app.clock.set('2026-12-03T10:00:00+01:00')
    expect(await closed(await app.signIn(day.ada))).toEqual([])
  })

  it('joins what came meanwhile, with whoever works on it', async () => {
    const first = await aCallback({ createdAt: minutesAgo(20) })
    await close(first, ada)
    const again = await aCallback({ createdAt: minutesAgo(0) })
    await take(again, bruno)
    const line = await reopen(first, ada)
    expect(line).toMatchObject({ id: first.id, state: 'working', holder: { name: 'Bruno Neri' } })
    expect(line.rows).toHaveLength(2)
  })

  it('of another point, or of nothing, is refused', async () => {
    const callback = await aCallback()
    await close(callback, ada)
    expect((await app.refusal('reopenCallback', { ...of(callback), body: {} }, carla)).status).toBe(403)
    expect((await app.refusal('reopenCallback', { ...of({ id: randomUUID() }), body: {} }, ada)).status).toBe(404)
    expect(await app.db.callback.count({ where: { state: 'done' } })).toBe(1)
  })
})

describe('a promise', () => {
  const promise = (params: { callbackId: string }, body: object, cookie = ada) =>
    app.call(
      'promiseCallback',
      {
        params,
        body: {
          listeningPointId: day.cremona.id,
          phone: '0372 448678',
          nextAttemptAt: '2026-11-26T10:00:00+01:00',
          ...body,
        },
      },
      cookie,
    )

  it('is on the list once, for its hour and with where it was made, though it is sent twice', async () => {
    const contact = await aContact({ personId: day.teresa.id })
    const params = { callbackId: randomUUID() }
    const [line] = await Promise.all([
      promise(params, { contactId: contact.id, notes: 'per il passaggio di lunedì' }),
      promise(params, { contactId: contact.id, notes: 'per il passaggio di lunedì' }),
    ])
    expect(line).toMatchObject({
      reason: 'promised',
      urgency: 'planned',
      personName: 'Teresa Galli',
      from: '0372 448678',
      notes: 'per il passaggio di lunedì',
      rows: [{ promisedInContactId: contact.id }],
    })
    expect(await tracesOf({ id: params.callbackId })).toEqual(['callback.promised'])
    app.clock.set('2026-11-26T10:01:00+01:00')
    expect((await list(await app.signIn(day.ada)))[0]?.urgency).toBe('late')
  })

  it.each([
    ['a number that is none', { phone: '12345' }, 'phone'],
    ['a withheld number', { phone: 'anonymous' }, 'phone'],
    ['an hour that is past', { nextAttemptAt: '2026-11-24T09:00:00+01:00' }, 'nextAttemptAt'],
    ['a person who is none', { personId: randomUUID() }, 'personId'],
  ])('to %s is refused beside its field', async (_what, wrong, field) => {
    const params = { callbackId: randomUUID() }
    const body = {
      listeningPointId: day.cremona.id,
      phone: '0372 448678',
      nextAttemptAt: '2026-11-26T10:00:00+01:00',
      ...wrong,
    }
    const refusal = await app.refusal('promiseCallback', { params, body }, ada)
    expect(refusal).toMatchObject({ status: 422, fields: { [field]: expect.any(String) } })
  })

  it('under the id of a call-back elsewhere opens nothing', async () => {
    const { id } = await aCallback({ listeningPointId: day.callCentre.id, notes: 'di altri' })
    const body = { listeningPointId: day.cremona.id, phone: '0372 448678', nextAttemptAt: '2026-11-26T10:00:00+01:00' }
    const refusal = await app.refusal('promiseCallback', { params: { callbackId: id }, body }, ada)
    expect(refusal).toMatchObject({ status: 403, detail: expect.not.stringContaining('di altri') })
  })

  it('is made for one’s own points, from contacts one may see', async () => {
    const body = { listeningPointId: day.cremona.id, phone: '0372 448678', nextAttemptAt: '2026-11-26T10:00:00+01:00' }
    const params = { callbackId: randomUUID() }
    expect((await app.refusal('promiseCallback', { params, body }, carla)).status).toBe(403)
    const elsewhere = await aContact({ listeningPointId: day.callCentre.id })
    const refusal = await app.refusal('promiseCallback', { params, body: { ...body, contactId: elsewhere.id } }, ada)
    expect(refusal.status).toBe(403)
    expect(await app.db.callback.count()).toBe(0)
  })
})

describe('whoever is spoken to meanwhile', () => {
  const open = (contact: { id: string }, cookie: string) =>
    app.call('listCallbacksOfContact', { params: { contactId: contact.id } }, cookie)
  const solve = (contact: { id: string }, callbackIds: string[], cookie: string) =>
    app.call('closeCallbacksOfContact', { params: { contactId: contact.id }, body: { callbackIds } }, cookie)

  it('has their call-backs shown, by number and by person, from before that contact and not promised in it', async () => {
    const byNumber = await aCallback({ createdAt: minutesAgo(30) })
    const byPerson = await aCallback({ e164: '+393331112223', personId: day.teresa.id, createdAt: minutesAgo(20) })
    const contact = await aContact({ callerE164: UNKNOWN_LANDLINE, personId: day.teresa.id })
    await aCallback({ contactId: contact.id, reason: 'promised', createdAt: minutesAgo(0) })
    await aCallback({ createdAt: minutesAgo(-5) })
    await aCallback({ e164: CREMONA_LANDLINE })
    expect((await open(contact, ada)).map(({ id }) => id)).toEqual([byNumber.id, byPerson.id])
  })

  it('at the call centre too, and they are closed there in one gesture, once', async () => {
    const callback = await aCallback()
    const contact = await aContact({ callerE164: UNKNOWN_LANDLINE, listeningPointId: day.callCentre.id })
    expect(await open(contact, carla)).toMatchObject([
      { id: callback.id, listeningPointName: 'Cremona', holderName: null },
    ])
    await Promise.all([solve(contact, [callback.id], carla), solve(contact, [callback.id], carla)])
    expect(await app.db.callback.findUnique({ where: { id: callback.id } })).toMatchObject({
      state: 'done',
      closedById: day.carla.id,
    })
    expect(await tracesOf(callback)).toEqual(['callback.closed'])
    expect(await open(contact, carla)).toEqual([])
  })

  it('is left alone by contacts of others, and nothing else is closed with them', async () => {
    const callback = await aCallback()
    const unrelated = await aContact({ callerE164: CREMONA_LANDLINE, listeningPointId: day.callCentre.id })
    await solve(unrelated, [callback.id], carla)
    expect(await app.db.callback.count({ where: { state: 'done' } })).toBe(0)
    const params = { contactId: unrelated.id }
    expect((await app.refusal('listCallbacksOfContact', { params }, ada)).status).toBe(403)
    const body = { callbackIds: [callback.id] }
    expect((await app.refusal('closeCallbacksOfContact', { params, body }, ada)).status).toBe(403)
  })

  it('is not taken from under the hands of whoever is calling them back', async () => {
    const callback = await aCallback()
    await take(callback, ada)
    const contact = await aContact({ callerE164: UNKNOWN_LANDLINE, listeningPointId: day.callCentre.id })
    expect(await open(contact, carla)).toMatchObject([{ holderName: 'Ada Bianchi' }])
    const body = { callbackIds: [callback.id] }
    const refusal = await app.refusal('closeCallbacksOfContact', { params: { contactId: contact.id }, body }, carla)
    expect(refusal).toMatchObject({ status: 409, detail: expect.stringContaining('Ada Bianchi') })
  })
})
