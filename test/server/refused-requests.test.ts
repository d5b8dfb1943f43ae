import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, anOperator, aPerson } from '../support/builders.ts'

describe('a request refused on the telephone', () => {
  let app: TestApp
  let pointId: string
  let cookie: string
  let stranger: string
  let region: string

  beforeAll(async () => {
    app = await startTestApp()
    pointId = (await aListeningPoint(app.db, { name: 'Cremona' })).id
    cookie = await app.signIn(await anOperator(app.db, { pointIds: [pointId] }))
    region = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
    stranger = await app.signIn(await anOperator(app.db, { pointIds: [(await aListeningPoint(app.db)).id] }))
  })
  afterAll(() => app?.close())

  async function aRequest(helpKind: 'transport' | 'homeCompany') {
    const contactId = crypto.randomUUID()
    const requestId = crypto.randomUUID()
    const person = await aPerson(app.db)
    const occurredAt = app.clock.now().toISOString()
    const opened = await app.call(
      'openContact',
      { params: { contactId }, body: { provenance: 'office', listeningPointId: pointId, occurredAt } as never },
      cookie,
    )
    const fields = { version: opened.version, personId: person.id, callerType: 'relative' as const }
    const { version } = await app.call('changeContact', { params: { contactId }, body: fields }, cookie)
    const body = { kind: 'help' as const, helpKind, version: 0 }
    await app.call('saveRequest', { params: { contactId, requestId }, body }, cookie)
    return { contactId, version, params: { requestId } }
  }
  const medical = { cause: 'medicalTransport', referredTo: 'Medico di base' } as const
  const figures = async () => {
    await recountFigures(app.store, { now: app.clock.now(), actor: { kind: 'system' } })
    const query = { from: '2026-11-01', until: '2026-12-01' } as never
    const { tables } = (await app.call('readFigures', { query }, region)).figures
    const unmet = tables.find(({ key }) => key === 'unmetRequestsByCause')
    return unmet?.rows.find(({ key }) => key === 'medicalTransport')?.count ?? 0
  }

  it('because it is a medical transport is an unmet need with that cause, counted once', async () => {
    const before = await figures()
    const { contactId, version, params } = await aRequest('transport')
    const refused = await app.call('refuseRequest', { params, body: medical }, cookie)
    expect(refused).toMatchObject({ state: 'unmet', unmetCause: 'medicalTransport', referredTo: 'Medico di base' })
    expect(await app.call('refuseRequest', { params, body: medical }, cookie)).toEqual(refused)
    expect(await figures()).toBe(before + 1)
    expect(await app.db.auditEntry.count({ where: { entityId: params.requestId, action: 'request.unmet' } })).toBe(1)
    // Nothing more is asked of it: neither when, nor where to.
    await app.call('closeContact', { params: { contactId }, body: { version } }, cookie)
    expect((await app.refusal('takeInCharge', { params, body: {} }, cookie)).status).toBeGreaterThanOrEqual(400)
    expect(await app.db.service.count({ where: { requestId: params.requestId } })).toBe(0)
  })

  it('is refused by nobody of another point, and only a ride can be medical', async () => {
    const ride = await aRequest('transport')
    expect((await app.refusal('refuseRequest', { params: ride.params, body: medical }, stranger)).status).toBe(403)
    const company = await aRequest('homeCompany')
    const wrong = await app.refusal('refuseRequest', { params: company.params, body: medical }, cookie)
    expect(wrong).toMatchObject({ status: 422, fields: { cause: expect.stringContaining('viaggio') } })
    const other = { params: company.params, body: { cause: 'tooLate' as const } }
    expect(await app.call('refuseRequest', other, cookie)).toMatchObject({ state: 'unmet', unmetCause: 'tooLate' })
    const again = await app.refusal('refuseRequest', { ...other, body: { cause: 'other' } }, cookie)
    expect(again.status).toBe(403)
  })

  it('by mistake is taken back while its contact is open: as if it had not been, traced, once', async () => {
    const before = await figures()
    const { contactId, version, params } = await aRequest('transport')
    await app.call('refuseRequest', { params, body: medical }, cookie)
    expect((await app.refusal('takeBackRefusal', { params, body: {} }, stranger)).status).toBe(403)
    const back = await app.call('takeBackRefusal', { params, body: {} }, cookie)
    expect(back).toMatchObject({ state: 'open', unmetCause: null, referredTo: null })
    expect(await app.call('takeBackRefusal', { params, body: {} }, cookie)).toEqual(back)
    const traced = { entityId: params.requestId, action: 'request.refusalTakenBack' }
    expect(await app.db.auditEntry.count({ where: traced })).toBe(1)
    expect(await figures()).toBe(before)

    await app.call('refuseRequest', { params, body: medical }, cookie)
    await app.call('closeContact', { params: { contactId }, body: { version } }, cookie)
    const closed = await app.refusal('takeBackRefusal', { params, body: {} }, cookie)
    expect(closed).toMatchObject({ status: 403, detail: expect.stringContaining('prima lo riapra') })
    const [none, other] = [crypto.randomUUID(), await aRequest('homeCompany')]
    expect((await app.refusal('takeBackRefusal', { params: { requestId: none }, body: {} }, cookie)).status).toBe(404)
    await app.db.request.update({ where: { id: other.params.requestId }, data: { state: 'takenInCharge' } })
    expect((await app.refusal('takeBackRefusal', { params: other.params, body: {} }, cookie)).status).toBe(403)
  })
})
