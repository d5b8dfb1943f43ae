import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkFigures } from '../../helpline/reports/check-figures.ts'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aComune, aListeningPoint, anOperator, aPerson } from '../support/builders.ts'

describe('the person a contact is for, changed', () => {
  let app: TestApp
  let pointId: string
  let cookie: string
  let coordinator: string
  let region: string
  let anna: string
  let maria: string

  beforeAll(async () => {
    app = await startTestApp()
    pointId = (await aListeningPoint(app.db, { name: 'Cremona' })).id
    cookie = await app.signIn(await anOperator(app.db, { pointIds: [pointId] }))
    coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [pointId] }))
    region = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
    const [cremona, crema] = [await aComune(app.db, { name: 'Cremona' }), await aComune(app.db, { name: 'Crema' })]
    const of = async (firstName: string, comune: { istatCode: string }, card: object) =>
      (await aPerson(app.db, { firstName, comuneIstatCode: comune.istatCode, listeningPointId: pointId, ...card })).id
    anna = await of('Anna', cremona, { address: 'Via Palestro 12', mobility: 'wheelchair' })
    maria = await of('Maria', crema, { address: 'Via Mazzini 3', mobility: 'aided' })
  })
  afterAll(() => app?.close())

  const information = { kind: 'information', version: 0, informationKind: 'tax', answer: 'CAF il martedì' } as const
  const help = { kind: 'help', version: 0, neededFrom: '2026-12-01T09:30:00+01:00' } as const
  const ride = { ...help, helpKind: 'transport', toPlace: 'Ospedale di Cremona' } as const
  const annas = { fromPlace: 'Via Palestro 12, Cremona', mobility: 'wheelchair', wheelchair: true } as const

  async function aContact(personId: string | null, requests: readonly object[]) {
    const contactId = randomUUID()
    const ids = requests.map(() => randomUUID())
    const opening = {
      provenance: 'office' as const,
      listeningPointId: pointId,
      occurredAt: '2026-11-20T10:00:00+01:00',
    }
    const written = requests.map((request, at) => ({ ...(request as typeof information), id: ids[at] ?? '' }))
    const body = { opening, version: 0, fields: { personId, callerType: 'relative' as const }, requests: written }
    const contact = await app.call('saveContact', { params: { contactId }, body }, cookie)
    return { contactId, ids, contact, params: { contactId } }
  }
  async function give({ contactId }: { contactId: string }, personId: string | null) {
    const params = { contactId }
    const { version } = await app.call('readContact', { params }, cookie)
    return app.call('changeContact', { params, body: { version, personId } }, cookie)
  }
  const rideOf = async (fields: object, of: string | null = anna) => {
    const made = await aContact(of, [{ ...ride, ...fields }])
    return { ...made, requestId: made.ids[0] ?? '' }
  }

  it('takes every request along that has no service yet, whatever became of it', async () => {
    const made = await aContact(anna, [information, ride, { ...ride, ...annas }, { ...help, helpKind: 'homeCompany' }])
    const [, refused = '', taken = ''] = made.ids
    const medical = { cause: 'medicalTransport', referredTo: 'Medico di base' } as const
    await app.call('refuseRequest', { params: { requestId: refused }, body: medical }, cookie)
    await app.call('takeInCharge', { params: { requestId: taken }, body: {} }, cookie)
    await app.db.request.update({ where: { id: refused }, data: { fromPlace: annas.fromPlace } })
    const { version } = await app.call('readContact', { params: made.params }, cookie)
    const closed = await app.call('closeContact', { params: made.params, body: { version } }, cookie)
    expect(closed.requests.map(({ state }) => state)).toEqual(['solved', 'unmet', 'takenInCharge', 'open'])
    const { requests } = await give(made, maria)
    expect(requests.map(({ personId, fromPlace }) => [personId, fromPlace])).toEqual([
      [maria, null],
      // Should the refusal be taken back, the driver must not go to Anna's.
      [maria, 'Via Mazzini 3, Crema'],
      [anna, annas.fromPlace],
      [maria, null],
    ])
    expect(await app.db.service.findMany({ where: { requestId: taken }, select: { personId: true } })).toEqual([
      { personId: anna },
    ])
  })

  it('starts a ride from the new person’s home and moves as their card says, where it did as the old one’s', async () => {
    const made = await rideOf(annas)
    const { requests } = await give(made, maria)
    expect(requests[0]).toMatchObject({
      ...{ personId: maria, fromPlace: 'Via Mazzini 3, Crema', mobility: 'aided', wheelchair: false },
      ...{ toPlace: 'Ospedale di Cremona', version: 2 },
    })
    const traced = { entityId: made.requestId, action: 'request.changed' }
    expect(await app.db.auditEntry.findMany({ where: traced, select: { fields: true } })).toEqual([
      { fields: ['fromPlace', 'mobility', 'wheelchair'] },
    ])
    // And back, and to nobody.
    expect((await give(made, anna)).requests[0]).toMatchObject(annas)
    expect((await give(made, null)).requests[0]).toMatchObject({
      ...{ personId: null, fromPlace: null, mobility: null, wheelchair: false },
    })
  })

  it('leaves what was written on purpose, and what is given to the same person again', async () => {
    const own = { fromPlace: 'Centro diurno, Cremona', mobility: 'walks', wheelchair: true } as const
    const made = await rideOf(own)
    expect((await give(made, maria)).requests[0]).toMatchObject({ ...own, personId: maria, version: 1 })
    const unknown = await rideOf({ fromPlace: 'casa, Cremona' })
    expect((await give(unknown, anna)).requests[0]).toMatchObject({ fromPlace: 'casa, Cremona', version: 1 })
    expect((await give(unknown, maria)).requests[0]).toMatchObject({ fromPlace: 'Via Mazzini 3, Crema' })
    const nobody = await rideOf({}, null)
    expect((await give(nobody, anna)).requests[0]).toMatchObject({ personId: anna, fromPlace: null, version: 1 })
  })

  it('reaches what is written together with the change', async () => {
    const made = await rideOf({})
    const requests = [{ kind: 'help' as const, ...annas, id: made.requestId, version: 1 }]
    const body = { version: 1, fields: { personId: maria }, requests }
    const saved = await app.call('saveContact', { params: made.params, body }, cookie)
    expect(saved.requests[0]).toMatchObject({ fromPlace: 'Via Mazzini 3, Crema', mobility: 'aided' })
  })

  it('gives a request that is taken in charge at the same moment to one of the two, service and all', async () => {
    for (let round = 0; round < 5; round++) {
      const made = await rideOf(annas)
      await Promise.allSettled([
        app.call('takeInCharge', { params: { requestId: made.requestId }, body: {} }, coordinator),
        give(made, maria),
      ])
      const request = await app.db.request.findUniqueOrThrow({
        where: { id: made.requestId },
        include: { services: true },
      })
      const home = request.personId === anna ? annas.fromPlace : 'Via Mazzini 3, Crema'
      expect(request.fromPlace).toBe(home)
      expect(request.services.map(({ personId, fromPlace }) => [personId, fromPlace])).toEqual([
        [request.personId, home],
      ])
    }
  })

  it('is counted again for both, and for the month', async () => {
    const occasion = { now: app.clock.now(), actor: { kind: 'system' as const } }
    const november = { from: '2026-11-01', until: '2026-12-01' } as never
    const assisted = async () => {
      await recountFigures(app.store, occasion)
      return (await app.call('readFigures', { query: november }, region)).figures.values.assistedPeople
    }
    const nina = (await aPerson(app.db, { firstName: 'Nina' })).id
    const before = await assisted()
    const made = await aContact(nina, [information, ride])
    const { version } = made.contact
    await app.call(
      'refuseRequest',
      { params: { requestId: made.ids[1] ?? '' }, body: { cause: 'tooLate', referredTo: null } },
      cookie,
    )
    await app.call('closeContact', { params: made.params, body: { version } }, cookie)
    expect(await assisted()).toBe((before ?? 0) + 1)
    // Anna has been counted already; Nina asked for nothing.
    await give(made, anna)
    expect(await assisted()).toBe(before)
    const year = { day: '2026-11-24', year: 2026 }
    expect(await checkFigures(app.store, occasion, year)).toEqual([])
  })

  it('stays as it was said where two cards that were united are divided again', async () => {
    const kept = (await aPerson(app.db, { firstName: 'Ida', listeningPointId: pointId })).id
    const absorbed = (await aPerson(app.db, { firstName: 'Ida', listeningPointId: pointId })).id
    const [stays, goes] = [await aContact(absorbed, [information]), await aContact(absorbed, [information])]
    const params = { personId: kept, mergeId: randomUUID() }
    await app.call(
      'mergePeople',
      { params, body: { absorbedId: absorbed, version: 1, absorbedVersion: 1 } },
      coordinator,
    )
    await give(goes, maria)
    await app.call('undoMerge', { params }, coordinator)
    const whose = async ({ ids }: { ids: string[] }) =>
      (await app.db.request.findUniqueOrThrow({ where: { id: ids[0] ?? '' } })).personId
    expect([await whose(stays), await whose(goes)]).toEqual([absorbed, maria])
  })
})
