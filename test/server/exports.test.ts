import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documents } from '../../adapters/documents/export-documents.ts'
import { makeExport } from '../../helpline/reports/export-report.ts'
import { prepareMonths } from '../../helpline/reports/month-preparation.ts'
import { keepHouse } from '../../workers/housekeeping.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, anOperator, aPerson } from '../support/builders.ts'
import { drain } from '../support/drain.ts'
import { onlyHandlers } from '../support/handlers.ts'

const system = { kind: 'system' } as const
const year = { from: '2026-01-01', until: '2027-01-01' }

describe('documents and exports', () => {
  let app: TestApp
  let cremona: { id: string }
  let lodi: { id: string }
  let region: string
  let coordinator: string
  let stranger: string

  const occasion = () => ({ now: app.clock.now(), actor: system })
  const doors = () => ({ ...app.store, documents })
  const makeThem = () =>
    drain(
      app.store,
      onlyHandlers({ 'make-export': (at, payload) => makeExport(doors(), at, payload) }),
      app.clock.now(),
    )
  const download = async (exportId: string, cookie: string) => {
    const response = await app.send('GET', `/api/exports/${exportId}/file`, { cookie })
    return { status: response.status, type: response.headers.get('content-type'), body: await response.arrayBuffer() }
  }
  const ask = (body: object, cookie = region) =>
    app.call('startExport', { body: { document: 'report', format: 'xlsx', ...year, ...body } as never }, cookie)

  beforeAll(async () => {
    app = await startTestApp()
    app.clock.set('2027-01-10T09:00:00+01:00')
    const createdAt = new Date('2026-01-07T09:00:00+01:00')
    cremona = await aListeningPoint(app.db, { name: 'Cremona', createdAt })
    lodi = await aListeningPoint(app.db, { name: 'Lodi', createdAt })
    region = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin', name: 'Livia Ferrari' }))
    coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [cremona.id] }))
    stranger = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [lodi.id] }))
    const { id: personId } = await aPerson(app.db, { firstName: 'Nives', lastName: 'Ardigò' })
    for (let at = 0; at < 12; at += 1) {
      await app.db.contact.create({
        data: {
          direction: 'inbound',
          provenance: 'tollFree',
          callerType: at < 3 ? 'socialServices' : 'relative',
          occurredAt: new Date(`2026-10-${String(at + 5).padStart(2, '0')}T10:00:00+02:00`),
          recordedAt: app.clock.now(),
          listeningPointId: cremona.id,
          personId,
        },
      })
    }
  })
  afterAll(() => app?.close())

  it('are of any period and place, as PDF, XLSX and CSV, what waits for its recount counted first', async () => {
    const query = `from=2026-10-01&until=2026-11-01&scopeKind=listeningPoint&scopeId=${cremona.id}`
    for (const [format, type] of [
      ['pdf', 'application/pdf'],
      ['csv', 'text/csv; charset=utf-8'],
      ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ]) {
      const answer = await app.send('GET', `/api/reports/document?${query}&format=${format}`, { cookie: region })
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type])
      expect(answer.headers.get('content-disposition')).toContain(`filo-d-argento-2026-10-cremona.${format}`)
    }
    const csv = await (
      await app.send('GET', `/api/reports/document?${query}&format=csv`, { cookie: coordinator })
    ).text()
    expect(csv).toContain('Contatti in entrata;Contatti in entrata;12\r\n')
    expect(csv).toContain('servizi sociali;3\r\n')
    const others = await app.send('GET', `/api/reports/document?${query}&format=csv&audience=others`, {
      cookie: coordinator,
    })
    const hidden = await others.text()
    expect(hidden).toContain('servizi sociali;*\r\n')
    expect(hidden).toContain('familiare;*\r\n')
    expect(hidden).toContain('Documento per terzi')
    expect(csv + hidden).not.toContain('Ardigò')
    const refused = await app.send('GET', `/api/reports/document?${query}&format=pdf`, { cookie: stranger })
    expect(refused.status).toBe(403)
  })

  it('are made by a worker, once, however many run at once, and say how far they are', async () => {
    const asked = await ask({})
    expect(asked).toMatchObject({ state: 'waiting', progress: 0, title: 'Rapporto dell’anno 2026' })
    expect(await app.refusal('readExport', { params: { exportId: asked.id } }, stranger)).toMatchObject({ status: 403 })
    expect((await download(asked.id, region)).status).toBe(409)
    const payload = { exportId: asked.id }
    await Promise.all([makeExport(doors(), occasion(), payload), makeExport(doors(), occasion(), payload)])
    const done = await app.call('readExport', { params: payload }, region)
    expect(done).toMatchObject({ state: 'done', progress: 100 })
    const { body, type } = await download(asked.id, region)
    expect(type).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    const sheets = await readXlsxFile(Buffer.from(body))
    expect(sheets.find(({ sheet }) => sheet === 'In sintesi')?.data[1]).toEqual([
      'Contatti in entrata',
      'Contatti in entrata',
      12,
      null,
    ])
    // Late, and again: nothing more happens.
    const before = await app.db.reportExport.findUniqueOrThrow({ where: { id: asked.id } })
    const newsBefore = await app.db.liveEvent.count()
    await makeExport(doors(), { now: new Date('2027-01-11T09:00:00+01:00'), actor: system }, payload)
    expect(await makeThem()).toEqual(['make-export'])
    expect(await app.db.reportExport.findUniqueOrThrow({ where: { id: asked.id } })).toEqual(before)
    expect(await app.db.liveEvent.count()).toBe(newsBefore)
    const steps = await app.db.liveEvent.findMany({ where: { topic: 'export', entityId: asked.id } })
    expect(steps.length).toBeGreaterThanOrEqual(4)
    expect(await app.db.auditEntry.count({ where: { action: 'export.downloaded', entityId: asked.id } })).toBe(1)
  })

  it('are only for whoever asked and may read them, and the region', async () => {
    const body = { scopeKind: 'listeningPoint', scopeId: cremona.id, format: 'csv' }
    const { id: exportId } = await ask(body, coordinator)
    await makeThem()
    expect((await download(exportId, coordinator)).status).toBe(200)
    expect((await download(exportId, region)).status).toBe(200)
    expect((await download(exportId, stranger)).status).toBe(403)
    expect((await app.call('listExports', {}, coordinator)).map(({ id }) => id)).toEqual([exportId])
    expect(await app.call('listExports', {}, stranger)).toEqual([])
    // Moved to another point, they are not theirs any more.
    const { askedById } = await app.db.reportExport.findUniqueOrThrow({ where: { id: exportId } })
    await app.db.operatorPoint.deleteMany({ where: { operatorId: askedById } })
    expect((await download(exportId, coordinator)).status).toBe(403)
    await app.db.operatorPoint.create({ data: { operatorId: askedById, listeningPointId: cremona.id } })
  })

  it('are tried again when they fail, three times, and then by a person', async () => {
    const { id: exportId } = await ask({})
    let isBroken = true
    const shaky = {
      ...app.store,
      documents: {
        ...documents,
        makeReport: (...args: Parameters<typeof documents.makeReport>) =>
          isBroken ? Promise.reject(new Error('The printer is out of order.')) : documents.makeReport(...args),
      },
    }
    const states: string[] = []
    for (let count = 0; count < 3; count += 1) {
      await expect(makeExport(shaky, occasion(), { exportId })).rejects.toThrow('out of order')
      states.push((await app.call('readExport', { params: { exportId } }, region)).state)
    }
    expect(states).toEqual(['waiting', 'waiting', 'failed'])
    expect(await app.refusal('retryExport', { params: { exportId } }, stranger)).toMatchObject({ status: 403 })
    isBroken = false
    app.clock.advance(60)
    await app.call('retryExport', { params: { exportId } }, region)
    await makeThem()
    expect(await app.call('readExport', { params: { exportId } }, region)).toMatchObject({ state: 'done' })
    expect(await app.refusal('retryExport', { params: { exportId } }, region)).toMatchObject({ status: 409 })
  })

  it('say beside the field what cannot be made', async () => {
    const refusal = (body: object) =>
      app.refusal('startExport', { body: { document: 'report', format: 'pdf', ...body } as never }, region)
    expect(await refusal({ from: '2026-05-01', until: '2026-05-01' })).toMatchObject({
      fields: { until: 'Scelga un giorno dopo l’inizio.' },
    })
    expect(await refusal({ ...year, scopeKind: 'comune', scopeId: '999999' })).toMatchObject({ status: 404 })
    expect(await refusal({ document: 'socialReport', from: '2026-01-01', until: '2026-07-01' })).toMatchObject({
      status: 422,
      fields: { until: expect.stringContaining('anno') },
    })
  })

  it('keep a published social report as it was, years beside it included', async () => {
    const live = await app.call('readSocialReport', { query: { year: 2026 } }, region)
    const published = await app.call('publishSocialReport', { body: { year: 2026 } }, region)
    const reportId = published.report.published?.id ?? ''
    expect(published.trend).toEqual(live.trend)
    const print = async () => {
      const body = { document: 'socialReport' as const, format: 'pdf' as const, reportId }
      const { id } = await app.call('startExport', { body }, region)
      await makeThem()
      return Buffer.from((await download(id, region)).body)
    }
    const once = await print()
    await app.db.contact.create({
      data: {
        direction: 'inbound',
        provenance: 'tollFree',
        occurredAt: new Date('2025-03-03T10:00:00+01:00'),
        recordedAt: app.clock.now(),
        listeningPointId: cremona.id,
      },
    })
    expect((await print()).equals(once)).toBe(true)
    expect(await app.call('readPublishedSocialReport', { params: { reportId } }, region)).toEqual(published)
    const later = await app.send('GET', '/api/reports/document?from=2025-01-01&until=2026-01-01&format=csv', {
      cookie: region,
    })
    expect(await later.text()).toContain('Contatti in entrata;Contatti in entrata;1\r\n')
    await expect(app.db.socialReport.deleteMany({})).rejects.toThrow()
  })

  it('are forgotten after their days', async () => {
    const { id } = await ask({})
    await makeThem()
    app.clock.advance(13 * 24 * 3600)
    await keepHouse(app.store, occasion())
    expect(await app.db.reportExport.count({ where: { id } })).toBe(1)
    app.clock.advance(2 * 24 * 3600)
    await keepHouse(app.store, occasion())
    expect(await app.db.reportExport.count({ where: { id } })).toBe(0)
    app.clock.set('2027-01-12T09:00:00+01:00')
  })
})

describe('the months that wait to be published', () => {
  let app: TestApp
  let crema: { id: string }
  let region: string
  let coordinator: string

  beforeAll(async () => {
    app = await startTestApp()
    app.clock.set('2026-12-01T09:00:00+01:00')
    const createdAt = new Date('2026-01-07T09:00:00+01:00')
    crema = await aListeningPoint(app.db, { name: 'Crema', createdAt })
    await aListeningPoint(app.db, {
      ...{ name: 'Cremona', createdAt },
      patronSaint: { kind: 'fixed', name: 'Patrono', month: 12, day: 1 },
    })
    await aListeningPoint(app.db, { name: 'Nuovo', createdAt: new Date('2026-12-01T08:00:00+01:00') })
    region = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
    coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [crema.id] }))
  })
  afterAll(() => app?.close())

  const prepare = (day: string) => prepareMonths(app.store, { now: app.clock.now(), actor: system }, { day })
  const waiting = async (cookie = region) =>
    (await app.call('listReportsToPublish', {}, cookie)).map(({ period, scopeName }) => [period.from, scopeName])

  it('are there on the first working day of their place, once, and late where that day was missed', async () => {
    await Promise.all([prepare('2026-12-01'), prepare('2026-12-01')])
    await prepare('2026-12-01')
    expect(await waiting()).toEqual([
      ['2026-11-01', 'Tutta la rete'],
      ['2026-11-01', 'Crema'],
    ])
    await prepare('2026-12-03')
    expect(await waiting()).toEqual([
      ['2026-11-01', 'Tutta la rete'],
      ['2026-11-01', 'Crema'],
      ['2026-11-01', 'Cremona'],
    ])
    expect(await waiting(coordinator)).toEqual([['2026-11-01', 'Crema']])
    expect(await app.db.liveEvent.count({ where: { topic: 'report' } })).toBe(3)
    expect(await app.db.publishedReport.count()).toBe(0)
  })

  it('wait until a person publishes them', async () => {
    const november = { from: '2026-11-01', until: '2026-12-01' }
    const body = { kind: 'monthly' as const, ...november, scopeKind: 'listeningPoint' as const, scopeId: crema.id }
    await app.call('publishReport', { body }, coordinator)
    expect(await waiting(coordinator)).toEqual([])
    expect(await waiting()).toEqual([
      ['2026-11-01', 'Tutta la rete'],
      ['2026-11-01', 'Cremona'],
    ])
    await app.call('publishReport', { body: { kind: 'monthly', ...november } }, region)
    expect(await waiting()).toEqual([['2026-11-01', 'Cremona']])
  })
})
