import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Report } from '../../contract/reports.ts'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { reportSections } from '../../helpline/reports/report-lines.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, anOperator, aPerson } from '../support/builders.ts'

const HOUR = 3_600_000
const SOME_ID = '11111111-2222-4333-8444-555555555555'
const month = '2026-11'

describe('the month’s report over the wire', () => {
  let app: TestApp
  let cremona: { id: string; name: string }
  let lodi: { id: string; name: string }
  let coordinator: string
  let region: string
  let operator: string
  let coordinatorId: string
  let signInAll: () => Promise<void>

  beforeAll(async () => {
    app = await startTestApp()
    cremona = await aListeningPoint(app.db, { name: 'Cremona' })
    lodi = await aListeningPoint(app.db, { name: 'Lodi' })
    const ada = await anOperator(app.db, { role: 'coordinator', pointIds: [cremona.id] })
    const carla = await anOperator(app.db, { name: 'Carla Villa', role: 'regionalAdmin' })
    const dino = await anOperator(app.db, { name: 'Dino Sala', pointIds: [cremona.id] })
    coordinatorId = ada.id
    signInAll = async () => {
      coordinator = await app.signIn(ada)
      region = await app.signIn(carla)
      operator = await app.signIn(dino)
    }
    await theThread(cremona.id)
    await aContactIn(lodi.id)
    await recount()
  })
  afterAll(() => app?.close())
  beforeEach(() => {
    app.clock.set('2026-12-01T18:05:00+01:00')
    return signInAll()
  })

  /** What a worker does every second and a half. */
  const recount = () => recountFigures(app.store, { now: app.clock.now(), actor: { kind: 'system' } })

  const aContactIn = (listeningPointId: string, personId?: string) =>
    app.db.contact.create({
      data: {
        direction: 'inbound',
        provenance: 'tollFree',
        callerType: 'relative',
        occurredAt: TUESDAY_AT_TEN,
        recordedAt: TUESDAY_AT_TEN,
        listeningPointId,
        ...(personId ? { personId } : {}),
      },
    })

  /** One call with two requests, an offer and a confirmation sent, one ride done. */
  async function theThread(listeningPointId: string): Promise<void> {
    const person = await aPerson(app.db)
    const contact = await aContactIn(listeningPointId, person.id)
    const at = { createdAt: TUESDAY_AT_TEN, recordedAt: TUESDAY_AT_TEN }
    const request = { contactId: contact.id, personId: person.id, ...at }
    await app.db.request.create({ data: { ...request, position: 1, kind: 'information', informationKind: 'health' } })
    const help = await app.db.request.create({ data: { ...request, position: 2, kind: 'help', helpKind: 'transport' } })
    for (const purpose of ['toOrganise', 'toAssistedPerson'] as const) {
      await app.db.contact.create({
        data: {
          direction: 'outbound',
          provenance: 'sms',
          purpose,
          occurredAt: TUESDAY_AT_TEN,
          recordedAt: TUESDAY_AT_TEN,
          listeningPointId,
          servesRequestId: help.id,
        },
      })
    }
    const [startsAt, endsAt] = [3, 5].map((hours) => new Date(TUESDAY_AT_TEN.getTime() + hours * HOUR)) as [Date, Date]
    await app.db.service.create({
      data: {
        requestId: help.id,
        personId: person.id,
        helpKind: 'transport',
        listeningPointId,
        startsAt,
        endsAt,
        busyFrom: startsAt,
        busyUntil: endsAt,
        state: 'done',
        outcome: 'done',
        km: 24,
        minutes: 120,
        closedAt: endsAt,
        ...at,
      },
    })
  }

  const download = async (path: string, cookie: string): Promise<Response> => {
    const response = await app.send('GET', path, { cookie })
    expect(response.status).toBe(200)
    return response
  }

  const pdfText = async (response: Response): Promise<string> => {
    const document = await getDocument({ data: new Uint8Array(await response.arrayBuffer()), verbosity: 0 }).promise
    let text = ''
    for (let number = 1; number <= document.numPages; number += 1) {
      const { items } = await (await document.getPage(number)).getTextContent()
      text += `${items.map((item) => ('str' in item ? item.str : '')).join(' ')} `
    }
    return text.replaceAll(/\s+/g, ' ')
  }

  it('shows one contact in, two out, two requests, one service', async () => {
    const report = await app.call('readMonthlyReport', { query: { month } }, coordinator)
    expect(report).toMatchObject({
      kind: 'monthly',
      period: { from: '2026-11-01', until: '2026-12-01' },
      title: 'Rapporto del mese di novembre 2026',
      scope: { kind: 'listeningPoint', id: cremona.id, name: 'Cremona' },
      asOf: '2026-12-01T17:05:00.000Z',
      figures: {
        values: {
          contactsIn: 1,
          contactsOut: 2,
          contactsOutToAssistedPerson: 1,
          contactsOutToOrganise: 1,
          assistedPeople: 1,
          requests: 2,
          informationRequests: 1,
          helpRequests: 1,
          services: 1,
          unmetServices: 0,
          km: 24,
          volunteerMinutes: 120,
          contactsPerPerson: 1,
          servicesPerContact: 2,
          servicesPerPerson: 2,
        },
      },
    })
  })

  it('agrees with its PDF and its CSV, figure by figure', async () => {
    const report = await app.call('readMonthlyReport', { query: { month } }, coordinator)
    const document = `/api/reports/document?from=2026-11-01&until=2026-12-01&scopeKind=listeningPoint&scopeId=${cremona.id}`
    const pdf = await download(`${document}&format=pdf`, coordinator)
    const csv = await download(`${document}&format=csv`, coordinator)
    expect(pdf.headers.get('content-type')).toContain('application/pdf')
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename=filo-d-argento-2026-11-cremona.csv')
    const rows = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await csv.arrayBuffer())
    const printed = await pdfText(pdf)
    for (const { title, lines, total } of reportSections(report.figures)) {
      const words = lines.map(({ label, text, share }) => [label, text, ...(share ? [share] : [])].join(' '))
      // Where nothing happened, the paper says so in a sentence.
      expect(printed).toContain(total?.value === 0 ? title : [title, ...words].join(' '))
      for (const { label, plain } of [...lines, ...(total ? [total] : [])]) {
        expect(rows).toContain(`${title};${label};${plain}\r\n`)
      }
    }
    expect(rows.startsWith('\ufeffSezione;')).toBe(true)
  })

  it('is of the whole network for the region, where people are counted once', async () => {
    const report = await app.call('readMonthlyReport', { query: { month } }, region)
    expect(report.scope).toEqual({ kind: 'region', id: null, name: 'Tutta la rete' })
    expect(report.figures.values.contactsIn).toBe(2)
    const byPoint = report.figures.tables.find(({ key }) => key === 'contactsInByListeningPoint')
    expect(byPoint?.rows.map(({ label, count }) => [label, count])).toEqual([
      ['Cremona', 1],
      ['Lodi', 1],
    ])
  })

  it('is empty, with its averages left out, in a month before the first call', async () => {
    const { figures } = await app.call('readMonthlyReport', { query: { month: '2026-10' } }, coordinator)
    expect(figures.values).toMatchObject({
      contactsIn: 0,
      assistedPeople: 0,
      contactsPerPerson: null,
      servicesPerContact: null,
    })
  })

  describe('once published', () => {
    let published: Report
    const reprint = async (extension: 'pdf' | 'csv') => {
      const path = `/api/reports/published/${published.published?.id}/document?format=${extension}`
      return Buffer.from(await (await download(path, coordinator)).arrayBuffer())
    }

    beforeAll(async () => {
      app.clock.set('2026-12-01T09:30:00+01:00')
      await signInAll()
      published = await app.call('publishMonthlyReport', { body: { month, listeningPointId: cremona.id } }, coordinator)
    })

    it('says whose word it is, and leaves its trace and its news', async () => {
      expect(published).toMatchObject({
        asOf: '2026-12-01T08:30:00.000Z',
        published: { at: '2026-12-01T08:30:00.000Z', by: 'Ada Bianchi' },
      })
      const reportId = published.published?.id ?? ''
      expect(await app.db.auditEntry.findMany({ where: { entityId: reportId } })).toMatchObject([
        { action: 'report.published', entity: 'report', operatorId: coordinatorId, listeningPointId: cremona.id },
      ])
      expect(await app.db.liveEvent.findMany({ where: { entityId: reportId } })).toMatchObject([
        { topic: 'report', listeningPointId: cremona.id },
      ])
    })

    it('stays as it was, to the byte, when cards arrive late and names change', async () => {
      const [pdf, csv] = [await reprint('pdf'), await reprint('csv')]
      const late = await aContactIn(cremona.id)
      await app.db.listeningPoint.update({ where: { id: cremona.id }, data: { name: 'Cremona centro' } })
      await app.db.operator.update({ where: { id: coordinatorId }, data: { name: 'Ada Verdi' } })
      try {
        const params = { reportId: published.published?.id ?? '' }
        expect(await app.call('readPublishedReport', { params }, coordinator)).toEqual(published)
        expect((await reprint('pdf')).equals(pdf)).toBe(true)
        expect((await reprint('csv')).equals(csv)).toBe(true)
        await recount()
        const live = await app.call('readMonthlyReport', { query: { month } }, coordinator)
        expect(live.figures.values.contactsIn).toBe(2)
        expect(live.published).toEqual(published.published)
      } finally {
        await app.db.contact.delete({ where: { id: late.id } })
        await app.db.listeningPoint.update({ where: { id: cremona.id }, data: { name: 'Cremona' } })
        await app.db.operator.update({ where: { id: coordinatorId }, data: { name: 'Ada Bianchi' } })
      }
    })

    it('cannot be changed in the database either', async () => {
      await expect(app.db.$executeRaw`UPDATE published_report SET figures = '{}'`).rejects.toThrow('append-only')
      await expect(app.db.$executeRaw`DELETE FROM published_report`).rejects.toThrow('append-only')
    })

    it('is not for the coordinators of other points, unless it is of the whole network', async () => {
      const other = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [lodi.id] }))
      const params = { reportId: published.published?.id ?? '' }
      expect(await app.refusal('readPublishedReport', { params }, other)).toMatchObject({ status: 403 })
      const whole = await app.call('publishMonthlyReport', { body: { month } }, region)
      const reportId = whole.published?.id ?? ''
      expect(await app.call('readPublishedReport', { params: { reportId } }, other)).toEqual(whole)
    })
  })

  describe('refuses', () => {
    it.each([
      ['a month that does not exist', { month: '2026-13' }, 400],
      ['a month written otherwise', { month: '11/2026' }, 400],
      ['no month', {}, 400],
      ['a month to come', { month: '2027-01' }, 422],
      ['a point that is not an id', { month, listeningPointId: 'Cremona' }, 400],
      ['a point nobody knows', { month, listeningPointId: SOME_ID }, 404],
    ])('%s', async (_what, query, status) => {
      expect(await app.refusal('readMonthlyReport', { query: query as { month: string } }, region)).toMatchObject({
        status,
      })
    })

    it('to publish what it would not read, and writes nothing', async () => {
      const before = [await app.db.publishedReport.count(), await app.db.auditEntry.count()]
      const publish = async (body: unknown, cookie = coordinator) =>
        (await app.send('POST', '/api/reports/monthly/publish', { body, cookie })).status
      expect(await publish({ month: '2026-13' })).toBe(422)
      expect(await publish({ month: '2027-01' })).toBe(422)
      expect(await publish({ month, listeningPointId: lodi.id })).toBe(403)
      expect(await publish({ month, listeningPointId: SOME_ID })).toBe(404)
      expect(await publish({ month }, operator)).toBe(403)
      expect(await publish('{"month":')).toBe(400)
      expect([await app.db.publishedReport.count(), await app.db.auditEntry.count()]).toEqual(before)
    })

    it('whoever may not read it', async () => {
      const reads = [
        `monthly?month=${month}`,
        'document?from=2026-11-01&until=2026-12-01&format=pdf',
        `published/${SOME_ID}`,
        `published/${SOME_ID}/document?format=csv`,
      ]
      for (const path of reads) {
        expect((await app.send('GET', `/api/reports/${path}`)).status).toBe(401)
        expect((await app.send('GET', `/api/reports/${path}`, { cookie: operator })).status).toBe(403)
      }
      const theirs = { query: { month, listeningPointId: lodi.id } }
      expect(await app.refusal('readMonthlyReport', theirs, coordinator)).toMatchObject({ status: 403 })
      const unknown = { params: { reportId: SOME_ID } }
      expect(await app.refusal('readPublishedReport', unknown, region)).toMatchObject({ status: 404 })
    })
  })

  describe('the trace of one thing', () => {
    const query = { entity: 'person', entityId: SOME_ID }

    beforeAll(async () => {
      const minute = (number: number) => new Date(TUESDAY_AT_TEN.getTime() + number * 60_000)
      const entry = { entity: 'person', entityId: SOME_ID }
      await app.db.auditEntry.createMany({
        data: [
          {
            ...entry,
            at: minute(1),
            actorKind: 'operator',
            operatorId: coordinatorId,
            action: 'person.opened',
            listeningPointId: cremona.id,
          },
          { ...entry, at: minute(2), actorKind: 'system', action: 'person.told' },
          {
            ...entry,
            at: minute(3),
            actorKind: 'operator',
            operatorId: coordinatorId,
            action: 'person.changed',
            listeningPointId: lodi.id,
            fields: ['address'],
          },
          { ...entry, entityId: 'somebody-else', at: minute(4), actorKind: 'system', action: 'person.opened' },
        ],
      })
    })

    it('is told newest first, with names', async () => {
      expect(await app.call('readAudit', { query }, region)).toEqual([
        { at: '2026-11-24T09:03:00.000Z', who: 'Ada Bianchi', action: 'person.changed', fields: ['address'] },
        { at: '2026-11-24T09:02:00.000Z', who: 'il programma', action: 'person.told', fields: [] },
        { at: '2026-11-24T09:01:00.000Z', who: 'Ada Bianchi', action: 'person.opened', fields: [] },
      ])
    })

    it('leaves out what happened at other points', async () => {
      const actions = (await app.call('readAudit', { query }, coordinator)).map(({ action }) => action)
      expect(actions).toEqual(['person.told', 'person.opened'])
    })

    it('ends at two hundred entries, and is not for operators', async () => {
      await app.db.auditEntry.createMany({
        data: Array.from({ length: 205 }, (_, at) => ({
          at: new Date(TUESDAY_AT_TEN.getTime() + at),
          actorKind: 'system' as const,
          action: `step.${at}`,
          entity: 'call',
          entityId: 'many',
        })),
      })
      const entries = await app.call('readAudit', { query: { entity: 'call', entityId: 'many' } }, region)
      expect([entries.length, entries[0]?.action, entries.at(-1)?.action]).toEqual([200, 'step.204', 'step.5'])
      expect(await app.refusal('readAudit', { query }, operator)).toMatchObject({ status: 403 })
      expect(await app.refusal('readAudit', { query: { entity: 'person' } as typeof query }, region)).toMatchObject({
        status: 400,
      })
    })
  })
})
