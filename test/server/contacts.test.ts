import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, aLocalAssociation, anOperator, aPerson } from '../support/builders.ts'

let app: TestApp
let pointId: string
let cookie: string
let colleague: string
let stranger: string
let strangersPointId: string

beforeAll(async () => {
  app = await startTestApp()
  pointId = (await aListeningPoint(app.db, { name: 'Punto di Borgo' })).id
  const elsewhere = await aListeningPoint(app.db)
  cookie = await app.signIn(await anOperator(app.db, { pointIds: [pointId] }))
  colleague = await app.signIn(await anOperator(app.db, { pointIds: [pointId] }))
  strangersPointId = elsewhere.id
  stranger = await app.signIn(await anOperator(app.db, { pointIds: [elsewhere.id] }))
})
afterAll(() => app.close())

const started = async () => {
  const contactId = randomUUID()
  const contact = await app.call(
    'openContact',
    {
      params: { contactId },
      body: { provenance: 'office', listeningPointId: pointId, occurredAt: '2026-11-20T10:00:00+01:00' },
    },
    cookie,
  )
  return contact
}
const emptyHelp = { kind: 'help', version: 0 } as const

describe('a contact that did not come from a call', () => {
  it('keeps its true moment apart from when it was recorded, and twice is once', async () => {
    const contactId = randomUUID()
    const sent = {
      params: { contactId },
      body: { provenance: 'letter', listeningPointId: pointId, occurredAt: '2026-11-18T09:30:00+01:00' },
    } as const
    const first = await app.call('openContact', sent, cookie)
    const second = await app.call('openContact', sent, cookie)
    expect(first.occurredAt).toBe('2026-11-18T08:30:00.000Z')
    expect(first.recordedAt).toBe('2026-11-24T09:00:00.000Z')
    expect(second.id).toBe(first.id)
    expect(await app.db.contact.count({ where: { id: contactId } })).toBe(1)
    expect(await app.db.auditEntry.count({ where: { entityId: contactId, action: 'contact.started' } })).toBe(1)
  })

  it('names the local association it came to, which must be one of one’s own points', async () => {
    const own = await aLocalAssociation(app.db, { name: 'Auser Borgo di Sotto', listeningPointId: pointId })
    const others = await aLocalAssociation(app.db, { listeningPointId: strangersPointId })
    const sent = (localAssociationId: string, provenance: 'letter' | 'localLine') => ({
      params: { contactId: randomUUID() },
      body: { provenance, localAssociationId, listeningPointId: pointId, occurredAt: '2026-11-18T09:30:00+01:00' },
    })
    for (const provenance of ['letter', 'localLine'] as const) {
      const written = await app.call('openContact', sent(own.id, provenance), cookie)
      expect(written).toMatchObject({ provenance, localAssociationName: 'Auser Borgo di Sotto' })
      const row = await app.db.contact.findUniqueOrThrow({ where: { id: written.id } })
      expect(row.localAssociationId).toBe(own.id)
    }
    const { contacts: listed } = await app.call('listContacts', {}, cookie)
    expect(listed.filter(({ localAssociationName }) => localAssociationName === 'Auser Borgo di Sotto')).toHaveLength(2)
    for (const notOwn of [others.id, randomUUID()]) {
      const refused = await app.refusal('openContact', sent(notOwn, 'letter'), cookie)
      expect(refused).toMatchObject({ status: 422, fields: { localAssociationId: expect.any(String) } })
    }
  })

  it('is refused in the future and for a point one does not work at', async () => {
    const contactId = randomUUID()
    const future = await app.refusal(
      'openContact',
      {
        params: { contactId },
        body: { provenance: 'office', listeningPointId: pointId, occurredAt: '2026-12-24T10:00:00+01:00' },
      },
      cookie,
    )
    expect(future).toMatchObject({ status: 422, fields: { occurredAt: expect.any(String) } })
    const notMine = await app.refusal(
      'openContact',
      {
        params: { contactId },
        body: { provenance: 'office', listeningPointId: pointId, occurredAt: '2026-11-20T10:00:00+01:00' },
      },
      stranger,
    )
    expect(notMine.status).toBe(403)
    expect(await app.db.contact.count({ where: { id: contactId } })).toBe(0)
  })
})

describe('a call made from another telephone', () => {
  const opening = (contactId: string, more = {}) => ({
    params: { contactId },
    body: {
      direction: 'outbound' as const,
      provenance: 'localLine' as const,
      listeningPointId: pointId,
      occurredAt: '2026-11-20T10:00:00+01:00',
      ...more,
    },
  })

  it('is one outbound contact with its purpose, its true moment and the request it serves', async () => {
    const asked = await started()
    const personId = (await aPerson(app.db)).id
    const request = await app.db.request.create({
      data: {
        contactId: asked.id,
        position: 1,
        kind: 'help',
        helpKind: 'transport',
        personId,
        createdAt: app.clock.now(),
        recordedAt: app.clock.now(),
      },
    })
    const contactId = randomUUID()
    const sent = opening(contactId, { purpose: 'toAssistedPerson', servesRequestId: request.id })
    expect(await app.call('openContact', sent, cookie)).toMatchObject({
      direction: 'outbound',
      purpose: 'toAssistedPerson',
      occurredAt: '2026-11-20T09:00:00.000Z',
      person: { id: personId },
    })
    const row = await app.db.contact.findUniqueOrThrow({ where: { id: contactId } })
    expect(row).toMatchObject({ servesRequestId: request.id, callId: null })
    // Whom we call is known by the purpose: nothing more is asked before it is closed.
    const closed = await app.call('closeContact', { params: { contactId }, body: { version: 1 } }, cookie)
    expect(closed.state).toBe('closed')
    const byStranger = await app.refusal(
      'openContact',
      opening(randomUUID(), { purpose: 'toOrganise', servesRequestId: request.id, listeningPointId: strangersPointId }),
      stranger,
    )
    expect(byStranger.status).toBe(403)
  })

  it('must say why, and for a request that is there', async () => {
    const silent = await app.refusal('openContact', opening(randomUUID()), cookie)
    expect(silent).toMatchObject({ status: 422, fields: { purpose: expect.any(String) } })
    const unknown = opening(randomUUID(), { purpose: 'toOrganise', servesRequestId: randomUUID() })
    expect((await app.refusal('openContact', unknown, cookie)).status).toBe(404)
  })

  it('has neither purpose nor request where somebody came to us', async () => {
    const contactId = randomUUID()
    const sent = opening(contactId, { direction: 'inbound', purpose: 'toOrganise', servesRequestId: randomUUID() })
    expect(await app.call('openContact', sent, cookie)).toMatchObject({ direction: 'inbound', purpose: null })
  })
})

describe('two people writing in one contact', () => {
  it('lets no write be lost in silence: of two that start from one version, one is told', async () => {
    const contact = await started()
    const write = (notes: string, who: string) =>
      app
        .call('changeContact', { params: { contactId: contact.id }, body: { version: contact.version, notes } }, who)
        .then(
          () => 'saved',
          () => 'told',
        )
    const outcomes = await Promise.all([write('dalla prima', cookie), write('dalla seconda', colleague)])
    expect(outcomes.sort()).toEqual(['saved', 'told'])
    const conflict = await app.refusal(
      'changeContact',
      { params: { contactId: contact.id }, body: { version: contact.version, notes: 'ancora' } },
      cookie,
    )
    expect(conflict.status).toBe(409)
  })

  it('does not let another point read or write it', async () => {
    const contact = await started()
    expect((await app.refusal('readContact', { params: { contactId: contact.id } }, stranger)).status).toBe(403)
    const refusal = await app.refusal(
      'saveRequest',
      { params: { contactId: contact.id, requestId: randomUUID() }, body: emptyHelp },
      stranger,
    )
    expect(refusal.status).toBe(403)
    expect(await app.db.request.count({ where: { contactId: contact.id } })).toBe(0)
  })
})

describe('a request saved as it is typed', () => {
  it('is one request when the first save is sent twice, even at once', async () => {
    const contact = await started()
    const requestId = randomUUID()
    const save = () =>
      app.call('saveRequest', { params: { contactId: contact.id, requestId }, body: emptyHelp }, cookie)
    const saves = await Promise.all([save(), save(), save()])
    expect(saves.map(({ version }) => version)).toEqual([1, 1, 1])
    expect(await app.db.request.count({ where: { contactId: contact.id } })).toBe(1)
  })

  it('keeps the order in which requests were added, also when they come together', async () => {
    const contact = await started()
    const ids = Array.from({ length: 6 }, () => randomUUID())
    await Promise.all(
      ids.map((requestId) =>
        app.call('saveRequest', { params: { contactId: contact.id, requestId }, body: emptyHelp }, cookie),
      ),
    )
    const { requests } = await app.call('readContact', { params: { contactId: contact.id } }, cookie)
    expect(requests.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('changes kind without leaving anything of the other kind behind', async () => {
    const contact = await started()
    const params = { contactId: contact.id, requestId: randomUUID() }
    await app.call(
      'saveRequest',
      { params, body: { ...emptyHelp, helpKind: 'transport', fromPlace: 'casa', wheelchair: true } },
      cookie,
    )
    const changed = await app.call(
      'saveRequest',
      { params, body: { kind: 'information', informationKind: 'health', version: 1 } },
      cookie,
    )
    expect(changed).toMatchObject({
      helpKind: null,
      fromPlace: null,
      wheelchair: false,
      informationKind: 'health',
      version: 2,
    })
  })

  describe('whose kind of help changes', () => {
    const empty = {
      ...{ fromPlace: null, facilityId: null, destinationKind: null, insideProvince: null, returnKind: null },
      ...{ returnAt: null, companions: null, mobility: null, wheelchair: false },
    }
    const ride = {
      helpKind: 'transport',
      neededFrom: '2026-11-30T09:00:00+01:00',
      fromPlace: 'casa',
      toPlace: 'Ospedale',
      destinationKind: 'publicHospital',
      insideProvince: true,
      returnKind: 'fixed',
      returnAt: '2026-11-30T17:00:00+01:00',
      companions: 1,
      mobility: 'wheelchair',
      wheelchair: true,
    } as const
    const saved = async () => {
      const params = { contactId: (await started()).id, requestId: randomUUID() }
      let version = 0
      return async (fields: object) => {
        const body = { kind: 'help' as const, version, ...fields }
        const answer = await app.call('saveRequest', { params, body }, cookie)
        version = answer.version
        return answer
      }
    }

    it('keeps nothing of a ride once it is none, and takes nothing of a ride either', async () => {
      const save = await saved()
      expect(await save(ride)).toMatchObject({ returnKind: 'fixed', mobility: 'wheelchair', companions: 1 })
      expect(await save({ helpKind: 'groceryDelivery' })).toMatchObject({ ...empty, toPlace: 'Ospedale' })
      expect(await save({ returnKind: 'fixed', returnAt: ride.returnAt })).toMatchObject(empty)
      expect(await save({ helpKind: null, fromPlace: 'casa' })).toMatchObject(empty)
    })

    it('has no end any more once it is a ride, and is saved whatever hour it begins at', async () => {
      const save = await saved()
      const company = { helpKind: 'homeCompany', neededFrom: '2026-11-30T09:00:00+01:00' } as const
      const until = '2026-11-30T11:00:00+01:00'
      await save({ ...company, neededUntil: until })
      expect(await save({ helpKind: 'transport' })).toMatchObject({ neededUntil: null })
      expect(await save({ neededFrom: '2026-11-30T14:00:00+01:00' })).toMatchObject({ version: 3 })
      expect(await save({ neededUntil: until })).toMatchObject({ neededUntil: null })
      await save({ ...company, neededUntil: until })
      // Until when the way back is awaited is another thing, and is told with it.
      expect(await save({ helpKind: 'transport', returnKind: 'open', neededUntil: until })).toMatchObject({
        neededUntil: null,
      })
      expect(await save({ neededUntil: until })).toMatchObject({ neededUntil: '2026-11-30T10:00:00.000Z' })
      const awaited = await saved()
      expect(await awaited({ ...ride, returnKind: 'open', returnAt: null, neededUntil: until })).toMatchObject({
        neededUntil: '2026-11-30T10:00:00.000Z',
      })
    })

    it('is empty the same way where a whole contact is saved at once', async () => {
      const [contactId, id] = [randomUUID(), randomUUID()]
      const opening = {
        provenance: 'office' as const,
        listeningPointId: pointId,
        occurredAt: '2026-11-20T10:00:00+01:00',
      }
      const requests = [{ ...ride, helpKind: 'paperwork' as const, kind: 'help' as const, version: 0, id }]
      const sent = { params: { contactId }, body: { opening, version: 0, requests } }
      expect((await app.call('saveContact', sent, cookie)).requests).toMatchObject([
        { ...empty, helpKind: 'paperwork' },
      ])
    })

    it('keeps a volunteer no longer than what it has become', async () => {
      const save = await saved()
      const { contactId } = await save(ride)
      const { id } = await save({ helpKind: 'groceryDelivery' })
      const person = await aPerson(app.db)
      const { version } = await app.call('readContact', { params: { contactId } }, cookie)
      await app.call('changeContact', { params: { contactId }, body: { version, personId: person.id } }, cookie)
      const { serviceIds } = await app.call('takeInCharge', { params: { requestId: id }, body: {} }, cookie)
      const service = await app.db.service.findUniqueOrThrow({ where: { id: serviceIds[0] ?? '' } })
      expect(service.busyUntil).toEqual(new Date('2026-11-30T10:45:00+01:00'))
    })
  })

  it('refuses what cannot be, beside its field, and writes nothing', async () => {
    const contact = await started()
    const params = { contactId: contact.id, requestId: randomUUID() }
    const tooMany = await app.refusal('saveRequest', { params, body: { ...emptyHelp, companions: 9 } }, cookie)
    expect(tooMany).toMatchObject({ status: 422, fields: { companions: 'Da 0 a 8 accompagnatori.' } })
    const backwards = await app.refusal(
      'saveRequest',
      {
        params,
        body: { ...emptyHelp, neededFrom: '2026-11-30T10:00:00+01:00', neededUntil: '2026-11-30T09:00:00+01:00' },
      },
      cookie,
    )
    expect(backwards.fields).toHaveProperty('neededUntil')
    const gone = await app.refusal(
      'saveRequest',
      { params, body: { ...emptyHelp, directoryEntryId: randomUUID(), kind: 'information' } },
      cookie,
    )
    expect(gone.fields).toHaveProperty('directoryEntryId')
    expect(await app.db.request.count({ where: { contactId: contact.id } })).toBe(0)
  })

  it('can be taken away while it is only being written, twice too', async () => {
    const contact = await started()
    const params = { contactId: contact.id, requestId: randomUUID() }
    await app.call('saveRequest', { params, body: emptyHelp }, cookie)
    await app.call('removeRequest', { params }, cookie)
    await app.call('removeRequest', { params }, cookie)
    expect(await app.db.request.count({ where: { contactId: contact.id } })).toBe(0)
  })
})

describe('closing a contact', () => {
  it('says beside each field what is missing', async () => {
    const contact = await started()
    const requestId = randomUUID()
    await app.call(
      'saveRequest',
      { params: { contactId: contact.id, requestId }, body: { ...emptyHelp, helpKind: 'transport' } },
      cookie,
    )
    const refusal = await app.refusal(
      'closeContact',
      { params: { contactId: contact.id }, body: { version: contact.version } },
      cookie,
    )
    expect(refusal.status).toBe(422)
    expect(Object.keys(refusal.fields ?? {}).sort()).toEqual(
      [
        'callerType',
        ...['fromPlace', 'neededFrom', 'personId', 'toPlace'].map((field) => `requests.${requestId}.${field}`),
      ].sort(),
    )
  })

  it('solves what was told, leaves open what must be done, and traces each step once', async () => {
    const person = await aPerson(app.db)
    const contact = await started()
    const params = { contactId: contact.id }
    const changed = await app.call(
      'changeContact',
      { params, body: { version: contact.version, personId: person.id, callerType: 'selfCaller' } },
      cookie,
    )
    await app.call(
      'saveRequest',
      {
        params: { ...params, requestId: randomUUID() },
        body: { kind: 'information', informationKind: 'tax', answer: 'CAF il martedì', version: 0 },
      },
      cookie,
    )
    await app.call(
      'saveRequest',
      {
        params: { ...params, requestId: randomUUID() },
        body: { ...emptyHelp, helpKind: 'homeCompany', neededFrom: '2026-12-01T10:00:00+01:00' },
      },
      cookie,
    )
    const closed = await app.call('closeContact', { params, body: { version: changed.version } }, cookie)
    const again = await app.call('closeContact', { params, body: { version: changed.version } }, cookie)
    expect(closed.state).toBe('closed')
    expect(again.version).toBe(closed.version)
    expect(closed.requests.map(({ kind, state, personId }) => [kind, state, personId])).toEqual([
      ['information', 'solved', person.id],
      ['help', 'open', person.id],
    ])
    expect(await app.db.auditEntry.count({ where: { entityId: contact.id, action: 'contact.closed' } })).toBe(1)
  })
})

describe('the trace of openings', () => {
  it('counts a look once, not every refresh of the screen', async () => {
    const contact = await started()
    const look = (who: string) => app.call('readContact', { params: { contactId: contact.id } }, who)
    await look(cookie)
    await look(cookie)
    await look(colleague)
    app.clock.advance(11 * 60)
    await look(cookie)
    expect(await app.db.auditEntry.count({ where: { entityId: contact.id, action: 'contact.opened' } })).toBe(3)
  })
})
