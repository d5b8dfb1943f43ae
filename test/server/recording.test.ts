import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, anOperator, aPerson } from '../support/builders.ts'
import { PATIENCE } from '../support/processes.ts'

let app: TestApp
let pointId: string
let cookie: string
let colleague: string
let stranger: string

beforeAll(async () => {
  app = await startTestApp()
  pointId = (await aListeningPoint(app.db, { name: 'Punto di Borgo' })).id
  const elsewhere = await aListeningPoint(app.db)
  cookie = await app.signIn(await anOperator(app.db, { name: 'Ada Bianchi', pointIds: [pointId] }))
  colleague = await app.signIn(await anOperator(app.db, { name: 'Carla Neri', pointIds: [pointId] }))
  stranger = await app.signIn(await anOperator(app.db, { pointIds: [elsewhere.id] }))
})
afterAll(() => app.close())

const opening = (listeningPointId = pointId) => ({
  provenance: 'office' as const,
  listeningPointId,
  occurredAt: '2026-11-20T10:00:00+01:00',
})
const information = { kind: 'information', version: 0, informationKind: 'tax', answer: 'CAF il martedì' } as const
const ride = {
  kind: 'help',
  version: 0,
  helpKind: 'transport',
  neededFrom: '2026-12-01T09:30:00+01:00',
  fromPlace: 'Via Palestro 12, Cremona',
  toPlace: 'Ospedale di Cremona',
  mobility: 'aided',
} as const

async function saveWhole(fields = {}, ids = { contactId: randomUUID(), one: randomUUID(), other: randomUUID() }) {
  const sent = {
    params: { contactId: ids.contactId },
    body: {
      opening: opening(),
      version: 0,
      fields: { callerType: 'selfCaller' as const, ...fields },
      requests: [
        { id: ids.one, ...information },
        { id: ids.other, ...ride },
      ],
    },
  }
  return { sent, ids, contact: await app.call('saveContact', sent, cookie) }
}

describe('a contact saved whole', () => {
  it('is one contact with its requests, each traced, and twice is once', async () => {
    const person = await aPerson(app.db)
    const { sent, ids, contact } = await saveWhole({ personId: person.id, notes: 'Torna lunedì' })
    const again = await app.call('saveContact', sent, cookie)
    expect(again).toEqual(contact)
    expect(contact).toMatchObject({
      state: 'draft',
      version: 1,
      callerType: 'selfCaller',
      notes: 'Torna lunedì',
      person: { id: person.id, name: 'Teresa Galli' },
      operatorName: 'Ada Bianchi',
      occurredAt: '2026-11-20T09:00:00.000Z',
    })
    expect(contact.requests).toMatchObject([
      { id: ids.one, position: 1, kind: 'information', answer: 'CAF il martedì', personId: person.id, fromPlace: null },
      { id: ids.other, position: 2, kind: 'help', mobility: 'aided', neededFrom: '2026-12-01T08:30:00.000Z' },
    ])
    const traced = await app.db.auditEntry.findMany({ where: { entityId: { in: Object.values(ids) } } })
    expect(traced.map(({ action }) => action).sort()).toEqual(['contact.started', 'request.written', 'request.written'])
  })

  it('is said once to the consoles and counted again for its month and its person', async () => {
    const person = await aPerson(app.db)
    const before = await app.db.reportMark.count({ where: { listeningPointId: pointId } })
    const { ids } = await saveWhole({ personId: person.id })
    expect(await app.db.liveEvent.count({ where: { topic: 'contact', entityId: ids.contactId } })).toBe(1)
    expect(await app.db.reportMark.count({ where: { listeningPointId: pointId } })).toBeGreaterThan(before)
    expect(await app.db.reportMark.count({ where: { personId: person.id } })).toBeGreaterThan(0)
  })

  it('waits for two cards that are being united, and is then refused rather than left with the one that is gone', async () => {
    const [kept, absorbed] = [await aPerson(app.db), await aPerson(app.db)]
    const ids = { contactId: randomUUID(), one: randomUUID(), other: randomUUID() }
    let refused: Promise<unknown> = Promise.resolve()
    await app.db.$transaction(async (tx) => {
      await tx.assistedPerson.update({ where: { id: absorbed.id }, data: { mergedIntoId: kept.id } })
      refused = saveWhole({ personId: absorbed.id }, ids).then(
        () => 'saved',
        () => 'refused',
      )
      await vi.waitFor(async () => {
        const [row] = await app.db.$queryRaw<{ waiting: number }[]>`
          SELECT count(*)::int AS waiting FROM pg_stat_activity
          WHERE wait_event_type = 'Lock' AND datname = current_database()`
        expect(row?.waiting).toBeGreaterThan(0)
      }, PATIENCE)
    }, PATIENCE)
    expect(await refused).toBe('refused')
    expect(await app.db.contact.count({ where: { id: ids.contactId } })).toBe(0)
  })

  it('keeps what is changed together, or nothing where one part is too old', async () => {
    const { ids, contact } = await saveWhole()
    const params = { contactId: ids.contactId }
    const stale = {
      version: contact.version,
      fields: { notes: 'di tutti e due' },
      requests: [{ id: ids.one, ...information, answer: 'Un’altra', version: 7 }],
    }
    expect((await app.refusal('saveContact', { params, body: stale }, cookie)).status).toBe(409)
    expect(await app.call('readContact', { params }, cookie)).toMatchObject({ notes: null, version: 1 })
    const body = {
      ...stale,
      requests: [{ ...stale.requests[0], id: ids.one, kind: 'information' as const, version: 1 }],
    }
    const saved = await app.call('saveContact', { params, body }, cookie)
    expect(saved).toMatchObject({ notes: 'di tutti e due', version: 2 })
    expect(saved.requests.map(({ answer, version }) => [answer, version])).toEqual([
      ['Un’altra', 2],
      [null, 1],
    ])
  })

  it('is one however often and however much at once the first save is sent', async () => {
    const ids = { contactId: randomUUID(), one: randomUUID(), other: randomUUID() }
    const saves = await Promise.all([1, 2, 3, 4].map(() => saveWhole({}, ids)))
    expect(saves.map(({ contact }) => contact.requests.length)).toEqual([2, 2, 2, 2])
    expect(await app.db.request.count({ where: { contactId: ids.contactId } })).toBe(2)
    expect(await app.db.auditEntry.count({ where: { entityId: ids.contactId, action: 'contact.started' } })).toBe(1)
  })

  it('is refused whole: another point, a person or an entry that is not there, a request of another contact', async () => {
    const { ids } = await saveWhole()
    const params = { contactId: randomUUID() }
    const base = { opening: opening(), version: 0 }
    const refused = async (body: object, who = cookie) =>
      (await app.refusal('saveContact', { params, body: { ...base, ...body } }, who)).status
    expect(await refused({}, stranger)).toBe(403)
    expect(await refused({ fields: { personId: randomUUID() } })).toBe(422)
    expect(await refused({ requests: [{ id: randomUUID(), ...information, directoryEntryId: randomUUID() }] })).toBe(
      422,
    )
    expect(await refused({ requests: [{ id: ids.one, ...information }] })).toBe(404)
    expect(await refused({ opening: null })).toBe(404)
    expect(await app.db.contact.count({ where: { id: params.contactId } })).toBe(0)
  })
})

describe('a contact that is closed', () => {
  async function closed() {
    const person = await aPerson(app.db)
    const whole = await saveWhole({ personId: person.id })
    const params = { contactId: whole.ids.contactId }
    const contact = await app.call('closeContact', { params, body: { version: whole.contact.version } }, cookie)
    return { ...whole, params, contact }
  }
  const requestsOf = (contactId: string) => app.db.request.count({ where: { contactId } })

  it('takes no new request, by itself or with the whole, and says to open it again', async () => {
    const { ids, params, contact } = await closed()
    const late = { params: { ...params, requestId: randomUUID() }, body: information }
    for (const body of [information, ride]) {
      const refused = await app.refusal('saveRequest', { ...late, body }, cookie)
      expect(refused).toMatchObject({ status: 403, detail: expect.stringContaining('lo riapra') })
    }
    const requests = [{ ...information, id: randomUUID() }]
    const body = { version: contact.version, fields: { notes: 'con la richiesta' }, requests }
    expect((await app.refusal('saveContact', { params, body }, cookie)).status).toBe(403)
    expect(await requestsOf(ids.contactId)).toBe(2)
    expect((await app.call('readContact', { params }, cookie)).notes).toBeNull()
    await app.call('reopenContact', { params, body: {} }, cookie)
    await app.call('saveRequest', late, cookie)
    expect(await requestsOf(ids.contactId)).toBe(3)
  })

  it('lets no request in that comes at the moment of its closing and stays open after it', async () => {
    for (let round = 0; round < 5; round++) {
      const person = await aPerson(app.db)
      const { ids, contact } = await saveWhole({ personId: person.id })
      const params = { contactId: ids.contactId }
      await Promise.allSettled([
        app.call('closeContact', { params, body: { version: contact.version } }, colleague),
        app.call('saveRequest', { params: { ...params, requestId: randomUUID() }, body: information }, cookie),
      ])
      const open = { contactId: ids.contactId, kind: 'information' as const, state: 'open' as const }
      expect([
        (await app.call('readContact', { params }, cookie)).state,
        await app.db.request.count({ where: open }),
      ]).toEqual(['closed', 0])
    }
  })

  it('is left as it is by its own first save, whole or of a help, sent once more', async () => {
    const { sent, ids, params, contact } = await closed()
    const again = { params: { ...params, requestId: ids.other }, body: ride }
    expect(await app.call('saveRequest', again, cookie)).toMatchObject({ id: ids.other, version: 1 })
    // What the closing has solved is another version: the console reads it again, and finds its words there.
    expect((await app.refusal('saveContact', sent, cookie)).status).toBe(409)
    const { fields: _said, requests, ...opened } = sent.body
    const rides = { ...sent, body: { ...opened, requests: requests.slice(1) } }
    expect(await app.call('saveContact', rides, cookie)).toEqual(contact)
    expect(await app.call('readContact', { params }, cookie)).toEqual(contact)
  })
})

describe('closing undone', () => {
  it('opens the contact and what its closing had solved, once, and only for a day', async () => {
    const person = await aPerson(app.db)
    const { ids, contact } = await saveWhole({ personId: person.id })
    const params = { contactId: ids.contactId }
    const closed = await app.call('closeContact', { params, body: { version: contact.version } }, cookie)
    expect(closed.requests[0]?.state).toBe('solved')
    const open = await app.call('reopenContact', { params, body: {} }, cookie)
    const again = await app.call('reopenContact', { params, body: {} }, cookie)
    expect(open).toMatchObject({ state: 'draft', closedAt: null })
    expect(open.requests.map(({ state }) => state)).toEqual(['open', 'open'])
    expect(again.version).toBe(open.version)
    await app.call('closeContact', { params, body: { version: open.version } }, cookie)
    const opened = app.clock.now()
    app.clock.advance(25 * 3600)
    const late = await app.refusal(
      'reopenContact',
      { params, body: {} },
      await app.signIn(await anOperator(app.db, { pointIds: [pointId] })),
    )
    expect(late.status).toBe(403)
    app.clock.set(opened)
  })
})

describe('a request taken back', () => {
  async function taken() {
    const person = await aPerson(app.db)
    const { ids } = await saveWhole({ personId: person.id })
    const params = { requestId: ids.other }
    const { serviceIds } = await app.call('takeInCharge', { params, body: {} }, cookie)
    return { ids, params, serviceId: serviceIds[0] ?? '' }
  }

  it('cancels the service it was taken in charge with and says why, twice the same', async () => {
    const { params, serviceId } = await taken()
    const withdrawn = await app.call(
      'withdrawRequest',
      { params, body: { reason: 'unwell', note: 'ricoverata' } },
      cookie,
    )
    const again = await app.call('withdrawRequest', { params, body: { reason: 'mistake' } }, cookie)
    expect(withdrawn).toMatchObject({ state: 'withdrawn', withdrawalReason: 'unwell', withdrawalNote: 'ricoverata' })
    expect(again).toEqual(withdrawn)
    expect((await app.db.service.findUniqueOrThrow({ where: { id: serviceId } })).state).toBe('cancelled')
    expect(await app.db.auditEntry.count({ where: { entityId: params.requestId, action: 'request.withdrawn' } })).toBe(
      1,
    )
  })

  it('is taken back before anybody was asked too, but not once it is over, nor by another point', async () => {
    const { ids } = await saveWhole()
    const params = { requestId: ids.other }
    const body = { reason: 'mistake' as const }
    expect((await app.refusal('withdrawRequest', { params, body }, stranger)).status).toBe(403)
    expect(await app.call('withdrawRequest', { params, body }, cookie)).toMatchObject({ state: 'withdrawn' })
    const over = await taken()
    await app.db.request.update({
      where: { id: over.params.requestId },
      data: { state: 'solved', fulfilledBy: 'auser', closedAt: app.clock.now() },
    })
    expect((await app.refusal('withdrawRequest', { params: over.params, body }, cookie)).status).toBe(403)
  })

  it('meets somebody who takes it in charge at the same moment, and nothing is left half done', async () => {
    for (let round = 0; round < 5; round++) {
      const person = await aPerson(app.db)
      const { ids } = await saveWhole({ personId: person.id })
      const params = { requestId: ids.other }
      await Promise.allSettled([
        app.call('takeInCharge', { params, body: {} }, colleague),
        app.call('withdrawRequest', { params, body: { reason: 'notNeeded' } }, cookie),
      ])
      const request = await app.db.request.findUniqueOrThrow({ where: { id: ids.other }, include: { services: true } })
      const toDo = request.services.filter(({ state }) => state !== 'cancelled')
      expect([request.state, toDo.length]).toEqual(
        request.state === 'withdrawn' ? ['withdrawn', 0] : ['takenInCharge', 1],
      )
    }
  })
})

describe('who else is writing here', () => {
  it('is said to each of the two, until one leaves or goes silent', async () => {
    const { ids } = await saveWhole()
    const params = { entity: 'contact' as const, entityId: ids.contactId }
    const here = (who: string, isHere = true) => app.call('markEditing', { params, body: { isHere } }, who)
    expect((await here(cookie)).others).toEqual([])
    expect((await here(colleague)).others).toEqual(['Ada Bianchi'])
    expect((await here(cookie)).others).toEqual(['Carla Neri'])
    const news = await app.db.liveEvent.count({ where: { topic: 'editing', entityId: ids.contactId } })
    expect(news).toBe(2)
    await here(colleague, false)
    expect((await here(cookie)).others).toEqual([])
    await here(colleague)
    app.clock.advance(41)
    expect((await here(cookie)).others).toEqual([])
    expect((await app.refusal('markEditing', { params, body: { isHere: true } }, stranger)).status).toBe(403)
  })
})

describe('what whoever speaks with a person must not miss', () => {
  it('comes with the contact: warnings, home, other open requests, who shares the number, a call-back due', async () => {
    const number = '+390372900555'
    const person = await aPerson(app.db, {
      hardOfHearing: true,
      warning: 'Scale senza ascensore',
      mobility: 'aided',
      address: 'Via Palestro 12',
      e164: [number],
    })
    await aPerson(app.db, { firstName: 'Aldo', lastName: 'Galli', e164: [number] })
    const before = await saveWhole({ personId: person.id })
    const { ids } = await saveWhole({ personId: person.id })
    const params = { contactId: ids.contactId }
    const { person: atHand } = await app.call('readContactPerson', { params }, cookie)
    expect(atHand).toMatchObject({
      personId: person.id,
      hardOfHearing: true,
      warning: 'Scale senza ascensore',
      mobility: 'aided',
      address: 'Via Palestro 12',
      awaitsCallback: false,
      sameNumber: ['Aldo Galli'],
    })
    expect(atHand?.openRequests.map(({ id }) => id).sort()).toEqual([before.ids.one, before.ids.other].sort())
    expect((await app.refusal('readContactPerson', { params }, stranger)).status).toBe(403)
    const nobody = await saveWhole()
    const none = await app.call('readContactPerson', { params: { contactId: nobody.ids.contactId } }, cookie)
    expect(none).toEqual({ person: null })
  })
})
