import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aComune, aListeningPoint, anOperator, aPerson } from '../support/builders.ts'
import { bringIn } from '../support/imports.ts'

let app: TestApp
let operator: string
let region: string
let pointId: string
let hospital: { id: string }
let coordinator: string
let asst: { id: string; name: string }

beforeAll(async () => {
  app = await startTestApp()
  pointId = (await aListeningPoint(app.db, { name: 'Crema' })).id
  operator = await app.signIn(await anOperator(app.db, { pointIds: [pointId] }))
  coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [pointId] }))
  region = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
  await aComune(app.db, { istatCode: '019035', name: 'Crema' })
  asst = await app.db.territorySet.create({
    data: { kind: 'asst', code: 'asst-crema', name: 'ASST di Crema' },
    select: { id: true, name: true },
  })
  hospital = await app.db.facility.create({
    data: { name: 'Ospedale Maggiore', kind: 'publicHospital', comuneIstatCode: '019035', asstSetId: asst.id },
  })
  await app.db.facility.create({ data: { name: 'Clinica chiusa', kind: 'otherHealth', active: false } })
})
afterAll(() => app?.close())

const opening = () => ({
  provenance: 'office' as const,
  listeningPointId: pointId,
  occurredAt: app.clock.now().toISOString(),
})
const ride = (facilityId: string | null) => ({
  version: 0,
  kind: 'help' as const,
  helpKind: 'transport' as const,
  toPlace: 'Ospedale Maggiore, Crema',
  facilityId,
})
const whole = (facilityId: string | null, contactId = randomUUID()) => ({
  params: { contactId },
  body: { opening: opening(), version: 0, fields: {}, requests: [{ id: randomUUID(), ...ride(facilityId) }] },
})

describe('the hospital or centre a ride goes to', () => {
  it('is chosen from those in use', async () => {
    const crema = { istatCode: '019035', name: 'Crema' }
    const { id } = hospital
    const found = await app.call('listFacilities', {}, operator)
    expect(found.filter(({ active }) => active)).toEqual([
      { id, name: 'Ospedale Maggiore', kind: 'publicHospital', comune: crema, asst, active: true, version: 1 },
    ])
    expect(await app.call('listAsst', {}, operator)).toEqual([asst])
    expect(await app.refusal('listFacilities')).toMatchObject({ status: 401 })
  })

  it('is kept with the request, bit by bit or saved whole, and one nobody knows is refused beside its field', async () => {
    const contactId = randomUUID()
    await app.call('openContact', { params: { contactId }, body: opening() }, operator)
    const params = { contactId, requestId: randomUUID() }
    const saved = await app.call('saveRequest', { params, body: ride(hospital.id) }, operator)
    expect(saved.facilityId).toBe(hospital.id)
    const unknown = { params, body: { ...ride(randomUUID()), version: 1 } }
    expect(await app.refusal('saveRequest', unknown, operator)).toMatchObject({
      status: 422,
      fields: { facilityId: expect.stringContaining('non c’è più') },
    })
    const none = await app.call('saveRequest', { params, body: { ...ride(null), version: 1 } }, operator)
    expect(none.facilityId).toBeNull()
    const kept = await app.call('saveContact', whole(hospital.id), operator)
    expect(kept.requests.map(({ facilityId }) => facilityId)).toEqual([hospital.id])
    expect((await app.refusal('saveContact', whole(randomUUID()), operator)).status).toBe(422)
  })

  it('is counted with the rides, by facility and by ASST; where nobody wrote it, it says so', async () => {
    const { id: personId } = await aPerson(app.db)
    const at = new Date(app.clock.now().getTime() - 7_200_000)
    const ridden = async (facilityId: string | null, minute: number) => {
      const { requests } = await app.call('saveContact', whole(facilityId), operator)
      const startsAt = new Date(at.getTime() + minute * 60_000)
      const endsAt = new Date(startsAt.getTime() + 60_000)
      await app.db.service.create({
        data: {
          ...{ requestId: requests[0]?.id ?? '', personId, helpKind: 'transport', state: 'done', outcome: 'done' },
          ...{ listeningPointId: pointId, startsAt, endsAt, busyFrom: startsAt, busyUntil: endsAt, closedAt: endsAt },
          ...{ createdAt: startsAt, recordedAt: startsAt, destinationKind: 'publicHospital', insideProvince: true },
        },
      })
    }
    for (const [minute, facilityId] of [hospital.id, hospital.id, null].entries()) await ridden(facilityId, minute)
    await recountFigures(app.store, { now: app.clock.now(), actor: { kind: 'system' } })
    const query = { from: '2026-11-01', until: '2026-12-01' }
    const { tables } = (await app.call('readFigures', { query }, region)).figures
    const linesOf = (table: string) =>
      tables.find(({ key }) => key === table)?.rows.map(({ label, count }) => [label, count])
    expect(linesOf('ridesByFacility')).toEqual([
      ['Ospedale Maggiore', 2],
      ['non indicata', 1],
    ])
    expect(linesOf('ridesByAsst')).toEqual([
      ['ASST di Crema', 2],
      ['non indicata', 1],
    ])
  })

  describe('in the coordinator’s list', () => {
    const saved = (change: object = {}, facilityId: string = randomUUID()) => ({
      params: { facilityId },
      body: {
        ...{ version: 0, name: 'Centro diurno Il Ponte', kind: 'dayCentre' as const, comune: '019035', asst: null },
        ...{ active: true, ...change },
      },
    })
    const one = async (id: string) => (await app.call('listFacilities', {}, operator)).find((each) => each.id === id)

    it('is written once, renamed, closed, and each time by whoever has seen its last version', async () => {
      const first = saved()
      const { facilityId } = first.params
      await Promise.all([app.call('saveFacility', first, coordinator), app.call('saveFacility', first, coordinator)])
      expect(await one(facilityId)).toMatchObject({ name: 'Centro diurno Il Ponte', version: 1, active: true })
      const renamed = saved({ version: 1, name: 'Centro diurno Il Ponte di Crema', kind: 'other' }, facilityId)
      await app.call('saveFacility', renamed, coordinator)
      expect(await app.refusal('saveFacility', renamed, coordinator)).toMatchObject({ status: 409 })
      const closed = saved({ version: 2, name: 'Il Ponte', comune: null, active: false }, facilityId)
      await app.call('saveFacility', closed, region)
      expect(await one(facilityId)).toMatchObject({ name: 'Il Ponte', comune: null, active: false, version: 3 })
      const traced = { entity: 'facility', entityId: facilityId }
      expect(await app.db.auditEntry.count({ where: traced })).toBe(3)
      expect(await app.db.liveEvent.count({ where: { topic: 'network', entityId: facilityId } })).toBe(3)
    })

    it('keeps its rides in the figures under its new name, closed as it is', async () => {
      const before = await one(hospital.id)
      const change = { version: before?.version, name: 'Ospedale Nuovo', kind: 'publicHospital', asst: asst.id }
      await app.call('saveFacility', saved({ ...change, active: false }, hospital.id), coordinator)
      const query = { from: '2026-11-01', until: '2026-12-01' }
      const { tables } = (await app.call('readFigures', { query }, region)).figures
      const rows = tables.find(({ key }) => key === 'ridesByFacility')?.rows
      expect(rows?.map(({ label, count }) => [label, count])).toContainEqual(['Ospedale Nuovo', 2])
      const again = { ...change, version: (before?.version ?? 0) + 1, name: 'Ospedale Maggiore' }
      await app.call('saveFacility', saved(again, hospital.id), coordinator)
    })

    it.each([
      ['no name', { name: ' ' }, 'name'],
      ['the name of another, however it is spelled', { name: 'OSPEDALE MAGGIORE' }, 'name'],
      ['a comune there is not', { comune: '999999' }, 'comune'],
      ['an ASST there is not', { asst: randomUUID() }, 'asst'],
      ['no kind', { kind: null }, 'kind'],
    ])('is refused with %s, beside the field', async (_what, change, field) => {
      const { status, fields } = await app.refusal('saveFacility', saved(change), coordinator)
      expect([status, Object.keys(fields ?? {})]).toEqual([422, [field]])
    })

    it('is coordinators’ to write, and one that is not there is not changed', async () => {
      expect(await app.refusal('saveFacility', saved(), operator)).toMatchObject({ status: 403 })
      expect(await app.refusal('saveFacility', saved({ version: 1 }), coordinator)).toMatchObject({ status: 404 })
    })
  })

  it('is read from the file of the past by its name, however it is spelled', async () => {
    const people = 'Codice persona;Cognome;Nome\r\nA-1;Galli;Teresa\r\n'
    const contacts =
      'Codice contatto;Direzione;Data;Provenienza;Punto d’ascolto;Persona;Interlocutore\r\nC-1;entrata;12/03/2013;in sede;Crema;A-1;diretto interessato\r\n'
    const requests = [
      'Codice richiesta;Contatto;Genere;Aiuto;Esito;Struttura',
      'R-1;C-1;aiuto;mobilità/trasporto;aperta;OSPEDALE MAGGIORE',
      'R-2;C-1;aiuto;mobilità/trasporto;aperta;Ospedale che non c’è',
    ].join('\r\n')
    for (const file of [people, contacts]) expect((await bringIn(app.store, file)).refused).toBe(0)
    const batch = await bringIn(app.store, requests)
    expect([batch.added, batch.refused]).toEqual([1, 1])
    expect(await app.store.listImportRefusals(batch.id, { id: 0n }, 5)).toMatchObject([
      { line: 3, column: 'Struttura', reason: 'Nessuna struttura conosciuta si chiama così.' },
    ])
    const written = { facilityId: hospital.id, contact: { occurredAt: { lt: new Date('2014-01-01') } } }
    expect(await app.db.request.count({ where: written })).toBe(1)
  })
})
